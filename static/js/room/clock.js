// The clock of the room goes on between two looks at the server: data-left is how many seconds were left when the element
// came. What is said at one minute and at the end is said once; nothing ends by itself.
const SECOND = 1000;
let [clock, left, came] = [null, "", 0];
let before = null;

const two = (n) => String(n).padStart(2, "0");
const shown = (n) => `${n < 0 ? "+" : ""}${Math.floor(Math.abs(n) / 60)}:${two(Math.abs(n) % 60)}`;

function say(text) {
  document.getElementById("status").textContent = text;
}

function tick() {
  const now = document.getElementById("clock");
  if (!now?.dataset.left) return;
  if (now !== clock || now.dataset.left !== left) [clock, left, came, before] = [now, now.dataset.left, Date.now(), null];
  const seconds = Number(left) - ("paused" in now.dataset ? 0 : Math.round((Date.now() - came) / SECOND));
  if (now.textContent !== shown(seconds)) now.textContent = shown(seconds);
  now.classList.toggle("over", seconds < 0);
  if (before > 60 && seconds <= 60) say(now.dataset.minute);
  else if (before > 0 && seconds <= 0) say(now.dataset.end);
  before = seconds;
}

if (document.getElementById("live")) {
  tick();
  setInterval(tick, SECOND / 4);
  document.addEventListener("htmx:after:swap", tick);
}

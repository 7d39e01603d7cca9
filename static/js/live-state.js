// Says since when the page is not live, in the hour of this clock, and that it will not be again. A line that is back
// at once is not worth a word.
const live = document.getElementById("live");
const BRIEF = 1500;
const said = document.getElementById("not-live");
let timer = null;

const hour = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

function say(text) {
  clearTimeout(timer);
  timer = null;
  said.textContent = text;
}

live?.addEventListener("live:state", ({ detail: { name, heard, status } }) => {
  const closed = live.querySelector(".closed");
  closed.hidden = name !== "closed";
  if (status === 404) closed.querySelector("span").textContent = closed.dataset.gone;
  if (name !== "waiting") say("");
  else timer ??= setTimeout(() => { said.textContent = said.dataset.say.replace("{time}", hour(heard)); }, BRIEF);
});

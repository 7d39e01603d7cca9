// The stream of a board: what happens on it comes to every open page. #live says data-state = live, waiting, paused or
// closed, and tells "live:state"; what comes is told as "live:text" (live-read.js). After a cut it comes back by itself,
// and where it left off goes along.
const live = document.getElementById("live");
const FINAL = [204, 401, 403, 404, 410]; // not for this page any more
const SILENCE = 12000; // longer than two beats of the server: the line is dead
const [MOST, STEADY, HIDDEN] = [15000, 5000, 20000];
let [line, wake, heard] = [new AbortController(), () => {}, Date.now()];
let [dog, hiding, tries, status, paused] = [0, 0, 0, 0, false];

const tell = (name, detail) => live.dispatchEvent(new CustomEvent(name, { detail }));

function state(name) {
  live.dataset.state = name;
  tell("live:state", { name, tries, heard, status });
}

function watch() {
  clearTimeout(dog);
  dog = setTimeout(() => line.abort(), SILENCE);
}

// Until it ends; false when it is not to come back.
async function connect() {
  const headers = { Accept: "text/event-stream", "Last-Event-ID": live.dataset.cursor };
  line = new AbortController();
  watch();
  const answer = await fetch(live.dataset.url, { headers, signal: line.signal, cache: "no-store", redirect: "error" });
  ({ status } = answer);
  if (FINAL.includes(status)) return false;
  if (!answer.ok || !answer.headers.get("Content-Type")?.startsWith("text/event-stream")) return true;
  const since = Date.now();
  state("live");
  for (const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader(); ; ) {
    heard = Date.now();
    if (heard - since > STEADY) tries = 0;
    watch();
    const { done, value } = await reader.read();
    if (done) return true;
    tell("live:text", value);
  }
}

async function run() {
  while (await connect().catch(() => true)) {
    line.abort();
    state(paused ? "paused" : "waiting");
    const delay = Math.min(MOST, (Number(live.dataset.retry) || 1000) * 2 ** tries++) * (0.3 + 0.7 * Math.random());
    await new Promise((go) => {
      wake = go;
      if (!paused) setTimeout(go, delay);
    });
  }
  state("closed");
}

function pause() {
  paused = true;
  line.abort();
}

function resume() {
  [paused, tries] = [false, 0];
  wake();
}

function look() {
  clearTimeout(hiding);
  if (document.hidden) hiding = setTimeout(pause, HIDDEN);
  else resume();
}

if (live && window.htmx) {
  document.addEventListener("visibilitychange", look);
  addEventListener("online", resume);
  addEventListener("offline", () => line.abort());
  addEventListener("pagehide", pause);
  addEventListener("pageshow", look);
  run();
}

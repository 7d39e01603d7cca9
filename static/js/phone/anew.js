// A phone in the room: what changed is loaded anew from its own address, soon, but not all phones at the same moment.
// Whoever is writing, or has something to correct, is left alone, unless there is something else to do now: what was written is kept by keep.js.
const live = document.getElementById("live");
const every = Number(live?.dataset.every);
let timer = null;
let wanted = false;

const scene = (root) => root.querySelector("#seat")?.dataset.scene;
const changed = (field) => field === document.activeElement || (field.matches("[type=radio], [type=checkbox]") ? field.checked !== field.defaultChecked : field.value !== field.defaultValue);
const writing = () => document.querySelector("#seat .wrong") || [...document.querySelectorAll("#seat :is(input:not([type=hidden]), textarea)")].some(changed);

async function load() {
  const answer = await fetch(location.pathname, { cache: "no-cache" });
  if (!answer.ok || answer.redirected) return answer.status < 500;
  const text = await answer.text();
  const fresh = new DOMParser().parseFromString(text, "text/html");
  if (document.querySelector(".htmx-request") || (writing() && scene(fresh) === scene(document))) return false;
  await window.htmx.swap({ text: fresh.getElementById("seat").outerHTML, sourceElement: live, target: document.getElementById("seat"), swap: "outerMorph" });
  return true;
}

async function again() {
  wanted = false;
  const done = (await load().catch(() => false)) && !wanted;
  timer = done ? null : setTimeout(again, every);
}

if (live && window.htmx) {
  live.addEventListener("live:message", ({ detail }) => {
    if (detail.event !== "refresh") return;
    wanted = true;
    timer ??= setTimeout(again, every * Math.random());
  });
}

// What happened comes as pieces of the page (place.js), and is put into it in the order it came. A page that shows a part
// of the board, or something else of it, is loaded anew instead (live-anew.js). "live:put" is told after each message.
const live = document.getElementById("live");
const AGAIN = 200;
const ALWAYS = "#told, #here, #writing"; // what is no part of what the page shows
const waiting = [];
let putting = false;

const version = (cursor) => Number(cursor?.split("-")[1]);
const whole = () => document.querySelector("#board:not(.filtered), .action > .opened");
const anew = () => live.dispatchEvent(new Event("live:anew"));

// A card whose list is not on this page, as on that of one lane, has left it.
function leaves({ swapSpec, target, fragment }) {
  if (swapSpec.style !== "place" || target) return null;
  const fresh = fragment.firstElementChild;
  const known = document.getElementById(fresh.id);
  return Number(known?.dataset.v) < Number(fresh.dataset.v) ? known : null;
}

function fit(tasks, at) {
  const late = !whole() || version(at) <= version(live.dataset.shown);
  for (const task of tasks.splice(0)) {
    const known = leaves(task);
    if (known) Object.assign(task, { target: known, swapSpec: { style: "delete" } });
    if (!late || task.target?.matches(ALWAYS)) tasks.push(task);
  }
}

// Whether it could be put; a row that must not move yet is known by live-hold.js.
async function put({ id, data }) {
  const ctx = { text: data, sourceElement: live, target: live, swap: "none", piece: { id } };
  await window.htmx.swap(ctx).catch(anew);
  if (ctx.held) return false;
  if (id && !whole()) anew();
  else if (id && !(version(id) <= version(live.dataset.shown))) live.dataset.shown = id;
  live.dispatchEvent(new Event("live:put"));
  document.getElementById("told").replaceChildren();
  return true;
}

async function putAll() {
  if (putting) return;
  putting = true;
  while (waiting.length && !(whole() && "anew" in live.dataset) && (await put(waiting[0]))) waiting.shift();
  putting = false;
  live.toggleAttribute("data-held", waiting.length > 0);
  if (waiting.length) setTimeout(putAll, AGAIN);
}

if (live && window.htmx) {
  live.dataset.shown = live.dataset.cursor;
  live.addEventListener("live:message", ({ detail }) => {
    if (detail.event === "refresh") anew();
    else if (detail.id) putAll(waiting.push(detail));
    else put(detail);
  });
  window.htmx.registerExtension("live-add", {
    htmx_before_swap(_, { ctx, tasks }) {
      if (ctx.piece) fit(tasks, ctx.piece.id);
    },
  });
}

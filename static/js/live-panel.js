// The action that stands open follows what others do with it: its panel is loaded again, and a part in which somebody
// writes stays (renew.js) and says what changed. "See" shows theirs; what was typed meanwhile is sent, so that both
// texts come back.
const live = document.getElementById("live");
const [SOON, SECOND] = [150, 1000];
const PART = ".opened .part";
const TYPED = "[data-dirty], .wrong, .contested";
const FIELD = "textarea, select, :checked, input:not([type=radio], [type=checkbox], [type=hidden])";
const news = new Map(); // of each field what was told last
let timer = null;

const opened = () => document.querySelector(".opened");
const seen = (panel) => Math.max(...[...panel.querySelectorAll("[data-seen]")].map((part) => part.dataset.seen));
const partOf = (field) => document.getElementById(`part-${field === "owner_id" ? "owner" : field}`);
const soon = () => { timer ??= setTimeout(follow, SOON); };

async function load(panel) {
  const headers = { "HX-Request": "true", "HX-Current-URL": location.href };
  const answer = await fetch(`/actions/${panel.dataset.id}`, { headers, cache: "no-store" });
  if (!answer.ok || !panel.isConnected) return true;
  const ctx = { text: await answer.text(), sourceElement: live, target: panel, swap: "outerMorph", panel };
  await window.htmx.swap(ctx);
  return !ctx.held;
}

// Only a part that stayed as it was has something to say.
function say([field, { version, text }]) {
  const part = partOf(field);
  if (!(Number(part?.dataset.seen) < version)) return;
  const strip = part.querySelector(".changed") ?? part.appendChild(document.getElementById("changed").content.firstElementChild.cloneNode(true));
  strip.querySelector("span").textContent = text;
  document.getElementById("status").textContent = text;
}

async function follow() {
  const panel = opened();
  const due = [...news];
  news.clear();
  const shown = !panel || due.every(([field, { version }]) => field !== "comment" && version <= seen(panel));
  const done = shown || (!panel.querySelector(".htmx-request") && (await load(panel).catch(() => false)));
  if (done) due.forEach(say);
  else for (const [field, told] of due) if (!news.has(field)) news.set(field, told);
  timer = news.size ? setTimeout(follow, SECOND) : null;
}

function see(part) {
  if (!part.matches(TYPED)) {
    news.set("", { version: Infinity });
    soon();
  } else if (!part.querySelector(".htmx-request")) part.querySelector(FIELD).dispatchEvent(new Event("change", { bubbles: true }));
}

live?.addEventListener("live:put", () => {
  const id = opened()?.dataset.id;
  for (const { dataset, textContent: text } of document.getElementById("told").children) {
    if (!dataset.actions.split(" ").includes(id)) continue;
    for (const field of dataset.fields.split(" ")) news.set(field, { version: Number(dataset.version), text });
    soon();
  }
});
document.addEventListener("click", ({ target }) => {
  const part = target.closest?.(".changed button")?.closest(PART);
  if (part) see(part);
});
document.addEventListener("focusout", ({ target }) => {
  const part = target.closest?.(`${PART}:has(> .changed)`);
  if (part && !part.matches(TYPED)) see(part);
});
window.htmx?.registerExtension("live-panel", {
  htmx_before_swap(_, { ctx, tasks }) {
    if (!ctx.panel) return true;
    ctx.held = seen(tasks[0].fragment) < seen(ctx.panel);
    return !ctx.held;
  },
  // an action that was put away meanwhile: what was typed in it can still be sent
  htmx_before_morph_attr: (node, { attrName }) => attrName !== "disabled" || !node.querySelector(`${TYPED}, textarea:focus, input:focus`),
});

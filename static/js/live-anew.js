// Loads the page's own address and morphs the elements that data-renews names: at most once a second (or as often as data-every
// says), after whoever writes or ticks something there is done, and never to something older than what is shown.
const live = document.getElementById("live");
const SECOND = Number(live?.dataset.every) || 1000; // a room is looked at more closely
const FIELDS = "input:not([type=hidden]), textarea, select";
let [timer, last, wanted] = [null, 0, false];
let disturbed = false; // something else was put into the page meanwhile

const parts = () => [...document.querySelectorAll(live.dataset.renews)];
const version = (cursor) => Number(cursor.split("-")[1]);
const older = (one, other) => one.split("-")[0] === other.split("-")[0] && version(one) < version(other);

function changed(field) {
  if (field.matches("select")) return field.selectedIndex !== Math.max(0, [...field.options].findIndex((each) => each.defaultSelected));
  if (field.matches("[type=radio], [type=checkbox]")) return field.checked !== field.defaultChecked;
  return field === document.activeElement || field.value !== field.defaultValue;
}

// In an action that stands open each part looks after itself (renew.js).
const written = () => document.querySelector(".stage .wrong") || parts().some((part) => !part.matches(".opened") && [...part.querySelectorAll(FIELDS)].some(changed));
const busy = () => document.querySelector(".htmx-request, .menu:popover-open") || written();

// A form that holds a field named "id" has no id that morphing could read.
function rename(root, from, to) {
  for (const field of root.querySelectorAll(`[name="${from}"]`)) field.name = to;
}

async function load() {
  disturbed = false;
  const answer = await fetch(location.pathname + location.search, { cache: "no-cache", headers: { "Board-Anew": "1" } });
  if (!answer.ok || answer.redirected) return answer.status < 500;
  const ctx = { text: await answer.text(), sourceElement: live, target: live, swap: "outerMorph", anew: true };
  if (disturbed || busy()) return false;
  await window.htmx.swap(ctx).finally(() => rename(document, "id-", "id"));
  if (ctx.held) return false;
  if (ctx.cursor) live.dataset.shown = ctx.cursor;
  if (ctx.cursor && older(live.dataset.cursor, ctx.cursor)) live.dataset.cursor = ctx.cursor;
  return true;
}

async function again() {
  [last, wanted] = [Date.now(), false];
  const done = !busy() && (await load().catch(() => false)) && !wanted;
  timer = done ? null : setTimeout(again, SECOND);
  if (done) delete live.dataset.anew;
}

function renewed(fresh) {
  for (const each of fresh.querySelectorAll("[autofocus], [role=status]")) { // neither takes the focus nor is said
    each.removeAttribute("autofocus");
    each.removeAttribute("role");
  }
  const fragment = document.createDocumentFragment();
  fragment.append(fresh);
  return fragment;
}

if (live && window.htmx) {
  live.addEventListener("live:anew", () => {
    wanted = true;
    live.dataset.anew = "";
    timer ??= setTimeout(again, Math.max(0, last + SECOND - Date.now()));
  });
  document.addEventListener("htmx:after:swap", ({ target }) => { disturbed ||= target !== live; });
  window.htmx.registerExtension("live-anew", {
    htmx_before_swap(_, { ctx, tasks }) {
      if (!ctx.anew) return true;
      const [{ fragment }] = tasks.splice(0);
      ctx.cursor = fragment.querySelector("#live")?.dataset.cursor;
      ctx.held = ctx.cursor && older(ctx.cursor, live.dataset.shown);
      if (ctx.held) return false;
      for (const root of [document, fragment]) rename(root, "id", "id-");
      for (const target of parts()) {
        const fresh = fragment.querySelector(`#${target.id}`);
        if (fresh) tasks.push({ type: "partial", fragment: renewed(fresh), target, swapSpec: { style: "outerMorph" }, sourceElement: live });
      }
      return true;
    },
  });
}

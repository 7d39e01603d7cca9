// Whatever an answer takes away, hides or loads anew, the focus stays near: the next row, else the previous one, else
// the heading of the lane. What is outside the toast is remembered, for when the toast goes.
const KEY = "focus";
let near = [];
let outside = null;

const gone = (element) => !element || element === document.body || !element.checkVisibility();
const seen = (element) => element?.isConnected && element.checkVisibility();

function around(active) {
  const row = active.closest(".card");
  if (!row) return [outside];
  const like = active.matches(".move") ? ".move" : "h3 a";
  const rows = [row, row.nextElementSibling, row.previousElementSibling].filter(Boolean);
  return [...rows.map((each) => each.querySelector(like) ?? each), row.closest("section")?.querySelector("h2")];
}

function restore() {
  if (!gone(document.activeElement)) return;
  (near.find(seen) ?? document.getElementById("main")).focus();
}

function remember() {
  const active = document.activeElement;
  const rows = [active, ...around(active)].map((each) => each?.closest(".card") ?? each);
  const ids = rows.map((each) => each?.id).filter(Boolean);
  sessionStorage.setItem(KEY, JSON.stringify({ ids, move: active.matches(".move") }));
}

function afterReload() {
  const { ids, move } = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
  sessionStorage.removeItem(KEY);
  const found = ids?.map((id) => document.getElementById(id)).find(Boolean);
  (found?.querySelector(move ? ".move" : "h3 a") ?? found)?.focus();
}

document.addEventListener("focusin", ({ target }) => {
  if (!target.closest("#toast, .menu, #pick, #keys")) outside = target;
});
document.addEventListener("focus:lost", () => {
  near = [outside];
  restore();
});
window.htmx?.registerExtension("focus", {
  htmx_before_swap() {
    near = gone(document.activeElement) ? [] : around(document.activeElement);
  },
  htmx_after_swap() {
    if (near.length) restore();
  },
  htmx_after_request(_, { ctx }) {
    if (ctx.hx?.refresh && !gone(document.activeElement)) remember();
  },
});
afterReload();

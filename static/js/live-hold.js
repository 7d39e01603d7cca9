// No message moves the row under the pointer, the one whose menu is open, or any while a card is dragged: it waits until
// the pointer is elsewhere or has been still for a while, the menu is shut, the card is let go. A finger holds nothing.
const live = document.getElementById("live");
const ROW = ".card, .inventory tbody tr, .told > li, .sort-card";
const STILL = 10000;
let row = null;
let moved = 0;

const held = () => [document.querySelector(".card:has(> .move[data-open])"), Date.now() - moved < STILL && row].filter((each) => each?.isConnected);

function moves({ swapSpec: { style }, target, fragment }, { parentNode: list }) {
  if (style !== "place") return style === "delete" ? target?.parentNode === list : target?.contains(list);
  const fresh = fragment.firstElementChild;
  const known = document.getElementById(fresh.id);
  if (Number(known?.dataset.v) >= Number(fresh.dataset.v)) return false;
  const stays = known?.parentNode === target && known.dataset.rank === fresh.dataset.rank;
  return !stays && (target === list || known?.parentNode === list);
}

if (live && window.htmx) {
  document.addEventListener("pointermove", ({ target, pointerType }) => {
    row = pointerType === "touch" ? null : target.closest?.(ROW);
    moved = Date.now();
  });
  document.documentElement.addEventListener("pointerleave", () => { row = null; });
  window.htmx.registerExtension("live-hold", {
    htmx_before_swap(source, { ctx, tasks }) {
      if (source !== live) return true;
      const dragged = (ctx.piece?.id || ctx.anew) && document.querySelector('[data-drag="now"]');
      ctx.held = Boolean(dragged) || held().some((each) => tasks.some((task) => moves(task, each)));
      return !ctx.held;
    },
  });
}

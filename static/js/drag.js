// Cards are dragged by the grip at their start (drag.css), or after a long press beside the title. An extra: the menu and
// the keys do the same. SortableJS comes with the first pointer over a card, and only to those who may move one. It holds
// and carries the card, nothing more: where that lands is said by landing.js.
const board = document.getElementById("board");
const MOVABLE = "#board:not(.filtered) .cards > .card:has(> .move)";
const OPTIONS = {
  draggable: ".card", sort: false, filter: refuses, preventOnFilter: false,
  delay: 400, delayOnTouchOnly: true, touchStartThreshold: 8,
  forceFallback: true, fallbackOnBody: true, fallbackTolerance: 4,
  chosenClass: "grabbed", dragClass: "carried", ghostClass: "lifted", onStart: start, onEnd: end,
};
let loading = null;
let early = null; // a finger that was there before SortableJS
let stopped = false;

const within = ({ clientX: x, clientY: y }, box) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
const onTitle = (event, card) => within(event, card.querySelector("h3 a").getBoundingClientRect());
const say = (name, detail) => board.dispatchEvent(new CustomEvent(name, { detail }));

function refuses(event, card) {
  if (!card?.matches(MOVABLE)) return true;
  const finger = event.pointerType === "touch" || event.touches;
  return finger ? event.target.matches("a:not(h3 a), a:not(h3 a) *, button") || onTitle(event, card) : event.target !== card;
}

function start() {
  stopped = false;
  window.Sortable.ghost.removeAttribute("id");
  window.Sortable.ghost.inert = true;
  board.dataset.drag = "now";
  say("drag:start");
}

function end({ item, originalEvent }) {
  board.dataset.drag = "ready";
  item.focus({ preventScroll: true });
  say("drag:end", { card: item, at: stopped ? null : originalEvent });
}

function attach() {
  for (const list of board.querySelectorAll(".cards")) window.Sortable.create(list, OPTIONS);
  board.dataset.drag = "ready";
  early?.target.dispatchEvent(new PointerEvent("pointerdown", early));
}

board?.addEventListener("pointerover", ({ target }) => {
  if (target.closest(MOVABLE)) loading ??= import(document.body.dataset.sortable).then(attach, () => { loading = null; });
});
board?.addEventListener("pointerdown", (event) => {
  early = event.pointerType === "touch" && !board.dataset.drag ? event : null;
});
for (const type of ["pointerup", "pointercancel"]) document.addEventListener(type, () => { early = null; });
document.addEventListener("contextmenu", (event) => { // of the link under a finger that holds the card
  if (document.querySelector(".grabbed")) event.preventDefault();
});
document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape" || board?.dataset.drag !== "now") return;
  stopped = true;
  document.dispatchEvent(new PointerEvent("pointerup"));
  document.dispatchEvent(new MouseEvent("mouseup"));
});

// Keys. On a board they count while the focus is on it, or nowhere; in an open menu, and where actions are sorted one by
// one, a key presses the control that shows it. In a field a key is text, and <body data-keys="off"> has none.
// Digits are read from where they are on the keyboard too: on a French one they need Shift.
const MENUS = { s: "status", o: "owner", d: "due", c: "category", e: "challenge" };
const MOVES = new Set(["1", "2", "3", "0", "m", "shift+arrowup", "shift+arrowdown"]);
const ARROWS = new Set(["arrowup", "arrowdown", "arrowleft", "arrowright"]);
const by = (id) => document.getElementById(id);
const typing = (element) => element.matches("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])");
const tell = (element, name, detail) => element.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));

function nameOf({ key, code, shiftKey }) {
  if (!"/?".includes(key) && /^Digit\d$/.test(code)) return code.at(-1);
  const name = key.toLowerCase();
  return shiftKey && ARROWS.has(name) ? `shift+${name}` : name;
}

const DEEDS = {
  n: () => by("line")?.focus() ?? by("line"),
  "/": () => by("q")?.focus() ?? by("q"),
  "?": () => by("keys")?.showPopover() ?? by("keys"),
  z: () => pressed(by("toast"), "z"),
  escape: () => press(document.querySelector("p.leave a") ?? by("toast").querySelector(".close")),
};

function press(control) {
  control?.click();
  return control;
}

// The control that shows this key; nothing where there is none.
const pressed = (place, key) => press([...place.querySelectorAll("[data-key]")].find((each) => each.dataset.key === key));

function onCard(card, key, focused) {
  const from = focused.matches(".card, .card :not(a)") ? card.querySelector("h3 a") : focused;
  if (key in MENUS) tell(from, "menu:open", MENUS[key]);
  else if (MOVES.has(key)) tell(from, "menu:press", key);
  else if (key === "x") tell(card, "merge:pick");
  return key in MENUS || MOVES.has(key) || key === "x";
}

function onBoard(key, repeat) {
  const focused = document.activeElement;
  const board = by("board");
  if (!board) return key === "/" && DEEDS[key]();
  if (!(focused.matches("body, #main") || board.contains(focused))) return false;
  if (ARROWS.has(key)) return tell(board, "rows:go", key);
  if (repeat) return false;
  const card = by("move-menu") && focused.closest(".card");
  return (card && onCard(card, key, focused)) || DEEDS[key]?.();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented || !event.key) return;
  if (document.body.dataset.keys === "off" || typing(event.target)) return;
  const place = event.target.closest("form.menu[popover]") ?? document.querySelector('[data-behaviour~="sort-keys"]');
  const key = nameOf(event);
  const done = place ? !event.repeat && pressed(place, key) : onBoard(key, event.repeat);
  if (done) event.preventDefault();
});

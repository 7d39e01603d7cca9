// Inside an open menu: arrows go round, Tab leaves it. A choice with data-tell leads nowhere by itself: it tells its
// card. What lies behind a sheet on a small screen cannot be reached.
const MENU = "form.menu[popover]";
const cardOf = (menu) => document.getElementById(menu.getAttribute("action").replace(/^.actions.(\d+).*/, "action-$1"));
const TELLS = {
  merge: (card) => card.dispatchEvent(new CustomEvent("merge:with", { bubbles: true })),
  open(card, { href, hash }) {
    const told = new CustomEvent("panel:open", { bubbles: true, cancelable: true, detail: hash });
    if (card.dispatchEvent(told)) location.href = href;
  },
};

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.(MENU);
  if (!menu) return;
  const all = [...menu.querySelectorAll("button, a")];
  const at = all.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (to !== undefined && !event.shiftKey) {
    event.preventDefault();
    all.at(to % all.length).focus();
  } else if (event.key === "Tab" && at === (event.shiftKey ? 0 : all.length - 1)) {
    menu.hidePopover(); // focus is back on the card: Tab goes on from there, Shift+Tab ends there
    if (event.shiftKey) event.preventDefault();
  }
});
document.addEventListener("click", (event) => {
  const choice = event.target.closest(`${MENU} [data-tell]`);
  if (!choice || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const menu = choice.closest(MENU);
  menu.hidePopover();
  TELLS[choice.dataset.tell](cardOf(menu), choice);
});
document.addEventListener(
  "beforetoggle",
  ({ target, newState }) => {
    if (!target.matches(MENU)) return;
    const shown = newState === "open";
    document.getElementById("board").inert = shown && matchMedia("(max-width: 700px)").matches;
    cardOf(target)?.querySelector(".move")?.toggleAttribute("data-open", shown);
  },
  { capture: true },
);

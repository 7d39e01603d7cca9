// data-behaviour="drop": a <details> that opens over the page is closed by Escape and by a press elsewhere.
const opened = () => document.querySelectorAll('details[data-behaviour~="drop"][open]');

document.addEventListener("pointerdown", ({ target }) => {
  for (const drop of opened()) if (!drop.contains(target)) drop.open = false;
});
document.addEventListener("focusin", ({ target }) => {
  for (const drop of opened()) if (!drop.contains(target)) drop.open = false;
});
document.addEventListener("keydown", ({ key, target }) => {
  const drop = key === "Escape" && target.closest?.('details[data-behaviour~="drop"][open]');
  if (!drop) return;
  drop.open = false;
  drop.querySelector("summary").focus();
});

// What was done stays on the screen until somebody closes it or does something else; nothing is timed.
const TOAST = "[data-behaviour=toast]";

function close(toast) {
  const inside = toast.contains(document.activeElement);
  toast.replaceChildren();
  if (inside) document.dispatchEvent(new CustomEvent("focus:lost"));
}

document.addEventListener("click", ({ target }) => {
  if (target.closest(`${TOAST} .close`)) close(target.closest(TOAST));
});
document.addEventListener("keydown", ({ key, target }) => {
  if (key === "Escape" && target.closest?.(TOAST)) close(target.closest(TOAST));
});

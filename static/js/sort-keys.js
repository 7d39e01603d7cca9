// Sort one by one with the keyboard: a key presses the control that shows it. Keys typed into a field are text.
const typing = (element) => element.matches("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])");

const keyed = (page, key) => [...page.querySelectorAll("[data-key]")].find((control) => control.dataset.key === key);

document.addEventListener("keydown", (event) => {
  const page = document.querySelector('[data-behaviour~="sort-keys"]');
  const plain = !event.repeat && !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
  if (!page || !plain || typing(event.target)) return;
  const control = keyed(page, event.key.toLowerCase());
  if (!control) return;
  event.preventDefault();
  control.click();
});

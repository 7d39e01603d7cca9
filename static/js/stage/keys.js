// Single keys of the desk: each presses the button that names it in data-key. Not while somebody writes, nor where a
// person has turned single keys off.
const WRITING = "input:not([type=hidden], [type=checkbox], [type=radio]), textarea, select, [contenteditable]";

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (event.target.closest(WRITING) || (event.key === " " && event.target.closest("button, a, summary, input"))) return;
  const button = [...document.querySelectorAll(".desk [data-key]")].find((each) => each.dataset.key.toLowerCase() === event.key.toLowerCase());
  if (!button || button.disabled) return;
  event.preventDefault();
  button.click();
}

if (document.querySelector(".desk") && document.body.dataset.keys !== "off") document.addEventListener("keydown", press);

// In a row that has the focus 1, 2 and 3 press the buttons of the three times, and L puts the row into the light.
function pressInRow(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.matches("input, textarea, select")) return;
  const buttons = [...event.target.closest(".desk [data-row]")?.querySelectorAll("[data-row-key]") ?? []];
  const button = buttons.find((each) => each.dataset.rowKey === event.key.toLowerCase());
  if (!button) return;
  event.preventDefault();
  button.click();
}

if (document.querySelector(".desk") && document.body.dataset.keys !== "off") document.addEventListener("keydown", pressInRow);

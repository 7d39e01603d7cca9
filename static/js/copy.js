// A button that copies a field. One that the page is about (`data-first`) has its field selected from the start, so that
// the keyboard's own copy works too. The clipboard's newer interface is missing on plain http, which is how a board runs
// in a local network.
for (const button of document.querySelectorAll('[data-behaviour~="copy"]')) {
  const field = document.getElementById(button.dataset.field);
  if ("first" in button.dataset) field.select();
  button.addEventListener("click", () => {
    field.select();
    if (!document.execCommand("copy")) return;
    button.textContent = button.dataset.said;
    document.getElementById("status").textContent = button.dataset.said;
  });
}

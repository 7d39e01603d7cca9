// A field for one line is as high as what is written in it. Whoever fills one in, or empties it, tells it to "grow".
const GROWS = "form[data-behaviour=quick-add] textarea, #part-title textarea";

for (const what of ["input", "grow"]) {
  document.addEventListener(what, ({ target: field }) => {
    if (!field.matches?.(GROWS)) return;
    field.style.blockSize = "auto";
    field.style.blockSize = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
  });
}

// Enter adds the line and stays; Shift+Enter writes a second one; several lines go to the page that shows them first, and
// a pasted list goes there by itself.
// The text leaves the field only when the server has it.
const FORM = "form[data-behaviour=quick-add]";
const fieldOf = (form) => form.querySelector("textarea");
let sent = "";
let leaving = false; // with the text, which the next page shows

function added(form) {
  const field = fieldOf(form);
  field.value = field.value.startsWith(sent) ? field.value.slice(sent.length) : field.value; // what was typed meanwhile stays
  field.removeAttribute("aria-invalid");
  form.querySelector(".error").textContent = "";
  form.elements.once.value = Date.now().toString(36) + Math.random().toString(36).slice(2);
  field.dispatchEvent(new Event("grow", { bubbles: true }));
  if (document.activeElement === document.body || form.contains(document.activeElement)) field.focus();
}

document.addEventListener("keydown", (event) => {
  const form = event.target.closest(FORM);
  if (!form || event.target !== fieldOf(form) || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});
document.addEventListener("paste", ({ target, clipboardData }) => {
  const form = target.closest?.(FORM);
  const list = form && clipboardData.getData("text").trim().includes("\n");
  if (list) target.addEventListener("input", () => form.requestSubmit(), { once: true });
});
document.addEventListener(
  "submit",
  (event) => {
    if (!event.target.matches(FORM)) return;
    const text = fieldOf(event.target).value;
    if (!text.trim().includes("\n")) return;
    leaving = true;
    event.stopPropagation(); // the browser sends it, not htmx
  },
  { capture: true },
);
document.addEventListener("htmx:before:request", ({ target, detail: { ctx } }) => {
  if (target.matches?.(FORM)) sent = ctx.request.body.get("lines").replaceAll("\r\n", "\n");
});
document.addEventListener("htmx:after:request", ({ target, detail: { ctx } }) => {
  if (!target.matches?.(FORM)) return;
  if (ctx.response.status < 300) added(target);
  else if (ctx.response.status === 422) fieldOf(target).setAttribute("aria-invalid", "true");
});
// A line half typed is still there after a search, on another page and back, or when the page is loaded anew.
const KEPT = `line ${location.pathname}`;
for (const form of document.querySelectorAll(FORM)) {
  const field = fieldOf(form);
  field.value ||= sessionStorage.getItem(KEPT) ?? "";
  sessionStorage.removeItem(KEPT);
  if (field.value) field.dispatchEvent(new Event("grow", { bubbles: true }));
  addEventListener("pagehide", () => { if (!leaving && field.value) sessionStorage.setItem(KEPT, field.value); });
}

// data-behaviour="autosave": each part of the form is sent alone as soon as it changes. What is written and not saved yet
// is marked data-dirty; an answer takes the mark away (renew.js). Where it could not be sent, leaving asks first.
const FORM = 'form[data-behaviour="autosave"]';
const PART = ".opened .part";
const TEXT = "textarea, input:not([type=radio], [type=checkbox], [type=hidden])";
const partOf = (element) => (element.matches?.(`${FORM} *`) ? element.closest(PART) : null);
const late = () => [...document.querySelectorAll(`${PART}:is([data-dirty], .wrong, .contested)`)].filter((part) => !part.querySelector(".htmx-request"));
let dated = null; // a date that is being typed: each digit of it makes another date

const send = (field) => field.dispatchEvent(new Event("change", { bubbles: true }));

// A field that has the focus and was written in is sent, though nobody has left it.
function flush() {
  const active = document.activeElement;
  dated = null;
  if (partOf(active)?.matches("[data-dirty]") && active.matches(TEXT)) send(active);
}

if (window.htmx) {
  document.addEventListener("input", ({ target }) => {
    const part = target.closest?.(PART);
    part?.toggleAttribute("data-dirty", !target.matches(TEXT) || target.value !== target.defaultValue);
  });
  document.addEventListener(
    "change",
    (event) => {
      const { target } = event;
      const part = partOf(target);
      if (part && target.matches(TEXT) && (target === dated || !part.matches("[data-dirty]"))) event.stopPropagation();
    },
    { capture: true },
  );
  document.addEventListener("keydown", ({ target, key }) => {
    if (target.matches(`${FORM} [type=date]`) && key !== "Tab" && key !== "Enter") dated = target;
  });
  document.addEventListener("focusout", ({ target }) => {
    if (target === dated) flush();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches(`${FORM} :is(#part-title textarea, input)`)) return;
    event.preventDefault();
    flush();
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches(FORM)) event.preventDefault();
  });
  addEventListener("online", () => {
    for (const part of late()) part.querySelectorAll(`:is(${TEXT}, select, :checked)`).forEach(send);
  });
  addEventListener("beforeunload", (event) => {
    flush();
    if (late().some((part) => part.closest(FORM))) event.preventDefault();
  });
  document.addEventListener("panel:leave", (event) => {
    flush();
    const first = late()[0];
    if (!first || confirm(document.getElementById("panel").dataset.unsaved)) return;
    event.preventDefault();
    first.querySelector("input:not([type=hidden]), textarea, select, button").focus();
  });
  // Of the form only the part goes: its fields, the button that was pressed, and the version that was read there.
  window.htmx.registerExtension("autosave", {
    htmx_config_request(source, { ctx: { request } }) {
      const part = partOf(source);
      if (!part) return;
      const names = new Set([...part.querySelectorAll("[name]")].map((each) => each.name));
      for (const name of [...request.body.keys()]) if (!names.has(name)) request.body.delete(name);
      if (source.matches("button")) request.body.set(source.name, source.value);
      request.body.set("seen", part.dataset.seen);
      request.keepalive = String(new URLSearchParams(request.body)).length < 60000; // it arrives though the page is left
    },
  });
}

// An answer draws the panel of an action anew, but no part in which somebody writes or whose text is not saved yet; and
// the focus stays where it is.
const PART = ".opened .part";
const TEXT = "textarea, input:not([type=radio], [type=checkbox], [type=hidden])";
const FIELD = "input:not([type=hidden]), textarea, select";
let sender = null; // what the answer that is being drawn belongs to
let sent = null;
let where = null; // the part, or the panel, that has the focus
const renewed = new Set();

function held(part) {
  if (part.contains(sender) || sender?.contains(part)) return false;
  const active = document.activeElement;
  return (part.contains(active) && active.matches(TEXT)) || part.matches("[data-dirty], .wrong, .contested");
}

// What a person chose would stand in the way of what the server says; a text that was written on meanwhile stays.
function follow(field) {
  if (field.matches("select")) for (const each of field.options) each.selected = each.defaultSelected;
  else if (!field.matches(TEXT)) field.checked = field.defaultChecked;
  else if (sent?.get?.(field.name)?.replaceAll("\r\n", "\n") === field.value) field.value = field.defaultValue;
  if (field.matches(TEXT) && field.value !== field.defaultValue) field.closest(PART).dataset.dirty = "";
}

const grow = () => document.querySelector("#part-title textarea")?.dispatchEvent(new Event("grow", { bubbles: true }));

window.htmx?.registerExtension("renew", {
  htmx_before_swap(_, { ctx }) {
    [sender, sent] = [ctx.sourceElement, ctx.request?.body];
    const active = document.activeElement;
    where = active.closest(".opened") && (active.closest(PART)?.id ?? "");
  },
  htmx_before_morph_node(_, { oldNode: part }) {
    if (!part.matches?.(PART)) return true;
    if (held(part)) return false;
    renewed.add(part);
    return true;
  },
  htmx_after_swap(_, { ctx }) {
    const { matches } = ctx.sourceElement;
    if (matches?.call(ctx.sourceElement, '[data-behaviour="comment"]') && ctx.response.status < 300) ctx.sourceElement.reset();
    for (const part of renewed) part.querySelectorAll(FIELD).forEach(follow);
    renewed.clear();
    grow();
    if (where === null || document.activeElement.closest(".opened")) return;
    const part = where && document.getElementById(where);
    ((part && part.querySelector(`${FIELD}, button`)) || document.querySelector(".opened"))?.focus();
  },
});
grow();

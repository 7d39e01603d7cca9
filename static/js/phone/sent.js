// What was sent leaves its field, which a swap alone would not empty: somebody may have typed on meanwhile, and that
// stays. What the answer gives back to be sent again (too many lines for once) stands before it.
const sent = new Map();
let taken = false;

function empty() {
  if (!taken) return;
  for (const [id, text] of sent) {
    const field = document.getElementById(id);
    if (!field) continue;
    const more = field.value.startsWith(text) ? field.value.slice(text.length).replace(/^\n/, "") : field.value;
    field.value = [field.defaultValue, more].filter(Boolean).join("\n");
  }
  sent.clear();
  taken = false;
}

if (document.getElementById("seat") && window.htmx) {
  document.addEventListener("submit", ({ target }) => {
    for (const field of target.querySelectorAll("[data-keep]")) sent.set(field.id, field.value);
  }, { capture: true });
  window.htmx.registerExtension("sent", {
    htmx_after_request(_, { ctx }) {
      taken = sent.size > 0 && ctx.response.status < 400;
      if (!taken) sent.clear();
    },
    htmx_error: () => sent.clear(),
  });
  document.addEventListener("htmx:after:swap", empty);
}

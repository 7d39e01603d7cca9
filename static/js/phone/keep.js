// A half-written line outlives a reload, a dead battery and the next phase: fields marked data-keep are written down as
// they are typed, and filled again where they stand empty.
const where = (field) => `draft ${location.pathname} ${field.id}`;

function fill() {
  for (const field of document.querySelectorAll("[data-keep]")) {
    const draft = localStorage.getItem(where(field));
    if (draft && !field.value) field.value = draft;
    if (draft) field.closest("details")?.setAttribute("open", "");
  }
}

function forget(form) {
  for (const field of form?.querySelectorAll("[data-keep]") ?? []) localStorage.removeItem(where(field));
}

if (document.getElementById("seat") && window.htmx) {
  document.addEventListener("input", ({ target }) => {
    if (!target.matches?.("[data-keep]")) return;
    if (target.value) localStorage.setItem(where(target), target.value);
    else localStorage.removeItem(where(target));
  });
  window.htmx.registerExtension("keep", {
    htmx_after_request(_, { ctx }) {
      if (ctx.response.status < 400) forget(ctx.sourceElement?.closest("form"));
    },
  });
  document.addEventListener("htmx:after:swap", fill);
  fill();
}

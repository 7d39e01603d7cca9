// data-behaviour="unsaved": a form that was changed and not sent asks before the page is left.
for (const form of document.querySelectorAll('[data-behaviour~="unsaved"]')) {
  const filled = () => String(new URLSearchParams(new FormData(form)));
  const before = filled();
  let sent = false;
  form.addEventListener("submit", () => { sent = true; });
  addEventListener("pageshow", () => { sent = false; }); // back from where it was sent to
  addEventListener("beforeunload", (event) => { if (!sent && filled() !== before) event.preventDefault(); });
}

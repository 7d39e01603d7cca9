// Back to a page that shows actions: the browser draws what it kept, which may be older than what was done since, and a
// key pressed on it would act on that. So the page is loaded anew; a half typed line stays (quick-add).
const [entry] = performance.getEntriesByType("navigation");

if (document.querySelector("#board, .opened, .inventory")) {
  if (entry?.type === "back_forward") location.reload();
  addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
}

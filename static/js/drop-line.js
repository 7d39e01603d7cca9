// data-behaviour="drop-line": a line of a preview is removed at once, and the numbers on the page follow. The last but one
// is left to the server, which says “1 action” in words of its own.
for (const form of document.querySelectorAll('[data-behaviour~="drop-line"]')) {
  if (!document.querySelector(".summary")) form.querySelector(".primary").focus({ preventScroll: true }); // Enter adds
  form.addEventListener("click", (event) => {
    const line = event.target.closest("[name=drop]")?.closest("li");
    const left = form.querySelectorAll("li").length - 1;
    if (!line || left < 2) return;
    event.preventDefault();
    (line.nextElementSibling ?? line.previousElementSibling).querySelector("input").focus();
    line.remove();
    for (const said of document.querySelectorAll("[data-count]")) said.textContent = said.textContent.replace(/\d+/, left);
    document.getElementById("status").textContent = document.querySelector("h1").textContent;
  });
}

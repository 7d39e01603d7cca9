// Says at the top of the page that a change did not reach the server; gone with the next one that does.
const strip = document.getElementById("strip");

window.htmx?.registerExtension("strip", {
  htmx_error(_, { ctx }) {
    if (!ctx || ctx.response) return;
    const line = document.createElement("p");
    line.className = "strip";
    line.textContent = strip.dataset.offline;
    line.id = "offline";
    strip.replaceChildren(line);
  },
  htmx_after_request(_, { ctx }) {
    if (ctx.response.status < 400) strip.replaceChildren();
  },
});
document.getElementById("live")?.addEventListener("live:state", ({ detail: { name } }) => {
  if (name === "live") document.getElementById("offline")?.remove();
});

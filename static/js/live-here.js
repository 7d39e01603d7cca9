// Who else is here, and who writes in which action: said to the others on first input, again while it goes on, and when
// it is left. On the screen alone: none of it is announced.
const live = document.getElementById("live");
const STILL = 4000;
let where = "";
let at = 0;

function faces() {
  const list = document.getElementById("here");
  const others = () => [...list.querySelectorAll("[data-by]")];
  const rest = list.querySelector(".rest");
  for (const each of others()) if (each.dataset.by === live.dataset.me) each.remove();
  if (!rest) return;
  for (const each of others().slice(8)) each.remove();
  rest.textContent = `+${rest.dataset.total - 1 - others().length}`;
}

function writing() {
  const said = new Map();
  for (const { dataset: { by, action }, textContent } of document.getElementById("writing").children) {
    if (by !== live.dataset.me) said.set(action, `${said.get(action) ?? ""} ${textContent}`.trim());
  }
  for (const each of document.querySelectorAll("[data-writing]")) each.removeAttribute("data-writing");
  for (const [id, text] of said) {
    for (const each of document.querySelectorAll(`#action-${id} .meta, #panel-${id} .crumb`)) each.dataset.writing = text;
  }
}

function tell(action) {
  [where, at] = [action, Date.now()];
  const csrf_token = document.querySelector("#act [name=csrf_token]").value;
  const body = new URLSearchParams({ action, csrf_token });
  fetch(live.dataset.url.replace(/live$/, "presence"), { method: "POST", body, keepalive: true }).catch(() => {});
}

if (live && window.htmx) {
  live.addEventListener("live:put", faces);
  document.addEventListener("htmx:after:swap", writing);
  document.addEventListener("input", ({ target }) => {
    const id = target.closest?.(".opened")?.dataset.id;
    if (id && live.dataset.state === "live" && (id !== where || Date.now() - at > STILL)) tell(id);
  });
  document.addEventListener("focusout", ({ relatedTarget }) => {
    if (where && !relatedTarget?.closest(".opened")) tell("");
  });
  addEventListener("pagehide", () => where && tell(""));
}

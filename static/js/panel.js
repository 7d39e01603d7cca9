// On a wide window the links of a card open its action beside the board instead of leading to its page. The address says
// which one is open, so that reload, Back and a link sent to somebody show the same. Closing it leads back to the card.
const aside = document.getElementById("panel");
const wide = matchMedia("(min-width: 1101px)");
const wanted = () => new URLSearchParams(location.search).get("open");
const shown = () => aside.firstElementChild?.dataset.id;
const linkOf = (id) => document.querySelector(`#action-${id} h3 a`);
const plain = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button || event.defaultPrevented);
// Whoever has something unsaved there is asked; autosave.js knows.
const leaves = () => !shown() || document.dispatchEvent(new CustomEvent("panel:leave", { cancelable: true }));

function push(id) {
  const url = new URL(location);
  url.hash = "";
  if (id) url.searchParams.set("open", id);
  else url.searchParams.delete("open");
  history.pushState(null, "", url);
}

// The card of what stands open says so; an answer may have drawn it anew.
function mark() {
  for (const link of document.querySelectorAll("#board h3 a[aria-current]")) link.removeAttribute("aria-current");
  if (shown()) linkOf(shown())?.setAttribute("aria-current", "true");
}

async function load(id, hash, entering) {
  await window.htmx.ajax("GET", `/actions/${id}`, { source: aside, target: aside });
  if (shown() !== id) return; // it is not there any more, or another one was asked for since
  entering?.(id);
  document.title = `${aside.querySelector("#panel-name").textContent} · ${aside.dataset.title}`;
  mark();
  ((hash && aside.querySelector(hash)) || aside.firstElementChild).focus({ preventScroll: !hash });
}

function open(id, hash) {
  if (leaves()) load(id, hash, wanted() === id ? null : push);
}

function empty() {
  const link = linkOf(shown());
  const heading = (link?.closest("section") ?? document.getElementById("board"))?.querySelector("h2");
  window.htmx.trigger(aside, "htmx:abort");
  aside.replaceChildren();
  document.title = aside.dataset.title;
  mark();
  [link, heading, document.getElementById("main")].find((each) => each?.checkVisibility()).focus();
}

function close() {
  if (!leaves()) return;
  push(null);
  empty();
}

if (aside && window.htmx) {
  document.addEventListener("click", (event) => {
    const link = plain(event) && event.target.closest('#board .card a:not(.move), #panel [data-behaviour="close"]');
    const id = link && link.pathname.match(/^\/actions\/(\d+)$/)?.[1];
    if (!link || (id && !wide.matches)) return;
    event.preventDefault();
    if (id) open(id, link.hash);
    else close();
  });
  document.addEventListener("panel:open", (event) => {
    if (!wide.matches) return;
    event.preventDefault();
    open(event.target.id.replace("action-", ""), event.detail);
  });
  document.addEventListener("keydown", (event) => {
    const elsewhere = event.target.closest?.(".toast, .drop") || document.querySelector(":popover-open, #pick:not([hidden])");
    if (event.key === "Escape" && shown() && !event.defaultPrevented && !elsewhere) close();
  });
  addEventListener("popstate", () => {
    if (wanted() === (shown() ?? null)) return;
    if (wanted()) load(wanted());
    else empty();
  });
  document.addEventListener("htmx:after:swap", mark);
  mark();
}

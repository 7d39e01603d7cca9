// A card's "move" link opens the page's one menu beside it instead of leading to a page with the same buttons.
// Under 701 px the menu is a sheet at the bottom (menu.css) and the board behind it cannot be reached.
const GAP = 4;
const menu = document.getElementById("move-menu");
const able = menu && "popover" in menu && window.htmx;
let link = null;
let pressed = null;
let followed = null;

function open(card) {
  link = card;
  menu.setAttribute("aria-label", link.getAttribute("aria-label"));
  menu.action = link.href;
  menu.setAttribute("hx-post", link.getAttribute("href"));
  const lane = link.closest(".lane")?.id.replace("lane-", "");
  for (const each of buttons()) each.removeAttribute("aria-current");
  menu.querySelector(`[value="${lane}"]`)?.setAttribute("aria-current", "true");
  link.focus();
  menu.showPopover();
  beside();
  buttons()[0].focus();
}

function beside() {
  const { top, bottom, right } = link.getBoundingClientRect();
  const { offsetHeight: height, offsetWidth: width } = menu;
  const above = bottom + GAP + height > innerHeight && top - GAP - height > 0;
  const y = above ? top - GAP - height : Math.max(0, Math.min(bottom + GAP, innerHeight - height - GAP));
  const x = Math.max(GAP, Math.min(right - width, document.documentElement.clientWidth - width - GAP));
  menu.style.setProperty("--at-x", `${x + scrollX}px`);
  menu.style.setProperty("--at-y", `${y + scrollY}px`);
}

const buttons = () => [...menu.querySelectorAll("button")];

function step(event) {
  const all = buttons();
  const at = all.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    all.at(to % all.length).focus();
  } else if (event.key === "Tab" && at === (event.shiftKey ? 0 : all.length - 1)) {
    menu.hidePopover(); // focus is back on the link: Tab goes on from there, Shift+Tab ends there
    if (event.shiftKey) event.preventDefault();
  }
}

if (able) {
  const linkOf = ({ target }) => target.closest("a.move[data-behaviour=move]");
  document.addEventListener("pointerdown", (event) => {
    pressed = menu.matches(":popover-open") && linkOf(event) === link ? link : null; // this press closes it
  });
  document.addEventListener("click", (event) => {
    const card = linkOf(event);
    if (!card || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    if (card === pressed) pressed = null;
    else open(card);
  });
  menu.addEventListener("keydown", step);
  menu.addEventListener("submit", ({ submitter }) => {
    followed = submitter?.matches(":focus-visible") && link; // by keyboard: the eyes go where the focus went
    menu.hidePopover();
  });
  menu.addEventListener("htmx:after:swap", () => followed && followed.scrollIntoView({ block: "nearest" }));
  menu.addEventListener("beforetoggle", ({ newState }) => {
    const sheet = newState === "open" && matchMedia("(max-width: 700px)").matches;
    document.getElementById("board").inert = sheet;
    link?.toggleAttribute("data-open", newState === "open");
  });
  addEventListener("resize", () => menu.hidePopover());
}

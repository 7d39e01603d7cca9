// The menus of a card: one form of the page each, opened beside the card and sent to it. A link with data-menu opens
// its own; keys.js asks for one by "menu:open", and by "menu:press" for a choice of the first without opening it.
// Under 701 px a menu is a sheet at the bottom (menu.css) and the board behind it cannot be reached.
const GAP = 4;
const able = document.getElementById("move-menu") && "popover" in HTMLElement.prototype && window.htmx;
const menuOf = (name) => document.getElementById(`${name}-menu`);
const choices = (menu) => [...menu.querySelectorAll("button, a")];
let menu = null; // the one that was opened or pressed last
let card = null;
let opener = null; // what has the focus again when it closes
let pressed = null;
let followed = null;

// What the card says of itself, in the values of the menus.
function said() {
  const texts = [...card.querySelectorAll(".owner bdi, .category .name")].map((each) => each.textContent);
  const { classList: level = [] } = card.querySelector(".bars") ?? {};
  const lane = card.closest(".lane").id.replace("lane-", "");
  const due = card.querySelector(".due time")?.dateTime ?? "";
  return new Set([lane, ...card.classList, ...level, ...texts, due].filter(Boolean));
}

function aim(name, from) {
  [menu, card, opener] = [menuOf(name), from.closest(".card"), from];
  const action = card.id.replace("action-", "/actions/");
  for (const where of ["action", "hx-post"]) menu.setAttribute(where, `${action}/${menu.dataset.part}`);
  menu.setAttribute("aria-label", menu.dataset.label.replace("{title}", card.querySelector("h3").textContent));
  const now = said();
  for (const each of choices(menu)) {
    if (each.dataset.to !== undefined) each.href = action + each.dataset.to;
    if (now.has(each.dataset.is ?? each.value)) each.setAttribute("aria-current", "true");
    else each.removeAttribute("aria-current");
  }
}

function open(name, from) {
  aim(name, from);
  opener.focus();
  menu.showPopover();
  beside((card.querySelector(".move") ?? opener).getBoundingClientRect());
  choices(menu)[0].focus();
}

function beside({ top, bottom, right }) {
  const { offsetHeight: height, offsetWidth: width } = menu;
  const above = bottom + GAP + height > innerHeight && top - GAP - height > 0;
  const y = above ? top - GAP - height : Math.max(0, Math.min(bottom + GAP, innerHeight - height - GAP));
  const x = Math.max(GAP, Math.min(right - width, document.documentElement.clientWidth - width - GAP));
  menu.style.setProperty("--at-x", `${x + scrollX}px`);
  menu.style.setProperty("--at-y", `${y + scrollY}px`);
}

if (able) {
  const linkOf = ({ target }) => target.closest(".card a[data-menu]");
  document.addEventListener("menu:open", ({ target, detail }) => open(detail, target));
  document.addEventListener("menu:press", ({ target, detail }) => {
    aim("move", target);
    choices(menu).find((each) => each.dataset.key === detail).click();
  });
  document.addEventListener("pointerdown", (event) => {
    pressed = menu?.matches(":popover-open") && linkOf(event) === opener ? opener : null; // this press closes it
  });
  document.addEventListener("click", (event) => {
    const link = linkOf(event);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    if (link === pressed) pressed = null;
    else open(link.dataset.menu, link);
  });
  document.addEventListener("submit", ({ target, submitter }) => {
    if (target !== menu) return;
    const shown = menu.matches(":popover-open");
    followed = (!shown || submitter?.matches(":focus-visible")) && opener; // by keyboard: the eyes go where the focus went
    menu.hidePopover();
  });
  document.addEventListener("htmx:after:swap", ({ target }) => {
    if (followed && target.matches?.("form.menu")) followed.scrollIntoView({ block: "nearest" });
  });
  addEventListener("resize", () => menu?.hidePopover());
}

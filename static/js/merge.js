// Two cards made one: the first is picked, and the next one chosen says the same. "merge:pick" picks a card or lets it
// go; "merge:with" picks one, or merges the one that was picked into it. While one is picked, a press or Enter on
// another card merges, wherever on the card it is.
const strip = document.getElementById("pick");
const status = document.getElementById("status");
let picked = null;

const titleOf = (card) => card.querySelector("h3 a");

function mark(card) {
  picked?.removeAttribute("data-picked");
  picked = card;
  picked?.setAttribute("data-picked", "");
  strip.hidden = !card;
  const say = card ? strip.dataset.say.replace("{title}", () => titleOf(card).textContent) : "";
  strip.querySelector("p").textContent = say;
  status.textContent = say;
}

function letGo() {
  const card = picked;
  const inside = strip.contains(document.activeElement);
  mark(null);
  if (inside) titleOf(card).focus();
}

function merge(card) {
  const address = picked.id.replace("action-", "/actions/") + "/merge";
  strip.action = address;
  strip.setAttribute("hx-post", address);
  strip.elements.into.value = card.id.replace("action-", "");
  if (!card.contains(document.activeElement)) titleOf(card).focus();
  mark(null);
  strip.requestSubmit();
}

if (strip && window.htmx) {
  document.addEventListener("merge:pick", ({ target }) => (target === picked ? letGo() : mark(target)));
  document.addEventListener("merge:with", ({ target }) => {
    if (picked && picked !== target) merge(target);
    else mark(target);
  });
  document.addEventListener(
    "click",
    (event) => {
      const card = picked && event.target.closest(".card");
      if (!card || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      if (card !== picked) merge(card);
    },
    { capture: true },
  );
  const escape = (event) => {
    if (event.key !== "Escape" || !picked) return;
    event.preventDefault();
    letGo();
  };
  document.addEventListener("keydown", escape, { capture: true }); // before whatever else it closes
  document.addEventListener("htmx:after:swap", () => picked?.setAttribute("data-picked", ""));
  strip.querySelector("button").addEventListener("click", letGo);
}

// Where a dragged card would land is a line between two cards; nothing moves before it is let go. Then it is put there,
// the server is told, and what the server does not take goes back.
const board = document.getElementById("board");
const line = document.createElement("i");
line.className = "landing";

const box = (element) => element.getBoundingClientRect();
const middle = (card) => (box(card).top + box(card).bottom) / 2;
const put = (list, card, next) => (list.moveBefore ?? list.insertBefore).call(list, card, next);

// In the lane under the pointer, before the first card whose middle is below it; where a lane has more cards than it
// shows, before the last one at the latest, as nobody can see what follows that.
function landing({ clientX: x, clientY: y }) {
  const list = document.elementFromPoint(x, y)?.closest("#board > .lane")?.querySelector(".cards");
  if (!list) return null;
  const cards = [...list.querySelectorAll(":scope > .card")].filter((card) => card.checkVisibility());
  const last = list.parentNode.querySelector(".more:not([hidden])") && cards.at(-1);
  const next = cards.find((card) => y < middle(card)) ?? (last || null);
  return { list, next, above: next ? cards[cards.indexOf(next) - 1] : cards.at(-1) };
}

function draw(event) {
  const at = landing(event);
  line.hidden = !at;
  if (!at) return;
  const { left, width } = box(at.next ?? at.above ?? at.list);
  const from = at.above ? box(at.above).bottom : box(at.list).top;
  const to = at.next ? box(at.next).top : from;
  line.style.setProperty("--at-x", `${left + scrollX}px`);
  line.style.setProperty("--at-y", `${(from + to) / 2 + scrollY}px`);
  line.style.setProperty("--wide", `${width}px`);
}

function land(card, event) {
  const at = event && landing(event);
  const home = { card, list: card.parentNode, next: card.nextElementSibling, v: card.dataset.v };
  if (!at || at.next === card || (at.list === home.list && at.next === home.next)) return;
  put(at.list, card, at.next);
  card.focus({ preventScroll: true });
  const values = { horizon: at.list.id.replace("cards-", "") };
  if (at.next) values.before = at.next.id.replace("action-", "");
  const address = card.querySelector(".move").getAttribute("href");
  window.htmx.ajax("POST", address, { source: board, target: "#status", swap: "none", values, home });
}

function back({ card, list, next }) {
  const focused = card.contains(document.activeElement) && document.activeElement;
  put(list, card, next?.parentNode === list ? next : null);
  if (focused) focused.focus({ preventScroll: true });
}

board?.setAttribute("hx-sync", "queue all"); // one after the other: the next may be dropped before this one's answer
board?.addEventListener("drag:start", () => {
  document.body.append(line);
  document.addEventListener("pointermove", draw);
});
board?.addEventListener("drag:end", ({ detail: { card, at } }) => {
  document.removeEventListener("pointermove", draw);
  line.remove();
  land(card, at);
});
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (ctx.home && !(ctx.response?.status < 400) && ctx.home.card.dataset.v === ctx.home.v) back(ctx.home);
});

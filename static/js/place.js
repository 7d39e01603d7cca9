// The swap style "place before:#id": a card is put before that one, or last, without losing focus, and then morphed.
// A version that is not newer is passed over, so that answers may come in any order.
let morph;

function put(card, list, next) {
  if (card.parentNode === list && card.nextElementSibling === next) return;
  const focused = document.activeElement;
  if (list.moveBefore && card.isConnected) list.moveBefore(card, next);
  else list.insertBefore(card, next);
  if (focused !== document.activeElement) focused.focus({ preventScroll: true });
}

function place(list, fragment, before) {
  const fresh = fragment.firstElementChild;
  const known = document.getElementById(fresh.id);
  const next = before ? list.querySelector(before) : null;
  if (!known) {
    list.insertBefore(fresh, next);
    return [fresh];
  }
  if (Number(known.dataset.v) >= Number(fresh.dataset.v)) return [];
  put(known, list, next);
  morph(known, fragment, false);
  return [known];
}

window.htmx?.registerExtension("place", {
  init(api) { morph = api.morph; },
  handle_swap: (style, list, fragment, { before }) => style === "place" && place(list, fragment, before),
});

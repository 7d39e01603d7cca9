// The swap style "place": a card is put into a list where its rank says, without losing focus, and then morphed.
// A version that is not newer is passed over, so that answers and messages may come in any order.
let morph;

// Ranks are compared as the database does, letter by letter.
const following = (list, card) =>
  [...list.children].find((each) => each.id !== card.id && each.dataset.rank > card.dataset.rank) ?? null;

function put(card, list, next) {
  if (card.parentNode === list && card.nextElementSibling === next) return;
  const focused = document.activeElement;
  if (list.moveBefore && card.isConnected) list.moveBefore(card, next);
  else list.insertBefore(card, next);
  if (focused !== document.activeElement) focused.focus({ preventScroll: true });
}

function place(list, fragment) {
  const fresh = fragment.firstElementChild;
  const known = document.getElementById(fresh.id);
  const next = following(list, fresh);
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
  handle_swap: (style, list, fragment) => style === "place" && place(list, fragment),
});

// Arrows on the board: from row to row, and to the lane beside as the eye sees it, at the same height. A row that is
// folded away, and a lane without rows, are passed over; from nowhere the first row of Do now has the focus.
const LANES = ["inbox", "now", "next", "later"];
const rowsOf = (lane) => [...document.querySelectorAll(`#cards-${lane} .card`)].filter((row) => row.checkVisibility());
const middle = (row) => row.getBoundingClientRect().top + row.offsetHeight / 2;

function beside(card, lane, step) {
  for (let at = LANES.indexOf(lane) + step; LANES[at]; at += step) {
    const gap = (row) => Math.abs(middle(row) - middle(card));
    const [nearest] = rowsOf(LANES[at]).sort((one, other) => gap(one) - gap(other));
    if (nearest) return nearest;
  }
  return null;
}

function next(card, key) {
  const lane = card.closest(".lane").id.replace("lane-", "");
  const rows = rowsOf(lane);
  if (key === "arrowleft" || key === "arrowright") return beside(card, lane, key === "arrowright" ? 1 : -1);
  return rows[rows.indexOf(card) + (key === "arrowdown" ? 1 : -1)];
}

document.addEventListener("rows:go", ({ detail: key }) => {
  const card = document.activeElement.closest(".card");
  const first = () => ["now", "next", "later", "inbox"].map(rowsOf).find((rows) => rows.length)?.[0];
  const to = card ? next(card, key) : first();
  to?.querySelector("h3 a").focus();
});

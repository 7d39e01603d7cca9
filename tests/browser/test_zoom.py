"""At 200 % zoom, and with the wide text spacing that some readers need (WCAG 1.4.12), nothing is cut off."""

from functools import partial

import pytest
from playwright.sync_api import Page

from tests.browser.audit import SETTLED
from tests.browser.conftest import DESK, Visit
from tests.browser.screens import BRIEF
from tests.browser.tour import Tour

BOARDS = [screen for screen in BRIEF if screen.name.startswith("board")]
OTHERS = [screen for screen in BRIEF if screen not in BOARDS]  # dealt, one by one
WIDE = {"width": DESK[0], "height": DESK[1]}
ZOOMED = {"width": 640, "height": 450}  # the same window at 200 %
NARROW = (320, 640)  # what anything must fit
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
    p { margin-block-end: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""
# text that its box hides, or that reaches beyond the window where nothing scrolls to it
CUT = """() => {
  const hides = (style) => ["hidden", "clip"].includes(style);
  const scrolls = (e) => e.closest("body *") && ["auto", "scroll"].includes(getComputedStyle(e).overflowX);
  const inside = (e, test) => e !== document.body && (test(e) || inside(e.parentElement, test));
  const texts = [...document.querySelectorAll("body *")].filter((e) => e.checkVisibility({ visibilityProperty: true })
    && e.localName !== "textarea" && [...e.childNodes].some((node) => node.nodeType === 3 && node.data.trim())
    && !inside(e, (at) => getComputedStyle(at).clipPath !== "none" || at.matches(".skip, [inert], .wall .state")));
  const found = [];
  for (const e of texts) {
    const range = document.createRange();
    const own = [...e.childNodes].filter((node) => node.nodeType === 3 && node.data.trim());
    const boxes = own.flatMap((node) => (range.selectNodeContents(node), [...range.getClientRects()]));
    const text = {
      left: Math.min(...boxes.map((box) => box.left)), right: Math.max(...boxes.map((box) => box.right)),
      top: Math.min(...boxes.map((box) => box.top)), bottom: Math.max(...boxes.map((box) => box.bottom)),
    };
    const hider = inside(e, (at) => {
      const style = getComputedStyle(at), box = at.getBoundingClientRect();
      return hides(style.overflowX) && (text.right > box.right + 1 || text.left < box.left - 1)
        || hides(style.overflowY) && (text.bottom > box.bottom + 3 || text.top < box.top - 3);
    });
    const beyond = (text.right > innerWidth + 1 || text.left < -1) && !inside(e, scrolls);
    if (hider || beyond) found.push(`${hider ? "hidden" : "beyond"}: ${e.outerHTML.slice(0, 140)}`);
  }
  for (const e of document.querySelectorAll("textarea")) {
    if (hides(getComputedStyle(e).overflowY) && e.scrollHeight > e.clientHeight + 3) found.push(`hidden: #${e.id}`);
  }
  if (document.documentElement.scrollWidth > innerWidth) found.push("the page scrolls sideways");
  return found;
}"""


@pytest.mark.slow
@pytest.mark.parametrize("turn", range(2))
def test_nothing_is_cut_off_when_zoomed_or_spaced(tour: Tour, visit: Visit, turn: int) -> None:
    tour.speak("fr")
    cut = []
    for screen in (BOARDS + OTHERS[0::3] + OTHERS[1::3])[turn::2]:
        page = tour.go(screen, visit)
        page.evaluate(SPACED)
        cut += [f"{screen.name}, spaced: {each}" for each in settled(page)]
        page.evaluate("document.adoptedStyleSheets = []")
        tour.turn(screen, page, ZOOMED)
        cut += [f"{screen.name}, zoomed: {each}" for each in settled(page)]
        page.set_viewport_size(WIDE)
        tour.listen(screen)
    assert not cut, "\n" + "\n".join(cut)
    assert tour.broken == []


@pytest.mark.slow
def test_nothing_is_cut_off_where_it_is_narrow_and_spaced(tour: Tour, visit: Visit) -> None:
    tour.speak("fr")
    cut = []
    for screen in BOARDS + OTHERS[2::3]:
        page = tour.go(screen, partial(visit, size=NARROW))
        page.evaluate(SPACED)
        cut += [f"{screen.name}: {each}" for each in settled(page)]
        tour.listen(screen)
    assert not cut, "\n" + "\n".join(cut)
    assert tour.broken == []


def settled(page: Page) -> list[str]:
    page.evaluate(SETTLED)
    return page.evaluate(CUT)

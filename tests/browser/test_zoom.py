"""At 200 % zoom, and with the wide text spacing that some readers need (WCAG 1.4.12), nothing is cut off."""

import pytest
from playwright.sync_api import Page

from tests.browser.audit import SETTLED
from tests.browser.conftest import Visit
from tests.browser.screens import SCREENS
from tests.browser.tour import Tour

# a window of 1280 at 200 % is 640 wide; one of 320 is the narrowest that anything must fit
SIZES = {"zoomed": (640, 450), "spaced": (1280, 900), "narrow and spaced": (320, 640)}
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
@pytest.mark.parametrize("how", SIZES)
def test_nothing_is_cut_off(tour: Tour, visit: Visit, how: str) -> None:
    tour.speak("fr")
    row = list(SIZES).index(how)
    cut = []

    def window(who: str | None) -> Page:
        return visit(who, size=SIZES[how])

    for screen in SCREENS:
        if screen.name.startswith("board") or SCREENS.index(screen) % len(SIZES) == row:
            page = tour.go(screen, window)
            if "spaced" in how:
                page.evaluate(SPACED)
            page.evaluate(SETTLED)
            cut += [f"{screen.name}: {each}" for each in page.evaluate(CUT)]
            tour.listen(screen)
    assert not cut, "\n" + "\n".join(cut)
    assert tour.broken == []

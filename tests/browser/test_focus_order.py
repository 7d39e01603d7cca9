"""Tab through a page: at each stop what has the focus is in sight, on top of everything else, and never the body."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.gestures import HERE, add

STOPS = 60
PAGES = (HERE, f"{HERE}/actions", "/actions/1")
SKIP, BODY = "the first link", "body"
# a choice that is drawn by its label is seen where the label is
SEEN = """() => {
  const e = document.activeElement;
  if (e === document.body || e === document.documentElement) return "body";
  if (e.matches(".skip")) return "the first link";
  const name = e.outerHTML.slice(0, 100);
  const shown = e.matches("[type=radio], [type=checkbox]") ? e.labels[0] : e;
  if (!shown.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return `unseen: ${name}`;
  const around = shown.getBoundingClientRect();
  const box = [...shown.getClientRects()].find((each) => each.width > 1 && each.height > 1);
  if (!box) return `without size: ${name}`;
  const high = around.height > innerHeight / 2 ? innerHeight : 0;
  const out = [-around.left, around.right - innerWidth, -around.top - high, around.bottom - innerHeight - high];
  if (Math.max(...out) > 1) return `outside by ${Math.max(...out)}: ${name}`;
  const above = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
  if (above && (shown.contains(above) || above.contains(shown))) return "";
  return `under ${above?.outerHTML.slice(0, 80)}: ${name}`;
}"""


def walk(page: Page, key: str) -> list[str]:
    """What is wrong at each of the stops. The body comes only where the page ends and begins anew."""
    stops = []
    for _ in range(STOPS):
        page.keyboard.press(key)
        stops.append(page.evaluate(SEEN))
    beside = 1 if key == "Tab" else -1
    for at, stop in enumerate(stops[:-1]):
        if stop == BODY and at:
            assert stops[at + beside] == SKIP, f"lost after {stops[at - 1]}"
    return [stop for stop in stops if stop not in ("", SKIP, BODY)]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("size", [DESK, PHONE])
def test_sixty_stops_forward_are_all_in_sight(visit: Visit, size: tuple[int, int], path: str) -> None:
    page = visit("amina", HERE, size=size)
    if path == HERE:
        add(page, "Une action de plus >now")
        expect(page.locator("#toast p")).to_be_visible()
        page.evaluate("document.activeElement.blur()")
    else:
        page.goto(path)
    assert walk(page, "Tab") == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("size", [DESK, PHONE])
def test_sixty_stops_back_from_the_end_are_all_in_sight(visit: Visit, size: tuple[int, int], path: str) -> None:
    page = visit("amina", path, size=size)
    assert walk(page, "Shift+Tab") == []

"""What must hold on every page at every size."""

import pytest

from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.gestures import HERE

PAGES = (
    *(HERE + path for path in ("", "/actions", "/sort", "/history", "/members", "/imports", "/export", "/categories")),
    *(HERE + path for path in ("/settings", "?q=agence", "/lanes/now")),
    *("/boards", "/actions/1", "/actions/1/placement", "/categories/1", "/me", "/me/sessions"),
)


@pytest.mark.parametrize("widths", [(320, 390), (768, 1024, 1280, 1920)], ids=["a finger", "a mouse"])
def test_no_page_scrolls_sideways(visit: Visit, widths: tuple[int, ...]) -> None:
    page = visit("amina", HERE, size=(widths[0], 900))
    for path in PAGES:
        page.goto(path)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (path, width)


def test_shapes_have_their_colours_under_the_content_policy(visit: Visit) -> None:
    page = visit("amina", HERE, size=DESK)
    box = page.evaluate("document.querySelector('.category .shape use').getBoundingClientRect().width")
    assert box > 5
    assert page.locator(".category.plum").first.evaluate("e => getComputedStyle(e).color") == "rgb(160, 26, 125)"


def test_all_is_large_enough_for_a_finger(visit: Visit) -> None:
    page = visit("amina", HERE, size=PHONE)
    small = """[...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")]
      .filter((e) => e.checkVisibility() && !e.matches("h3 a, .skip"))
      .map((e) => [e.outerHTML.slice(0, 60), e.getBoundingClientRect()])
      .filter(([, box]) => box.height < 43.9 || box.width < 24).map(([name]) => name)"""
    assert page.evaluate(small) == []

"""The board on paper: A4, black on white, every lane."""

import re

import pytest
from playwright.sync_api import Page, expect

from boardapp.domain import inventory
from boardapp.domain.actions import Horizon
from boardapp.domain.inventory import Entry
from tests.browser.conftest import Visit
from tests.browser.gestures import HERE
from tests.world import ACTIONS, IDS

SHEET = (688, 1017)  # A4 within its margins, in pixels of the style sheet
SMALLEST = """Math.min(...[...document.querySelectorAll("main *")]
  .filter((e) => e.checkVisibility() && !e.closest(".unseen"))
  .filter((e) => [...e.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .map((e) => parseFloat(getComputedStyle(e).fontSize))) * 0.75"""


def printed(visit: Visit, path: str = HERE, **more) -> Page:
    page = visit("amina", path, size=SHEET, language="en", **more)
    page.emulate_media(media="print")
    return page


def pages(visit: Visit, path: str = HERE) -> int:
    paper = visit("amina", path).pdf(prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page\b", paper))


def test_paper_has_title_aim_day_and_the_day_it_was_printed_and_no_tools(visit: Visit) -> None:
    page = printed(visit)
    for text in (
        "Grève des transports à Lyon",
        "Aucun client sans réponse",
        "D+5",
        "Printed on Monday 23 November 2026",
    ):
        expect(page.locator(".board-head")).to_contain_text(text)
    expect(page.locator(".printed")).to_be_visible()
    tools = ".search, .account, .pages, #quick-add, .move, .button, .toast, .jump, .foot, .go, kbd"
    expect(page.locator(tools).filter(visible=True)).to_have_count(0)
    page.emulate_media(media="screen")
    expect(page.locator(".printed")).to_be_hidden()


def test_every_lane_is_printed_and_folded_rows_too(visit: Visit, clock) -> None:
    clock.advance(days=1)
    page = printed(visit)
    for name, values in ACTIONS.items():
        expect(page.locator(f"#action-{IDS[name]} h3")).to_be_visible()
        expect(page.locator(f"#action-{IDS[name]} h3")).to_have_text(values["title"])
    assert page.locator(".folded").evaluate("e => e.getBoundingClientRect().height") > 60


def test_late_is_a_word_and_every_category_a_shape_and_a_word(visit: Visit) -> None:
    page = printed(visit)
    expect(page.locator(f"#action-{IDS['ligne']} .due")).to_have_text(re.compile("late"))
    box = page.locator(f"#action-{IDS['ligne']} .due .unseen").bounding_box()
    assert box
    assert box["width"] > 15
    for name, word in (("sms", "Communication"), ("nuit", "People"), ("covoiturage", "Governance")):
        category = page.locator(f"#action-{IDS[name]} .category")
        expect(category.locator("svg")).to_be_visible()
        assert (category.locator(".name").bounding_box() or {"width": 0})["width"] > 30
        expect(category).to_have_text(word)


@pytest.mark.parametrize("path", [HERE, f"{HERE}?wall=1", f"{HERE}?q=agence", f"{HERE}/lanes/now"])
def test_paper_is_black_on_white_and_legible_in_the_dark_theme_too(visit: Visit, path: str) -> None:
    page = printed(visit, path, dark=True)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate(SMALLEST) >= 9
    ink = """[...document.querySelectorAll("main *")].filter((e) => e.checkVisibility())
      .map((e) => getComputedStyle(e).color)"""
    assert set(page.evaluate(ink)) <= {"rgb(0, 0, 0)", "rgb(51, 51, 51)"}
    assert page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 255, 255)"


def test_no_row_is_parted_and_25_actions_take_two_pages(visit: Visit, look) -> None:
    assert pages(visit) <= 2
    with look() as world:
        for horizon, count in ((Horizon.now, 6), (Horizon.next, 3), (Horizon.later, 3), (Horizon.inbox, 1)):
            entries = [Entry(f"Rappeler les dossiers bloqués du guichet numéro {at}", horizon) for at in range(count)]
            inventory.add(world.board, entries, by=world.by())
    assert pages(visit) <= 2
    broken = "[...document.querySelectorAll('.card')].filter((e) => getComputedStyle(e).breakInside !== 'avoid').length"
    assert printed(visit).evaluate(broken) == 0

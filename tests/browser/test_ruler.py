"""The ruler as it is drawn, and the rows of Do now that are finished."""

import re
from datetime import date
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from boardapp.domain import actions, inventory
from boardapp.domain.actions import Horizon, Status
from boardapp.domain.inventory import Entry
from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.gestures import HERE, choose, move_link
from tests.world import IDS

MARKS = """[...document.querySelectorAll(".now .mark")].map((mark) => {
  const scale = document.querySelector(".now .scale").getBoundingClientRect();
  return [...mark.children].map((each) => {
    const box = each.getBoundingClientRect();
    const day = ((box.left + box.right) / 2 - scale.left) / scale.width * 30;
    return { day: Math.round(day * 10) / 10, drawing: each.getAttribute("href") ?? each.textContent, top: box.top,
             bottom: box.bottom, left: box.left, right: box.right };
  });
})"""


def marks(page: Page) -> list[list[dict]]:
    return page.evaluate(MARKS)


@pytest.mark.parametrize("size", [(320, 800), PHONE, (768, 900), DESK, (1920, 1080)])
def test_each_due_date_stands_at_its_day(visit: Visit, size: tuple[int, int]) -> None:
    page = visit("chloe", HERE, size=size)
    drawn = [(mark["day"], mark["drawing"]) for day in marks(page) for mark in day]
    assert drawn == [(2, "#icon-late"), (6, "#shape-speech"), (12, "#shape-triangle")]
    at = page.evaluate("document.querySelector('.now .today').getBoundingClientRect()")
    scale = page.locator(".now .scale").bounding_box()
    assert scale
    assert abs((at["left"] + at["right"]) / 2 - scale["x"] - scale["width"] / 6) < 1


@pytest.mark.parametrize("dark", [False, True])
def test_the_ruler_is_yellow_on_ink_and_ink_on_yellow_in_the_dark(visit: Visit, dark: bool) -> None:  # noqa: FBT001
    page = visit("chloe", HERE, dark=dark)
    fill = "e => getComputedStyle(e).fill"
    band = page.locator("#lane-head-now").evaluate("e => getComputedStyle(e).backgroundColor")
    yellow, ink = "rgb(255, 214, 10)", "rgb(18, 21, 28)"
    found = (band, page.locator(".now .line").first.evaluate(fill), page.locator(".now .mark .late").evaluate(fill))
    assert found == ((yellow, ink, ink) if dark else (ink, yellow, yellow))


def test_on_a_crowded_day_the_shapes_stand_above_each_other_and_a_number_tells_the_others(visit: Visit, look) -> None:
    days = [date(2026, 11, 25)] * 3 + [date(2026, 11, 26)] * 5 + [date(2026, 11, 27)] * 7
    with look() as world:
        entries = [Entry(f"Relance {at}", Horizon.now, {"due_on": day}) for at, day in enumerate(days)]
        inventory.add(world.board, entries, by=world.by())
    for size in (PHONE, DESK):
        page = visit("chloe", HERE, size=size)
        three, five, seven = (day for day in marks(page) if day[0]["day"] in (7, 8, 9))
        assert [len(three), five[-1]["drawing"], seven[-1]["drawing"]] == [3, "+3", "+5"]
        for day in (three, five, seven):
            assert all(above["bottom"] <= below["top"] + 1 for below, above in pairwise(day))
        assert seven[-1]["bottom"] <= five[-1]["top"] + 4  # a line is higher than its digits
        head = page.locator("#lane-head-now .count").bounding_box()
        assert head
        assert head["y"] + head["height"] <= seven[-1]["top"]


def test_the_caption_says_less_on_a_phone(visit: Visit) -> None:
    for size, ends in ((DESK, True), (PHONE, False)):
        caption = visit("chloe", HERE, size=size, language="en").locator(".now figcaption span")
        expect(caption.nth(0)).to_be_visible(visible=ends)
        expect(caption.nth(1)).to_have_text("Today, D+5: 1 due within 7 days, 1 late")
        expect(caption.nth(2)).to_be_visible(visible=ends)


def test_nothing_of_the_ruler_takes_the_focus_and_all_of_it_is_heard(visit: Visit) -> None:
    page = visit("chloe", HERE, language="en")
    expect(page.locator(".ruler :is(a, button, [tabindex])")).to_have_count(0)
    heard = page.get_by_role("list", name="Due dates").get_by_role("listitem")
    expect(heard).to_have_count(3)
    expect(heard.first).to_contain_text("Late, 20")


def test_the_ruler_follows_a_move_without_a_new_page(visit: Visit) -> None:
    page = visit("amina", HERE, language="en")
    move_link(page, "ligne").click()
    choose(page, "later")
    expect(page.locator(".now figcaption")).not_to_contain_text("late")
    expect(page.locator(".now .mark")).to_have_count(2)


def test_yesterdays_finished_rows_are_one_line_that_opens(visit: Visit, clock) -> None:
    clock.advance(days=1)
    page = visit("amina", HERE, language="en")
    card = page.locator(f"#action-{IDS['visio']}")
    expect(card).to_be_hidden()
    page.locator(".folded summary").click()
    expect(page.locator("#folded-count")).to_have_text("1 done")
    expect(card).to_be_visible()
    move_link(page, "visio").click()
    choose(page, "next")
    expect(page.locator(f"#cards-next #action-{IDS['visio']}")).to_be_visible()
    expect(page.locator(".folded")).to_be_hidden()


def test_the_rows_that_stand_are_numbered_as_they_are_told(visit: Visit, clock) -> None:
    clock.advance(days=1)
    page = visit("amina", HERE, language="en")
    move_link(page, "frais").click()
    choose(page, "up")
    expect(page.locator("#status")).to_contain_text("Now, rank 2 of 3.")
    cards = page.locator("#cards-now h3")
    expect(cards).to_have_text([re.compile(f"^\\s*{word}") for word in ("Prévenir", "Ne", "Ouvrir")])


def test_undo_brings_a_row_back_among_the_folded_ones(visit: Visit, clock) -> None:
    clock.advance(days=1)
    page = visit("amina", HERE)
    page.locator(".folded summary").click()
    move_link(page, "visio").click()
    choose(page, "later")
    expect(page.locator(".folded")).to_be_hidden()
    page.locator("#toast button[hx-post]").click()
    expect(page.locator(f"#done-now #action-{IDS['visio']}")).to_have_count(1)


def test_a_link_to_a_folded_row_opens_the_fold(visit: Visit, clock) -> None:
    clock.advance(days=1)
    page = visit("chloe", f"{HERE}#action-{IDS['visio']}")
    expect(page.locator(f"#action-{IDS['visio']}")).to_be_visible()


def test_when_all_is_finished_the_run_sheet_says_so(visit: Visit, look, clock) -> None:
    with look() as world:
        for name in ("sms", "ligne", "frais"):
            actions.edit(world.action(name), by=world.by(), status=Status.done)
    clock.advance(days=1)
    page = visit("chloe", HERE)
    expect(page.locator(".now .empty")).to_be_visible()
    expect(page.locator("#folded-count")).to_contain_text("4")


@pytest.mark.parametrize("name", ["amina", "chloe"])
def test_the_folded_rows_open_without_javascript(visit: Visit, clock, name: str) -> None:
    clock.advance(days=1)
    page = visit(name, HERE, javascript=False)
    page.locator(".folded summary").click()
    expect(page.locator(f"#action-{IDS['visio']} h3")).to_be_visible()

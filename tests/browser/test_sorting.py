"""Sort one by one in a real browser: what was done last stands above the card, and every button stays within reach."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import expect

from boardapp.domain import actions
from tests.browser.audit import SETTLED
from tests.browser.conftest import PHONE, Visit
from tests.browser.gestures import HERE
from tests.world import World

SORT = f"{HERE}/sort"
LONG = (
    "Prévenir un par un les clients fragiles, leur proposer un rendez-vous de rappel, "
    "puis noter dans leur dossier ce qui a été convenu"
)
COVERED = """(e) => {
  const box = e.getBoundingClientRect();
  const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return !at || !(e.contains(at) || at.contains(e));
}"""

LINES = """(e) => {
  const words = document.createRange();
  words.selectNode(e.firstChild);
  return words.getClientRects().length;
}"""


@pytest.fixture
def long_title(look: Callable[[], AbstractContextManager[World]]) -> None:
    """The first action to sort, reworded."""
    with look() as world:
        actions.edit(world.action("fragiles"), by=world.by(), title=LONG)


@pytest.mark.usefixtures("long_title")
@pytest.mark.parametrize("size", [PHONE, (390, 620), (1280, 800), (1920, 1080)])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_button_can_be_pressed_after_a_first_action(visit: Visit, size: tuple[int, int], language: str) -> None:
    page = visit("amina", SORT, size=size, language=language)
    expect(page.locator("h1")).to_have_text(LONG)
    page.locator("button[value=now]").click()
    expect(page.locator("h1")).not_to_have_text(LONG)
    expect(page.locator("#toast p")).to_be_in_viewport()
    expect(page.locator("h1")).to_be_in_viewport()
    for button in page.locator(".horizons .button").all():
        expect(button).to_be_in_viewport(ratio=1)
        assert not button.evaluate(COVERED)
    assert page.evaluate("scrollY") == 0


@pytest.mark.parametrize("width", [360, 390, 1280])
def test_the_words_of_a_horizon_stand_in_one_line(visit: Visit, width: int) -> None:
    page = visit("amina", SORT, size=(width, 844))
    page.evaluate(SETTLED)
    for button in page.locator(".horizons .button").all():
        assert button.evaluate(LINES) == 1
        assert button.evaluate("e => e.scrollWidth <= e.clientWidth")


@pytest.mark.usefixtures("long_title")
def test_what_has_the_focus_is_not_behind_the_buttons(visit: Visit) -> None:
    page = visit("amina", SORT, size=(1280, 500))
    expect(page.locator("h1")).to_have_text(LONG)
    choices = page.locator(".choice input")
    for number in range(choices.count()):
        choices.nth(number).focus()
        assert not choices.nth(number).evaluate(COVERED)


def test_z_undoes_what_was_done_last(visit: Visit) -> None:
    page = visit("bruno", SORT)
    first = page.locator("h1").inner_text()
    page.keyboard.press("1")
    expect(page.locator("h1")).not_to_have_text(first)
    expect(page.locator("#toast button kbd")).to_have_text("Z")
    page.keyboard.press("z")
    expect(page.locator("h1")).to_have_text(first)
    expect(page.locator("#toast [data-key]")).to_have_count(0)


def test_the_last_answer_can_be_undone_by_its_key_too(visit: Visit) -> None:
    page = visit("bruno", SORT)
    for left in (2, 1, 0):
        sorted_ = page.locator("h1").inner_text()  # the page that is left may hear of the answer before it goes
        page.keyboard.press("2")
        expect(page.locator("h1")).not_to_have_text(sorted_)
        expect(page.locator(".sort-head")).to_have_count(1 if left else 0)
        if left:
            expect(page.locator(".sort-head p")).to_contain_text(str(left))
    page.keyboard.press("z")
    expect(page.locator(".sort-card")).to_be_visible()


def test_without_javascript_undo_stands_above_the_card(visit: Visit) -> None:
    page = visit("bruno", SORT, javascript=False, size=PHONE)
    first = page.locator("h1").inner_text()
    page.locator("button[value=later]").click()
    page.locator("#toast button[formaction]").click()
    expect(page.locator("h1")).to_have_text(first)

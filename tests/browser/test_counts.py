"""How many keys, clicks and taps each task takes from the board, counted as they are made, and what comes of them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, Visit
from tests.browser.gestures import HERE, card, move_link, stand, title_link, titles
from tests.world import IDS, USER_IDS, World

Look = Callable[[], AbstractContextManager[World]]
LIST = "\n".join(f"Ouvrir le guichet {number}" for number in range(1, 21))


@dataclass
class Hand:
    """A hand that counts: what is pressed by key, click or tap; a text typed or pasted is no press."""

    page: Page
    presses: int = 0

    def key(self, *names: str) -> None:
        for name in names:
            self.presses += 1
            self.page.keyboard.press(name)

    def click(self, *places: Locator) -> None:
        for place in places:
            self.presses += 1
            place.click()

    def tap(self, *places: Locator) -> None:
        for place in places:
            self.presses += 1
            place.tap()

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def paste(self) -> None:
        self.page.keyboard.press("Control+V")


def keyboard(visit: Visit, name: str = "") -> Hand:
    """On the board, with the focus on an action."""
    page = visit("amina", HERE, language="en")
    if name:
        title_link(page, name).focus()
    return Hand(page)


def mouse(visit: Visit) -> Hand:
    return Hand(visit("amina", HERE, language="en"))


def finger(visit: Visit) -> Hand:
    return Hand(visit("amina", HERE, language="en", size=PHONE))


def press_of(hand: Hand) -> Callable[..., None]:
    return hand.tap if hand.page.viewport_size["width"] < 701 else hand.click  # type: ignore[index]


def copied(page: Page, text: str) -> None:
    """Into the clipboard, by way of a field; what this takes is no part of the task."""
    field = page.locator("#line")
    field.fill(text)
    field.press("Control+A")
    field.press("Control+X")
    page.evaluate("document.activeElement.blur()")


@pytest.fixture(params=[mouse, finger], ids=["clicks", "taps"])
def hand(request: pytest.FixtureRequest, visit: Visit) -> Hand:
    return request.param(visit)


def test_add_an_action_one_key_the_text_and_one_key(visit: Visit) -> None:
    hand = keyboard(visit, "sms")
    hand.key("n")
    hand.type("Ouvrir un guichet")
    hand.key("Enter")
    expect(hand.page.locator("#cards-inbox .card").last).to_contain_text("Ouvrir un guichet")
    assert hand.presses == 2


def test_add_an_action_one_press_the_text_and_one_press(hand: Hand) -> None:
    press = press_of(hand)
    press(hand.page.locator("#line"))
    hand.type("Ouvrir un guichet")
    press(hand.page.locator("#quick-add .primary"))
    expect(hand.page.locator("#toast p")).to_contain_text("Ouvrir un guichet")
    expect(hand.page.locator("#cards-inbox .card").last).to_contain_text("Ouvrir un guichet")
    assert hand.presses == 2


def test_twenty_pasted_lines_by_two_keys(visit: Visit) -> None:
    hand = keyboard(visit)
    copied(hand.page, LIST)
    hand.key("n")
    hand.paste()
    expect(hand.page.locator(".preview li")).to_have_count(20)
    expect(hand.page.locator(".preview .primary")).to_be_focused()
    hand.key("Enter")
    expect(hand.page.locator("#cards-inbox .card")).to_have_count(23)
    assert hand.presses == 2


def test_twenty_pasted_lines_by_at_most_three_presses(hand: Hand) -> None:
    press = press_of(hand)
    copied(hand.page, LIST)
    press(hand.page.locator("#line"))
    hand.paste()
    expect(hand.page.locator(".preview li")).to_have_count(20)
    press(hand.page.locator(".preview .primary"))
    expect(hand.page.locator("#cards-inbox .card")).to_have_count(23)
    assert hand.presses <= 3


def test_move_to_now_by_one_key(visit: Visit) -> None:
    hand = keyboard(visit, "nuit")
    hand.key("1")
    expect(card(hand.page, "now", "nuit")).to_be_visible()
    assert hand.presses == 1


def test_move_to_another_lane_by_two_presses(hand: Hand) -> None:
    press_of(hand)(move_link(hand.page, "sms"), hand.page.locator("#move-menu [value=next]"))
    expect(hand.page.locator("#cards-next .card").last).to_have_id(f"action-{IDS['sms']}")
    assert hand.presses == 2


def test_change_the_rank_by_one_by_one_key(visit: Visit) -> None:
    hand = keyboard(visit, "ligne")
    hand.key("Shift+ArrowUp")
    expect(hand.page.locator("#cards-now .card").first).to_have_id(f"action-{IDS['ligne']}")
    assert hand.presses == 1


def test_change_the_rank_by_one_by_two_presses(hand: Hand) -> None:
    press_of(hand)(move_link(hand.page, "ligne"), hand.page.locator("#move-menu [value=up]"))
    expect(hand.page.locator("#cards-now .card").first).to_have_id(f"action-{IDS['ligne']}")
    assert hand.presses == 2


def said(hand: Hand) -> None:
    expect(hand.page.locator("#toast p")).to_be_visible()


def stored(look: Look, name: str) -> tuple[str, int | None, date | None]:
    with look() as world:
        action = world.action(name)
        return action.status, action.owner.user_id if action.owner else None, action.due_on


PANEL = {
    "done": "[name=status][value=done]",
    "me": "[name=owner][value='Amina Haddad']",
    "week": "[value='2026-11-30']",
}
STORED = {"done": (0, "done"), "me": (1, USER_IDS["amina"]), "week": (2, date(2026, 11, 30))}


@pytest.mark.parametrize(("keys", "shows"), [("s3", ".done"), ("o1", ".owner"), ("d1", "time[datetime='2026-11-30']")])
def test_mark_done_give_to_me_and_date_by_two_keys_each(visit: Visit, look: Look, keys: str, shows: str) -> None:
    hand = keyboard(visit, "portage")
    hand.key(*keys)
    said(hand)
    expect(hand.page.locator(f"#action-{IDS['portage']}:is({shows}, :has({shows}))")).to_be_visible()
    place, value = STORED[{"s": "done", "o": "me", "d": "week"}[keys[0]]]
    assert stored(look, "portage")[place] == value
    assert hand.presses == 2


@pytest.mark.parametrize(("what", "most"), [("done", 2), ("me", 3), ("week", 3)])
def test_mark_done_give_to_me_and_date_by_few_presses(hand: Hand, look: Look, what: str, most: int) -> None:
    press = press_of(hand)
    press(title_link(hand.page, "sms"))
    expect(hand.page.locator("#panel-name")).to_have_count(1)
    press(hand.page.locator(f".opened .part button{PANEL[what]}"))
    said(hand)
    place, value = STORED[what]
    assert stored(look, "sms")[place] == value
    assert hand.presses <= most


def test_merge_two_by_three_keys(visit: Visit, look: Look) -> None:
    hand = keyboard(visit, "nuit")
    hand.key("x", "ArrowDown", "m")
    expect(hand.page.locator(f"#action-{IDS['nuit']}")).to_have_count(0)
    with look() as world:
        assert world.action("nuit").merged_into_id == IDS["matin"]
    assert hand.presses == 3


def test_merge_two_by_three_presses(hand: Hand, look: Look) -> None:
    page = hand.page
    press_of(hand)(move_link(page, "ligne"), page.locator("#move-menu [data-tell=merge]"), title_link(page, "sms"))
    expect(page.locator(f"#action-{IDS['ligne']}")).to_have_count(0)
    with look() as world:
        assert world.action("ligne").merged_into_id == IDS["sms"]
    assert hand.presses == 3


def test_undo_by_one_key(visit: Visit) -> None:
    hand = keyboard(visit, "sms")
    before = titles(hand.page, "now")
    hand.key("3")
    expect(card(hand.page, "later", "sms")).to_be_visible()
    said(hand)
    hand.presses = 0
    hand.key("z")
    expect(card(hand.page, "now", "sms")).to_be_visible()
    stand(hand.page, "now", before)
    assert hand.presses == 1


def test_undo_by_one_press(hand: Hand) -> None:
    press = press_of(hand)
    press(move_link(hand.page, "sms"), hand.page.locator("#move-menu [value=later]"))
    said(hand)
    hand.presses = 0
    press(hand.page.locator("#toast").get_by_role("button", name="Undo"))
    expect(hand.page.locator("#cards-now .card").first).to_have_id(f"action-{IDS['sms']}")
    assert hand.presses == 1


def test_a_csv_by_two_presses(hand: Hand) -> None:
    press = press_of(hand)
    press(hand.page.locator("nav.pages a[href$='/export']"))
    with hand.page.expect_download() as download:
        press(hand.page.locator("main [formaction$='.csv']"))
    assert "Prévenir par SMS" in download.value.path().read_text("utf-8-sig")
    assert hand.presses <= 2


def test_a_new_board_with_its_first_action_takes_two_fields(visit: Visit) -> None:
    hand = Hand(visit("dana", "/boards", language="en"))
    hand.click(hand.page.get_by_label("Name the disruption"))
    hand.type("Flood at the depot")
    hand.key("Enter")
    expect(hand.page.locator("#line")).to_be_focused()
    hand.type("Call every customer")
    hand.key("Enter")
    expect(hand.page.locator("#cards-inbox .card")).to_contain_text("Call every customer")
    assert hand.presses == 3  # one field is chosen, the other has the focus

"""The keys of the board: where they count, what they do, and where they are only letters."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.gestures import HERE, asking_nothing, card, press, stand, title_link, titles
from tests.world import ACTIONS, IDS

AZERTY = {"1": "&", "2": "é", "3": '"', "0": "à"}


def switch_off(page: Page) -> None:
    """As the page is for somebody who wants no keys."""
    page.evaluate("document.body.dataset.keys = 'off'")


def typed(page: Page, name: str, **event: str | bool) -> None:
    """A key of a keyboard that this machine has not."""
    title_link(page, name).focus()
    title_link(page, name).dispatch_event("keydown", event | {"bubbles": True, "cancelable": True})


def test_digits_move_an_action_and_the_focus_stays_on_it(visit: Visit) -> None:
    page = visit("amina", HERE, language="en")
    title_link(page, "sms").focus()
    for key, lane in (("2", "next"), ("3", "later"), ("0", "inbox"), ("1", "now")):
        press(page, key)
        expect(card(page, lane, "sms")).to_be_visible()
        expect(title_link(page, "sms")).to_be_focused()
        expect(title_link(page, "sms")).to_be_in_viewport()
    expect(page.locator("#status")).to_have_text(
        "“Prévenir par SMS les clients qui ont rendez-vous cette semaine”: Now, rank 4 of 4."
    )


@pytest.mark.parametrize("shift", [False, True])
def test_digits_of_a_french_keyboard_need_no_shift(visit: Visit, *, shift: bool) -> None:
    page = visit("amina", HERE)
    for digit, lane in (("2", "next"), ("0", "inbox")):
        typed(page, "sms", key=digit if shift else AZERTY[digit], code=f"Digit{digit}", shiftKey=shift)
        expect(card(page, lane, "sms")).to_be_visible()


def test_digits_of_the_pad_are_digits_and_its_arrows_are_arrows(visit: Visit) -> None:
    page = visit("amina", HERE)
    typed(page, "sms", key="ArrowDown", code="Numpad2")
    expect(title_link(page, "ligne")).to_be_focused()
    typed(page, "sms", key="3", code="Numpad3")
    expect(card(page, "later", "sms")).to_be_visible()


def test_shift_and_an_arrow_change_the_rank_by_one(visit: Visit) -> None:
    page = visit("amina", HERE)
    title_link(page, "sms").focus()
    press(page, "Shift+ArrowDown")
    expect(page.locator("#cards-now .card").nth(1)).to_have_id(f"action-{IDS['sms']}")
    expect(title_link(page, "sms")).to_be_focused()
    press(page, "Shift+ArrowUp")
    expect(page.locator("#cards-now .card").first).to_have_id(f"action-{IDS['sms']}")


def test_arrows_go_from_row_to_row_and_to_the_lane_beside(visit: Visit) -> None:
    page = visit("amina", HERE)
    press(page, "ArrowDown")
    expect(page.locator("#cards-now h3 a").first).to_be_focused()
    press(page, "ArrowUp")
    expect(page.locator("#cards-now h3 a").first).to_be_focused()
    press(page, "ArrowDown")
    expect(page.locator("#cards-now h3 a").nth(1)).to_be_focused()
    for key, lane in (
        ("ArrowRight", "next"), ("ArrowRight", "later"), ("ArrowRight", "later"), ("ArrowLeft", "next"),
        ("ArrowLeft", "now"), ("ArrowLeft", "inbox"), ("ArrowLeft", "inbox"),
    ):  # fmt: skip
        press(page, key)
        expect(page.locator(f"#cards-{lane} h3 a:focus")).to_have_count(1)


def test_an_empty_lane_is_passed_over(visit: Visit) -> None:
    page = visit("amina", HERE)
    title_link(page, "portage").focus()
    for name in ("portage", "nuit", "matin"):
        title_link(page, name).focus()
        press(page, "3")
        expect(card(page, "later", name)).to_be_visible()
    title_link(page, "sms").focus()
    press(page, "ArrowRight")
    expect(page.locator("#cards-later h3 a:focus")).to_have_count(1)


def test_enter_opens_the_action(visit: Visit) -> None:
    page = visit("amina", HERE)
    title_link(page, "sms").focus()
    press(page, "Enter")
    expect(page.locator("#panel-name")).to_have_text(ACTIONS["sms"]["title"])


def test_n_writes_a_new_action_and_the_slash_searches(visit: Visit) -> None:
    page = visit("amina", HERE)
    press(page, "n")
    expect(page.locator("#line")).to_be_focused()
    page.keyboard.type("Nommer 3 relais")
    press(page, "Enter")
    expect(page.locator("#cards-inbox .card", has_text="Nommer 3 relais")).to_be_visible()
    title_link(page, "sms").focus()
    press(page, "/")
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_value("")


def test_z_undoes_the_last_change_and_does_not_do_it_again(visit: Visit) -> None:
    page = visit("amina", HERE)
    before = titles(page, "now")
    title_link(page, "sms").focus()
    press(page, "2")
    expect(card(page, "next", "sms")).to_be_visible()
    expect(page.locator("#toast [data-key=z]")).to_be_visible()
    press(page, "z")
    expect(card(page, "now", "sms")).to_be_visible()
    stand(page, "now", before)
    expect(title_link(page, "sms")).to_be_focused()
    expect(page.locator("#toast [data-key=z]")).to_have_count(0)
    with asking_nothing(page):
        press(page, "z")
    assert titles(page, "now") == before


def test_keys_in_a_field_are_text(visit: Visit) -> None:
    page = visit("amina", HERE)
    for field in ("#line", "#q"):
        page.locator(field).focus()
        page.keyboard.type("1nszx?/")
        expect(page.locator(field)).to_have_value("1nszx?/")
        page.locator(field).fill("")
    assert len(titles(page, "now")) == 4
    expect(page.locator(".menu:popover-open, .keys:popover-open")).to_have_count(0)


def test_keys_count_on_the_board_only(visit: Visit) -> None:
    page = visit("amina", HERE)
    page.locator("nav.pages a").first.focus()
    press(page, "n", "/", "ArrowDown", "?")
    expect(page.locator("nav.pages a").first).to_be_focused()
    expect(page.locator(".keys:popover-open")).to_have_count(0)


@pytest.mark.parametrize("with_key", ["Control", "Alt", "Meta"])
def test_a_key_with_another_one_is_the_browsers(visit: Visit, with_key: str) -> None:
    page = visit("amina", HERE)
    title_link(page, "sms").focus()
    held = {"Control": "ctrlKey", "Alt": "altKey", "Meta": "metaKey"}[with_key]
    for key in ("2", "s", "n"):
        event = {"key": key, "code": "", held: True, "bubbles": True, "cancelable": True}
        title_link(page, "sms").dispatch_event("keydown", event)
    expect(title_link(page, "sms")).to_be_focused()
    expect(card(page, "now", "sms")).to_be_visible()


def test_keys_can_be_switched_off(visit: Visit) -> None:
    page = visit("amina", HERE)
    switch_off(page)
    title_link(page, "sms").focus()
    press(page, "2", "s", "n", "x", "?", "ArrowDown")
    expect(title_link(page, "sms")).to_be_focused()
    expect(card(page, "now", "sms")).to_be_visible()
    expect(page.locator(".menu:popover-open, .keys:popover-open")).to_have_count(0)
    expect(page.locator("#pick")).to_be_hidden()
    page.locator(f"#action-{IDS['sms']} a.move").click()
    expect(page.locator("#move-menu kbd").first).to_be_hidden()
    press(page, "2")
    expect(card(page, "now", "sms")).to_be_visible()


def test_the_list_of_keys_opens_by_its_key_and_by_its_button(visit: Visit) -> None:
    page = visit("amina", HERE, language="en")
    keys = page.locator("#keys")
    title_link(page, "sms").focus()
    press(page, "?")
    expect(keys).to_be_visible()
    expect(keys.get_by_role("heading", name="Keys")).to_be_focused()
    press(page, "Escape")
    expect(keys).to_be_hidden()
    expect(title_link(page, "sms")).to_be_focused()
    page.get_by_role("button", name="Keys").click()
    expect(keys).to_contain_text("Undo the last change")
    expect(keys.get_by_role("link")).to_have_attribute("href", "/me")
    keys.get_by_role("button", name="Close").click()
    expect(keys).to_be_hidden()


def test_a_reader_goes_about_by_keys_and_changes_nothing(visit: Visit) -> None:
    page = visit("chloe", HERE)
    press(page, "ArrowDown", "2", "s", "x", "m", "n", "z")
    expect(page.locator("#cards-now h3 a").first).to_be_focused()
    assert len(titles(page, "now")) == 4
    press(page, "?")
    expect(page.locator("#keys dt")).to_have_count(6)


def test_escape_closes_what_was_said(visit: Visit) -> None:
    page = visit("amina", HERE)
    title_link(page, "sms").focus()
    press(page, "2")
    expect(page.locator("#toast p")).to_be_visible()
    press(page, "Escape")
    expect(page.locator("#toast p")).to_be_hidden()
    expect(title_link(page, "sms")).to_be_focused()

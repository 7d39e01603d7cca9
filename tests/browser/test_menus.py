"""The menus that keys open beside a card: status, owner, due date, category, challenge."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, Visit
from tests.browser.gestures import HERE, move_link, press, title_link
from tests.world import ACTIONS, IDS, World

MENUS = {"s": "status", "o": "owner", "d": "due", "c": "category", "e": "challenge"}


def at(page: Page, name: str) -> Locator:
    return page.locator(f"#action-{IDS[name]}")


def open_menu(page: Page, name: str, key: str) -> Locator:
    title_link(page, name).focus()
    press(page, key)
    menu = page.locator(f"#{MENUS[key]}-menu")
    expect(menu).to_be_visible()
    return menu


def saved(page: Page, name: str) -> None:
    """The menu is gone, the change is said, and the focus is where it was."""
    expect(page.locator("#toast p")).to_be_visible()
    expect(page.locator(".menu:popover-open")).to_have_count(0)
    expect(title_link(page, name)).to_be_focused()


def test_status_by_two_keys(visit: Visit, look: Callable[[], World]) -> None:
    page = visit("amina", HERE)
    open_menu(page, "ligne", "s")
    press(page, "3")
    expect(at(page, "ligne")).to_have_class(re.compile(r"\bdone\b"))
    expect(page.locator("#toast p")).to_be_visible()
    with look() as world:
        assert world.action("ligne").status == "done"


def test_owner_by_two_keys_and_it_is_me(visit: Visit, look: Callable[[], World]) -> None:
    page = visit("bruno", HERE, language="en")
    menu = open_menu(page, "nuit", "o")
    expect(menu.locator("button").first).to_contain_text("Me")
    press(page, "1")
    expect(at(page, "nuit").locator(".owner")).to_contain_text("Bruno Carvalho")
    saved(page, "nuit")
    with look() as world:
        assert world.action("nuit").owner.user_id == world.bruno.id


def test_the_owner_menu_offers_members_and_owners_once(visit: Visit) -> None:
    page = visit("amina", HERE)
    menu = open_menu(page, "nuit", "o")
    names = [text.splitlines()[0] for text in menu.locator("button").all_inner_texts()]
    assert sorted(names[1:-1]) == ["Bruno Carvalho", "Chloé Nguyen", "Léa Morvan"]
    press(page, "4")
    expect(at(page, "nuit").locator(".owner bdi")).to_have_text(names[3])


def test_owner_and_date_are_emptied_by_zero(visit: Visit, look: Callable[[], World]) -> None:
    page = visit("amina", HERE)
    for key in ("o", "d"):
        open_menu(page, "sms", key)
        press(page, "0")
        saved(page, "sms")
        page.locator("#toast .close").click()
        expect(page.locator("#toast p")).to_have_count(0)
    with look() as world:
        assert world.action("sms").owner is None
        assert world.action("sms").due_on is None


def test_dates_count_from_today_and_show_their_day(visit: Visit) -> None:
    page = visit("amina", HERE, language="en")
    menu = open_menu(page, "frais", "d")
    said = [text.replace("\xa0", " ").splitlines()[0] for text in menu.locator("button").all_inner_texts()]
    assert said[:3] == ["D+7 · 30 Nov", "D+14 · 7 Dec", "D+30 · 23 Dec"]
    expect(menu.locator("[aria-current]")).to_have_count(1)
    expect(menu.locator("button").first).to_have_attribute("aria-current", "true")  # due on 30 November
    press(page, "2")
    expect(at(page, "frais").locator("time")).to_have_attribute("datetime", "2026-12-07")
    saved(page, "frais")


def test_a_category_shows_its_shape_and_is_set_by_its_key(visit: Visit) -> None:
    page = visit("amina", HERE)
    menu = open_menu(page, "delais", "c")
    expect(menu.locator("button svg")).to_have_count(6)
    press(page, "2")
    expect(at(page, "delais").locator(".category .name")).to_have_text("Processus")
    saved(page, "delais")
    expect(open_menu(page, "delais", "c").locator("[aria-current]")).to_contain_text("Processus")
    press(page, "0")
    expect(at(page, "delais").locator(".category")).to_have_count(0)


def test_the_challenge_is_set_by_its_level(visit: Visit) -> None:
    page = visit("amina", HERE)
    open_menu(page, "ligne", "e")
    press(page, "4")
    expect(at(page, "ligne").locator(".bars.level-4")).to_be_visible()
    saved(page, "ligne")
    expect(open_menu(page, "ligne", "e").locator("[aria-current]")).to_have_count(1)
    press(page, "0")
    expect(at(page, "ligne").locator(".bars")).to_have_count(0)
    expect(at(page, "frais").locator(".bars")).to_be_visible()


@pytest.mark.parametrize("key", MENUS)
def test_each_menu_is_named_after_its_action_and_says_what_holds(visit: Visit, key: str) -> None:
    page = visit("amina", HERE, language="en")
    menu = open_menu(page, "sms", key)
    expect(menu).to_have_attribute("aria-label", re.compile(ACTIONS["sms"]["title"]))
    expect(menu.locator("[aria-current]")).to_have_count(0 if key == "d" else 1)
    for button in menu.locator("button, a").all():
        visible = button.evaluate("each => each.querySelector('span').innerText.trim()")
        expect(button).to_have_accessible_name(visible)


@pytest.mark.parametrize("key", MENUS)
def test_arrows_go_round_and_escape_returns_to_the_card(visit: Visit, key: str) -> None:
    page = visit("amina", HERE)
    menu = open_menu(page, "ligne", key)
    expect(menu.locator("button, a").first).to_be_focused()
    press(page, "ArrowUp")
    expect(menu.locator("button, a").last).to_be_focused()
    press(page, "ArrowDown", "ArrowDown")
    expect(menu.locator("button, a").nth(1)).to_be_focused()
    press(page, "Escape")
    expect(menu).to_be_hidden()
    expect(title_link(page, "ligne")).to_be_focused()


def test_a_choice_can_be_clicked(visit: Visit) -> None:
    page = visit("amina", HERE)
    open_menu(page, "ligne", "s").locator("button", has_text="En cours").click()
    expect(at(page, "ligne")).to_have_class(re.compile(r"\brunning\b"))


def test_a_menu_stays_inside_the_window(visit: Visit) -> None:
    page = visit("amina", HERE, size=(1280, 640))
    for name in ("relais", "horaires"):
        for key in MENUS:
            box = open_menu(page, name, key).bounding_box()
            assert box
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= 640
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 1280
            press(page, "Escape")


def test_on_a_small_screen_a_menu_is_a_sheet(visit: Visit) -> None:
    page = visit("amina", HERE, size=PHONE)
    box = open_menu(page, "sms", "d").bounding_box()
    assert box
    assert (box["x"], box["width"]) == (0, PHONE[0])
    assert round(box["y"] + box["height"]) == PHONE[1]
    press(page, "Escape")
    expect(page.locator("#board[inert]")).to_have_count(0)


def test_who_carries_it_asks_by_its_own_menu(visit: Visit) -> None:
    page = visit("amina", HERE)
    at(page, "nuit").locator("a.nobody").click()
    page.locator("#owner-menu button").first.click()
    expect(at(page, "nuit").locator(".owner bdi")).to_have_text("Amina Haddad")
    expect(at(page, "nuit").locator(":focus")).to_have_count(1)


def test_somebody_else_and_another_date_are_written_in_the_action(visit: Visit) -> None:
    page = visit("amina", HERE)
    for key, field in (("o", "owner"), ("d", "due_on")):
        page.goto(HERE)
        open_menu(page, "nuit", key).locator("a").click()
        expect(page.locator(f"main [name={field}]:not(.menu *)").first).to_be_visible()
        expect(page.locator(f".part:has([name={field}]) :focus")).to_have_count(1)


def test_the_menu_of_a_card_opens_its_action(visit: Visit) -> None:
    page = visit("amina", HERE)
    move_link(page, "sms").click()
    page.locator("#move-menu a").last.click()
    expect(page.locator("#panel-name")).to_have_text(ACTIONS["sms"]["title"])


def test_the_menu_of_a_card_shows_its_keys_and_they_press_it(visit: Visit) -> None:
    page = visit("amina", HERE, language="en")
    move_link(page, "sms").click()
    expect(page.locator("#move-menu kbd")).to_have_text(["1", "2", "3", "0", "Shift ↑", "Shift ↓", "M", "Enter"])
    press(page, "Shift+ArrowDown")
    expect(page.locator("#cards-now .card").nth(1)).to_have_id(f"action-{IDS['sms']}")
    expect(move_link(page, "sms")).to_be_focused()

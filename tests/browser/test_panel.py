"""The panel beside the board: opening and closing it, the address, the focus."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Visit
from tests.browser.gestures import HERE, fits, is_at
from tests.world import IDS

SMS, NIGHT = IDS["sms"], IDS["nuit"]


def title_link(page: Page, id_: int):
    return page.locator(f"#action-{id_} h3 a")


def opened(page: Page, id_: int):
    return page.locator(f"#panel #panel-{id_}")


def test_a_click_opens_the_action_beside_the_board_which_stays(visit: Visit) -> None:
    page = visit("amina", HERE)
    title_link(page, SMS).click()
    expect(opened(page, SMS)).to_be_focused()
    is_at(page, f"{HERE}?open={SMS}")
    expect(page).to_have_title(re.compile("Prévenir par SMS"))
    expect(title_link(page, SMS)).to_have_attribute("aria-current", "true")
    title_link(page, NIGHT).click()
    expect(opened(page, NIGHT)).to_be_focused()
    expect(opened(page, SMS)).to_have_count(0)
    box = page.locator("#panel").bounding_box()
    assert box
    assert (round(box["width"]), round(box["x"] + box["width"])) == (480, 1280)
    fits(page)


@pytest.mark.parametrize("way", ["Escape", "close", "back"])
def test_it_closes_and_the_focus_is_on_the_card(visit: Visit, way: str) -> None:
    page = visit("amina", HERE, language="en")
    title = page.title()
    title_link(page, SMS).focus()
    page.keyboard.press("Enter")
    expect(opened(page, SMS)).to_be_focused()
    if way == "close":
        page.locator("#panel").get_by_role("link", name="Close").click()
    elif way == "back":
        page.go_back()
    else:
        page.keyboard.press(way)
    expect(opened(page, SMS)).to_have_count(0)
    expect(title_link(page, SMS)).to_be_focused()
    is_at(page, HERE)
    expect(page).to_have_title(title)
    expect(page.locator("[aria-current=true]")).to_have_count(0)


def test_back_and_forward_walk_through_what_was_open(visit: Visit) -> None:
    page = visit("amina", HERE)
    for id_ in (SMS, NIGHT):
        title_link(page, id_).click()
        expect(opened(page, id_)).to_be_focused()
    page.go_back()
    expect(opened(page, SMS)).to_be_focused()
    page.go_back()
    expect(page.locator("#panel .opened")).to_have_count(0)
    page.go_forward()
    expect(opened(page, SMS)).to_be_focused()
    page.reload()
    expect(opened(page, SMS)).to_be_visible()
    expect(page.locator("#cards-now .card")).not_to_have_count(0)


@pytest.mark.parametrize("javascript", [True, False])
def test_the_address_alone_shows_it_and_close_is_a_link(visit: Visit, javascript: bool) -> None:  # noqa: FBT001
    page = visit("amina", f"{HERE}?q=agence&open={IDS['visio']}", javascript=javascript, language="en")
    expect(opened(page, IDS["visio"])).to_be_visible()
    page.locator("#panel").get_by_role("link", name="Close").click()
    expect(page.locator("#panel .opened")).to_have_count(0)
    expect(page).to_have_url(re.compile(re.escape(f"{HERE}?q=agence") + "(#.*)?$"))


def test_a_modified_click_is_a_plain_link(visit: Visit) -> None:
    page = visit("amina", HERE)
    with page.context.expect_page() as other:
        title_link(page, SMS).click(modifiers=["Control"])
    is_at(other.value, f"/actions/{SMS}")
    expect(page.locator("#panel .opened")).to_have_count(0)


@pytest.mark.parametrize("size", [PHONE, (1024, 768)])
def test_in_a_narrow_window_a_card_leads_to_a_page_of_its_own(visit: Visit, size: tuple[int, int]) -> None:
    page = visit("amina", HERE, size=size)
    title_link(page, SMS).click()
    expect(page.locator("main > .narrow .opened")).to_be_visible()
    is_at(page, f"/actions/{SMS}")
    page.goto(f"{HERE}?open={SMS}")
    expect(opened(page, SMS)).to_be_visible()
    expect(page.locator("#board")).to_be_hidden()
    fits(page)


def test_who_carries_it_leads_to_the_field(visit: Visit) -> None:
    page = visit("amina", HERE, language="en")
    page.evaluate(f"document.querySelector('#action-{NIGHT} a.owner').removeAttribute('data-menu')")
    page.locator(f"#action-{NIGHT} a.owner").click()
    expect(page.locator("#panel #owner")).to_be_focused()


def test_an_action_of_another_board_is_not_shown(visit: Visit) -> None:
    page = visit("amina", f"{HERE}?open=13")
    expect(page.locator("#cards-now .card")).not_to_have_count(0)
    expect(page.locator("#panel .opened")).to_have_count(0)


def test_escape_in_a_menu_closes_the_menu_alone(visit: Visit) -> None:
    page = visit("amina", f"{HERE}?open={SMS}")
    page.locator(f"#action-{NIGHT} a.move").click()
    page.keyboard.press("Escape")
    expect(page.locator("#move-menu")).to_be_hidden()
    expect(opened(page, SMS)).to_be_visible()


def test_a_card_moved_beside_it_is_moved_in_it(visit: Visit) -> None:
    page = visit("amina", f"{HERE}?open={SMS}", language="en")
    page.locator(f"#action-{SMS} a.move").click()
    page.locator("#move-menu button[value=later]").click()
    expect(page.locator("#panel .crumb")).to_contain_text("Do later, rank 3 of 3")
    page.locator("#panel .moves").get_by_role("button", name="Now", exact=True).click()
    expect(page.locator(f"#cards-now #action-{SMS}")).to_be_visible()
    expect(page.locator("#panel .crumb")).to_contain_text("Do now")
    page.locator("#panel").get_by_role("button", name="Archive").click()
    expect(page.locator(f"#action-{SMS}")).to_have_count(0)
    page.locator("#panel").get_by_role("button", name="Restore").click()
    expect(page.locator(f"#cards-now #action-{SMS}")).to_be_visible()
    expect(page.locator("#panel :focus")).to_have_count(1)


def test_all_is_done_by_keyboard_alone(visit: Visit) -> None:
    page = visit("amina", HERE, language="en")
    title_link(page, NIGHT).focus()
    for key in ("Enter", "Tab", "Tab", "Tab", "Tab", "Tab", "Enter"):  # Full page, Close, To start, Running, Done
        page.keyboard.press(key)
        expect(opened(page, NIGHT)).to_be_visible()
    expect(page.locator("#status-done")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#status-done")).to_be_focused()
    for key in ("Tab", "Tab", "Tab", "Enter"):  # Stopped, the title, Me
        page.keyboard.press(key)
    expect(page.locator("#owner")).to_have_value("Amina Haddad")
    page.keyboard.press("Escape")
    expect(title_link(page, NIGHT)).to_be_focused()

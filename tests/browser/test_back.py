"""The browser's way back leads to what is true now, not to what was drawn then."""

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.gestures import HERE, choose, move_link
from tests.world import IDS


def test_back_shows_the_board_as_it_is_now_and_keeps_a_half_typed_line(visit: Visit) -> None:
    page = visit("amina", HERE)
    move_link(page, "sms").click()
    choose(page, "later")
    expect(page.locator(f"#cards-later #action-{IDS['sms']}")).to_be_visible()
    page.locator("#line").fill("À moitié écrit")
    page.locator(".pages a[href$=history]").click()
    expect(page.locator(".history")).to_be_visible()
    page.go_back()
    expect(page.locator(f"#cards-later #action-{IDS['sms']}")).to_be_visible()
    expect(page.locator("#line")).to_have_value("À moitié écrit")


def test_what_holds_is_marked_in_a_menu_and_nothing_else(visit: Visit) -> None:
    page = visit("amina", HERE)
    move_link(page, "delais").click()
    expect(page.locator("#move-menu [aria-current]")).to_have_count(1)
    expect(page.locator("#move-menu [aria-current]")).to_have_attribute("value", "inbox")


def test_the_slash_searches_from_other_pages_too_and_escape_leaves_the_wall(visit: Visit) -> None:
    page = visit("amina", f"{HERE}/history")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.goto(f"{HERE}?wall=1")
    expect(page.locator(".leave a")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".top")).to_be_visible()

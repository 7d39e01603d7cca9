"""Each task by the keyboard alone, with the keys of the board switched off, and each with JavaScript off."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.gestures import HERE, card, move_link, press, title_link
from tests.world import ACTIONS, IDS, USER_IDS, World

Look = Callable[[], AbstractContextManager[World]]
LIST = "\n".join(f"Ouvrir le guichet {number}" for number in range(1, 21))
FAR = 120  # stops to the last thing of a page


def only_tab(visit: Visit, path: str = HERE, name: str = "amina") -> Page:
    page = visit(name, path, language="en")
    page.evaluate("document.body.dataset.keys = 'off'")
    return page


def plain(visit: Visit, path: str = HERE, name: str = "amina") -> Page:
    return visit(name, path, language="en", javascript=False)


def tab_to(page: Page, place: Locator) -> None:
    """Nothing but Tab, as somebody goes who cannot point; what has the focus is in sight."""
    expect(place).to_be_visible()
    for _ in range(FAR):
        if place.evaluate("each => each === document.activeElement"):
            break
        press(page, "Tab")
    expect(place).to_be_focused()
    expect(place).to_be_in_viewport()


def enter(page: Page, place: Locator) -> None:
    tab_to(page, place)
    press(page, "Enter")


def menu(page: Page, value: str) -> Locator:
    return page.locator(f"#move-menu [value={value}]")


def part(page: Page, name: str, value: str) -> Locator:
    return page.locator(f".opened .part button[name={name}][value='{value}']")


def test_keyboard_adds_an_action(visit: Visit) -> None:
    page = only_tab(visit)
    tab_to(page, page.locator("#line"))
    page.keyboard.type("Ouvrir un guichet")
    press(page, "Enter")
    expect(page.locator("#cards-inbox .card").last).to_contain_text("Ouvrir un guichet")
    expect(page.locator("#line")).to_be_focused()


def test_keyboard_adds_twenty_lines(visit: Visit) -> None:
    page = only_tab(visit)
    tab_to(page, page.locator("#line"))
    page.keyboard.insert_text(LIST)
    press(page, "Enter")
    enter(page, page.locator(".preview .primary"))
    expect(page.locator("#cards-inbox .card")).to_have_count(23)


def test_keyboard_moves_an_action_to_now(visit: Visit) -> None:
    page = only_tab(visit)
    enter(page, move_link(page, "nuit"))
    enter(page, menu(page, "now"))
    expect(card(page, "now", "nuit")).to_be_visible()
    expect(move_link(page, "nuit")).to_be_focused()


def test_keyboard_changes_the_rank_by_one(visit: Visit) -> None:
    page = only_tab(visit)
    enter(page, move_link(page, "ligne"))
    press(page, *["ArrowDown"] * 4)
    expect(menu(page, "up")).to_be_focused()
    press(page, "Enter")
    expect(page.locator("#cards-now .card").first).to_have_id(f"action-{IDS['ligne']}")


def test_keyboard_marks_done_gives_to_me_and_dates(visit: Visit, look: Look) -> None:
    page = only_tab(visit)
    enter(page, title_link(page, "sms"))
    for name, value in (("status", "done"), ("owner", "Amina Haddad"), ("due_on", "2026-11-30")):
        expect(part(page, name, value)).to_be_visible()
        enter(page, part(page, name, value))
        expect(page.locator("#toast p")).to_be_visible()
        page.locator("#toast .close").evaluate("close => close.click()")
    with look() as world:
        action = world.action("sms")
        assert (action.status, action.owner.user_id, action.due_on) == ("done", USER_IDS["amina"], date(2026, 11, 30))


def test_keyboard_merges_two(visit: Visit, look: Look) -> None:
    page = only_tab(visit)
    enter(page, move_link(page, "nuit"))
    press(page, "End", "ArrowUp", "Enter")
    expect(page.locator("#pick")).to_be_visible()
    enter(page, title_link(page, "matin"))
    expect(page.locator(f"#action-{IDS['nuit']}")).to_have_count(0)
    with look() as world:
        assert world.action("nuit").merged_into_id == IDS["matin"]


def test_keyboard_undoes(visit: Visit) -> None:
    page = only_tab(visit)
    enter(page, move_link(page, "sms"))
    enter(page, menu(page, "later"))
    expect(card(page, "later", "sms")).to_be_visible()
    enter(page, page.locator("#toast").get_by_role("button", name="Undo"))
    expect(card(page, "now", "sms")).to_be_visible()
    expect(page.locator("body :focus")).to_have_count(1)


def test_keyboard_takes_a_csv(visit: Visit) -> None:
    page = only_tab(visit)
    enter(page, page.locator("nav.pages a[href$='/export']"))
    tab_to(page, page.locator("main [formaction$='.csv']"))
    with page.expect_download() as download:
        press(page, "Enter")
    assert "Prévenir par SMS" in download.value.path().read_text("utf-8-sig")


def test_keyboard_opens_a_board_and_adds_its_first_action(visit: Visit) -> None:
    page = only_tab(visit, "/boards", "dana")
    tab_to(page, page.get_by_label("Name the disruption"))
    page.keyboard.type("Flood at the depot")
    press(page, "Enter")
    expect(page.locator("#line")).to_be_focused()
    page.keyboard.type("Call every customer")
    press(page, "Enter")
    expect(page.locator("#cards-inbox .card")).to_contain_text("Call every customer")


def test_without_javascript_an_action_and_twenty_lines_are_added(visit: Visit) -> None:
    page = plain(visit)
    page.locator("#line").fill("Ouvrir un guichet")
    page.locator("#quick-add .primary").click()
    expect(page.locator("#cards-inbox .card").last).to_contain_text("Ouvrir un guichet")
    page.locator("#line").fill(LIST)
    page.locator("#quick-add .primary").click()
    page.locator(".preview .primary").click()
    expect(page.locator("#cards-inbox .card")).to_have_count(24)


def test_without_javascript_an_action_moves_by_lane_and_by_rank(visit: Visit) -> None:
    page = plain(visit)
    move_link(page, "nuit").click()
    page.locator("main [value=now]").click()
    expect(card(page, "now", "nuit")).to_be_visible()
    expect(page.locator("#toast p")).to_contain_text("Now, rank 5 of 5.")
    move_link(page, "nuit").click()
    page.locator("main [value=up]").click()
    expect(page.locator("#cards-now .card").nth(3)).to_have_id(f"action-{IDS['nuit']}")


def test_without_javascript_status_owner_and_date_are_set(visit: Visit, look: Look) -> None:
    page = plain(visit)
    for name, value in (("status", "done"), ("owner", "Amina Haddad"), ("due_on", "2026-11-30")):
        page.goto(HERE)
        title_link(page, "sms").click()
        part(page, name, value).click()
        expect(page.locator("#toast p")).to_be_visible()
    with look() as world:
        action = world.action("sms")
        assert (action.status, action.owner.user_id, action.due_on) == ("done", USER_IDS["amina"], date(2026, 11, 30))


def test_without_javascript_two_are_merged_and_parted_again(visit: Visit) -> None:
    page = plain(visit)
    move_link(page, "nuit").click()
    page.locator("main a[href$='/merge']").click()
    page.get_by_role("radio", name=ACTIONS["matin"]["title"]).check()
    page.locator("main form .primary").click()
    expect(page.locator(f"#action-{IDS['nuit']}")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(card(page, "next", "nuit")).to_be_visible()


def test_without_javascript_a_csv_is_taken(visit: Visit) -> None:
    page = plain(visit)
    page.locator("nav.pages a[href$='/export']").click()
    with page.expect_download() as download:
        page.locator("main [formaction$='.csv']").click()
    assert "Prévenir par SMS" in download.value.path().read_text("utf-8-sig")


def test_without_javascript_a_board_is_opened_and_gets_its_first_action(visit: Visit) -> None:
    page = plain(visit, "/boards", "dana")
    page.get_by_label("Name the disruption").fill("Flood at the depot")
    page.get_by_label("Name the disruption").press("Enter")
    expect(page).to_have_url(re.compile("#line$"))
    page.locator("#line").fill("Call every customer")
    page.locator("#quick-add .primary").click()
    expect(page.locator("#cards-inbox .card")).to_contain_text("Call every customer")

"""Moving cards by the one menu: mouse, keys and fingers."""

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Visit
from tests.browser.gestures import HERE, add, choose, held, is_at, move_link
from tests.world import IDS


def test_the_menu_moves_a_card_by_mouse_and_the_focus_stays_on_it(visit: Visit) -> None:
    page = visit("amina", HERE)
    move_link(page, "sms").click()
    choose(page, "next")
    expect(page.locator(f"#cards-next #action-{IDS['sms']}")).to_be_visible()
    expect(page.locator("#lane-head-next .count")).to_contain_text("4")
    expect(page.locator("#status")).to_contain_text("Prévenir par SMS")
    expect(page.locator("#move-menu")).to_be_hidden()
    expect(move_link(page, "sms")).to_be_focused()
    is_at(page, HERE)


def test_the_menu_moves_a_card_by_keyboard(visit: Visit) -> None:
    page = visit("bruno", HERE)
    move_link(page, "ligne").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#move-menu button[value=now]")).to_be_focused()
    expect(page.locator("#move-menu button[value=now]")).to_have_attribute("aria-current", "true")
    page.keyboard.press("End")
    expect(page.locator("#move-menu a").last).to_be_focused()
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    expect(page.locator("#move-menu button[value=up]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#cards-now .card").first).to_have_id(f"action-{IDS['ligne']}")
    expect(move_link(page, "ligne")).to_be_focused()


def test_a_card_moved_by_keyboard_is_in_sight(visit: Visit) -> None:
    page = visit("amina", HERE, size=(1280, 500))
    move_link(page, "sms").focus()
    for key in ("Enter", "ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(f"#cards-later #action-{IDS['sms']}")).to_be_visible()
    expect(move_link(page, "sms")).to_be_in_viewport()
    expect(move_link(page, "sms")).to_be_focused()


def test_escape_closes_the_menu_and_returns_to_the_card(visit: Visit) -> None:
    page = visit("amina", HERE)
    for key in ("Escape", "Shift+Tab"):
        move_link(page, "frais").click()
        page.keyboard.press(key)
        expect(page.locator("#move-menu")).to_be_hidden()
        expect(move_link(page, "frais")).to_be_focused()


def test_a_second_press_on_the_link_closes_the_menu(visit: Visit) -> None:
    page = visit("amina", HERE)
    for visible in (True, False, True):
        move_link(page, "nuit").click()
        expect(page.locator("#move-menu")).to_be_visible(visible=visible)


def test_the_menu_stays_inside_the_window_and_flips_above_at_its_foot(visit: Visit) -> None:
    page = visit("amina", HERE, size=(1280, 640))
    for name in ("frais", "relais", "horaires", "sms"):
        page.evaluate("top => scrollTo(0, top)", 10_000 if name != "sms" else 0)
        move_link(page, name).click()
        expect(page.locator("#move-menu")).to_be_visible()
        box = page.locator("#move-menu").bounding_box()
        assert box
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 640
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 1280
        page.keyboard.press("Escape")


def test_two_cards_are_moved_at_once_without_losing_one(visit: Visit) -> None:
    """Both answers come late; the menu is one, and the second choice waits for the first."""
    page = visit("amina", HERE)
    with held(page, "**/placement"):
        for name in ("sms", "frais"):
            move_link(page, name).click()
            choose(page, "later")
    expect(page.locator("#cards-later .card")).to_have_count(4)


def test_a_card_that_came_later_has_its_menu_too(visit: Visit) -> None:
    page = visit("amina", HERE)
    add(page, "Ouvrir une permanence à la gare")
    card = page.locator("#cards-inbox .card", has_text="permanence à la gare")
    card.locator("a.move").click()
    choose(page, "now")
    expect(page.locator("#cards-now .card").last).to_contain_text("permanence à la gare")


def test_on_a_phone_the_menu_is_a_sheet_and_the_focus_goes_on_in_the_lane(visit: Visit) -> None:
    page = visit("amina", HERE, size=PHONE)
    move_link(page, "sms").tap()
    expect(page.locator("#move-menu")).to_be_visible()
    box = page.locator("#move-menu").bounding_box()
    assert box
    assert box["x"] == 0
    assert box["width"] == PHONE[0]
    assert round(box["y"] + box["height"]) == PHONE[1]
    expect(page.locator("#board[inert]")).to_have_count(1)
    page.locator("#move-menu button[value=next]").tap()
    expect(page.locator(f"#action-{IDS['sms']}")).to_be_hidden()
    expect(move_link(page, "ligne")).to_be_focused()
    expect(page.locator("#board[inert]")).to_have_count(0)
    page.locator(".jump .next").tap()
    expect(page.locator(f"#action-{IDS['sms']}")).to_be_visible()
    expect(page.locator("#lane-now")).to_be_hidden()


def test_a_filtered_board_is_loaded_anew_and_the_focus_comes_back(visit: Visit) -> None:
    page = visit("amina", f"{HERE}?q=agence")
    move_link(page, "visio").click()
    with page.expect_event("load"):
        choose(page, "later")
    expect(page.locator(f"#cards-later #action-{IDS['visio']}")).to_be_visible()
    expect(page.locator("#toast p")).to_be_visible()
    expect(move_link(page, "visio")).to_be_focused()


def test_a_reader_has_no_menu_and_no_line(visit: Visit) -> None:
    page = visit("chloe", HERE)
    expect(page.locator(".card")).to_have_count(12)
    expect(page.locator("a.move, #move-menu, #quick-add")).to_have_count(0)

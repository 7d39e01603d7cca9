"""What others do never moves the row under the pointer, shuts a menu, takes the focus or touches what is written."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Page, expect

from boardapp.domain import actions, inventory, placement
from boardapp.domain.actions import Horizon
from tests.browser.conftest import Complaints, Visit
from tests.browser.gestures import HERE, card, is_at, live, move_link, time_stands, title_link
from tests.world import BOARD, IDS, World

Look = Callable[[], AbstractContextManager[World]]
SMS, NIGHT = IDS["sms"], IDS["nuit"]
STILL = 10  # seconds after which a mouse that does not move holds nothing


def point_at(page: Page, name: str) -> None:
    box = page.locator(f"#action-{IDS[name]}").bounding_box()
    assert box
    page.mouse.move(box["x"] + 60, box["y"] + 8)
    page.mouse.move(box["x"] + 61, box["y"] + 9)


def held(page: Page) -> None:
    """Once what others did has come, and waits."""
    expect(page.locator("#live[data-held]")).to_have_count(1)


def test_the_row_under_the_pointer_waits_until_the_pointer_leaves(visit: Visit, look: Look) -> None:
    page = visit("amina", "about:blank")
    time_stands(page)
    page.goto(HERE)
    live(page)
    point_at(page, "ligne")
    with look() as world:
        placement.move(world.action("nuit"), Horizon.now, before=world.action("sms"), by=world.by("bruno"))
    held(page)
    expect(card(page, "now", "nuit")).to_have_count(0)
    page.mouse.move(640, 30)
    expect(card(page, "now", "nuit")).to_be_visible()


def test_a_lane_the_pointer_is_not_in_does_not_wait(visit: Visit, look: Look) -> None:
    page = live(visit("amina", HERE))
    point_at(page, "ligne")
    with look() as world:
        placement.move(world.action("nuit"), Horizon.later, by=world.by("bruno"))
        actions.edit(world.action("ligne"), status="running", by=world.by("bruno"))
    expect(card(page, "later", "nuit")).to_be_visible()
    expect(page.locator(f"#action-{IDS['ligne']}.running")).to_be_visible()


def test_a_mouse_that_lies_still_does_not_hold_for_ever(visit: Visit, look: Look) -> None:
    page = visit("amina", "about:blank")
    time_stands(page)
    page.goto(HERE)
    live(page)
    point_at(page, "ligne")
    with look() as world:
        inventory.archive(world.action("sms"), by=world.by("bruno"))
    held(page)
    expect(card(page, "now", "sms")).to_be_visible()
    time_stands(page, STILL)
    expect(card(page, "now", "sms")).to_have_count(0)


def test_the_row_whose_menu_is_open_stays_and_so_does_the_menu(visit: Visit, look: Look) -> None:
    page = live(visit("amina", HERE))
    move_link(page, "frais").press("Enter")
    expect(page.locator("#move-menu")).to_be_visible()
    first = page.locator("#move-menu button").first
    expect(first).to_be_focused()
    with look() as world:
        inventory.archive(world.action("sms"), by=world.by("bruno"))
        placement.move(world.action("nuit"), Horizon.now, before=world.action("ligne"), by=world.by("bruno"))
    held(page)
    expect(page.locator("#move-menu")).to_be_visible()
    expect(card(page, "now", "sms")).to_be_visible()
    expect(first).to_be_focused()
    page.keyboard.press("Escape")
    expect(card(page, "now", "sms")).to_have_count(0)
    expect(card(page, "now", "nuit")).to_be_visible()
    expect(move_link(page, "frais")).to_be_focused()


def test_nothing_moves_while_a_card_is_dragged(visit: Visit, look: Look) -> None:
    page = live(visit("amina", HERE))
    box = page.locator(f"#action-{NIGHT}").bounding_box()
    assert box
    page.mouse.move(box["x"] + 8, box["y"] + box["height"] / 2)
    expect(page.locator("#board[data-drag=ready]")).to_have_count(1)
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + box["height"] / 2 + 20, steps=4)
    expect(page.locator("#board[data-drag=now]")).to_have_count(1)
    with look() as world:
        inventory.archive(world.action("fragiles"), by=world.by("bruno"))
    held(page)
    expect(card(page, "inbox", "fragiles")).to_be_visible()
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(card(page, "inbox", "fragiles")).to_have_count(0)


def test_the_focus_moves_with_its_card_and_to_the_next_when_it_goes(visit: Visit, look: Look) -> None:
    page = live(visit("amina", HERE))
    title_link(page, "sms").focus()
    with look() as world:
        placement.move(world.action("sms"), Horizon.next, by=world.by("bruno"))
    expect(card(page, "next", "sms")).to_be_visible()
    expect(title_link(page, "sms")).to_be_focused()
    title_link(page, "ligne").focus()
    with look() as world:
        inventory.archive(world.action("ligne"), by=world.by("bruno"))
    expect(page.locator(f"#action-{IDS['ligne']}")).to_have_count(0)
    expect(title_link(page, "visio")).to_be_focused()


@pytest.mark.parametrize("path", [f"{HERE}?open={SMS}", f"/actions/{SMS}"])
def test_fifty_changes_touch_nothing_of_what_is_typed(visit: Visit, look: Look, path: str) -> None:
    page = live(visit("amina", path))
    note = page.locator("#note")
    page.locator(".opened details summary").first.click()
    note.fill("Premier mot\n" + "et la suite " * 40)
    note.evaluate("(field) => field.setSelectionRange(8, 8)")
    folded = page.locator(".opened details").first.evaluate("(element) => element.open")
    where = "[scrollY, document.querySelector('#panel')?.scrollTop, document.activeElement.scrollTop]"
    page.keyboard.type(typed := "x")  # which brings the caret into sight
    before = page.evaluate(where)
    with look() as world:
        for number in range(50):
            if number % 2:
                actions.edit(world.action("sms"), note=f"Note {number}", by=world.by("bruno"))
            else:
                placement.shift(world.action("sms"), 1 if number % 4 else -1, by=world.by("bruno"))
                actions.edit(world.action("sms"), challenge=f"Enjeu {number}", by=world.by("bruno"))
            page.keyboard.type("x")
            typed += "x"
    expect(page.locator("#challenge")).to_have_value("Enjeu 48")
    expect(page.locator("#part-note .changed")).to_contain_text("Bruno Carvalho")
    assert note.input_value().startswith(f"Premier {typed}mot\net la suite")
    assert page.evaluate("document.activeElement.selectionStart") == 8 + len(typed)
    assert page.evaluate(where) == before
    expect(note).to_be_focused()
    assert page.locator(".opened details").first.evaluate("(element) => element.open") == folded


def test_see_shows_theirs_where_nothing_was_typed(visit: Visit, look: Look) -> None:
    page = live(visit("amina", f"{HERE}?open={NIGHT}", language="en"))
    page.locator("#benefit").evaluate("(field) => field.closest('details').open = true")
    page.locator("#benefit").focus()
    with look() as world:
        actions.edit(world.action("nuit"), benefit="Moins de fatigue", by=world.by("bruno"))
    strip = page.locator("#part-benefit .changed")
    expect(strip).to_contain_text("Bruno Carvalho")
    expect(page.locator("#benefit")).to_have_value("Dormir au lieu d’attendre un train")
    strip.get_by_role("button", name="See").click()
    expect(page.locator("#benefit")).to_have_value("Moins de fatigue")
    expect(strip).to_have_count(0)
    expect(page.locator("#benefit")).to_be_focused()


def test_see_shows_both_where_something_was_typed(visit: Visit, look: Look, complaints: Complaints) -> None:
    page = live(visit("amina", f"{HERE}?open={NIGHT}", language="en"))
    page.locator("#note").fill("Mine")
    with look() as world:
        actions.edit(world.action("nuit"), note="Theirs", by=world.by("bruno"))
    strip = page.locator("#part-note .changed")
    expect(strip).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator("#part-note .conflict")).to_contain_text("Theirs")
    expect(page.locator("#note")).to_have_value("Mine")
    expect(strip).to_have_count(0)
    complaints.expect("409")


def test_a_key_shows_both_too(visit: Visit, look: Look, complaints: Complaints) -> None:
    page = live(visit("amina", f"{HERE}?open={NIGHT}", language="en"))
    page.locator("#note").fill("Mine")
    with look() as world:
        actions.edit(world.action("nuit"), note="Theirs", by=world.by("bruno"))
    page.locator("#part-note .changed button").press("Enter")
    expect(page.locator("#part-note .conflict")).to_contain_text("Theirs")
    complaints.expect("409")


def test_what_is_typed_in_an_action_put_away_can_still_be_written(visit: Visit, look: Look) -> None:
    page = live(visit("amina", f"{HERE}?open={NIGHT}", language="en"))
    page.locator("#note").fill("Half a sen")
    with look() as world:
        inventory.archive(world.action("nuit"), by=world.by("bruno"))
    expect(page.locator(".opened > .strip")).to_contain_text("This action is archived.")
    page.keyboard.type("tence")
    expect(page.locator("#note")).to_have_value("Half a sentence")
    expect(page.locator("#note")).to_be_focused()


def test_an_open_fold_of_the_history_stays_open(visit: Visit, look: Look) -> None:
    with look() as world:
        actions.edit(world.action("sms"), note="Une première version", by=world.by())
    page = live(visit("amina", f"{HERE}/history"))
    fold = page.locator("details.reworded").first
    fold.locator("summary").click()
    with look() as world:
        actions.edit(world.action("nuit"), note="Une tout autre chose", by=world.by("bruno"))
    page.mouse.move(640, 30)
    expect(page.locator("#history")).to_contain_text("Une tout autre chose")
    opened = page.locator("details.reworded[open]")
    expect(opened).to_have_count(1)
    expect(opened).to_contain_text("Une première version")
    is_at(page, f"/boards/{BOARD}/history")

"""Dragging a card, an extra to the menu and the keys: by the grip with a mouse, by a long press with a finger."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

from playwright.sync_api import Locator, Page, expect

from boardapp.domain import boards, inventory, placement
from boardapp.domain.actions import Horizon
from boardapp.domain.inventory import Entry
from tests.browser.conftest import PHONE, Complaints, Visit
from tests.browser.gestures import HERE, asking_nothing, deaf, held, holds, live, stand, stop_clock
from tests.world import IDS, World

Look = Callable[[], AbstractContextManager[World]]
NAMES = {id_: name for name, id_ in IDS.items()}
GRABBED = re.compile(r"\bgrabbed\b")
LONG_ENOUGH = 1000  # of the page's clock, which the test moves


def card(page: Page, name: str) -> Locator:
    """By its name in the world, or another by its place in Do later."""
    return page.locator(f"#action-{IDS[name]}" if name in IDS else f"#cards-later .card:nth-child({name})")


def arrive(page: Page, look: Look, lane: str, *names: str) -> None:
    """They stand so on the page, and so they are stored."""
    holds(page, lane, *names)
    assert stored(look, lane) == list(names)


def stored(look: Look, lane: str) -> list[str]:
    with look() as world:
        return [NAMES[action.id] for action in placement.lane_of(world.board.id, Horizon(lane))]


def grip(page: Page, name: str) -> None:
    """Press a card at its start, where the grip is, once SortableJS has come."""
    box = card(page, name).bounding_box()
    assert box
    page.mouse.move(box["x"] + 8, box["y"] + box["height"] / 2)
    page.locator("#board[data-drag=ready]").wait_for()
    page.mouse.down()


def spot(target: Locator, share: float) -> tuple[float, float]:
    box = target.bounding_box()
    assert box
    return box["x"] + 60, box["y"] + box["height"] * share


def carry(page: Page, name: str, onto: Locator, share: float) -> None:
    """Take a card by its grip onto the upper or lower part of something; a line shows where it would land."""
    grip(page, name)
    x, y = spot(onto, share)
    page.mouse.move(x - 20, y - 20)
    page.locator("#board[data-drag=now]").wait_for()
    page.mouse.move(x, y)
    expect(page.locator(".landing")).to_be_visible()


def drag(page: Page, name: str, onto: Locator, share: float) -> None:
    carry(page, name, onto, share)
    page.mouse.up()


class Finger:
    """One finger on the glass; the page's clock goes on when the test says so."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.session = page.context.new_cdp_session(page)
        self.session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})

    def down(self, x: float, y: float) -> None:
        self._send("touchStart", [{"x": x, "y": y}])

    def move(self, x: float, y: float) -> None:
        self._send("touchMove", [{"x": x, "y": y}])

    def up(self) -> None:
        self._send("touchEnd", [])

    def taken_over(self) -> None:
        self._send("touchCancel", [])  # as when a long press opens the browser's menu of a link: no click follows

    def _send(self, kind: str, points: list[dict[str, float]]) -> None:
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def beside_title(page: Page, name: str) -> tuple[float, float]:
    """A place on a card that is neither its title nor anything else to press."""
    state = card(page, name).locator(".state")
    state.scroll_into_view_if_needed()
    box = state.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_card_is_dragged_to_another_lane(visit: Visit, look: Look) -> None:
    page = visit("amina", HERE)
    carry(page, "sms", card(page, "nuit"), 0.3)
    line, above, below = (
        each.bounding_box() for each in (page.locator(".landing"), *map(card, [page] * 2, ("portage", "nuit")))
    )
    assert (line["height"], line["x"]) == (3, below["x"])
    assert above["y"] + above["height"] <= line["y"] + 3 <= below["y"] + 3
    page.mouse.up()
    expect(page.locator("#status")).to_contain_text("Prévenir par SMS")
    expect(page.locator("#toast p")).to_be_visible()
    expect(page.locator("#lane-head-next .count")).to_contain_text("4")
    arrive(page, look, "next", "portage", "sms", "nuit", "matin")
    expect(card(page, "sms")).to_be_focused()
    page.locator("#toast button[hx-post]").click()
    holds(page, "now", "sms", "ligne", "visio", "frais")


def test_a_card_is_dragged_within_its_lane(visit: Visit, look: Look) -> None:
    page = visit("bruno", HERE)
    drag(page, "frais", card(page, "ligne"), 0.3)
    expect(page.locator("#toast p")).to_be_visible()
    arrive(page, look, "now", "sms", "frais", "ligne", "visio")
    drag(page, "sms", card(page, "visio"), 0.8)
    expect(page.locator("#status")).to_contain_text("Prévenir par SMS")
    arrive(page, look, "now", "frais", "ligne", "visio", "sms")


def test_an_empty_lane_takes_a_card(visit: Visit, look: Look) -> None:
    with look() as world:
        inventory.archive(world.action("covoiturage"), by=world.by())
        inventory.archive(world.action("horaires"), by=world.by())
    page = visit("amina", HERE)
    drag(page, "sms", page.locator("#lane-later .empty"), 0.5)
    expect(page.locator("#toast p")).to_be_visible()
    arrive(page, look, "later", "sms")


def test_two_cards_dragged_one_after_the_other_both_arrive(visit: Visit, look: Look) -> None:
    """Both answers come late; the second card was dropped before the first."""
    page = visit("amina", HERE)
    with held(page, "**/placement"):
        drag(page, "portage", page.locator("#cards-later .card").first, 0.2)
        drag(page, "matin", card(page, "portage"), 0.2)
    expect(page.locator("#status")).to_contain_text("Publier chaque matin")
    arrive(page, look, "later", "matin", "portage", "covoiturage", "horaires")


def test_what_the_server_refuses_goes_back(visit: Visit, look: Look, complaints: Complaints) -> None:
    page = deaf(visit("amina", "about:blank"))  # it would be told before it asks
    with look() as world:
        boards.close(world.board, by=world.by("amina"))
    drag(page, "ligne", card(page, "nuit"), 0.3)
    expect(page.locator("#strip .strip")).to_be_visible()
    holds(page, "now", "sms", "ligne", "visio", "frais")
    expect(card(page, "ligne")).to_be_focused()
    complaints.expect("Failed to load resource")


def test_without_a_connection_the_card_goes_back(visit: Visit, complaints: Complaints) -> None:
    page = visit("amina", HERE, fresh=True)
    grip(page, "sms")
    page.mouse.up()
    page.context.set_offline(True)
    drag(page, "ligne", card(page, "nuit"), 0.3)
    expect(page.locator("#strip .strip")).to_be_visible()
    holds(page, "now", "sms", "ligne", "visio", "frais")
    page.context.set_offline(False)
    live(page)  # until then the stream is sought, and missed
    complaints.expect("ERR_INTERNET_DISCONNECTED")
    complaints.expect("Failed to fetch")


def test_escape_lets_go_of_the_card_where_it_was(visit: Visit) -> None:
    page = visit("amina", HERE)
    carry(page, "sms", card(page, "nuit"), 0.3)
    with asking_nothing(page):
        page.keyboard.press("Escape")
        page.mouse.up()
    expect(page.locator(".landing, .carried")).to_have_count(0)
    holds(page, "now", "sms", "ligne", "visio", "frais")
    expect(card(page, "sms")).to_be_focused()


def test_nothing_is_fetched_before_a_card_is_met_and_never_for_a_reader(visit: Visit) -> None:
    for name in ("amina", "chloe"):
        page = visit(name)
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto(HERE)
        page.locator("h1").hover()
        assert not any("sortable" in url for url in asked)
        if name == "amina":
            with page.expect_request("**/sortable*"):
                card(page, "sms").hover()
        else:
            card(page, "sms").hover()
            card(page, "sms").locator("h3 a").click()
            assert not any("sortable" in url for url in asked)


def test_a_mouse_drags_by_the_grip_only_and_a_click_opens_the_action(visit: Visit) -> None:
    page = visit("amina", HERE)
    grip(page, "sms")
    with asking_nothing(page):
        page.mouse.up()
    assert page.url.endswith(HERE)
    page.mouse.move(*spot(card(page, "sms").locator(".state"), 0.5))
    page.mouse.down()
    page.mouse.move(*spot(card(page, "nuit"), 0.3), steps=5)
    expect(page.locator("#board[data-drag=ready]")).to_be_visible()
    page.mouse.up()
    card(page, "sms").locator("h3 a").click()
    expect(page.locator("#panel-name")).to_contain_text("Prévenir par SMS")


def test_on_a_filtered_board_nothing_is_dragged(visit: Visit) -> None:
    page = visit("amina", HERE)
    grip(page, "sms")
    page.mouse.up()
    page.goto(f"{HERE}?q=agence")
    with asking_nothing(page):
        card(page, "visio").hover()
    assert not page.evaluate("'Sortable' in window")


def test_a_long_lane_takes_no_card_after_the_last_it_shows(visit: Visit, look: Look) -> None:
    with look() as world:
        entries = [Entry(f"Mesure {number}", Horizon.later) for number in range(3, 103)]
        inventory.add(world.board, entries, by=world.by())
    page = visit("amina", HERE)
    cards = page.locator("#cards-later .card")
    page.locator("#lane-later .more").scroll_into_view_if_needed()
    drag(page, "98", cards.last, 0.9)
    expect(page.locator("#status")).to_contain_text("Mesure 98")
    with look() as world:
        order = [action.title for action in placement.lane_of(world.board.id, Horizon.later)]
    assert order[97:] == ["Mesure 99", "Mesure 98", "Mesure 100", "Mesure 101", "Mesure 102"]
    stand(page, "later", order[:100])


def test_a_long_press_beside_the_title_drags_on_a_phone(visit: Visit, look: Look) -> None:
    page = visit("amina", HERE, size=PHONE)
    finger = Finger(page)
    x, y = beside_title(page, "frais")
    finger.down(x, y)
    expect(card(page, "frais")).to_have_class(GRABBED)
    box = card(page, "ligne").bounding_box()
    for step in range(1, 6):
        finger.move(x, y + (box["y"] + box["height"] * 0.3 - y) * step / 5)
    expect(page.locator(".landing")).to_be_visible()
    finger.up()
    expect(page.locator("#toast p")).to_be_visible()
    arrive(page, look, "now", "sms", "frais", "ligne", "visio")
    assert page.url.endswith(HERE)


def test_a_long_press_drags_between_lanes_on_a_tablet(visit: Visit, look: Look) -> None:
    page = visit("amina", HERE, size=(1024, 900))
    finger = Finger(page)
    x, y = beside_title(page, "ligne")
    finger.down(x, y)
    expect(card(page, "ligne")).to_have_class(GRABBED)
    to_x, to_y = spot(card(page, "delais"), 0.3)
    for step in range(1, 6):
        finger.move(x + (to_x - x) * step / 5, y + (to_y - y) * step / 5)
    expect(page.locator(".landing")).to_be_visible()
    finger.up()
    expect(page.locator("#toast p")).to_be_visible()
    arrive(page, look, "inbox", "fragiles", "ligne", "delais", "relais")


def test_a_long_press_on_the_title_drags_nothing_and_a_tap_opens_the_action(visit: Visit) -> None:
    page = visit("amina", HERE, size=PHONE)
    page.clock.install()
    finger = Finger(page)
    finger.down(*spot(card(page, "ligne").locator("h3 a"), 0.5))
    page.locator("#board[data-drag=ready]").wait_for()
    page.clock.run_for(LONG_ENOUGH)
    expect(page.locator(".grabbed")).to_have_count(0)
    finger.taken_over()
    card(page, "ligne").locator("h3 a").tap()
    expect(page.locator("#panel-name")).to_contain_text("Ouvrir la ligne")


def test_a_finger_that_moves_at_once_scrolls_the_page(visit: Visit) -> None:
    page = visit("amina", HERE, size=PHONE)
    page.clock.install()
    stop_clock(page)
    finger = Finger(page)
    x, y = beside_title(page, "visio")
    finger.down(x, y)
    for step in range(1, 9):
        finger.move(x, y - 30 * step)
    page.clock.run_for(LONG_ENOUGH)
    expect(page.locator("h1")).not_to_be_in_viewport()
    expect(page.locator(".grabbed, .landing")).to_have_count(0)
    finger.up()

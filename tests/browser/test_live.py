"""Two people on one board: what one of them does, the other sees, wherever they look at it from."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from boardapp.domain import actions, categories, comments, inventory, members, placement
from boardapp.domain.actions import Horizon
from boardapp.domain.boards import Role
from boardapp.domain.inventory import Entry
from boardapp.domain.lanes import LANE_MOST
from tests.browser.conftest import PHONE, Complaints, Visit
from tests.browser.gestures import HERE, add, asking_nothing, card, choose, fits, live, move_link
from tests.served import until
from tests.world import BOARD, IDS, TODAY, Clock, World

Look = Callable[[], AbstractContextManager[World]]
SMS, NIGHT = IDS["sms"], IDS["nuit"]


def same_board(one: Page, other: Page) -> bool:
    cards = "[...document.querySelectorAll('.cards, #done-now')].map((list) => [list.id, list.innerText])"
    return one.evaluate(cards) == other.evaluate(cards)


def test_each_sees_what_the_other_does(visit: Visit) -> None:
    amina, bruno = live(visit("amina", HERE)), live(visit("bruno", HERE))
    move_link(amina, "nuit").click()
    choose(amina, "now")
    expect(card(bruno, "now", "nuit")).to_be_visible()
    expect(bruno.locator("#tab-now .count")).to_have_text("5")
    add(bruno, "Appeler la mairie")
    expect(amina.locator("#cards-inbox")).to_contain_text("Appeler la mairie")
    until(lambda: same_board(amina, bruno))
    expect(bruno.locator("#status")).to_have_text("« Appeler la mairie » ajoutée dans À trier.")
    expect(amina.locator("#toast")).not_to_contain_text("mairie")


def test_no_page_is_loaded_for_it(visit: Visit, look: Look) -> None:
    page = live(visit("bruno", HERE))
    with asking_nothing(page):
        with look() as world:
            placement.move(world.action("nuit"), Horizon.now, by=world.by())
            actions.edit(world.action("sms"), due_on=TODAY + timedelta(days=9), by=world.by())
            inventory.archive(world.action("visio"), by=world.by())
        expect(page.locator(f"#action-{IDS['visio']}")).to_have_count(0)
        expect(page.locator(f"#action-{SMS} time")).to_have_attribute("datetime", "2026-12-02")
        expect(card(page, "now", "nuit")).to_be_visible()


def test_the_open_action_follows(visit: Visit, look: Look) -> None:
    beside, alone = live(visit("amina", f"{HERE}?open={SMS}")), live(visit("bruno", f"/actions/{SMS}"))
    with look() as world:
        actions.edit(world.action("sms"), note="Trois agences sont prêtes", by=world.by("bruno"))
        comments.add(world.action("sms"), "Vu avec le prestataire", by=world.by("bruno"))
    for page in (beside, alone):
        expect(page.locator("#note")).to_have_value("Trois agences sont prêtes")
        expect(page.locator(".comments")).to_contain_text("Vu avec le prestataire")
        expect(page.locator(".past")).to_contain_text("Bruno Carvalho")
        expect(page.locator(".changed")).to_have_count(0)


def test_a_filtered_board_shows_what_matches(visit: Visit, look: Look) -> None:
    page = live(visit("amina", f"{HERE}?kind=test"))
    expect(page.locator("#board .card")).to_have_count(1)
    with look() as world:
        actions.edit(world.action("nuit"), kind="test", by=world.by("bruno"))
        actions.edit(world.action("portage"), kind="do", by=world.by("bruno"))
    expect(card(page, "next", "nuit")).to_be_visible()
    expect(page.locator("#board .card")).to_have_count(1)
    expect(page.locator(".banner")).to_contain_text("1 sur 12")
    with look() as world:
        actions.edit(world.action("nuit"), kind="do", by=world.by("bruno"))
    expect(page.locator("#board")).to_have_count(0)
    expect(page.locator(".banner")).to_contain_text("Aucune action")


def test_the_page_of_one_lane_follows(visit: Visit, look: Look) -> None:
    page = live(visit("chloe", f"{HERE}/lanes/next"))
    with look() as world:
        placement.move(world.action("sms"), Horizon.next, by=world.by("bruno"))
        placement.move(world.action("nuit"), Horizon.later, by=world.by("bruno"))
    expect(card(page, "next", "sms")).to_be_visible()
    expect(page.locator(f"#action-{NIGHT}")).to_have_count(0)
    expect(page.locator("#lane-head-next .count")).to_contain_text("3")


@pytest.mark.parametrize("beyond", [1, 2])
def test_in_a_long_lane_the_next_one_comes_in(visit: Visit, look: Look, beyond: int) -> None:
    ideas = [Entry(f"Idée {n}", Horizon.later, {}) for n in range(LANE_MOST - 2 + beyond)]
    with look() as world:
        inventory.add(world.board, ideas, by=world.by())
    page = live(visit("amina", HERE))
    cards = page.locator("#cards-later .card")
    expect(cards).to_have_count(LANE_MOST)
    expect(page.locator("#more-later")).to_contain_text(str(beyond))
    expect(cards.last).to_contain_text(f"Idée {LANE_MOST - 3}")
    with look() as world:
        inventory.archive(world.action("covoiturage"), by=world.by("bruno"))
    expect(cards.last).to_contain_text(f"Idée {LANE_MOST - 2}")
    expect(cards).to_have_count(LANE_MOST)


def test_inventory_history_and_sorting_follow(visit: Visit, look: Look) -> None:
    pages = {path: live(visit("amina", f"{HERE}/{path}")) for path in ("actions", "history", "sort")}
    with look() as world:
        inventory.add(world.board, [Entry("Ouvrir une cellule de crise", Horizon.inbox, {})], by=world.by("bruno"))
    for path in ("actions", "history"):
        expect(pages[path].locator("main")).to_contain_text("Ouvrir une cellule de crise")
    expect(pages["sort"].locator("#sort-head")).to_contain_text("4")
    expect(pages["actions"].locator("thead .ticks input")).to_have_count(1)


def test_members_and_categories_follow(visit: Visit, look: Look) -> None:
    people, names = live(visit("amina", f"{HERE}/members")), live(visit("amina", f"{HERE}/categories"))
    with look() as world:
        bruno = next(each for each in members.of(world.board) if each.user_id == world.bruno.id)
        row = f"#membership-{bruno.id}"
        members.change_role(bruno, Role.reader, by=world.by())
        categories.edit(world.category("people"), name="Relève", by=world.by())
    expect(people.locator(f"{row} select")).to_have_value("reader")
    expect(names.locator("#categories")).to_contain_text("Relève")


def test_what_is_ticked_stays_ticked_and_the_table_waits(visit: Visit, look: Look) -> None:
    page = live(visit("amina", f"{HERE}/actions"))
    tick = page.locator(f"#row-{SMS} input")
    tick.check()
    with look() as world:
        placement.move(world.action("sms"), Horizon.later, by=world.by("bruno"))
    expect(page.locator("#live[data-anew]")).to_have_count(1)
    expect(page.locator(f"#row-{SMS} .horizon")).to_contain_text("Faire maintenant")
    tick.uncheck()
    page.mouse.move(640, 30)
    expect(page.locator(f"#row-{SMS} .horizon")).to_contain_text("Plus tard")
    page.get_by_label("Cocher toute la page").check()
    expect(page.locator("tbody input:checked")).to_have_count(12)


def test_new_names_reach_cards_and_menus(visit: Visit, look: Look) -> None:
    page = live(visit("amina", HERE))
    page.locator("#line").fill("À moitié écrit")
    page.locator("#line").press("Home")
    with look() as world:
        categories.edit(world.category("people"), name="Relève", by=world.by())
    expect(page.locator(f"#action-{NIGHT} .category")).to_have_text("Relève")
    expect(page.locator("#category-menu")).to_contain_text("Relève")
    expect(page.locator("#line")).to_have_value("À moitié écrit")
    expect(page.locator("#line")).to_be_focused()
    assert page.evaluate("document.activeElement.selectionStart") == 0


def test_at_midnight_the_board_has_another_date(visit: Visit, clock: Clock) -> None:
    page = live(visit("amina", HERE))
    expect(page.locator(".clock .day")).to_have_text("J+5")
    clock.advance(days=1)
    expect(page.locator(".clock .day")).to_have_text("J+6")


def test_two_tabs_of_one_person_show_the_same(visit: Visit) -> None:
    one = live(visit("amina", HERE))
    other = one.context.new_page()
    other.goto(f"{HERE}?open={SMS}")
    live(other)
    one.locator(f"#action-{SMS} h3 a").click()
    one.locator("#need").fill("Partir ou rester")
    one.locator("#need").press("Enter")
    expect(other.locator("#need")).to_have_value("Partir ou rester")


@pytest.mark.parametrize("size", [PHONE, (1920, 1080)])
def test_a_phone_and_the_wall_follow(visit: Visit, look: Look, size: tuple[int, int]) -> None:
    page = live(visit("chloe", HERE if size == PHONE else f"{HERE}?wall=1", size=size))
    with look() as world:
        placement.move(world.action("nuit"), Horizon.now, by=world.by("bruno"))
    expect(card(page, "now", "nuit")).to_be_visible()
    fits(page)


def test_a_closed_board_says_so(visit: Visit) -> None:
    amina, bruno = visit("amina", f"{HERE}/settings"), live(visit("bruno", HERE))
    amina.locator(f'form[action="/boards/{BOARD}/status"] button').click()
    expect(bruno.locator("#closed")).to_contain_text("Ce tableau est clos")
    expect(bruno.locator("#board .move")).to_have_count(0)


def test_a_removed_member_is_told_and_gets_nothing(visit: Visit, look: Look, complaints: Complaints) -> None:
    page = live(visit("bruno", HERE, language="en"))
    with look() as world:
        found = next(each for each in members.of(world.board) if each.user_id == world.bruno.id)
        members.remove(found, by=world.by())
    expect(page.locator("#live .closed")).to_contain_text("You have no access to this board any more.")
    with look() as world:
        placement.move(world.action("nuit"), Horizon.now, by=world.by())
    expect(page.locator("#live")).to_have_attribute("data-state", "closed")
    expect(card(page, "now", "nuit")).to_have_count(0)
    with page.expect_navigation() as to:
        page.locator("#live .closed a").click()
    assert to.value.status == 404
    complaints.expect("404")  # of the stream, and of the page


def test_without_javascript_there_is_a_link_instead(visit: Visit) -> None:
    page = visit("amina", HERE, javascript=False, language="en")
    page.get_by_role("link", name="Load it again").click()
    expect(page.locator("#board .card")).not_to_have_count(0)

"""Pairs and merges on phones, clusters on the wall; by anybody in the room, and taken back by anybody in the room."""

import re

import pytest

from boardapp.domain import inventory, merging
from boardapp.domain.workshop import closing, workshops
from tests import seen
from tests.plain_browser import Browser
from tests.web.rooms import DESK, SEAT, Room, words
from tests.world import IDS

pytestmark = pytest.mark.usefixtures("english")
ONE, OTHER = "Rappeler les clients isolés chaque matin", "Rappeler chaque matin les clients isolés"


@pytest.fixture
def room(app, amina):
    """Inès and Samir wrote the same; the room groups."""
    room = Room(app, amina)
    room.go("inventory")
    room.ines, room.samir = room.phone("Inès"), room.phone("Samir")
    room.ines.post(f"{DESK}/lines", {"lines": ONE})
    room.samir.post(f"{DESK}/lines", {"lines": OTHER})
    room.go("group")
    return room


def key(look):
    """The pair of the two lines, as a button says it."""
    with look() as world:
        ids = sorted(each.id for each in seen.lanes(world.board)["inbox"] if each.title in (ONE, OTHER))
    return f"{ids[0]}-{ids[1]}"


def merged(look):
    with look() as world:
        return [event for event in seen.events(world.board) if event.kind == "actions.merged"]


def test_a_phone_is_asked_about_a_pair(room):
    said = words(room.ines.get(SEAT))
    assert "Do these two say the same?" in said
    assert "Yes No Don’t know" in said


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_two_who_agree_merge(room, look, amina, htmx):
    assert "to confirm" in words(amina.get(DESK))
    room.ines.post(f"{DESK}/pairs", {"say": f"{key(look)}-1"}, htmx=htmx)
    assert merged(look) == []
    answer = room.samir.post(f"{DESK}/pairs", {"say": f"{key(look)}-1"}, htmx=htmx)
    assert answer.status_code == (200 if htmx else 303)
    (event,) = merged(look)
    assert (event.actor_kind, event.actor_id) == ("participant", None)
    assert "brings together 2" in words(amina.get(DESK))
    assert "brings together 2" in words(Browser(room.app).get(room.path("wall")))


def test_no_page_says_who_or_how_many_said_yes(room, look, amina):
    before = words(amina.get(DESK))
    room.ines.post(f"{DESK}/pairs", {"say": f"{key(look)}-1"})
    assert words(amina.get(DESK)) == before


@pytest.mark.parametrize("say", ["", "x", "1-2", "1-2-3-4", "1-2-7", "999999999-1-1x"])
def test_an_answer_that_cannot_be_read_is_refused(room, say):
    assert room.ines.post(f"{DESK}/pairs", {"say": say}).status_code == 422


def test_an_answer_about_another_board_does_nothing(room, look):
    assert room.ines.post(f"{DESK}/pairs", {"say": "1-13-1"}).status_code == 303
    assert merged(look) == []


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_anybody_merges_what_they_tick(room, look, htmx):
    answer = room.ines.post(f"{DESK}/merges", {"which": [IDS["relais"], IDS["delais"]]}, htmx=htmx)
    assert answer.status_code == (200 if htmx else 303)
    (event,) = merged(look)
    assert (event.actor_kind, event.actor_id) == ("participant", None)


def test_one_tick_is_not_enough(room, look):
    assert room.ines.post(f"{DESK}/merges", {"which": [IDS["relais"]]}).status_code == 422
    assert room.lead.post(f"{DESK}/groups", {}).status_code == 422
    assert merged(look) == []


def test_what_is_ticked_must_stand_on_this_board(room, look):
    assert room.ines.post(f"{DESK}/merges", {"which": [IDS["relais"], 13]}).status_code == 422
    assert merged(look) == []


@pytest.mark.parametrize("who", ["ines", "samir", "lead"])
def test_a_merge_is_undone_in_one_click_by_anybody_in_the_room(room, look, who):
    room.ines.post(f"{DESK}/merges", {"which": [IDS["relais"], IDS["delais"]]})
    (event,) = merged(look)
    browser, path = (room.lead, "groups") if who == "lead" else (getattr(room, who), "merges")
    page = browser.get(DESK if who == "lead" else SEAT).text
    assert re.search(rf'name="undo" value="{event.id}"', page)
    assert browser.post(f"{DESK}/{path}", {"undo": event.id}).status_code == 303
    with look() as world:
        assert world.action("delais").archived_at is None
    assert browser.post(f"{DESK}/{path}", {"undo": event.id}, htmx=True).status_code == 409


def test_a_participant_undoes_nothing_but_merges_of_the_room(room, look):
    with look() as world:
        merge = merging.merge(inventory.chosen(world.board, [IDS["relais"], IDS["delais"]]), by=world.by()).id
        first = seen.events(world.board)[3].id
    for event in (merge, first, 999_999):
        assert room.ines.post(f"{DESK}/merges", {"undo": event}).status_code == 404


def test_merges_are_the_facilitators_at_the_desk_alone(room, app):
    for name in ("bruno", "chloe"):
        assert Browser(app, name).post(f"{DESK}/groups", {"which": [11, 12]}).status_code == 404
    for name in ("dana", None):
        assert Browser(app, name).post(f"{DESK}/groups", {"which": [11, 12]}).status_code in (401, 404)
        assert Browser(app, name).post(f"{DESK}/merges", {"which": [11, 12]}).status_code == 401


def test_with_nothing_alike_both_say_so(app, amina):
    room = Room(app, amina)
    phone = room.phone("Inès")
    room.go("group")
    assert "No likeness found. Go on" in words(phone.get(SEAT))
    assert "No likeness found. Go on." in words(amina.get(DESK))


def test_the_largest_cluster_stands_first_on_the_wall(room):
    room.ines.post(f"{DESK}/merges", {"which": [IDS["relais"], IDS["delais"], IDS["fragiles"]]})
    page = Browser(room.app).get(room.path("wall")).text
    cards = re.findall(r'<li id="card-(\d+)"( class="cluster")?', page)
    assert cards[0] == (str(IDS["fragiles"]), ' class="cluster"')


def test_a_closed_room_only_looks(room, look, amina):
    pair = key(look)
    room.ines.post(f"{DESK}/merges", {"which": [IDS["relais"], IDS["delais"]]})
    (event,) = merged(look)
    with look() as world:
        closing.close(workshops.current(world.board), by=world.by())
    answers = [room.ines.post(f"{DESK}/pairs", {"say": f"{pair}-1"})]
    answers += [room.ines.post(f"{DESK}/shapes", {"say": f"{IDS['horaires']}-1"})]
    answers += [room.ines.post(f"{DESK}/merges", data) for data in ({"which": pair.split("-")}, {"undo": event.id})]
    answers += [room.ines.post(f"{DESK}/lines", {"lines": "Trop tard"})]
    assert {answer.status_code for answer in answers} == {403}
    assert len(merged(look)) == 1

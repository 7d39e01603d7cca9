"""Shapes to press on phones; progress at the wall; what the room does not agree on is settled at the desk."""

import re

import pytest

from tests.plain_browser import Browser
from tests.web.rooms import DESK, SEAT, Room, words
from tests.world import IDS

pytestmark = pytest.mark.usefixtures("english")
SHAPES, SPLITS = f"{DESK}/shapes", f"{DESK}/splits"
PROCESS, SERVICE = 2, 3
RELAIS = IDS["relais"]


@pytest.fixture
def room(app, amina):
    room = Room(app, amina)
    room.ines, room.samir = room.phone("Inès"), room.phone("Samir")
    room.go("categorise")
    return room


def category(look):
    with look() as world:
        found = world.action("relais").category
        return found and found.key


def test_a_phone_shows_one_action_and_the_shapes_of_the_board(room):
    said = words(room.ines.get(SEAT))
    assert "Experience Process Service Governance Communication People Don’t know" in said
    assert "3 for you" in said


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_two_who_agree_decide(room, look, htmx):
    for phone in (room.ines, room.samir):
        assert category(look) is None
        answer = phone.post(SHAPES, {"say": f"{RELAIS}-{SERVICE}"}, htmx=htmx)
        assert answer.status_code == (200 if htmx else 303)
    assert category(look) == "service"


def test_a_split_floats_up_and_is_settled_with_one_click(room, look, amina):
    room.ines.post(SHAPES, {"say": f"{RELAIS}-{SERVICE}"})
    room.samir.post(SHAPES, {"say": f"{RELAIS}-{PROCESS}"})
    wall = words(Browser(room.app).get(room.path("wall")))
    assert "To settle together Former un relais par agence Service 1 · Process 1" in wall
    buttons = re.findall(rf'name="say" value="({RELAIS}-\d+)"', amina.get(DESK).text)
    assert set(buttons) == {f"{RELAIS}-{SERVICE}", f"{RELAIS}-{PROCESS}"}
    assert amina.post(SPLITS, {"say": f"{RELAIS}-{PROCESS}"}).status_code == 303
    assert category(look) == "process"
    assert "To settle together" not in words(amina.get(DESK))


def test_what_nobody_knows_has_all_shapes_at_the_desk(room, amina):
    for phone in (room.ines, room.samir):
        phone.post(SHAPES, {"say": f"{RELAIS}-0"})
    assert "Former un relais par agence nobody knows" in words(Browser(room.app).get(room.path("wall")))
    assert len(re.findall(rf'name="say" value="{RELAIS}-\d+"', amina.get(DESK).text)) == 6


def test_one_vote_is_seen_by_nobody_else(room, amina):
    before = words(amina.get(DESK)), words(room.samir.get(SEAT))
    room.ines.post(SHAPES, {"say": f"{RELAIS}-{SERVICE}"})
    assert (words(amina.get(DESK)), words(room.samir.get(SEAT))) == before


def test_progress_is_shown_by_shape(room, amina):
    said = words(amina.get(DESK))
    assert "3 actions to go" in said
    assert "2 Communication" in said


@pytest.mark.parametrize("say", ["", "x", "7", "7-x", "1-2-3"])
def test_an_answer_that_cannot_be_read_is_refused(room, amina, say):
    assert room.ines.post(SHAPES, {"say": say}).status_code == 422
    assert amina.post(SPLITS, {"say": say}).status_code == 422


def test_settling_asks_for_an_action_and_a_category_of_the_board(room, amina, look):
    assert amina.post(SPLITS, {"say": f"13-{SERVICE}"}).status_code == 404
    assert amina.post(SPLITS, {"say": f"{RELAIS}-999"}).status_code == 422
    assert category(look) is None


def test_settling_is_the_facilitators(room, app, look):
    for name, status in (("bruno", 404), ("chloe", 404), ("dana", 404)):
        assert Browser(app, name).post(SPLITS, {"say": f"{RELAIS}-{SERVICE}"}).status_code == status
    assert room.ines.post(SPLITS, {"say": f"{RELAIS}-{SERVICE}"}, htmx=True).status_code == 401
    assert category(look) is None


def test_who_has_answered_all_is_thanked_and_may_be_done(room):
    for action in ("horaires", "delais", "relais"):
        room.ines.post(SHAPES, {"say": f"{IDS[action]}-{SERVICE}"})
    said = words(room.ines.get(SEAT))
    assert "Nothing is left for you. Thank you." in said
    assert "I am done" in said

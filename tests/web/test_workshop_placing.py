"""Two cuts on the desk, the preview of the room, one click that places everything, exceptions and disagreement."""

import re

import pytest

from boardapp.domain.actions import Horizon
from boardapp.domain.placement import lane_of
from tests.web.rooms import DESK, SEAT, Room, wall, words
from tests.world import IDS

pytestmark = pytest.mark.usefixtures("english")
NAMES = {id_: name for name, id_ in IDS.items()}


@pytest.fixture
def room(app, amina):
    """Three phones voted; the votes are revealed, and the room is at "place"."""
    room = Room(app, amina)
    room.go("prioritise")
    phones = {name: room.phone(name) for name in ("Inès", "Samir", "Gwen")}
    for name, votes in {"Inès": ("nuit", "relais"), "Samir": ("nuit", "delais"), "Gwen": ("nuit", "delais")}.items():
        for action, points in zip(votes, (3, 2), strict=True):
            phones[name].post(f"{DESK}/vote", {"points": f"{IDS[action]}:{points}"})
    amina.post(f"{DESK}/count", {"seen": 1})
    room.go("place")
    room.phones = phones
    return room


def zones(answer):
    """What stands in each zone of the stage, by name."""
    parts = re.split(r'<section class="zone (\w+)"', answer.text)[1:]
    rows = [re.findall(r'<li id="ranked-(\d+)"', part) for part in parts[1::2]]
    return {zone: [NAMES[int(id_)] for id_ in ids] for zone, ids in zip(parts[::2], rows, strict=True)}


def cuts(answer):
    return [int(number) for number in re.findall(r'id="cut-\w+" name="\w+" value="(\d+)"', answer.text)]


def lane(look, horizon):
    with look() as world:
        return [NAMES[each.id] for each in lane_of(world.board.id, horizon)]


def test_a_suggestion_stands_there_and_is_told(room, amina):
    page = amina.get(DESK)
    assert cuts(page) == [1, 2]
    assert zones(page)["now"] == ["nuit"]
    assert "Suggested: now, what has the average of points or more" in words(page)
    assert zones(wall(room)) == zones(page)


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_a_cut_is_moved_by_its_button_or_typed_and_the_wall_shows_it(room, amina, htmx):
    amina.post(f"{DESK}/cuts", {"now": 1, "next": 2, "now_to": 2}, htmx=htmx)
    assert cuts(amina.get(DESK)) == [2, 2]
    amina.post(f"{DESK}/cuts", {"now": 3, "next": 1}, htmx=htmx)
    assert zones(wall(room))["now"] == ["nuit", "delais", "relais"]


def test_a_cut_beyond_the_list_is_limited_and_said(amina, room):
    answer = amina.post(f"{DESK}/cuts", {"now": 40, "next": 3}, htmx=True)
    assert "The list ends there: 11 now, 0 next." in answer.text
    assert cuts(amina.get(DESK)) == [11, 0]


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"now": "-1", "next": "2"}, "Enter a number from 0 to 11"),
        ({"now": "beaucoup", "next": "2"}, "Enter a whole number"),
        ({"now": "1"}, "This form came without its field."),
        ({"now": "9" * 30, "next": "2"}, "Enter a whole number"),
    ],
)
def test_a_cut_that_is_no_number_is_refused_beside_its_field(amina, room, fields, said, htmx):
    answer = amina.post(f"{DESK}/cuts", fields, htmx=htmx)
    assert (answer.status_code, said in words(answer)) == (422, True)
    assert cuts(amina.get(DESK)) == [1, 2]


def test_a_tie_across_a_cut_is_named(amina, room):
    amina.post(f"{DESK}/cuts", {"now": 3, "next": 2})
    assert "tied with no. 6" in words(wall(room))
    assert "tied with no. 5" in words(wall(room))


def test_too_many_in_now_are_said(amina, room):
    amina.post("/boards/1/settings", {"title": "Grève", "aim": "", "cap": 2, "timezone": "Europe/Paris"})
    amina.post(f"{DESK}/cuts", {"now": 3, "next": 2})
    assert "2 actions at most fit into 30 days. Which one goes to Next?" in words(wall(room))


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_one_click_places_everything_and_one_takes_it_back(amina, room, look, htmx):
    before = [lane(look, each) for each in Horizon]

    answer = amina.post(f"{DESK}/plan", {"now": 2, "next": 1}, htmx=htmx)

    assert answer.status_code == (200 if htmx else 303)
    assert lane(look, Horizon.now) == ["visio", "nuit", "delais"]
    assert lane(look, Horizon.next) == ["relais"]
    assert zones(wall(room))["now"] == ["nuit", "delais"]
    undo = re.search(r'formaction="(/events/\d+/undo)"', amina.get(DESK).text)[1]
    assert amina.post(undo, {"next": DESK}).location == DESK
    assert [lane(look, each) for each in Horizon] == before
    assert "Place them all" in words(amina.get(DESK))


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_an_exception_is_moved_by_the_ordinary_command(amina, room, look, htmx):
    assert 'form="exceptions"' not in amina.get(DESK).text
    amina.post(f"{DESK}/plan", {"now": 2, "next": 1})

    answer = amina.post(f"{DESK}/exceptions", {"move": f"{IDS['nuit']}:later"}, htmx=htmx)

    assert answer.status_code == (200 if htmx else 303)
    assert zones(wall(room))["later"][-1] == "nuit"
    assert "moved A-6" in words(amina.get("/boards/1/history"))


@pytest.mark.parametrize("move", ["13:now", "1:inbox", "1:nowhere", "999999999:now", "now", ""])
def test_what_is_not_here_is_moved_nowhere(amina, room, move):
    assert amina.post(f"{DESK}/exceptions", {"move": move}).status_code == 404


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_disagreement_is_a_count_without_a_name_that_one_takes_back(amina, room, htmx):
    samir, nuit = room.phones["Samir"], IDS["nuit"]
    samir.post(f"{DESK}/disagreements", {"says": f"{nuit}:1"}, htmx=htmx)
    for page in (amina.get(DESK), wall(room)):
        assert "1 disagrees" in words(page)
    assert f'value="{nuit}:0" aria-pressed="true"' in samir.get(SEAT).text
    assert "disagrees" not in words(room.phones["Inès"].get(SEAT))

    samir.post(f"{DESK}/disagreements", {"says": f"{nuit}:0"}, htmx=htmx)
    assert "1 disagrees" not in words(wall(room))
    assert samir.post(f"{DESK}/disagreements", {"says": "13:1"}, htmx=htmx).status_code == 422
    assert samir.post(f"{DESK}/disagreements", {}, htmx=htmx).status_code == 422


def test_without_a_vote_the_order_of_the_board_is_suggested(app, amina):
    room = Room(app, amina)
    room.go("place")
    assert cuts(amina.get(DESK)) == [3, 3]
    assert "Suggested: as the board stands." in words(amina.get(DESK))

"""Lines written on phones: whose they are, what the wall says of them, and that nobody else gets to read one."""

import html
import re

import pytest

from boardapp.database import Base, db
from tests import seen
from tests.plain_browser import Browser
from tests.web.rooms import DESK, SEAT, Room, words

pytestmark = pytest.mark.usefixtures("english")
SECRET = "Canari-7319 ouvrir un guichet mobile"
WORDS = ("canari-7319", "guichet", "Canari")
LINES = f"{DESK}/lines"


@pytest.fixture
def room(app, amina):
    room = Room(app, amina)
    room.go("inventory")
    return room


def own(browser):
    return re.findall(r'name="line" value="(\d+)"', browser.get(SEAT).text)


def test_lines_are_sent_and_stand_in_ones_own_list(ines, samir):
    assert ines.post(LINES, {"lines": f"- {SECRET}\n- Prêter des vélos"}).location == SEAT
    assert SECRET in words(ines.get(SEAT))
    assert "My 2 actions" in words(ines.get(SEAT))
    assert "only you see them" in words(ines.get(SEAT))
    assert "vélos" not in words(samir.get(SEAT))


def test_htmx_gets_the_phone_as_it_is_now(ines):
    answer = ines.post(LINES, {"lines": SECRET}, htmx=True)
    assert answer.status_code == 200
    assert 'hx-target="#seat"' in answer.text
    assert SECRET in answer.text
    assert "1 line sent." in answer.text


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_more_than_200_lines_come_back_into_the_field(ines, htmx):
    answer = ines.post(LINES, {"lines": "\n".join(f"Ligne {n}" for n in range(250))}, htmx=htmx)
    assert answer.status_code == 200
    (field,) = re.findall(r'<textarea id="lines"[^>]*>([^<]*)</textarea>', answer.text)
    assert html.unescape(field).split("\n") == [f"Ligne {n}" for n in range(200, 250)]
    assert "The first 200 are sent; 50 are still in the field." in answer.text
    assert len(own(ines)) == 200


def test_the_list_shows_the_latest_and_counts_the_others(ines):
    for part in range(2):
        ines.post(LINES, {"lines": "\n".join(f"Ligne {part} {n}" for n in range(150))})
    said = words(ines.get(SEAT))
    assert "My 300 actions" in said
    assert "and 100 more" in said
    assert "Ligne 1 149" in said


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_a_form_sent_again_is_written_once(ines, htmx):
    for _ in range(2):
        assert ines.post(LINES, {"lines": SECRET, "once": "a-form"}, htmx=htmx).status_code in (200, 303)
    assert len(own(ines)) == 1


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
@pytest.mark.parametrize("text", ["", " \n - \n", "a\x00b", "a" * 3000])
def test_what_is_no_line_is_refused_and_kept_on_the_page(ines, text, htmx):
    assert ines.post(LINES, {"lines": text}, htmx=htmx).status_code == 422
    assert own(ines) == []


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_ones_own_lines_are_changed_and_removed(ines, htmx):
    ines.post(LINES, {"lines": "Une\nDeux"})
    two, one = own(ines)
    ines.post(f"{LINES}/mine", {"line": [two, one], "text": ["Deux", "Trois"]}, htmx=htmx)
    assert "Trois" in words(ines.get(SEAT))
    ines.post(f"{LINES}/mine", {"drop": two}, htmx=htmx)
    assert own(ines) == [one]


def test_the_lines_of_another_are_out_of_reach(ines, samir):
    ines.post(LINES, {"lines": SECRET})
    (line,) = own(ines)
    assert samir.post(f"{LINES}/mine", {"drop": line}).status_code == 403
    answer = samir.post(f"{LINES}/mine", {"line": line, "text": "Rien"})
    assert answer.status_code == 403
    assert not any(word in answer.text for word in WORDS)
    assert own(ines) == [line]


@pytest.mark.parametrize("who", ["visitor", "dana", "amina"])
def test_whoever_has_no_seat_writes_nothing(app, room, who):
    browser = Browser(app, None if who == "visitor" else who)
    assert browser.post(LINES, {"lines": SECRET}).status_code == 401
    assert browser.post(f"{LINES}/mine", {"drop": "1"}, htmx=True).status_code == 401


def everything(app, room, *phones):
    """Every page that anybody but the writer can ask for, and the stream's beginning."""
    paths = [
        DESK,
        room.path("wall"),
        "/boards/1",
        "/boards/1/actions",
        "/boards/1/actions?q=canari",
        "/boards/1?q=canari",
    ]
    paths += ["/boards/1/actions?archived=1", "/boards/1/history", "/boards/1/sort", "/actions/12", "/boards/1/live"]
    paths += [f"/boards/1/export.{ending}" for ending in ("csv", "xlsx", "json", "ics")]
    paths += [
        "/boards/1/report",
        "/boards/1/settings",
        "/boards/1/members",
        "/boards/1/workshop",
        f"{DESK}/live?face=desk",
    ]
    for name in ("amina", "bruno", "chloe"):
        for path in paths:
            yield f"{name} {path}", Browser(app, name).get(path)
            yield f"{name} {path} htmx", Browser(app, name).get(path, htmx=True)
    for phone in phones:
        yield "seat", phone.get(SEAT)
        yield "done", phone.post(f"{DESK}/done", {"phase": "inventory"}, htmx=True)
        yield "lines", phone.post(LINES, {"lines": "Autre chose"}, htmx=True)
        yield "wall", phone.get(room.path("wall"))


@pytest.mark.slow
def test_no_response_to_anybody_else_holds_a_hidden_line(app, room, ines, samir):
    ines.post(LINES, {"lines": SECRET})
    asked = 0
    for name, answer in everything(app, room, samir):
        assert answer.status_code < 500, name
        for word in WORDS:
            assert word.encode() not in answer.data.replace(b"q=canari", b""), name
        asked += answer.status_code == 200
    assert asked > 40


def test_a_hidden_line_stands_in_one_table_alone(look, room, ines):
    ines.post(LINES, {"lines": SECRET})
    with look():
        holding = [t.name for t in Base.metadata.sorted_tables if SECRET in repr(db.session.execute(t.select()).all())]
    assert holding == ["line"]


def test_the_wall_counts_lines_and_people_and_names_who_is_done(room, ines, samir, amina):
    ines.post(LINES, {"lines": "Une\nDeux"})
    samir.post(f"{DESK}/done", {"phase": "inventory"})
    for browser, path in ((amina, DESK), (Browser(room.app), room.path("wall"))):
        said = words(browser.get(path))
        assert "2 actions written 1 of 2 people have written" in said
        assert "Samir (done)" in said


def test_the_bar_reveals_and_groups_and_says_so_in_the_history(room, ines, samir, amina, look):
    ines.post(LINES, {"lines": f"{SECRET}\nPrêter des vélos"})
    assert "Reveal and group" in words(amina.get(DESK))
    room.go("group")
    assert SECRET in words(amina.get(DESK))
    assert SECRET in words(Browser(room.app).get(room.path("wall")))
    assert SECRET in words(samir.get(SEAT))
    assert "Amina Haddad revealed 2 actions that the workshop wrote in silence" in words(amina.get("/boards/1/history"))
    with look() as world:
        assert "workshop.moved" not in seen.kinds(world.board)[-1:]


def test_after_the_reveal_the_own_list_is_read_only(room, ines):
    ines.post(LINES, {"lines": SECRET})
    (line,) = own(ines)
    room.go("group")
    room.go("inventory")
    assert "on the board now" in words(ines.get(SEAT))
    assert own(ines) == []
    assert ines.post(f"{LINES}/mine", {"drop": line}).status_code == 403


@pytest.mark.parametrize("phase", ["group", "categorise", "prioritise", "place", "commit", "close"])
def test_a_late_action_is_taken_in_every_later_phase(room, samir, amina, phase):
    room.go(phase)
    assert "Add a late action" in words(samir.get(SEAT))
    samir.post(LINES, {"lines": SECRET})
    assert SECRET in words(amina.get("/boards/1"))


def test_a_late_action_is_told_apart_on_the_wall(room, ines, samir, amina, clock):
    ines.post(LINES, {"lines": "Prêter des vélos"})
    room.go("group")
    clock.advance(minutes=1)
    samir.post(LINES, {"lines": SECRET})
    room.go("inventory")
    assert f"{SECRET} arrived after the reveal" in words(amina.get(DESK))
    assert "Prêter des vélos arrived" not in words(amina.get(DESK))
    assert "Somebody added" in words(amina.get("/boards/1/history"))

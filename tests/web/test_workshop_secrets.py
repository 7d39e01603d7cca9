"""Secrecy on the server: until its reveal nobody but its writer is sent a line or a vote, in no answer and no frame;
after the close nothing stored leads from a person to either. And who may look at all, and for how long."""

import re
from pathlib import Path

import pytest

from boardapp.database import db
from tests import databases
from tests.plain_browser import Browser
from tests.web.rooms import DESK, SEAT, Room
from tests.world import IDS

SECRET = "Kanarienvogel"
READ = (
    "/boards/1", "/boards/1/actions", "/boards/1/history", f"/boards/1?q={SECRET[:8]}", "/boards/1/live",
    f"/boards/1/actions?q={SECRET[:8]}", "/boards/1/export", "/boards/1/export.csv", "/boards/1/export.json",
    "/boards/1/workshop", f"{DESK}/trace.csv", "/patterns",
)  # fmt: skip
LED = (DESK, f"{DESK}/papers", f"{DESK}/poster", f"{DESK}/desk/live", "/boards/1/workshop/rehearsal/inventory")


@pytest.fixture
def room(app, amina):
    return Room(app, amina)


def heard(browser, paths):
    """The bytes of all these pages and of the first frames of these streams, with their headers."""
    answers = [browser.get(path) for path in paths]
    assert {each.status_code for each in answers} <= {200}
    return b"\n".join(str(each.headers).encode() + each.data for each in answers)


def everybody(room, amina, bruno, other):
    """All that is sent to anybody but the writer."""
    wall = room.path("wall")
    return b"\n".join((
        heard(amina, READ + LED), heard(bruno, READ), heard(other, (SEAT, f"{SEAT}/live", f"{SEAT}.ics")),
        heard(Browser(room.app), (wall, f"{wall}/live", room.path("join"), "/join")),
    ))  # fmt: skip


def test_a_hidden_line_is_sent_to_nobody_but_its_writer(room, amina, bruno):
    writer, other = room.phone("Soizic"), room.phone("Malo")
    room.go("inventory")
    own = writer.post(f"{DESK}/lines", {"lines": f"{SECRET} un\n{SECRET} deux"}, htmx=True)
    assert SECRET in own.text
    assert SECRET in writer.get(SEAT).text

    answers = [
        other.post(f"{DESK}/lines", {"lines": f"{SECRET[:6]}"}, htmx=True),
        other.post(f"{DESK}/lines/mine", {"line": ["1", "2"], "text": ["a", "b"]}, htmx=True),
        other.post(f"{DESK}/lines/mine", {"drop": "1"}, htmx=True),
        other.post(f"{DESK}/lines/mine", {"drop": "1"}),
        other.post(f"{DESK}/done", {"phase": "inventory"}, htmx=True),
        amina.post("/boards/1/actions", {"title": f"{SECRET} un"[:8], "horizon": "inbox"}, htmx=True),
        amina.post(f"{DESK}/clock", {"do": "minute"}, htmx=True),
    ]
    said = b"\n".join(each.data for each in answers) + everybody(room, amina, bruno, other)

    assert SECRET.encode() not in said
    assert SECRET in writer.get(SEAT).text  # nor did anybody change or remove it

    assert SECRET in amina.post(f"{DESK}/phase", {"to": "group", "seen": "inventory"}, htmx=True).text


def test_nobody_is_told_which_action_was_voted_on(room, amina, bruno):
    """Two rooms in a row, whose votes differ: what is sent to others before the reveal does not."""
    voter, other = room.phone("Soizic"), room.phone("Malo")
    room.go("prioritise")

    def shown_after(vote):
        assert voter.post(f"{DESK}/vote", {"points": vote}, htmx=True).status_code == 200
        pages = [amina.get(DESK), amina.get(f"{DESK}/papers"), other.get(SEAT), bruno.get("/boards/1/actions")]
        pages += [Browser(room.app).get(room.path("wall")), amina.get(f"{DESK}/trace.csv")]
        return [_same(each.text) for each in pages]

    amina.get(f"{DESK}/papers")  # says what was done, once
    one = shown_after(f"{IDS['sms']}:2")
    assert voter.post(f"{DESK}/vote", {"points": f"{IDS['sms']}:0"}).status_code == 303
    assert shown_after(f"{IDS['nuit']}:2") == one


def _same(text):
    """Without the marks that differ from page to page, and the count of what happened."""
    return re.sub(r'(?:data-cursor|value|data-once)="[^"]*"|"X-CSRFToken":"[^"]*"', "", text)


def test_a_seat_of_one_room_opens_no_other(app, look, amina, dana, room):
    phone = room.phone("Soizic")
    assert dana.post("/boards/2/workshop/opening").location == "/workshops/2"

    assert phone.get("/workshops/2/seat").location == "/join"
    for noun, fields in (("lines", {"lines": "x"}), ("vote", {"points": "1:1"}), ("done", {"phase": "inventory"})):
        assert phone.post(f"/workshops/2/{noun}", fields).status_code == 401
    for path in ("/boards/1", "/workshops/1", "/workshops/1/papers", "/workshops/1/trace.csv", "/boards/1/live"):
        assert phone.get(path).status_code in (303, 401)


def test_the_wall_of_a_closed_room_is_gone_with_the_seats(app, look, room, amina, clock):
    phone, wall = room.phone("Soizic"), room.path("wall")
    assert amina.post(f"{DESK}/close").status_code == 303
    stranger = Browser(app)
    assert (stranger.get(wall).status_code, phone.get(SEAT).status_code) == (200, 200)

    clock.advance(minutes=61)

    assert phone.get(SEAT).location == "/join"
    assert phone.get(f"{SEAT}.ics").location == "/join"
    assert stranger.get(wall).status_code == 404
    assert stranger.get(f"{wall}/live").status_code == 404


def test_after_the_close_a_phone_writes_and_votes_no_more(room, amina, look):
    phone = room.phone("Soizic")
    room.go("prioritise")
    assert amina.post(f"{DESK}/close").status_code == 303

    for noun, fields in (
        ("lines", {"lines": "Trop tard"}), ("vote", {"points": "1:1"}), ("pairs", {"say": "1-2-1"}),
        ("disagreements", {"says": "1:1"}), ("merges", {"which": ["1", "2"]}),
        ("commitments", {"action": "1", "who": "me", "due": "2026-12-01"}),
    ):  # fmt: skip
        answer = phone.post(f"{DESK}/{noun}", fields)
        assert answer.status_code in (303, 403, 422), noun
    with look() as world:
        assert (
            db.session.execute(db.text("SELECT (SELECT count(*) FROM line) + (SELECT count(*) FROM ballot)")).scalar()
            == 0
        )
        assert world.action("sms").votes is None


def test_no_byte_of_what_was_taken_back_is_left_in_the_file_of_the_database(app, room, amina, look):
    """Deleted is written over: whoever finds the file of a closed room finds no line that never was revealed."""
    writer = room.phone("Soizic")
    room.go("inventory")
    writer.post(f"{DESK}/lines", {"lines": f"{SECRET} un"})
    with look():
        path = Path(db.engine.url.database)
    databases.dispose(app)  # closing the last connection brings the write-ahead log into the file
    assert SECRET.encode() in path.read_bytes()

    writer.post(f"{DESK}/lines/mine", {"drop": "1"})
    amina.post(f"{DESK}/close")

    databases.dispose(app)
    assert SECRET.encode() not in path.read_bytes()
    assert not path.with_name(f"{path.name}-wal").exists()

"""The streams of a room: what moves the wall and the desk, what moves the phones, and who may listen."""

import re

import pytest

from boardapp.database import db
from boardapp.domain.boards import Membership, Role
from boardapp.domain.workshop import participants, running, workshops
from boardapp.domain.workshop.workshops import Phase, Workshop
from boardapp.live.hub import Listener, Reader, View
from boardapp.web.workshop import channels, links

DESK, SEAT = "/workshops/1/desk/live", "/workshops/1/seat/live"


@pytest.fixture
def room(app, look, amina, visitor):
    """An open room in which the visitor sits; the path of its wall."""
    amina.post("/boards/1/workshop/opening")
    with look() as world, app.test_request_context():
        workshop = workshops.current(world.board)
        join, wall = links.join(workshop), links.wall(workshop)
    visitor.post(join.removeprefix(links_base(join)), {"name": "Soizic"})
    return wall.removeprefix(links_base(wall))


def links_base(address):
    return re.match(r"https?://[^/]+", address)[0]


def cursor(browser, path):
    return re.search(r'data-cursor="([^"]+)"', browser.get(path).text)[1]


def missed(browser, path, at):
    """What a page is told that stood there when its line was lost."""
    with browser.listening(path, at) as stream:
        return next(stream)


def test_a_face_that_has_all_is_told_nothing(room, amina, visitor):
    for browser, page, path in ((amina, "/workshops/1", DESK), (visitor, "/workshops/1/seat", SEAT)):
        assert missed(browser, path, cursor(browser, page)) == "retry: 1000\n\n"


def test_who_is_done_moves_the_desk_and_the_wall_but_no_phone(room, amina, visitor):
    desk, wall, phone = cursor(amina, "/workshops/1"), cursor(amina, room), cursor(visitor, "/workshops/1/seat")
    visitor.post("/workshops/1/done", {"phase": "welcome"})
    assert "event: refresh" in missed(amina, DESK, desk)
    assert "event: refresh" in missed(amina, f"{room}/live", wall)
    assert "event: refresh" not in missed(visitor, SEAT, phone)


def test_the_clock_and_the_phase_move_all_three(room, amina, visitor):
    for path, data in (("clock", {"do": "minute"}), ("phase", {"to": "inventory", "seen": "welcome"})):
        desk, wall, phone = cursor(amina, "/workshops/1"), cursor(amina, room), cursor(visitor, "/workshops/1/seat")
        assert amina.post(f"/workshops/1/{path}", data).status_code == 303
        assert "event: refresh" in missed(amina, DESK, desk)
        assert "event: refresh" in missed(visitor, f"{room}/live", wall)
        assert "event: refresh" in missed(visitor, SEAT, phone)


def test_an_open_stream_hears_what_happens_in_the_room(room, amina, visitor):
    with amina.listening(DESK, cursor(amina, "/workshops/1")) as stream:
        next(stream)
        visitor.post("/workshops/1/done", {"phase": "welcome"})
        assert any("event: refresh" in part for part, _ in zip(stream, range(9), strict=False))


def test_only_who_belongs_there_may_listen(room, amina, bruno, dana, app):
    assert bruno.get(DESK).status_code == 404
    assert dana.get(DESK).status_code == 404
    assert amina.get(SEAT).status_code == 401  # she leads, but has no seat
    assert amina.get("/walls/1-x/live").status_code == 404


def listener(workshop, session, user_id=0):
    return Listener(channels.stage(workshop), View("fr", may_write=False), Reader(session, user_id, ""))


def test_streams_end_for_whoever_may_listen_no_more(room, look, app):
    with look() as world, app.test_request_context():
        workshop = db.session.get_one(Workshop, 1)
        soizic = participants.present(workshop)[0]
        wall = listener(workshop, channels.wall_reader(workshop))
        seat, desk = listener(workshop, soizic.token_hash), listener(workshop, "a", world.amina.id)
        assert channels.barred([wall, seat, desk]) == []
        participants.dismiss(soizic)
        with workshops.stirring(1) as connection:
            connection.execute(Workshop.__table__.update().values(generation=1))
            connection.execute(Membership.__table__.update().values(role=Role.member))
        assert channels.barred([wall, seat, desk]) == [wall, seat, desk]


def test_two_facilitators_who_press_next_at_once_make_one_step(room, look):
    with look() as world:
        workshop = db.session.get_one(Workshop, 1)
        running.go_to(workshop, Phase.inventory, seen=Phase.welcome, by=world.by())
        assert running.go_to(workshop, Phase.inventory.next, seen=Phase.welcome, by=world.by()) is None
        assert db.session.get_one(Workshop, 1).phase is Phase.inventory


def test_the_clock_pauses_goes_on_and_counts_up_but_stops_nobody(room, look, clock):
    with look() as world:
        workshop = db.session.get_one(Workshop, 1)
        running.go_to(workshop, Phase.inventory, seen=Phase.welcome, by=world.by())
        assert workshop.seconds_left(clock()) == workshop.minutes(Phase.inventory) * 60
        clock.advance(minutes=2)
        running.pause(workshop, clock())
        clock.advance(minutes=30)
        assert workshop.seconds_left(clock()) == 5 * 60
        running.resume(workshop, clock())
        clock.advance(minutes=6)
        assert workshop.seconds_left(clock()) == -60
        running.add_minute(workshop, clock())
        assert workshop.seconds_left(clock()) == 60
        running.add_minute(workshop, clock())
        assert workshop.seconds_left(clock()) == 120

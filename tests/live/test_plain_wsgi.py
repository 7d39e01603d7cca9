"""Streams on a server that knows nothing of them: a thread of Werkzeug for each. And what a stream holds meanwhile."""

import pytest

from boardapp.database import db
from boardapp.domain import inventory, placement
from boardapp.domain.actions import Horizon
from boardapp.domain.inventory import Entry
from tests.live.keys import keys, position
from tests.live.streams import Stream, faults, reading
from tests.served import in_thread, until
from tests.world import Clock

pytestmark = pytest.mark.slow


@pytest.fixture
def watched(app):
    """Three streams of the Lyon board on plain WSGI, as of now."""
    held = keys(app, "amina@example.fr", 3)
    with in_thread(app) as address:
        at = position(address, held[0])
        streams = [Stream(address, 1, key.cookie, at, silence=100) for key in held]
        with reading(streams):
            until(lambda: all(each.now for each in streams))
            yield streams
            for each in streams:
                each.again = False
            until(lambda: ended(app, streams))


def test_what_happens_comes_and_the_line_is_kept_alive(watched, look):
    with look() as world:
        for lane in (Horizon.later, Horizon.now):
            placement.move(world.action("sms"), lane, by=world.by())
        last = world.board.version
    until(lambda: all(each.version == last and each.beats for each in watched))
    assert [faults(each) for each in watched] == [[]] * 3
    assert [each.opened for each in watched] == [1] * 3


def test_a_stream_that_waits_holds_no_connection_of_the_database(watched, app, look):
    with look() as world:
        inventory.add(world.board, [Entry("Ouvrir un guichet")], by=world.by())
        last = world.board.version
    until(lambda: all(each.version == last for each in watched))
    with app.app_context():
        until(lambda: db.engine.pool.checkedout() == 0)


def test_at_midnight_of_the_board_every_page_is_asked_to_load_again(watched, clock: Clock):
    """Nothing happens then: it is seen at the next beat."""
    clock.advance(hours=14, minutes=47)
    until(lambda: all(each.beats for each in watched))
    assert {message.event for each in watched for message in each.messages if message.id} == set()
    clock.advance(minutes=1)
    until(lambda: all(each.messages[-1].event == "refresh" for each in watched))
    assert {each.messages[-1].id.rpartition("-")[2] for each in watched} == {"20261124"}


def test_when_the_server_stops_its_streams_end_whole(watched, app):
    app.extensions["live"].stop()
    until(lambda: all(each.whole for each in watched))


def ended(app, streams):
    """Stopped until it is so: who was about to come back begins another stream, while the database is taken away."""
    app.extensions["live"].stop()
    return all(each.done for each in streams)

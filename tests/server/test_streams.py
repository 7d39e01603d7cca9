"""Streams of the real server: how they begin and end, who is let go, who is not let in, and what they leave alone."""

import re
import signal
from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from boardapp.cli import main
from boardapp.database import db
from boardapp.domain import actions, inventory, members, opening, people, sessions
from boardapp.domain.actions import Action, Horizon
from boardapp.domain.boards import Board, Role
from boardapp.domain.events import By, changing
from boardapp.domain.imports import waiting
from boardapp.domain.inventory import Entry
from boardapp.domain.kinds import Kind
from tests.live.keys import Key, ask, crowd, keys, position
from tests.live.streams import Stream, faults, reading
from tests.served import until

MANY = 300
BEATS = 2  # of the server: one may be under way and have asked already who may stay
NOBODY = Key(0, "", "", "")
pytestmark = pytest.mark.slow


@contextmanager
def domain(app):
    """Commands of a process beside the server; `by` is Amina, now."""
    with app.app_context():
        yield By("user", 1, app.extensions["clock"]())


def streams_of(server, held, count, **options):
    """So many, ten for each session, from where a page stands that is loaded now."""
    at = position(server.address, held[0])
    return [Stream(server.address, 1, held[turn // 10].cookie, at, **options) for turn in range(count)]


def open_all(streams):
    until(lambda: all(each.now for each in streams))


def let_go(streams, stays):
    """All ended by the server, and soon by its own clock, which somebody who stays hears: a machine may stall."""
    latest = stays.beats + BEATS
    until(lambda: all(each.whole for each in streams) or stays.beats > latest)
    assert [each.whole for each in streams] == [1] * len(streams)


def test_a_signal_ends_300_streams_whole_and_the_server_with_them(serve, port, neighbour):
    server = serve("--port", port, patient=True).waits()
    streams = streams_of(server, keys(neighbour, "amina@example.fr", MANY // 10), MANY, again=False, silence=100)
    with reading(streams):
        open_all(streams)
        server.process.send_signal(signal.SIGTERM)
        assert server.ends() == (0, "")
        until(lambda: all(each.done for each in streams))
    assert [each.whole for each in streams] == [1] * MANY


def test_whoever_may_not_read_it_any_more_is_let_go_within_two_beats_and_told_nothing_after(serve, port, neighbour):
    server = serve("--port", port).waits()
    removed, out, reader, gone, stays = crowd(neighbour, 5)
    at = position(server.address, stays)
    everybody = (removed, out, reader, gone, stays)
    streams = {key: Stream(server.address, 1, key.cookie, at, silence=100) for key in everybody}
    with reading(list(streams.values())), domain(neighbour) as by:
        open_all(streams.values())
        seats = {each.user_id: each for each in members.of(db.session.get_one(Board, 1))}
        members.remove(seats[removed.user_id], by=by)
        sessions.end(out.session, by.at)
        members.change_role(seats[reader.user_id], Role.reader, by=by)
        with changing(None, by) as change:
            change.put(db.session.get_one(people.User, gone.user_id), deactivated_at=by.at)
            change.record(Kind.user_edited)
        let_go([streams[key] for key in (removed, out, reader, gone)], streams[stays])
        until(lambda: all(streams[key].done for key in (removed, out, gone)) and streams[reader].opened == 2)
        inventory.add(db.session.get_one(Board, 1), [Entry("Le canari")], by=by)
        until(lambda: "Le canari" in streams[stays].text())
        until(lambda: "Le canari" in streams[reader].text())
    assert [streams[key].status for key in (removed, out, gone)] == [404, 401, 401]
    assert not any("Le canari" in streams[key].text() for key in (removed, out, gone))
    told = [message.data for message in streams[reader].messages if "Le canari" in message.data]
    assert 'class="move"' not in told[-1]
    assert streams[stays].opened == 1


def test_a_command_beside_the_server_reaches_its_streams(serve, port, neighbour, tmp_path):
    server = serve("--port", port).waits()
    file = tmp_path / "more.csv"
    file.write_text("action\nOuvrir un guichet de nuit\n", encoding="utf-8")
    stream = streams_of(server, keys(neighbour, "amina@example.fr"), 1)[0]
    with reading([stream]):
        open_all([stream])
        words = ["import", "1", str(file), "--by", "bruno@example.fr"]
        env = {"BOARDAPP_INSTANCE": str(tmp_path / "instance"), "BOARDAPP_DATABASE_URL": ""}
        assert CliRunner().invoke(main, words, env=env).exit_code == 0
        until(lambda: "Ouvrir un guichet de nuit" in stream.text())
    assert faults(stream) == []


def test_no_position_brings_a_word_of_another_board(serve, port, neighbour):
    """Amina belongs to both; each stream is of the board it names, whatever it says it has seen."""
    server = serve("--port", port).waits()
    held = keys(neighbour, "amina@example.fr", 2)
    with domain(neighbour) as by:
        other = opening.open_board("Le canari du tableau", db.session.get_one(people.User, 1), by=by).id
        inventory.add(db.session.get_one(Board, other), [Entry("Le canari")], by=by)
    theirs, ours = position(server.address, held[0], other), position(server.address, held[0])
    epoch, version, labels, day = ours.split("-")
    tried = [
        theirs, "", "x", "-1", "0", "9" * 400, "'; --", f"{epoch}-{version}-{labels}-{day}0",
        f"{'f' * 16}-{version}-{labels}-{day}", f"{epoch}-999999999-{labels}-{day}",
        f"{epoch}-{version}-99-{day}", f"{epoch}-{version}-{labels}-19700101",
    ]  # fmt: skip
    streams = [Stream(server.address, 1, held[at % 2].cookie, each) for at, each in enumerate(tried)]
    with reading(streams), domain(neighbour) as by:
        open_all(streams)
        actions.edit(db.session.scalars(db.select(Action).filter_by(board_id=other)).one(), note="Le canari", by=by)
        actions.edit(db.session.get_one(Action, 1), note="À nous", by=by)
        until(lambda: all(each.told() for each in streams))
    assert not any("canari" in each.text() for each in streams)
    first = [next(message for message in each.messages if message.id) for each in streams]
    assert {message.id for message in first} == {ours}
    assert {message.event for message in first} == {"refresh"}


def test_a_board_that_is_not_ones_own_has_no_stream(serve, port, neighbour):
    server = serve("--port", port).waits()
    (dana,) = keys(neighbour, "dana@example.org")
    assert [ask(server.address, dana, f"/boards/{id_}/live").status for id_ in (1, 77)] == [404, 404]
    assert ask(server.address, NOBODY, "/boards/1/live").status == 401


def test_the_13th_stream_of_a_session_and_the_601st_of_the_server_wait(serve, port, neighbour):
    server = serve("--port", port).waits()
    held = keys(neighbour, "amina@example.fr", 51)
    at = position(server.address, held[0])
    first = [Stream(server.address, 1, held[0].cookie, at, silence=100) for _ in range(12)]
    with reading(first):
        open_all(first)
        answer = ask(server.address, held[0], "/boards/1/live")
        assert (answer.status, answer.headers["Retry-After"], answer.text) == (503, "30", "")
        others = [Stream(server.address, 1, held[turn // 12].cookie, at, silence=100) for turn in range(12, 600)]
        with reading(others):
            open_all(others)
            assert ask(server.address, held[50], "/boards/1/live").status == 503
            assert ask(server.address, held[50], "/boards/1").status == 200
        late = Stream(server.address, 1, held[50].cookie, at)
        with reading([late]):
            open_all([late])  # as 588 have left


def test_whoever_does_not_read_is_dropped_and_comes_back_to_what_was_missed(serve, port, neighbour):
    server = serve("--port", port).waits()
    lazy, keen = crowd(neighbour, 2)
    at = position(server.address, lazy)
    reader = Stream(server.address, 1, lazy.cookie, at, silence=100, window=4096)
    other = Stream(server.address, 1, keen.cookie, at)
    with reading([reader, other]) as loop, domain(neighbour) as by:
        open_all([reader, other])
        until(lambda: here(other) == {lazy.user_id, keen.user_id})
        loop.call_soon_threadsafe(reader.hold)
        long = [Entry("🚆" * 140, Horizon.later, {"challenge": "🚆" * 80}) for _ in range(12)]
        dozens = [inventory.add(db.session.get_one(Board, 1), long, by=by)[0] for _ in range(3)]
        for turn in range(1, 500):
            if here(other) == {lazy.user_id, keen.user_id}:
                level, last = turn % 4 + 1, other.version
                for cards in dozens:  # between two looks of the server, as much as it tells at a time
                    inventory.change_many(db.session.get_one(Board, 1), cards, by=by, challenge_level=level)
                until(lambda last=last: other.version > last)
        until(lambda: here(other) == {keen.user_id})
        loop.call_soon_threadsafe(reader.go_on)
        until(lambda: reader.version == other.version)
    assert (reader.opened, reader.whole, other.opened) == (2, 0, 1)
    assert faults(reader) == faults(other) == []


def test_the_log_of_the_database_stays_small_under_streams(serve, port, neighbour, lyon_files):
    """A reader that never let go would keep SQLite from beginning its log anew: this would make one of 80 MB."""
    server = serve("--port", port).waits()
    streams = streams_of(server, keys(neighbour, "amina@example.fr"), 10)
    log, most = lyon_files / "boardapp.sqlite-wal", 0
    with reading(streams), domain(neighbour) as by:
        open_all(streams)
        for turn in range(20):
            actions.edit(db.session.get_one(Action, 1), challenge_level=turn % 4 + 1, by=by)
            waiting.keep_file(db.session.get_one(Board, 1), 1, "much.csv", b" " * 2**22, table={}, at=by.at)
            most = max(most, log.stat().st_size)
        last = db.session.get_one(Board, 1).version
        until(lambda: all(each.version == streams[0].version == last for each in streams))
    assert 0 < most < 64 * 2**20


def here(stream):
    """The accounts that this reader was told of last."""
    said = [message.data for message in stream.messages if 'hx-target="#here"' in message.data]
    return {int(each) for each in re.findall(r'<li data-by="(\d+)"', said[-1])} if said else set()

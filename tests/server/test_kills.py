"""Killed without warning while people write: nothing that was acknowledged is lost, nothing is half done."""

import http.client
import os
import random
import signal
import threading
import time
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner

from boardapp.cli import main
from boardapp.database import sqlite
from tests.live.keys import keys, position
from tests.live.streams import Stream, faults, reading, version
from tests.served import until

KILLS, WRITERS, READERS = 10, 4, 300
BACK_WITHIN = 10  # seconds
pytestmark = pytest.mark.slow


class Writer(threading.Thread):
    """Adds one action after another by plain forms, and notes those that were acknowledged, until the line is cut."""

    def __init__(self, name: str, port: int, pass_: dict[str, str]) -> None:
        super().__init__(name=name, daemon=True)
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        self.pass_ = pass_
        self.acknowledged: list[str] = []

    def run(self) -> None:
        with closing(self.line), suppress(OSError, http.client.HTTPException):
            for at in range(100_000):
                self.adds(f"{self.name} number {at}")

    def adds(self, title: str) -> None:
        headers = {"Cookie": self.pass_["cookie"], "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode({"csrf_token": self.pass_["token"], "lines": title})
        self.line.request("POST", "/boards/1/actions", body, headers)
        with self.line.getresponse() as answer:
            answer.read()
        assert answer.status == 303, answer.status
        self.acknowledged.append(title)


def test_ten_kills_during_writes_lose_nothing_that_was_acknowledged(serve, port, lyon_files, key):
    chance = random.Random(20261118)
    acknowledged: set[str] = set()
    for kill in range(KILLS):
        server = serve("--port", port).waits()
        writers = [Writer(f"kill {kill} writer {at}", port, key) for at in range(WRITERS)]
        for writer in writers:
            writer.start()
        until(lambda writers=writers: all(writer.acknowledged for writer in writers))
        threading.Event().wait(chance.uniform(0.02, 0.5))
        os.killpg(server.process.pid, signal.SIGKILL)
        server.process.wait()
        for writer in writers:
            writer.join(30)
            acknowledged |= set(writer.acknowledged)
        assert acknowledged - stored(lyon_files) == set()
        verified(lyon_files)
    assert len(acknowledged) >= KILLS * WRITERS


def test_300_readers_are_back_within_10_seconds_of_a_kill_and_nothing_acknowledged_is_lost(serve, port, neighbour):
    server = serve("--port", port).waits()
    held = keys(neighbour, "amina@example.fr", READERS // 10)
    at = position(server.address, held[0])
    readers = [Stream(server.address, 1, held[turn // 10].cookie, at, keeps=False) for turn in range(READERS)]
    pass_ = {"cookie": held[0].cookie, "token": held[0].token}
    with reading(readers):
        until(lambda: all(each.now for each in readers))
        writers = [Writer(f"writer {turn}", port, pass_) for turn in range(2 * WRITERS)]
        for writer in writers:
            writer.start()
        until(lambda: all(len(writer.acknowledged) > 3 for writer in writers))
        server.kill()
        for writer in writers:
            writer.join(30)
        begun = time.monotonic()
        again = serve("--port", port).waits()
        started = time.monotonic() - begun  # a second; on a machine as busy as it likes readers wait longer, too
        until(lambda: all(each.opened > 1 and each.now for each in readers), BACK_WITHIN + 3 * started)
        last = version(position(again.address, held[0]))
        until(lambda: all(each.version == last for each in readers))
    acknowledged = {title for writer in writers for title in writer.acknowledged}
    assert acknowledged - stored(again.instance) == set()
    verified(again.instance)
    assert [wrong for each in readers if (wrong := faults(each))] == []


def stored(instance: Path) -> set[str]:
    """The titles in the file, which must be whole, each with the event that made it. Read by the product's own SQLite:
    two libraries in one process do not see each other's locks."""
    connection = sqlite.connect(str(instance / "boardapp.sqlite"))
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    made = "SELECT row_id FROM event_subject WHERE kind = 'action' AND fields = '*'"
    assert connection.execute(f"SELECT count(*) FROM action WHERE id NOT IN ({made})").fetchone() == (0,)
    titles = {title for (title,) in connection.execute("SELECT title FROM action")}
    connection.close()
    return titles


def verified(instance: Path) -> None:
    result = CliRunner().invoke(main, ["verify"], env={"BOARDAPP_INSTANCE": str(instance), "BOARDAPP_DATABASE_URL": ""})
    assert result.exit_code == 0, result.output

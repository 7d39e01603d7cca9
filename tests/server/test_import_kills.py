"""Killed while a long file comes in: all of it is there or none, and what is not can be confirmed again."""

import http.client
import random
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest

from boardapp.database import sqlite
from boardapp.domain.imports import taking
from tests import databases
from tests.served import Server
from tests.server.test_kills import verified

KILLS, ROWS = 5, 5_200
HEADER = b"action,owner,category\n"
FILE = HEADER + b"".join(b"Ligne %d,Personne %d,Accueil %d\n" % (at, at % 50, at % 3) for at in range(ROWS))
pytestmark = pytest.mark.slow


class Tab(threading.Thread):
    """A browser without a script that confirms a file and goes on until it is in, or nobody answers."""

    def __init__(self, port: int, pass_: dict[str, str]) -> None:
        super().__init__(daemon=True)
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.pass_, self.draft = pass_, ""
        self.took, self.location = 0.0, ""

    def sends(self, path: str, body: bytes, kind: str = "application/x-www-form-urlencoded") -> str:
        headers = {"Cookie": self.pass_["cookie"], "Content-Type": kind, "HX-Request": "true"}
        self.line.request("POST", path, body, headers)
        with self.line.getresponse() as answer:
            text = answer.read().decode()
        assert answer.status in (200, 303), (answer.status, text)
        return answer.headers.get("HX-Redirect") or answer.headers.get("Location") or ""

    def chooses(self) -> str:
        """The file put aside for its preview."""
        fields = {"csrf_token": self.pass_["token"], "text": ""}
        part = "--frontier\r\nContent-Disposition: form-data"
        parts = [f'{part}; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
        head = f'{"".join(parts)}{part}; name="file"; filename="a.csv"\r\n\r\n'.encode()
        body = head + FILE + b"\r\n--frontier--\r\n"
        self.draft = self.sends("/boards/1/imports", body, "multipart/form-data; boundary=frontier")
        assert re.fullmatch(r"/imports/\d+", self.draft)
        return self.draft

    def run(self) -> None:
        began = time.monotonic()
        form = urlencode({"csrf_token": self.pass_["token"]}).encode()
        try:
            self.location = self.sends(self.draft, form)
            while self.location != "/boards/1":
                self.location = self.sends(f"{self.draft}/rest", form)
        except (OSError, http.client.HTTPException):
            return
        finally:
            self.line.close()
        self.took = time.monotonic() - began


def test_a_file_is_in_whole_or_not_at_all_whenever_the_server_dies(serve, port, lyon_files, key, tmp_path):
    assert taking.STEP < ROWS, "it comes in by several requests"
    chance, before = random.Random(20261122), tmp_path / "before.sqlite"
    databases.copy(lyon_files / "boardapp.sqlite", before)
    undisturbed = imported(lambda: serve("--port", port), port, key, None)
    assert stored(lyon_files) == (ROWS, False)
    for kill in range(KILLS):
        renewed(lyon_files, before)
        tab = imported(lambda: serve("--port", port), port, key, undisturbed.took * (kill + chance.random()) / KILLS)
        made, waits = stored(lyon_files)
        assert made in (0, ROWS), "half of it"
        assert waits == (made == 0), "what is in cannot be confirmed again, what is not can"
        assert made == ROWS or not tab.took, "acknowledged and lost"
        verified(lyon_files)
        if waits:
            imported(lambda: serve("--port", port), port, key, None, draft=tab.draft)
            assert stored(lyon_files) == (ROWS, False)
            verified(lyon_files)


def imported(serve: Callable[[], Server], port: int, key: dict[str, str], dies: float | None, draft: str = "") -> Tab:
    """Somebody who confirms a file at a server that dies after so many seconds, or once it is in."""
    server = serve().waits()
    tab = Tab(port, key)
    tab.draft = draft or tab.chooses()
    tab.start()
    tab.join(60 if dies is None else dies)
    server.kill()
    tab.join(30)
    return tab


def renewed(instance: Path, before: Path) -> None:
    for file in instance.glob("boardapp.sqlite*"):
        file.unlink()
    databases.copy(before, instance / "boardapp.sqlite")


def stored(instance: Path) -> tuple[int, bool]:
    """How many actions of the file are there, each with the event that made it, and whether the file still waits."""
    connection = sqlite.connect(str(instance / "boardapp.sqlite"))
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        made = "SELECT row_id FROM event_subject WHERE kind = 'action' AND fields = '*'"
        assert connection.execute(f"SELECT count(*) FROM action WHERE id NOT IN ({made})").fetchone() == (0,)
        titles = connection.execute("SELECT count(*), count(DISTINCT title) FROM action WHERE title LIKE 'Ligne %'")
        actions, different = titles.fetchone()
        events = connection.execute("SELECT count(*) FROM event WHERE kind = 'actions.imported'").fetchone()[0]
        drafts = connection.execute("SELECT count(*) FROM import_draft").fetchone()[0]
    finally:
        connection.close()
    assert (actions, actions) == (different, events * ROWS)
    return actions, drafts == 1

import fcntl
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from boardapp import database as cellar
from boardapp import turns
from boardapp.database import PRAGMAS, Busy, db, keep, writing
from boardapp.domain import actions
from boardapp.domain.actions import Action
from boardapp.domain.sessions import Bucket
from tests import seen
from tests.together import together


def tries():
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Bucket))


def counter(key="door"):
    return insert(Bucket).values(key=key, tries=1, since=datetime.now(UTC))


def test_leaving_a_write_transaction_without_a_commit_changes_nothing(lyon):
    with writing():
        lyon.board.title = "Autre"
        db.session.flush()
    assert lyon.board.title == "Grève des transports à Lyon"


def test_a_write_transaction_that_fails_changes_nothing(lyon):
    def fail():
        with writing():
            lyon.board.title = "Autre"
            db.session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert lyon.board.title == "Grève des transports à Lyon"


def test_rows_read_before_are_read_again_inside_a_write_transaction(lyon, database):
    board = lyon.board
    assert board.aim.startswith("Aucun")

    def rename():
        with writing():
            lyon.board.aim = "Un autre but"
            db.session.commit()

    together(database.app, rename)
    with writing():
        assert board.aim == "Un autre but"


def test_whoever_only_reads_cannot_write(lyon):
    for statement in (counter(), Action.__table__.delete(), text("DROP TABLE action")):
        with pytest.raises(DBAPIError, match=r"readonly|read-only"):
            db.session.execute(statement)
        db.session.rollback()
    assert len(seen.titles(lyon.board, "now")) == 4


def test_whoever_wrote_once_only_reads_again_afterwards(lyon):
    with keep() as connection:
        connection.execute(counter())
    with pytest.raises(DBAPIError, match=r"readonly|read-only"):
        db.session.execute(counter("another door"))


def test_write_transactions_do_not_nest(lyon):
    def nested(inner):
        with writing(), inner():
            pytest.fail("a write transaction inside another")

    for inner in (writing, keep):
        with pytest.raises(RuntimeError, match="inside another"):
            nested(inner)
    with writing():
        pass


def test_bookkeeping_is_committed_beside_the_ledger(lyon):
    version = lyon.board.version
    with keep() as connection:
        connection.execute(counter())
    assert (tries(), lyon.board.version) == (1, version)


def test_bookkeeping_that_fails_leaves_nothing(lyon):
    def fail():
        with keep() as connection:
            connection.execute(counter())
            connection.execute(counter())

    with pytest.raises(IntegrityError):
        fail()
    assert tries() == 0


def test_the_database_itself_holds_the_rules(lyon):
    for statement in (
        "UPDATE action SET rank = NULL WHERE id = 1",
        "UPDATE action SET effort = 5 WHERE id = 1",
        "UPDATE action SET status = 'lost' WHERE id = 1",
        "UPDATE action SET category_id = 999 WHERE id = 1",
        "UPDATE action SET ref = 2 WHERE id = 1",
        "UPDATE action SET rank = (SELECT rank FROM action WHERE id = 2) WHERE id = 1",
        "INSERT INTO membership (board_id, user_id, role, joined_at) VALUES (1, 1, 'reader', '2026-11-23')",
    ):
        with pytest.raises(IntegrityError), keep() as connection:
            connection.execute(text(statement))


def test_ranks_are_compared_byte_by_byte(lyon):
    with keep() as connection:
        for id_, rank in ((1, "b"), (2, "B"), (3, "a0Z"), (4, "Zz")):
            connection.execute(text("UPDATE action SET rank = :rank WHERE id = :id"), {"rank": rank, "id": id_})
    db.session.rollback()
    assert seen.refs(lyon.board, "now") == [2, 4, 3, 1]


def test_times_come_back_as_they_went_in_and_in_utc(lyon):
    assert lyon.action("sms").created_at.isoformat() == "2026-11-18T08:00:00+00:00"
    actions.edit(lyon.action("sms"), by=lyon.by(), need="Autre")
    assert lyon.action("sms").updated_at == lyon.clock()


# --- SQLite -------------------------------------------------------------------


@pytest.fixture
def file(database, lyon):
    """The SQLite file of this test; PostgreSQL has row locks and settings of its own."""
    return cellar.file_of(db.engine)


def test_every_connection_has_our_pragmas(file):
    if file is None:
        assert db.session.scalar(text("SHOW transaction_read_only")) == "on"
    else:
        for name, value in PRAGMAS.items():
            assert db.session.scalar(text(f"PRAGMA {name}")) == value, name
            with keep() as connection:
                assert connection.scalar(text(f"PRAGMA {name}")) == value, name


def test_another_writer_makes_us_wait_and_then_say_so(file, lyon, monkeypatch):
    if file is None:
        other = db.engine.connect().execution_options(writing=True)
        other.execute(text("SELECT id FROM board WHERE id = 1 FOR UPDATE"))
        release = other.close
    else:
        other = file.with_name(f"{file.name}.lock").open("ab")
        fcntl.flock(other, fcntl.LOCK_EX)
        release = other.close
    with monkeypatch.context() as hurry:
        hurry.setattr(turns, "LOCK_SECONDS", 0.05)
        with pytest.raises(Busy):
            actions.edit(lyon.action("sms"), by=lyon.by(), need="Trop tôt")
    release()
    actions.edit(lyon.action("sms"), by=lyon.by(), need="À présent")
    assert lyon.action("sms").need == "À présent"


def test_another_process_that_writes_makes_us_wait_our_turn(file, lyon):
    if file is None:
        return
    script = (  # its last deed, with the lock still held, is to say when that was: all of a machine have one such clock
        "import fcntl, sys, time; h = open(sys.argv[1], 'ab'); fcntl.flock(h, 2); print(flush=True); time.sleep(0.3)\n"
        "print(time.monotonic(), flush=True)"
    )
    lock = str(file.with_name(f"{file.name}.lock"))
    with subprocess.Popen([sys.executable, "-S", "-c", script, lock], stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        actions.edit(lyon.action("sms"), by=lyon.by(), need="Chacun son tour")
        done = time.monotonic()
        assert float(other.stdout.readline()) <= done
        assert other.wait() == 0
    assert lyon.action("sms").need == "Chacun son tour"

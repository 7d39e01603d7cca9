"""Where secrets go astray: caches that others read, logs, files of the machine."""

import logging
import sqlite3

import pytest

from boardapp import database, migrations
from boardapp.database import db
from boardapp.domain import people
from boardapp.domain.errors import Invalid
from boardapp.domain.people import clean_email
from boardapp.web.signing_in import client
from tests import databases
from tests.world import PASSWORD

STAYING = {"email": "bruno@example.fr", "password": PASSWORD, "stay": "y"}


@pytest.mark.parametrize("path", ["/static/app.css", "/static/app.css?lang=en", "/static/app.js?lang=fr"])
def test_what_any_cache_may_keep_carries_no_cookie(visitor, path):
    visitor.post("/session", STAYING)
    answer = visitor.get(path)
    assert answer.headers["Cache-Control"].startswith("public")
    assert "Set-Cookie" not in answer.headers


def test_the_log_of_an_error_names_no_secret_of_a_link_and_keeps_to_its_line(app, visitor, monkeypatch, caplog):
    def broken(*arguments, **more):
        raise RuntimeError("broken")

    app.testing = False
    monkeypatch.setattr("boardapp.web.people.sessions.opened", broken)
    with caplog.at_level(logging.ERROR, "boardapp"):
        assert visitor.get("/resets/the-secret%0AERROR forged").status_code == 500
    (record,) = caplog.records
    assert "the-secret" not in record.getMessage()
    assert "forged" not in record.getMessage()


def test_an_error_of_the_database_repeats_no_value(app):
    with app.app_context(), pytest.raises(db.exc.OperationalError) as error:
        db.session.execute(db.text("SELECT nothing FROM nowhere WHERE x = :x"), {"x": "what-somebody-wrote"})
    assert "what-somebody-wrote" not in str(error.value)


def test_the_database_and_the_copies_of_it_are_their_owners_alone(tmp_path):
    path = tmp_path / "open-folder" / "board.sqlite"
    path.parent.mkdir(mode=0o755)
    app = databases.bare_app(f"sqlite:///{path}")
    with app.app_context():
        migrations.upgrade(db.engine)
        copy = migrations._copy(db.engine, "0001")
        files = [copy, path, *path.parent.glob("board.sqlite-*")]
        assert [oct(file.stat().st_mode & 0o077) for file in files] == ["0o0"] * len(files)
    databases.dispose(app)


def test_a_file_that_is_there_stays_as_it_is(tmp_path):
    path = tmp_path / "board.sqlite"
    sqlite3.connect(path).close()
    path.touch()
    path.chmod(0o640)
    database.private_file(path)
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    "email", ["a\x1b[2J@example.fr", "amina@example.fr\u200b", "amin\u202ea@example.fr", "a\u2028@b.fr"]
)
def test_an_address_that_hides_something_is_none(email):
    with pytest.raises(Invalid):
        clean_email(email)


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.7"),
        ("unknown", "unknown"),
    ],
)
def test_wrong_tries_count_for_a_network_of_ipv6(app, address, counted):
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert client() == counted


def test_two_newcomers_of_one_address_make_one_account(lyon, monkeypatch):
    """As when both invitations are accepted at one moment: neither sees the account of the other yet."""
    monkeypatch.setattr(people, "find", lambda email: None)
    with pytest.raises(Invalid, match="email_taken"):
        people.register("amina@example.fr", "Amina", PASSWORD, by=lyon.by())

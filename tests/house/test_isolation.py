"""A test meets the same world wherever and after whatever it runs."""

import socket
from dataclasses import replace

import pytest

from boardapp.domain import inventory, ledger
from boardapp.domain.inventory import Entry
from tests import seen
from tests.standing import RENEWED


def test_a_test_that_reaches_beyond_this_machine_fails():
    with socket.socket() as beyond, pytest.raises(AssertionError, match="reaches for"):
        beyond.connect(("192.0.2.1", 80))
    with pytest.raises(AssertionError, match="asks where"):
        socket.create_connection(("example.org", 80), timeout=0.1)


@pytest.mark.parametrize("turn", ["once", "again"])
def test_what_a_test_writes_is_gone_in_the_next(lyon, turn):
    (added,), _ = inventory.add(lyon.board, [Entry(turn)], by=lyon.by())
    assert (added.id, added.ref, len(seen.titles(lyon.board, "inbox"))) == (14, 13, 4)


def test_the_world_verifies_clean_and_an_empty_one_too(lyon, database):
    assert ledger.verify() == []
    seen.db.session.rollback()
    database.renew("empty")
    assert ledger.verify() == []
    assert seen.db.session.connection().exec_driver_sql('SELECT count(*) FROM "user"').scalar() == 0


@pytest.mark.parametrize("turn", ["once", "again"])
def test_what_a_browser_sends_is_gone_in_the_next_test(amina, look, turn):
    assert amina.post("/boards/1/actions", {"lines": turn}).status_code == 303
    with look() as world:
        assert seen.titles(world.board, "inbox")[3:] == [turn]


@pytest.mark.parametrize("turn", ["once", "again"])
def test_an_application_that_another_test_changed_is_as_good_as_new(app, standing, amina, clock, turn):
    page, told = amina.get("/boards/1").text, app.extensions["settings"]
    assert (told.signup, told.contact, app.testing, app.debug) == ("invite", None, True, False)
    assert "J+5" in page
    assert [found.stem for found in standing.instance.iterdir()] == ["boardapp"] * 3
    app.extensions["settings"] = replace(told, signup="open", contact="somebody")
    app.testing, app.debug = False, True
    clock.advance(days=1)
    assert "J+6" in amina.get("/boards/1").text
    (standing.instance / turn).touch()


def test_what_an_application_remembers_of_its_requests_is_renewed(app):
    """Another extension that remembers something must be renewed in tests/standing.py too."""
    made_once = {"assets", "babel", "build", "csrf", "htmx", "migrate", "scenes", "sqlalchemy"}
    assert set(app.extensions) - RENEWED <= made_once


def test_everybody_signed_in_is_who_they_are(amina, bruno, chloe, dana, visitor):
    seen_by = [browser.get("/boards/1").status_code for browser in (amina, bruno, chloe, dana)]
    assert seen_by == [200, 200, 200, 404]
    assert visitor.get("/boards/1").status_code == 303

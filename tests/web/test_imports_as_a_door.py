"""An import is a way to write, and a file of ours names rows: whom it lets in, and what it may touch."""

import re

import pytest
from sqlalchemy import select

from boardapp.database import db
from boardapp.domain import boards, inventory, ledger, members, merging
from boardapp.domain.actions import Action
from boardapp.domain.imports import taking
from boardapp.domain.imports.waiting import ImportDraft
from tests.plain_browser import Browser
from tests.web.test_imports import DRAFT, drafts, titles, upload, words
from tests.web.test_reimports import changed

pytestmark = pytest.mark.usefixtures("english")

ROUTES = ("", "/mapping", "/table", "/rest", "/end")
LONG = b"action\n" + b"".join(b"Ligne %d\n" % at for at in range(7))
VERSIONS = ["0", "-1", "1", "17", "18", "999999999", "9" * 40, "1e3", "deux", ""]


def facts(look, board_id=1):
    with look():
        rows = db.session.scalars(select(Action).where(Action.board_id == board_id).order_by(Action.id))
        return [(row.id, row.title, row.version, row.archived_at) for row in rows]


def uids(look, board_id=1):
    with look():
        return dict(db.session.execute(select(Action.ref, Action.uid).where(Action.board_id == board_id)).all())


@pytest.mark.parametrize("version", VERSIONS)
def test_a_file_that_names_actions_of_another_board_adds_its_own(bruno, look, version):
    foreign, before = uids(look, 2), facts(look, 2)
    rows = "".join(f"{uid},A-{ref},Reprise {ref},{version}\n" for ref, uid in foreign.items())
    upload(bruno, f"uid,ref,action,version\n{rows}".encode())
    bruno.post(f"{DRAFT}/mapping", {"all": "file"})
    assert bruno.post(DRAFT).location == "/boards/1"
    assert facts(look, 2) == before
    assert titles(look)[-1] == "Reprise 1"
    assert set(uids(look).values()).isdisjoint(foreign.values())


@pytest.mark.parametrize("version", VERSIONS)
def test_whatever_state_a_file_claims_to_show_what_it_says_is_weighed(bruno, look, version):
    own = uids(look)
    upload(bruno, f"uid,ref,action,version\n{own[1]},A-1,Autrement,{version}\n".encode())
    answer = bruno.post(DRAFT)
    assert answer.status_code in (303, 422)
    with look() as world:
        assert ledger.verify() == []
        assert (world.action("sms").title == "Autrement") == (answer.status_code == 303)


def test_archived_and_merged_actions_stay_what_they_are(amina, bruno, look):
    content = changed(bruno, A1={"action": "Autrement"}, A2={"action": "Autrement"}, A3={"action": "Autrement"})
    with look() as world:
        inventory.archive(world.action("sms"), by=world.by())
        merging.merge(world.actions("ligne", "visio"), by=world.by(), keep=world.action("ligne").id)
    before = facts(look)
    upload(bruno, content)
    bruno.post(f"{DRAFT}/mapping", {"all": "file"})
    bruno.post(DRAFT)
    after = facts(look)
    assert [row for row in after if row[3]] == [row for row in before if row[3]]
    assert len(after) == len(before)


def test_one_action_twice_in_a_file_is_taken_once_and_the_second_row_is_told(bruno, look):
    own = uids(look)
    rows = f"{own[1]},A-1,Une,17\n{own[1]},A-1,Deux,17\n{own[1].upper()},A-1,Trois,17\n"
    page = words(bruno.follow(upload(bruno, f"uid,ref,action,version\n{rows}".encode())))
    assert "Line 3 The same action stands on line 2." in page
    bruno.post(DRAFT)
    assert "Une" in titles(look)
    assert "Deux" not in titles(look)


@pytest.mark.parametrize("role", ["reader", "gone"])
def test_whoever_may_not_write_any_more_has_no_file_left(bruno, look, role):
    upload(bruno)
    before = titles(look)
    with look() as world:
        mine = members.mine(world.board, world.bruno.id)
        if role == "gone":
            members.remove(mine, by=world.by())
        else:
            members.change_role(mine, boards.Role.reader, by=world.by())
    assert bruno.get(DRAFT).status_code == 404
    assert {bruno.post(DRAFT + route).status_code for route in ROUTES} == {404}
    assert bruno.get(f"{DRAFT}/skipped.csv").status_code == 404
    assert titles(look) == before


def test_nobody_reaches_the_file_of_somebody_else(app, bruno, visitor, look):
    upload(bruno)
    for somebody in (Browser(app, name) for name in ("amina", "chloe", "dana")):
        assert {somebody.get(DRAFT + route).status_code for route in ("", "/rest", "/skipped.csv")} == {404}
        assert {somebody.post(DRAFT + route).status_code for route in ROUTES} == {404}
    assert {visitor.post(DRAFT + route).status_code for route in ROUTES} == {401}
    assert drafts(look) == [1]


@pytest.mark.parametrize("number", ["0", "-1", str(2**31), str(2**63), "9" * 400, "1.0", "١"])
def test_a_file_that_is_not_there_is_404(bruno, number):
    assert bruno.get(f"/imports/{number}").status_code in (404, 400)
    assert bruno.post(f"/imports/{number}").status_code in (404, 400)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"header": "-1"}, 422), ({"header": str(10**9)}, 422), ({"header": "9" * 5_000}, 422), ({"header": "1"}, 303),
        ({"sheet": "x" * 100_000}, 303), ({"sheet": "a\x00b"}, 422), ({"sheet": "none"}, 303), ({}, 303),
    ],
)  # fmt: skip
def test_whatever_is_asked_of_the_table_is_answered_in_words(bruno, said, status):
    upload(bruno)
    answer = bruno.post(f"{DRAFT}/table", said)
    assert answer.status_code == status
    assert status == 303 or "Not saved yet" in words(answer)
    assert "Preview" in words(bruno.get(DRAFT))


@pytest.mark.parametrize("line", ["0", "1", "999999999"])
def test_choices_for_rows_that_are_not_there_change_nothing(bruno, look, line):
    upload(bruno, changed(bruno, A1={"due": "2026-12-01"}))
    takes = [f"{line}:file", *(f"{at}:board" for at in range(100, 20_100))]
    assert bruno.post(f"{DRAFT}/mapping", {"all": "board", "take": takes}).status_code == 303
    assert "0 actions to add, 0 actions to update" in words(bruno.get(DRAFT))
    assert bruno.post(DRAFT).status_code == 422


def test_a_board_that_closes_half_way_takes_nothing_and_says_so(bruno, look, monkeypatch):
    monkeypatch.setattr(taking, "STEP", 3)
    upload(bruno, LONG)
    bruno.post(DRAFT)
    before = facts(look)
    with look() as world:
        boards.close(world.board, by=world.by())
    for htmx in (True, False):
        assert bruno.post(f"{DRAFT}/rest", htmx=htmx).status_code == 409
    assert facts(look) == before


def test_a_column_chosen_anew_half_way_holds_for_every_row(bruno, look, monkeypatch):
    monkeypatch.setattr(taking, "STEP", 3)
    upload(bruno, b"action,need\n" + b"".join(b"Titre %d,Besoin %d\n" % (at, at) for at in range(7)))
    bruno.post(DRAFT)
    bruno.post(f"{DRAFT}/mapping", {"field": ["need", "title"]})
    while (answer := bruno.post(DRAFT)).location != "/boards/1":
        assert re.fullmatch(r"/imports/\d+/rest", answer.location)
    assert [title for title in titles(look) if title[:5] == "Titre"] == []
    assert len([title for title in titles(look) if title[:6] == "Besoin"]) == 7


@pytest.mark.parametrize("second", [True, False])
def test_two_tabs_one_with_a_script_and_one_without_import_once(bruno, look, monkeypatch, second):
    monkeypatch.setattr(taking, "STEP", 3)
    upload(bruno, LONG)
    bruno.post(DRAFT)
    bruno.post(f"{DRAFT}/rest", htmx=True)
    last = bruno.post(f"{DRAFT}/rest", htmx=second)
    assert (last.headers.get("HX-Redirect") or last.location) == "/boards/1"
    assert bruno.post(f"{DRAFT}/rest", htmx=not second).status_code == 404
    assert len([title for title in titles(look) if title[:5] == "Ligne"]) == 7
    with look():
        assert db.session.scalars(select(ImportDraft.id)).all() == []

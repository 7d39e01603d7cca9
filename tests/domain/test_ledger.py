"""A check that can fail: each test damages something with plain SQL, and `verify` must say so."""

import json

import pytest
from sqlalchemy import text

from boardapp.database import db
from boardapp.domain import actions, categories, comments, inventory, ledger, members, merging, people, placement
from boardapp.domain.actions import Horizon, Status
from boardapp.domain.inventory import Entry
from tests import seen
from tests.together import together


def damage(*statements, **values):
    db.session.rollback()
    with db.engine.connect().execution_options(writing=True) as connection, connection.begin():
        for statement in statements:
            connection.execute(text(statement), values)


def told():
    db.session.rollback()
    return "\n".join(ledger.verify())


def test_a_board_in_use_verifies_clean(lyon):
    actions.edit(lyon.action("sms"), by=lyon.by(), title="Autre", owner="Zoé", status=Status.done)
    placement.move(lyon.action("ligne"), Horizon.later, by=lyon.by("bruno"))
    merging.merge(lyon.actions("nuit", "matin"), by=lyon.by())
    comments.add(lyon.action("nuit"), "Un mot", by=lyon.by())
    categories.add(lyon.board, "Sécurité", by=lyon.by())
    inventory.archive(lyon.action("relais"), by=lyon.by())
    people.edit_profile(lyon.bruno, by=lyon.by("bruno"), name="Bruno C.", locale="en")
    members.invite(lyon.board, members.Role.member, by=lyon.by())
    assert told() == ""


@pytest.mark.parametrize(
    ("column", "value", "line"),
    [
        ("title", "Autre", "action:1: title is 'Autre', the ledger says 'Prévenir par SMS les clients"),
        ("rank", "zzz", "action:1: rank is 'zzz', the ledger says"),
        ("status", "done", "action:1: status is 'done', the ledger says 'running'"),
        ("due_on", "2030-01-01", "action:1: due_on is '2030-01-01', the ledger says '2026-11-24'"),
        ("owner_id", None, "action:1: owner_id is None, the ledger says 1"),
        ("effort", 4, "action:1: effort is 4, the ledger says None"),
        ("note", "x", "action:1: note is 'x', the ledger says ''"),
        ("uid", "0" * 32, "action:1: uid is '000"),
        ("version", 999, "action:1: version is 999, the ledger says"),
    ],
)
def test_a_field_changed_behind_the_ledgers_back_is_told(lyon, column, value, line):
    damage(f"UPDATE action SET {column} = :value WHERE id = 1", value=value)
    assert told().startswith(line)


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("UPDATE board SET title = 'x' WHERE id = 1", "board:1: title"),
        ("UPDATE category SET name = 'x' WHERE id = 2", "category:2: name"),
        ("UPDATE membership SET role = 'facilitator' WHERE user_id = 3", "membership:3: role"),
        ('UPDATE "user" SET admin = true WHERE id = 3', "user:3: admin"),
        ("UPDATE owner SET user_id = NULL WHERE id = 1", "owner:1: user_id"),
        ("UPDATE invitation SET used_at = NULL WHERE id = 1", "invitation:1: used_at"),
    ],
)
def test_every_table_is_looked_at(lyon, statement, line):
    damage(statement)
    assert told().startswith(line)


def test_an_action_put_into_another_lane_is_told(lyon):
    damage("UPDATE action SET horizon = 'later', rank = 'zzz' WHERE id = 1")
    assert told().startswith("action:1: horizon is 'later', the ledger says 'now'\naction:1: rank is 'zzz'")


def test_two_ranks_swapped_are_told(lyon):
    one, other = lyon.action("sms").rank, lyon.action("ligne").rank
    damage("UPDATE action SET rank = 'zz' WHERE id = 1", "UPDATE action SET rank = :one WHERE id = 2", one=one)
    damage("UPDATE action SET rank = :other WHERE id = 1", other=other)
    assert told().count("rank is") == 2


def test_an_event_that_is_missing_is_told(lyon):
    (event,) = seen.events(lyon.board)[-1:]
    damage("DELETE FROM event_subject WHERE event_id = :id", "DELETE FROM event WHERE id = :id", id=event.id)
    assert f"board 1: events are not numbered 1 to {lyon.board.version}" in told()
    assert "action:12: stored, but no event made it" in told()


def test_an_event_that_is_missing_is_told_also_where_its_lane_was_spread_later(lyon):
    with actions.changing(lyon.board.id, lyon.by()) as change:
        lane = placement.lane_of(lyon.board.id, Horizon.inbox)
        change.rerank(0, lane, ["B", "D", "F"])
        change.put(lyon.action("sms"), title="Autre")
        change.record(actions.What.action_edited)
    added = next(event for event in seen.events(lyon.board) if "action:12" in event.body["to"])
    damage("DELETE FROM event_subject WHERE event_id = :id", "DELETE FROM event WHERE id = :id", id=added.id)
    assert "board 1: events are not numbered" in told()


def test_an_event_added_by_hand_is_told(lyon):
    body = json.dumps({"v": 1, "was": {"action:1": {"title": "x"}}, "to": {"action:1": {"title": "y"}}})
    damage(
        "INSERT INTO event (uid, board_id, version, at, actor_kind, kind, body)"
        " SELECT 'by hand', id, version + 1, '2026-11-23', 'user', 'action.edited', :body FROM board WHERE id = 1",
        body=body,
    )
    assert "board 1: events are not numbered" in told()
    assert "the ledger says 'y'" in told()


def test_the_facts_of_an_event_that_were_rewritten_are_told(lyon):
    added = next(event for event in seen.events(lyon.board) if "action:12" in event.body["to"])
    body = json.dumps(
        added.body | {"to": added.body["to"] | {"action:12": added.body["to"]["action:12"] | {"title": "x"}}}
    )
    damage("UPDATE event SET body = :body WHERE id = :id", id=added.id, body=body)
    assert told().startswith("action:12: title is 'Former un relais par agence', the ledger says 'x'")


def test_a_version_counted_wrong_is_told(lyon):
    damage("UPDATE board SET version = version + 1 WHERE id = 2")
    damage("UPDATE instance SET version = version + 1")
    assert "board 2: events are not numbered 1 to 3" in told()
    assert "the instance: events are not numbered" in told()


def test_a_row_that_is_missing_is_told(lyon):
    damage("DELETE FROM action WHERE id = 12")
    assert told() == "action:12: in the ledger, but not stored"


def test_a_board_is_verified_while_people_go_on_working(lyon, database):
    def working():
        for number in range(12):
            inventory.add(lyon.board, [Entry(f"Une {number}")], by=lyon.by())

    def verifying():
        return [line for _ in range(6) for line in ledger.verify()]

    assert together(database.app, working, verifying) == [None, []]


def test_an_account_made_on_a_board_and_changed_off_it_verifies_clean(lyon):
    """Its facts are in two ledgers: the later word counts, whichever ledger has it."""
    invited = members.invitation(members.invite(lyon.board, members.Role.reader, by=lyon.by()), lyon.clock())
    eve = members.Newcomer("eve@example.fr", "Eve", "quatre mots bien choisis", "fr")
    user = members.accept(invited, eve, by=lyon.by())
    people.edit_profile(user, by=lyon.by(), name="Eve", locale="en")
    assert told() == ""

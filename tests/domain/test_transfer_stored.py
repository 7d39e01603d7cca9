"""Behind the reader: whatever a copy of a board says, what is stored is its own board or nothing at all."""

import json

import pytest
from sqlalchemy import select

from boardapp.database import Base, db
from boardapp.domain import ledger, transfer
from boardapp.domain.errors import Invalid
from boardapp.domain.people import User
from boardapp.exchange.boardfile import reading
from tests import seen
from tests.transferred import lively_file, taken

FOREIGN = "0" * 32


@pytest.fixture(scope="module")
def text(sqlite):
    return lively_file(sqlite)


@pytest.fixture
def told(text):
    return json.loads(text)


def everything():
    db.session.rollback()
    tables = Base.metadata.sorted_tables
    return {table.name: db.session.execute(select(table)).all() for table in tables}


def forge(copy, change):
    """A copy that no reader would let through."""
    change(copy)
    return copy


def rank_again(copy):
    one, other = copy.of("action")[:2]
    copy.rows[one]["rank"] = copy.rows[other]["rank"]


FORGED = {
    "a row says something else than its events": lambda copy: copy.rows[copy.of("action")[0]].update(title="x"),
    "two actions stand in one place": rank_again,
    "a row that no event made": lambda copy: (
        copy.rows.update({"invitation:9": {"role": "member"}}) or copy.made.update({"invitation:9": 1})
    ),
    "an event says something else": lambda copy: next(iter(copy.events[5].body["to"].values())).update(uid=FOREIGN),
    "two categories of one name": lambda copy: [
        copy.rows[key].update(key="people", name="") for key in copy.of("category")
    ],
}


@pytest.mark.parametrize("what", FORGED)
def test_nothing_is_stored_when(told, lyon, what):
    copy = reading.read(json.dumps(told).encode())
    before = everything()
    with pytest.raises(Invalid, match="board_file_rows"):
        transfer.take(forge(copy, FORGED[what]), lyon.amina, by=lyon.by())
    assert everything() == before
    assert ledger.verify() == []


def test_no_account_that_is_here_is_touched(told, lyon):
    before = {user.id: (user.name, user.email, user.admin) for user in db.session.scalars(select(User))}
    there = taken(told, lyon)
    after = {user.id: (user.name, user.email, user.admin) for user in db.session.scalars(select(User))}
    assert {id_: after[id_] for id_ in before} == before
    assert not [event for event in seen.events(there)[:-1] if event.actor_id in before]
    assert not [key for event in seen.events(there)[:-1] for key in event.body["to"] if key.startswith("user:")]


def test_events_of_the_file_speak_of_rows_of_this_board_alone(told, lyon):
    before = everything()
    there = taken(told, lyon)
    foreign = {f"{name}:{row.id}" for name, rows in before.items() for row in rows if hasattr(row, "id")}
    named = {key for event in seen.events(there) for key in (*event.body["was"], *event.body["to"])}
    subjects = {f"{each.kind}:{each.row_id}" for event in seen.events(there) for each in event.subjects}
    assert not (named | subjects) & foreign

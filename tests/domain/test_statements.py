from datetime import date

import pytest
from sqlalchemy import Integer, bindparam, event, select
from sqlalchemy.exc import IntegrityError, NoResultFound

from boardapp.database import db, new_uid, writing
from boardapp.domain import actions
from boardapp.domain.actions import Action, Horizon, Status
from boardapp.domain.events import EventSubject
from boardapp.statements import Prepared, inserting
from tests import seen

_action = Action.__table__.c
CHOSEN = Prepared(
    select(_action.id, _action.title, _action.horizon, _action.status, _action.due_on, _action.updated_at)
    .where(_action.id.in_(bindparam("ids", expanding=True, type_=Integer)), _action.status.in_(list(Status)))
    .order_by(_action.id)
)
ONE = Prepared(select(_action.title).where(_action.id == bindparam("id", type_=Integer)))
SUBJECT = Prepared(inserting(EventSubject.__table__))


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7])
def test_a_list_of_any_length_finds_its_rows(lyon, count):
    ids = sorted(db.session.scalars(select(Action.id)))[:count]
    assert [row.id for row in CHOSEN.all({"ids": ids})] == ids


def test_a_row_holds_what_its_columns_hold(lyon):
    actions.edit(lyon.action("sms"), by=lyon.by(), due_on=date(2026, 12, 1))
    action = lyon.action("sms")
    (row,) = CHOSEN.all({"ids": [action.id]})
    assert row == (action.id, action.title, action.horizon, action.status, action.due_on, action.updated_at)
    assert (type(row.horizon), type(row.status), row.due_on) == (Horizon, Status, date(2026, 12, 1))
    assert row.updated_at.tzinfo is not None


def test_it_sees_what_the_session_has_still_to_write(lyon):
    with writing():
        lyon.action("sms").title = "Un autre titre"
        assert ONE.scalar({"id": lyon.action("sms").id}) == "Un autre titre"


def test_what_is_not_there_is_said(lyon):
    with pytest.raises(NoResultFound):
        ONE.one({"id": 999_999})


def test_what_the_database_refuses_is_said_as_of_any_other_statement(lyon):
    subject = {"event_id": 999_999, "kind": "action", "row_id": 1, "fields": "*"}
    with pytest.raises(IntegrityError), writing():
        SUBJECT.run(subject)
    assert seen.events(lyon.board)


def test_whoever_listens_to_the_engine_hears_of_it(lyon):
    heard = []

    def note(connection, cursor, statement, *more):
        heard.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        ONE.one({"id": lyon.action("sms").id})
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert [statement for statement in heard if "title" in statement]


def test_rows_are_read_by_the_transaction_of_the_session(lyon):
    """So that a command sees under its lock what it has changed itself, and nobody else does before the commit."""
    action, uid = lyon.action("sms"), new_uid()
    with writing():
        db.session.connection().exec_driver_sql(f"UPDATE action SET title = '{uid}' WHERE id = {action.id}")
        assert ONE.scalar({"id": action.id}) == uid
    assert ONE.scalar({"id": action.id}) != uid

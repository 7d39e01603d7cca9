"""A whole board in a file, and an equal board where the file is taken in: whatever happened on it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from boardapp.config import LOCALES
from boardapp.database import db
from boardapp.domain import (
    actions,
    boards,
    categories,
    comments,
    history,
    inventory,
    ledger,
    members,
    merging,
    ordering,
    people,
    placement,
    transfer,
)
from boardapp.domain.actions import Action, Horizon, Status
from boardapp.domain.boards import Board, Membership, Role
from boardapp.domain.errors import Invalid, NotAllowed
from boardapp.domain.events import By, Event
from boardapp.domain.inventory import Entry
from boardapp.domain.kinds import FINAL
from boardapp.domain.members import Newcomer
from boardapp.domain.people import User
from boardapp.domain.reversing import MODELS
from boardapp.domain.workshop.workshops import Phase, Workshop
from boardapp.exchange.boardfile import reading
from boardapp.web import language
from boardapp.web.chronicle import sentence
from boardapp.web.mentions import Names
from tests import seen
from tests.exchange.schema import SCHEMA, problems
from tests.house.test_kinds import WAYS
from tests.transferred import WHO, document, elsewhere, renamed, taken, without_marks, written
from tests.workshop_ways import counted, opened
from tests.world import PASSWORD

pytestmark = pytest.mark.slow

HERE = {
    "id",
    "board_id",
    "user_id",
    "category_id",
    "owner_id",
    "action_id",
    "merged_into_id",
}  # ids are of an installation
ROOM = {"code", "generation", "pulse", "turn", "ends_at", "left", "spotlight_id", "cut_now", "cut_next", "placed"}
MINE = {"version", "labels_version", "token_hash", "feed_generation", "phase", "closed_at"}
BOARD_KINDS = [kind for kind in WAYS if not kind.startswith("user.")]


def same_elsewhere(world, store, board):
    """The board, taken to an empty installation, written there again: equal but for the marks of the import."""
    before, data = document(board, world), written(board, world)
    there = elsewhere(data, world, store)
    assert without_marks(document(there, world), imported=True) == without_marks(before)
    assert ledger.verify() == []
    return there


@pytest.fixture
def clocked(database, lyon, monkeypatch):
    """Sentences ask what day it is."""
    monkeypatch.setitem(database.app.extensions, "clock", lyon.clock)


@pytest.mark.usefixtures("clocked")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # the long life below is lived on both
@pytest.mark.parametrize("kind", BOARD_KINDS)
def test_whatever_can_happen_on_a_board_is_the_same_elsewhere_told_and_undone(lyon, database, kind):
    WAYS[kind](lyon)
    happened = db.session.scalars(select(Event).order_by(Event.id.desc())).first()
    board = db.session.get(Board, happened.board_id)
    assert problems(document(board, lyon), SCHEMA) == []
    there = same_elsewhere(lyon, database, board)
    events = seen.events(there)
    for locale in LOCALES:
        language.use(locale)
        said = [sentence(each, Names.of(events, there)) for each in events]
        assert not [each for each in said if "%(" in each or "None" in each]
        assert said[-1].startswith(WHO)
    assert events[-2].kind == kind
    if kind not in FINAL:
        undo = history.undo(events[-2], by=ines(lyon), role=Role.facilitator)
        assert history.undo(undo, by=ines(lyon), role=Role.facilitator)
        assert ledger.verify() == []


def ines(world):
    return By("user", people.find("ines@example.fr").id, world.clock())


def lived(world):
    """A board with a long life: undone and done again, spread anew, merged, archived, somebody gone, somebody new."""
    board = world.board
    newcomer = Newcomer("elise@example.fr", "Élise Petit", PASSWORD)
    invited = members.invitation(members.invite(board, Role.member, by=world.by()), world.clock())
    joined = members.accept(invited, newcomer, by=By("system", None, world.clock()))
    members.remove(members.of(board)[1], by=world.by())
    world.clock.advance(minutes=1)
    merging.merge(world.actions("nuit", "matin", "delais"), by=By("user", joined.id, world.clock()))
    comments.add(world.action("sms"), "Un mot\nde plus", by=world.by("bruno"))
    event = inventory.change_many(
        board, world.actions("relais", "sms"), by=world.by(), owner="Zoé", horizon=Horizon.next
    )
    undo = history.undo(event, by=world.by(), role=Role.facilitator)
    history.undo(undo, by=world.by(), role=Role.facilitator)
    inventory.archive(world.action("horaires"), by=By("cli", 1, world.clock()))
    inventory.add(board, [Entry(f"Ligne {at}", Horizon.later) for at in range(5)], by=world.by("bruno"))
    for at in range(4):
        placement.move(world.action("relais"), Horizon.later, by=world.by(), before=world.action("covoiturage"))
        placement.move(world.action("frais"), Horizon.later, by=world.by(), before=world.action("relais"))
        categories.add(board, f"Groupe {at}", by=world.by())
    counted(world)
    return board


def test_a_long_life_is_the_same_elsewhere(lyon, database, monkeypatch):
    monkeypatch.setattr(ordering, "TOO_LONG", 2)
    board = lived(lyon)
    assert any("spread" in event.body for event in seen.events(board))
    same_elsewhere(lyon, database, board)


def test_every_column_of_every_row_is_the_same(lyon, database):
    board = lived(lyon)
    before, data = columns(board), written(board, lyon)
    there = elsewhere(data, lyon, database)
    after = columns(there)
    assert after["membership"].pop()["joined_at"] == lyon.clock()
    assert after == before


def columns(board):
    """All that the tables hold of a board, but for ids and what is of the moment."""
    rows = {name: db.session.scalars(ledger.rows_of(model, board).order_by(model.id)).all() for name, model in
            MODELS.items() if model is not User}  # fmt: skip
    leave = HERE | ROOM | MINE
    return {
        name: [{column.name: getattr(row, column.name) for column in row.__table__.columns if column.name not in leave}
               | ({"version": row.version} if name == "action" else {}) for row in found]
        for name, found in rows.items()
    }  # fmt: skip


def test_it_is_written_twice_and_read_twice_and_still_the_same(lyon, database):
    there = elsewhere(written(lived(lyon), lyon), lyon, database)
    before = document(there, lyon)
    again = elsewhere(written(there, lyon), lyon, database)
    assert without_marks(document(again, lyon), imported=True) == without_marks(before)


# --- who ---------------------------------------------------------------------


def test_what_people_did_stays_theirs_and_none_of_them_can_come_in(lyon, database):
    there = elsewhere(written(lived(lyon), lyon), lyon, database)
    makers = {event.actor_id for event in seen.events(there) if event.user_id}
    names = {user.name for user in db.session.scalars(select(User).where(User.id.in_(makers)))}
    assert {"Amina Haddad", "Bruno Carvalho", "Élise Petit", WHO} <= names
    for user in db.session.scalars(select(User).where(User.name != WHO)):
        assert user.deactivated_at is not None
        assert not user.admin
        assert user.email.endswith("@imported.invalid")
        assert people.authenticate(user.email, PASSWORD) is None
        assert people.authenticate(user.email, transfer.NO_PASSWORD) is None


def test_whoever_brings_it_leads_it_by_its_last_event(lyon, database):
    there = elsewhere(written(lyon.board, lyon), lyon, database)
    somebody = people.find("ines@example.fr")
    assert boards.role_of(there, somebody) is Role.facilitator
    event = seen.events(there)[-1]
    assert (event.kind, event.actor_id, event.version) == ("board.imported", somebody.id, there.version)
    with pytest.raises(NotAllowed, match="undo_final"):
        history.undo(event, by=ines(lyon), role=Role.facilitator)


def test_an_account_of_the_same_name_or_address_gains_nothing(lyon):
    data = document(lyon.board, lyon)
    data = renamed(data)
    there = taken(data, lyon)
    assert boards.role_of(there, lyon.amina) is None
    assert len(db.session.scalars(select(Membership).where(Membership.board_id == there.id)).all()) == 4
    assert ledger.verify() == []


# --- what goes on --------------------------------------------------------------


def test_the_last_change_is_undone_where_it_arrives(lyon, database):
    before = seen.state(lyon.board)
    actions.edit(lyon.action("sms"), by=lyon.by("bruno"), title="Autre", status=Status.done)
    there = elsewhere(written(lyon.board, lyon), lyon, database)
    history.undo(seen.events(there)[-2], by=ines(lyon), role=Role.facilitator)
    assert [each["title"] for each in seen.state(there)["lanes"]["now"]] == [
        each["title"] for each in before["lanes"]["now"]
    ]
    assert ledger.verify() == []


def test_people_go_on_working_on_it(lyon, database):
    there = elsewhere(written(lived(lyon), lyon), lyon, database)
    by = ines(lyon)
    (added,), _ = inventory.add(there, [Entry("Encore une", Horizon.now, {"owner": "Zoé"})], by=by)
    assert added.ref == max(db.session.scalars(select(Action.ref)))
    assert added.owner.name == "Zoé"
    merging.merge([added, placement.lane_of(there.id, Horizon.now)[0]], by=by)
    assert ledger.verify() == []


def test_a_closed_board_stays_closed(lyon, database):
    boards.close(lyon.board, by=lyon.by())
    there = same_elsewhere(lyon, database, lyon.board)
    assert there.closed_at == lyon.clock()


def test_no_room_is_open_where_it_arrives_and_one_that_is_prepared_has_another_code(lyon, database):
    old = opened(lyon).code
    there = elsewhere(written(lyon.board, lyon), lyon, database)
    (room,) = db.session.scalars(select(Workshop).where(Workshop.board_id == there.id))
    assert (room.open, room.phase, room.closed_at) == (False, Phase.close, lyon.clock())
    assert room.code != old


def test_an_invitation_that_was_open_opens_nothing_there(lyon, database):
    token = members.invite(lyon.board, Role.facilitator, by=lyon.by())
    elsewhere(written(lyon.board, lyon), lyon, database)
    assert members.invitation(token, lyon.clock() + timedelta(minutes=1)) is None


# --- refused -------------------------------------------------------------------


def test_a_board_that_is_here_is_not_taken_twice(lyon):
    data = written(lyon.board, lyon)
    before = seen.state(lyon.board)
    with pytest.raises(Invalid, match="board_here"):
        taken(data, lyon)
    assert seen.state(lyon.board) == before
    assert ledger.verify() == []


def test_a_row_that_is_on_another_board_here_is_not_taken(lyon):
    told = renamed(document(lyon.board, lyon))
    taken_uid, own = told["actions"][0]["uid"], lyon.danas_action.uid
    text = reading.json.dumps(told).replace(taken_uid, own)
    with pytest.raises(Invalid, match="board_part_here"):
        taken(text.encode(), lyon)
    assert db.session.scalars(select(Board)).all() == [lyon.board, lyon.danas_board]
    assert ledger.verify() == []


def test_nothing_secret_is_in_the_file(lyon):
    lived(lyon)
    token = members.invite(lyon.board, Role.member, by=lyon.by())
    text = written(lyon.board, lyon).decode()
    secrets = [token, "@example", "token", "password", "argon2", "Soizic", lyon.danas_action.uid]
    secrets += [room.code for room in db.session.scalars(select(Workshop))]
    assert [secret for secret in secrets if secret in text] == []

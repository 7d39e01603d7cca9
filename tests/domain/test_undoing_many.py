"""What touched thousands of rows is taken back by a few statements, prepared before the lock: with the same outcome as
row by row, whoever does what meanwhile."""

from contextlib import contextmanager, suppress
from datetime import date

import pytest
from sqlalchemy import select

from boardapp.database import Base, db
from boardapp.domain import actions, boards, categories, history, inventory, ledger, ordering, placement, undoing_many
from boardapp.domain.actions import Action, Horizon
from boardapp.domain.boards import Role
from boardapp.domain.errors import Conflict
from boardapp.domain.events import Closed, Repeated
from boardapp.domain.imports import taking
from boardapp.domain.imports.judging import Choices
from boardapp.domain.imports.taking import Taking
from boardapp.domain.inventory import Entry
from boardapp.exchange import intake, outgoing
from tests import seen
from tests.domain.test_history import ARCHIVED, COMMANDS
from tests.world import NOW, Clock, World

pytestmark = pytest.mark.slow

ROWS = (
    "action,owner,category,when,archived,note\n"
    "Un,Lina,Accueil,now,,\nDeux 😀,LINA,accueil,next,,« deux »\nTrois,amina haddad,,now,,\n"
    "Quatre,,Relais,,2026-11-20,\nCinq,,,,2026-11-19,\n"
)
OTHERS = "action,when\nSix,now\nSept,next\nHuit,now\n"
REPLACED = {
    "Do now": "Later", "Prévenir": "Écrire", "b\n": "c\n", "\\n": "", "Amina Haddad": "Zoé", "2026-11-30": "2026-12-03",
    "Governance": "Droit",
}  # fmt: skip
DRAWN = {"uid", "code"}  # by lot


def by_statements(monkeypatch):
    monkeypatch.setattr(undoing_many, "MANY", 0)


def undone(world, event, **more):
    return history.undo(event, by=world.by(**more), role=Role.facilitator)


def take(world, text=ROWS, **choices):
    reading = intake.read(text.encode())
    return taking.take(Taking(world.board, reading.drafts, reading.mapped, Choices(**choices)), by=world.by()).event


def to_and_fro(world, event):
    return undone(world, undone(world, undone(world, event)))


def changed_by_a_file(world):
    """Our own file with other words, people and dates. Words come back that JSON writes its own way."""
    actions.edit(world.action("sms"), by=world.by(), note='« "a" \\b\n\u2028😀 »', already_running=True)
    actions.edit(world.action("ligne"), by=world.by(), note='Écrire "\\n"')
    text = b"".join(outgoing.csv_file(world.board, NOW, "en")).decode("utf-8-sig")
    for said, instead in REPLACED.items():
        text = text.replace(said, instead)
    return take(world, text)


def crowd(world):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ordering, "TOO_LONG", 1)
        event = placement.move(world.action("relais"), Horizon.now, by=world.by(), before=world.action("ligne"))
    assert event.body["spread"]


def withdrawn_while_others_came(world):
    """Their places are taken when they come back."""
    undo = undone(world, take(world))
    take(world, OTHERS)
    inventory.add(world.board, [Entry("Entre", Horizon.now)], by=world.by("bruno"))
    undone(world, undo)


def withdrawn_while_a_lane_was_spread(world):
    undo = undone(world, take(world))
    crowd(world)
    undone(world, undo)


def moved_in_one_and_spread_since(world):
    moved = world.actions("visio", "frais")
    event = inventory.change_many(world.board, moved, by=world.by(), horizon=Horizon.later)
    crowd(world)
    to_and_fro(world, event)


def named_like_a_category_of_since(world):
    undo = undone(world, take(world))
    categories.add(world.board, "Accueil", by=world.by())
    with suppress(Conflict):
        undone(world, undo)


HAPPENED = {
    "a file": lambda it: to_and_fro(it, take(it)),
    "a file that changes rows": lambda it: to_and_fro(it, changed_by_a_file(it)),
    "places taken": withdrawn_while_others_came,
    "a lane spread": withdrawn_while_a_lane_was_spread,
    "moves": moved_in_one_and_spread_since,
    "a name taken": named_like_a_category_of_since,
}


def commanded(world, kind):
    inventory.archive(world.action(ARCHIVED), by=world.by())
    COMMANDS[kind](world)
    to_and_fro(world, seen.events(world.board)[-1])


def everything(world):
    """All rows of all tables, but for identities that are drawn by lot."""
    db.session.rollback()
    assert ledger.verify() == []
    tables = {table.name: db.session.execute(select(table)).mappings() for table in Base.metadata.sorted_tables}
    return {name: sorted(repr(without_lots(dict(row))) for row in rows) for name, rows in tables.items()}


def without_lots(value):
    if isinstance(value, dict):
        return {name: without_lots(each) for name, each in sorted(value.items()) if name not in DRAWN}
    return value


def both_ways(database, monkeypatch, happen):
    """What is stored in the end, row by row and by statements."""
    found = []
    for many in (10**9, 0):
        monkeypatch.setattr(undoing_many, "MANY", many)
        database.renew("lyon")
        with database.app.app_context():
            world = World(Clock())
            happen(world)
            found.append(everything(world))
    return found


@pytest.mark.parametrize("kind", COMMANDS)
def test_any_command_is_taken_back_alike_row_by_row_and_by_statements(database, monkeypatch, kind):
    by_row, by_statement = both_ways(database, monkeypatch, lambda world: commanded(world, kind))
    assert by_statement == by_row


@pytest.mark.parametrize("name", HAPPENED)
def test_many_rows_are_taken_back_alike_row_by_row_and_by_statements(database, monkeypatch, name):
    by_row, by_statement = both_ways(database, monkeypatch, HAPPENED[name])
    assert by_statement == by_row


def test_hundreds_of_rows_take_as_many_questions_as_a_few(lyon):
    few, many = (
        inventory.add(lyon.board, [Entry(f"Action {at}") for at in range(count)], by=lyon.by())[1]
        for count in (undoing_many.MANY, 3 * undoing_many.MANY)
    )
    asked = [seen.queries(lambda event=event: undone(lyon, event)) for event in (many, few)]
    assert asked[0] == asked[1] < 40
    assert seen.titles(lyon.board, "inbox")[-1:] != ["Action 0"]
    assert ledger.verify() == []


def test_more_rows_than_one_statement_is_told_are_all_taken_back(lyon, monkeypatch):
    monkeypatch.setattr("boardapp.domain.given.STEP", 7)
    by_statements(monkeypatch)
    before = seen.state(lyon.board, up_to=12)
    _, event = inventory.add(lyon.board, [Entry(f"Action {at}", Horizon.next) for at in range(20)], by=lyon.by())
    after = seen.lanes(lyon.board)
    undo = undone(lyon, event)
    assert seen.state(lyon.board, up_to=12) == before
    undone(lyon, undo)
    assert seen.lanes(lyon.board) == after
    assert ledger.verify() == []


# --- what may not be taken back ------------------------------------------------


def test_what_is_refused_leaves_everything_as_it_was(lyon, monkeypatch):
    by_statements(monkeypatch)
    event = take(lyon)
    actions.edit(newest(lyon), by=lyon.by("bruno"), title="Mieux")
    before = everything(lyon)
    with pytest.raises(Conflict, match="undo_overtaken"):
        undone(lyon, event)
    assert everything(lyon) == before


def test_a_closed_board_says_so_first(lyon, monkeypatch):
    by_statements(monkeypatch)
    event = take(lyon)
    undone(lyon, event)
    boards.close(lyon.board, by=lyon.by())
    with pytest.raises(Closed):
        undone(lyon, event)


def test_the_same_form_sent_twice_is_known(lyon, monkeypatch):
    by_statements(monkeypatch)
    event = take(lyon)
    undone(lyon, event, once="form")
    with pytest.raises(Repeated):
        undone(lyon, event, once="form")


# --- what happens between the preparation and the lock --------------------------


def newest(world):
    return db.session.scalars(select(Action).order_by(Action.id.desc())).first()


def meanwhile(monkeypatch, happen, *, times=1):
    """Each of the first preparations is followed by this, before its lock; returns the locks taken."""
    by_statements(monkeypatch)
    locks, left, changing = [], [happen] * times, undoing_many.changing

    @contextmanager
    def changing_later(*args, **more):
        locks.append(len(locks))
        if left:
            left.pop()()
        with changing(*args, **more) as change:
            yield change

    monkeypatch.setattr(undoing_many, "changing", changing_later)
    return locks


def test_other_work_on_the_board_goes_on(lyon, monkeypatch):
    event = take(lyon)
    locks = meanwhile(monkeypatch, lambda: inventory.add(lyon.board, [Entry("Entre")], by=lyon.by("bruno")))
    undone(lyon, event)
    assert (locks, seen.titles(lyon.board, "inbox")[-1]) == ([0], "Entre")
    assert ledger.verify() == []


def test_somebody_who_built_upon_it_meanwhile_stands_in_the_way(lyon, monkeypatch):
    event = take(lyon)
    meanwhile(monkeypatch, lambda: actions.edit(newest(lyon), by=lyon.by("bruno"), title="Mieux"))
    with pytest.raises(Conflict, match="undo_overtaken"):
        undone(lyon, event)


def test_somebody_who_took_it_back_meanwhile_did_it_once(lyon, monkeypatch):
    event = take(lyon)
    meanwhile(monkeypatch, lambda: row_by_row(lyon, event))
    with pytest.raises(Conflict, match="undo_again"):
        undone(lyon, event)


def row_by_row(world, event):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(undoing_many, "MANY", 10**9)
        undone(world, event)


def test_what_stood_in_the_way_and_was_taken_back_meanwhile_does_so_no_more(lyon, monkeypatch):
    event = take(lyon)
    edit = actions.edit(newest(lyon), by=lyon.by("bruno"), title="Mieux")
    meanwhile(monkeypatch, lambda: row_by_row(lyon, edit))
    assert undone(lyon, event)
    assert ledger.verify() == []


@pytest.mark.parametrize("come", [lambda it: take(it, OTHERS), crowd])
def test_a_place_taken_meanwhile_becomes_the_one_behind(lyon, monkeypatch, come):
    undo = undone(lyon, take(lyon))
    locks = meanwhile(monkeypatch, lambda: come(lyon))
    undone(lyon, undo)
    assert locks == [0, 1]
    assert {"Un", "Trois"} <= set(seen.titles(lyon.board, "now"))
    assert ledger.verify() == []


def test_a_board_that_never_comes_to_rest_is_held_at_last(lyon, monkeypatch):
    event = take(lyon)

    def stir():
        row_by_row(lyon, actions.edit(lyon.action("sms"), by=lyon.by("bruno"), due_on=date(2026, 12, 4)))

    locks = meanwhile(monkeypatch, stir, times=undoing_many.TRIES)
    undone(lyon, event)
    assert len(locks) == undoing_many.TRIES + 1
    assert ledger.verify() == []

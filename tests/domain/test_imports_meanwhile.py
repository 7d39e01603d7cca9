"""What others do between the moments of a long import, on both databases: it is judged anew, never half taken in."""

import threading

import pytest
from sqlalchemy import func, select

from boardapp.database import Busy, db, new_uid
from boardapp.domain import boards, categories, history, inventory, ledger, members, people
from boardapp.domain.actions import Action
from boardapp.domain.boards import Role
from boardapp.domain.errors import Conflict
from boardapp.domain.events import Closed
from boardapp.domain.imports import taking, waiting
from boardapp.domain.imports.staging import staged
from boardapp.domain.imports.taking import Taking
from boardapp.domain.imports.waiting import ImportDraft
from boardapp.exchange import intake
from tests.together import together
from tests.world import NOW

pytestmark = pytest.mark.slow

OWNERS = ("dana weiss", "bruno CARVALHO")
ROWS = "".join(f"Titre {at},besoin {at},{OWNERS[at % 2]},Accueil {at % 3}\n" for at in range(6))
FILE = f"action,need,owner,category\n{ROWS}"


def keep(world, content=FILE):
    table = intake.read(content.encode()).table.to_json()
    id_ = waiting.keep_file(world.board, world.amina.id, "a.csv", content.encode(), table=table, at=NOW)
    db.session.rollback()
    return id_


def wanted(world, draft_id, *, mapping=None, content=FILE):
    """As a request does: read anew with whom and what the board knows by now."""
    labels = [each.label("fr") for each in categories.of(world.board)]
    table = intake.read(content.encode()).table
    reading = intake.understood(table, mapping, members=members.carriers(world.board), categories=labels)
    return Taking(world.board, reading.drafts, reading.mapped, draft_id=draft_id)


def finish(world, draft_id, **more):
    while not (step := taking.advance(wanted(world, draft_id, **more), str(draft_id), by=world.by(), most=2)).over:
        db.session.rollback()
    return step.outcome


def imported(world):
    db.session.rollback()
    rows = db.session.scalars(select(Action).where(Action.board_id == world.board.id, Action.id > 13))
    return sorted((row.title, row.need) for row in rows)


def joins(world, name="dana"):
    invited = members.invitation(members.invite(world.board, Role.member, by=world.by()), world.clock())
    members.accept(invited, world.person(name), by=world.by(name))


def leaves(world):
    members.remove(members.mine(world.board, world.bruno.id), by=world.by())


MEANWHILE = {
    "a member joins whom the file names": joins,
    "a member leaves whom the file names": leaves,
    "somebody is called as an owner of the file": lambda world: people.edit_profile(
        world.bruno, by=world.by("bruno"), name="Dana Weiss", locale="fr"
    ),
    "a category of the file is made": lambda world: categories.add(world.board, "Accueil 1", by=world.by()),
    "a category is renamed": lambda world: categories.edit(world.category("service"), by=world.by(), name="Accueil 2"),
    "an action names an owner of the file": lambda world: inventory.add(
        world.board, [inventory.Entry("Autre", values={"owner": "Dana Weiss"})], by=world.by()
    ),
    "somebody comes back": lambda world: [leaves(world), joins(world, "bruno")],
    "an action is archived": lambda world: inventory.archive(world.action("sms"), by=world.by()),
}


def settled(world, *, most):
    """Every row once, as the file has it, by one event that undoes as one."""
    rows = [row for row in imported(world) if row[0] != "Autre"]
    assert rows == [(f"Titre {at}", f"besoin {at}") for at in range(most)]
    assert ledger.verify() == []
    assert db.session.scalar(select(func.count()).select_from(Action).where(Action.ref > world.board.last_ref)) == 0


@pytest.mark.parametrize("meanwhile", MEANWHILE.values(), ids=list(MEANWHILE))
def test_what_changes_between_two_chunks_is_judged_anew(lyon, meanwhile):
    draft = keep(lyon)
    taking.advance(wanted(lyon, draft), str(draft), by=lyon.by(), most=2)
    meanwhile(lyon)
    outcome = finish(lyon, draft)
    settled(lyon, most=6)
    history.undo(outcome.event, by=lyon.by(), role=Role.facilitator)
    assert ledger.verify() == []


@pytest.mark.parametrize("meanwhile", MEANWHILE.values(), ids=list(MEANWHILE))
def test_what_changes_just_before_the_publication_is_judged_anew(lyon, monkeypatch, meanwhile):
    draft, staging = keep(lyon), taking.staging.stage
    once = iter([meanwhile])

    def stage(*args, **more):
        ready = staging(*args, **more)
        db.session.rollback()
        next(once, lambda world: None)(lyon)
        return ready

    monkeypatch.setattr(taking.staging, "stage", stage)
    taking.take(wanted(lyon, draft), by=lyon.by())
    settled(lyon, most=6)
    assert db.session.scalars(select(ImportDraft.id)).all() == []


def test_columns_chosen_anew_half_way_hold_for_every_row(lyon):
    draft = keep(lyon)
    taking.advance(wanted(lyon, draft), str(draft), by=lyon.by(), most=4)
    finish(lyon, draft, mapping=["need", "title", "owner", "category"])
    assert imported(lyon) == [(f"besoin {at}", f"Titre {at}") for at in range(6)]


def test_another_sheet_chosen_half_way_is_what_comes_in(lyon):
    draft, other = keep(lyon), FILE.replace("Titre", "Autre").replace("besoin", "souhait")
    taking.advance(wanted(lyon, draft), str(draft), by=lyon.by(), most=4)
    finish(lyon, draft, content=other)
    assert imported(lyon) == [(f"Autre {at}", f"souhait {at}") for at in range(6)]


@pytest.mark.parametrize(
    ("meanwhile", "refused"),
    [
        (lambda world, draft: boards.close(world.board, by=world.by()), Closed),
        (lambda world, draft: waiting.forget(draft), Conflict),
    ],
)
def test_a_board_that_closes_or_a_file_put_aside_half_way_takes_nothing(lyon, meanwhile, refused):
    draft = keep(lyon)
    taking.advance(wanted(lyon, draft), str(draft), by=lyon.by(), most=2)
    meanwhile(lyon, draft)
    with pytest.raises(refused):
        finish(lyon, draft)
    assert imported(lyon) == []


def test_two_tabs_finish_one_long_file_at_once_and_it_is_imported_once(lyon, database):
    draft = keep(lyon)
    answers = together(database.app, *[lambda: finish(lyon, draft)] * 3)
    assert [type(each).__name__ for each in answers if isinstance(each, Exception)] == ["Conflict"] * 2
    settled(lyon, most=6)


def test_names_that_are_reserved_never_meet_those_of_actions_added_meanwhile(lyon, database):
    """Ids and references are taken long before the rows are there."""
    drafts, over = [keep(lyon) for _ in range(2)], threading.Event()

    def add():
        count = 0
        while not over.is_set() and count < 60:
            inventory.add(lyon.board, [inventory.Entry(f"Autre {count}", values={"owner": new_uid()})], by=lyon.by())
            count += 1
        return count

    def take(draft):
        try:
            while True:
                try:
                    return finish(lyon, draft)
                except Busy:  # as the page does, which asks again
                    db.session.rollback()
        finally:
            over.set()

    added, _, one, two = together(database.app, add, add, *[lambda draft=draft: take(draft) for draft in drafts])
    assert isinstance(added, int), added
    assert [one.imported, two.imported] == [6, 6]
    db.session.rollback()
    refs = db.session.scalars(select(Action.ref).where(Action.board_id == lyon.board.id)).all()
    assert len(refs) == len(set(refs))
    assert ledger.verify() == []


def test_what_was_staged_for_a_file_that_is_in_is_cleared_away(lyon):
    draft = keep(lyon)
    finish(lyon, draft)
    assert db.session.scalar(select(func.count()).select_from(staged)) == 0


def test_a_name_of_a_sheet_may_be_as_long_as_it_likes(lyon):
    id_ = keep(lyon)
    draft = db.session.scalar(select(ImportDraft).where(ImportDraft.id == id_))
    waiting.keep_table(draft, draft.table, "x" * 10_000, 1)
    assert db.session.execute(select(ImportDraft.sheet, ImportDraft.header_line)).one() == (None, 1)

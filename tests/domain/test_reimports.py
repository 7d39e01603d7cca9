"""A file of ours comes back: what it changed is taken, what the board changed since is kept unless somebody says so."""

import csv
import io
from datetime import date

import pytest

from boardapp.database import db
from boardapp.domain import actions, history, inventory, ledger, opening
from boardapp.domain.actions import Action, Horizon, Status
from boardapp.domain.boards import Role
from boardapp.domain.imports import taking
from boardapp.domain.imports.judging import Choices, judged
from boardapp.domain.imports.taking import Taking
from boardapp.exchange import intake, outgoing
from tests import seen
from tests.world import NOW


def exported(world, board=None):
    """The rows of a file of the board, by reference."""
    content = b"".join(outgoing.csv_file(board or world.board, NOW, "en")).decode("utf-8-sig")
    return {row["ref"]: row for row in csv.DictReader(io.StringIO(content, newline=""))}


def reading(rows, *, without=()):
    out = io.StringIO()
    columns = [name for name in next(iter(rows.values())) if name not in without]
    writer = csv.DictWriter(out, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows.values())
    return intake.read(out.getvalue().encode())


def look(world, sheet, *, without=(), board=None, **choices):
    found = reading(sheet, without=without)
    return judged(board or world.board, found.drafts, found.mapped, Choices(**choices))


def take(world, sheet, *, without=(), **choices):
    found = reading(sheet, without=without)
    return taking.take(Taking(world.board, found.drafts, found.mapped, Choices(**choices)), by=world.by("bruno"))


def cells(outcome):
    return {
        found.action.ref: {cell.field: (cell.here, cell.there, cell.conflict) for cell in found.cells}
        for found in outcome.differences
    }


def action(world, ref):
    db.session.expire_all()
    return next(each for each in db.session.query(Action).filter_by(board_id=world.board.id) if each.ref == ref)


def test_cells_that_somebody_changed_in_the_file_are_changes(lyon):
    rows = exported(lyon)
    rows["A-1"] |= {"due": "2026-12-01", "challenge": "", "owner": "Zoé Martin"}
    rows["A-2"] |= {"status": "Running", "horizon": "Do next"}
    outcome = look(lyon, rows)
    assert cells(outcome) == {
        1: {
            "due_on": ("2026-11-24", "2026-12-01", False),
            "challenge": ("Aucun déplacement pour rien", "", False),
            "owner": ("Bruno Carvalho", "Zoé Martin", False),
        },
        2: {"status": ("to_start", "running", False), "horizon": ("now", "next", False)},
    }
    assert (outcome.rows_read, outcome.imported, outcome.updated, outcome.same) == (12, 0, 2, 10)


@pytest.mark.usefixtures("either_undo")
def test_changes_are_taken_in_by_one_event_that_undoes_as_one(lyon):
    rows = exported(lyon)
    before, version = seen.state(lyon.board), lyon.board.version
    rows["A-1"] |= {"due": "2026-12-01", "owner": "Zoé Martin", "category": "Relais", "action": "Autrement"}
    rows["A-2"] |= {"status": "Done", "horizon": "Do next", "note": "Une\nnote"}
    rows["new"] = dict.fromkeys(rows["A-1"], "") | {"action": "Toute neuve", "owner": "Zoé Martin"}
    outcome = take(lyon, rows)
    assert (outcome.imported, outcome.updated, outcome.new_categories) == (1, 2, ["Relais"])
    assert seen.kinds(lyon.board, since=version) == ["actions.imported"]
    one, two, new = action(lyon, 1), action(lyon, 2), action(lyon, 13)
    assert (one.title, one.due_on, one.owner.name, one.category.name) == (
        "Autrement", date(2026, 12, 1), "Zoé Martin", "Relais",
    )  # fmt: skip
    assert (two.status, two.done_on, two.horizon) == (Status.done, lyon.board.today(lyon.clock()), Horizon.next)
    assert (new.title, new.owner_id) == ("Toute neuve", one.owner_id)
    assert "autrement" in one.search
    assert seen.titles(lyon.board, "next")[-1] == two.title
    assert ledger.verify() == []
    history.undo(outcome.event, by=lyon.by("bruno"), role=Role.member)
    assert seen.state(lyon.board, up_to=12) == before
    assert ledger.verify() == []


def test_the_same_file_twice_changes_nothing_the_second_time(lyon):
    rows = exported(lyon)
    rows["A-1"]["due"] = "2026-12-01"
    take(lyon, rows)
    outcome = take(lyon, rows)
    assert (outcome.updated, outcome.same, outcome.event) == (0, 12, None)


def test_what_the_board_changed_meanwhile_is_not_put_back(lyon):
    rows = exported(lyon)
    actions.edit(action(lyon, 1), by=lyon.by(), due_on=date(2026, 12, 9))
    rows["A-1"]["challenge"] = "Mieux dit"
    outcome = take(lyon, rows)
    assert cells(outcome) == {1: {"challenge": ("Aucun déplacement pour rien", "Mieux dit", False)}}
    assert (action(lyon, 1).due_on, action(lyon, 1).challenge) == (date(2026, 12, 9), "Mieux dit")


@pytest.mark.parametrize(
    ("choices", "due", "challenge"),
    [
        ({}, date(2026, 12, 9), "Mieux dit"),
        ({"all": "file"}, date(2026, 12, 1), "Mieux dit"),
        ({"all": "board"}, date(2026, 12, 9), "Aucun déplacement pour rien"),
        ({"all": "board", "rows": {2: "file"}}, date(2026, 12, 1), "Mieux dit"),
        ({"all": "file", "rows": {2: "free"}}, date(2026, 12, 9), "Mieux dit"),
    ],
)
def test_a_cell_changed_on_both_sides_is_a_conflict_that_somebody_decides(lyon, choices, due, challenge):
    rows = exported(lyon)
    rows["A-1"] |= {"due": "2026-12-01", "challenge": "Mieux dit"}
    actions.edit(action(lyon, 1), by=lyon.by(), due_on=date(2026, 12, 9))
    assert cells(look(lyon, rows))[1]["due_on"] == ("2026-12-09", "2026-12-01", True)
    outcome = take(lyon, rows, **choices)
    assert (action(lyon, 1).due_on, action(lyon, 1).challenge) == (due, challenge)
    kept = [code for _, code, _ in outcome.skipped if code == "differs_here"]
    assert outcome.rows_read == outcome.imported + outcome.updated + len(outcome.skipped)
    assert kept == (["differs_here"] if choices == {"all": "board"} else [])


def test_both_sides_saying_the_same_is_no_conflict(lyon):
    rows = exported(lyon)
    rows["A-1"]["due"] = "2026-12-01"
    actions.edit(action(lyon, 1), by=lyon.by(), due_on=date(2026, 12, 1))
    assert cells(look(lyon, rows)) == {}


def test_a_file_that_does_not_say_how_old_it_is_asks_for_every_cell(lyon):
    rows = exported(lyon)
    rows["A-1"]["due"] = "2026-12-01"
    outcome = look(lyon, rows, without=["version"])
    assert cells(outcome) == {1: {"due_on": ("2026-11-24", "2026-12-01", True)}}
    assert (outcome.updated, outcome.conflicts) == (0, 1)
    assert look(lyon, rows, without=["version"], all="file").updated == 1


def test_a_state_that_this_board_never_had_says_nothing(lyon):
    rows = exported(lyon)
    rows["A-1"] |= {"due": "2026-12-01", "version": "999"}
    assert cells(look(lyon, rows))[1]["due_on"][2] is True


def test_columns_that_are_left_out_stay_as_they_are(lyon):
    rows = exported(lyon)
    rows["A-1"]["due"] = "2026-12-01"
    take(lyon, rows, without=["owner", "note", "category", "status"])
    assert (action(lyon, 1).owner.name, action(lyon, 1).due_on) == ("Bruno Carvalho", date(2026, 12, 1))


def test_a_date_that_cannot_be_read_leaves_the_date_of_the_board(lyon):
    rows = exported(lyon)
    rows["A-1"]["due"] = "dès que possible"
    take(lyon, rows)
    assert action(lyon, 1).due_on == date(2026, 11, 24)
    assert "dès que possible" in action(lyon, 1).note


def test_neither_the_reference_nor_an_identity_of_another_board_matches(lyon):
    rows = exported(lyon)
    other = opening.open_board("Ailleurs", lyon.amina, by=lyon.by())
    inventory.add(other, [inventory.Entry("Sans rapport")], by=lyon.by())
    found = reading(rows)
    outcome = taking.take(Taking(other, found.drafts, found.mapped), by=lyon.by())
    assert (outcome.imported, outcome.updated) == (12, 0)
    assert action(lyon, 1).title == rows["A-1"]["action"]
    rows["A-1"] |= {"uid": "", "source_id": "A-1"}
    assert look(lyon, rows).imported == 1


def test_an_archived_action_is_not_changed_by_a_file(lyon):
    rows = exported(lyon)
    inventory.archive(action(lyon, 1), by=lyon.by())
    rows["A-1"]["due"] = "2026-12-01"
    outcome = take(lyon, rows, all="file")
    assert [code for _, code, _ in outcome.skipped if code != "same_here"] == ["archived_here"]


def test_a_file_archives_by_its_date(lyon):
    rows = exported(lyon)
    rows["A-1"]["archived"] = "2026-11-22"
    take(lyon, rows)
    assert (action(lyon, 1).rank, action(lyon, 1).archived_at.date()) == (None, date(2026, 11, 22))
    assert ledger.verify() == []


def test_a_renamed_category_is_known_by_both_names_of_the_row(lyon):
    rows = exported(lyon)
    rows["A-1"]["category"] = "Service"
    assert cells(look(lyon, rows))[1]["category"][1:] == ("Service", False)
    take(lyon, rows)
    assert action(lyon, 1).category.key == "service"


def test_somebody_elses_edit_between_judging_and_publishing_is_judged_anew(lyon, monkeypatch):
    rows = exported(lyon)
    rows["A-1"]["due"] = "2026-12-01"
    staged = taking.staging.stage
    meanwhile = iter([lambda: actions.edit(action(lyon, 1), by=lyon.by(), due_on=date(2026, 12, 9))])

    def stage(*args, **more):
        next(meanwhile, lambda: None)()
        return staged(*args, **more)

    monkeypatch.setattr(taking.staging, "stage", stage)
    outcome = take(lyon, rows)
    assert (outcome.updated, outcome.conflicts) == (0, 1)
    assert action(lyon, 1).due_on == date(2026, 12, 9)

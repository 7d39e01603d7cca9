"""The 194 actions that real organisations took: in from the sample, through a week of work, out and in again."""

from pathlib import Path

import pytest

import boardapp
from boardapp.domain import actions, categories, history, inventory, ledger, listing, merging, opening
from boardapp.domain.actions import Horizon, Kind, Status
from boardapp.domain.boards import Role
from boardapp.domain.imports import taking
from boardapp.domain.imports.taking import Taking
from boardapp.exchange import intake, outgoing
from tests import seen
from tests.world import TODAY

SAMPLE = Path(boardapp.__file__).parent / "sample" / "crisis-actions.csv"


def taken(world, board, content):
    reading = intake.read(content)
    return taking.take(Taking(board, reading.drafts, reading.mapped), by=world.by())


def exported(world, board, locale="fr"):
    return b"".join(outgoing.csv_file(board, world.clock(), locale))


@pytest.fixture
def board(lyon):
    """Another board of Amina's, with the sample in its inventory."""
    made = opening.open_board("Crise", lyon.amina, by=lyon.by(), timezone="Europe/Paris", language="fr")
    assert taken(lyon, made, SAMPLE.read_bytes()).imported == 194
    return made


def shown(row, places):
    """What a file can carry; an archived action has no place in its lane."""
    names = (
        "horizon",
        "title",
        "owner",
        "category_name",
        "due_on",
        "status",
        "done_on",
        "kind",
        "effort",
        "note",
        "need",
    )
    return {name: getattr(row, name) for name in names} | {"place": places.get(row.id)}


def a_week_of_work(world, board):
    """All that changes what an export says, on some of the actions."""
    made = inventory.chosen(board, listing.ids(board, TODAY, listing.Filter()))
    inventory.change_many(board, made[:40], by=world.by(), horizon=Horizon.now, owner="Léa Morvan", due_on=TODAY)
    inventory.change_many(board, made[40:70], by=world.by("bruno"), horizon=Horizon.later, status=Status.done)
    inventory.change_many(board, made[10:20], by=world.by(), category_id=categories.named(board, "people").id)
    texts = {
        "title": "=SOMME(1;2)",
        "note": '-1\n"deux" ; trois\n\n\t@quatre',
        "need": "'apostrophe",
        "challenge": "+33 6",
    }
    actions.edit(
        made[0], by=world.by(), kind=Kind.test, hypothesis="Huit sur dix", effort=3, challenge_level=4, **texts
    )
    categories.edit(categories.named(board, "service"), by=world.by(), name="Accueil ; guichets")
    actions.edit(
        made[1], by=world.by(), category_id=categories.named(board, "accueil ; guichets").id, owner="Amina Haddad"
    )
    merging.merge(made[100:103], by=world.by())
    world.clock.advance(days=40)
    inventory.archive_many(board, made[110:115], by=world.by())
    return made


def test_all_rows_come_in_with_their_words(lyon, board):
    rows = list(listing.everything(board))
    assert len(rows) == 194
    assert (rows[0].title, rows[0].need, rows[0].source_id) == (
        "Open Xfinity WiFi hotspots to everyone, subscribers or not, for 60 days",
        "Stay connected without a subscription",
        "A001",
    )
    assert "organisation: Comcast" in rows[0].note
    assert rows[0].horizon is Horizon.inbox
    assert ledger.verify() == []


def test_one_undo_takes_all_of_them_out_again(lyon, board):
    history.undo(seen.events(board)[-1], by=lyon.by(), role=Role.facilitator)
    assert listing.page(board, TODAY, listing.Filter())[1] == 0
    assert ledger.verify() == []


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_our_own_file_reports_no_change_after_a_week_of_work(lyon, board, locale):
    a_week_of_work(lyon, board)
    before = seen.state(board)
    outcome = taken(lyon, board, exported(lyon, board, locale))
    assert [skipped for skipped in outcome.skipped if skipped[1] != "same_here"] == []
    assert (outcome.rows_read, len(outcome.skipped), outcome.event) == (194, 194, None)
    assert seen.state(board) == before


def test_an_older_file_of_ours_puts_nothing_back(lyon, board):
    made = a_week_of_work(lyon, board)
    file = exported(lyon, board)
    actions.edit(made[5], by=lyon.by(), title="Autre", due_on=None, owner="Zoé")
    actions.edit(made[50], by=lyon.by(), status=Status.running)
    inventory.archive(made[60], by=lyon.by())
    outcome = taken(lyon, board, file)
    assert {code for _, code, _ in outcome.skipped} == {"same_here"}
    assert (len(outcome.skipped), outcome.event) == (194, None)


def test_another_board_shows_the_same_from_our_own_file(lyon, board):
    a_week_of_work(lyon, board)
    other = opening.open_board("Copie", lyon.amina, by=lyon.by(), timezone="Europe/Paris", language="fr", like=board)
    outcome = taken(lyon, other, exported(lyon, board))
    assert (outcome.imported, outcome.skipped) == (194, [])
    one, two = ([shown(row, listing.places(each)) for row in listing.everything(each)] for each in (board, other))
    assert [row for row in one if row["place"]] == [row for row in two if row["place"]]
    assert sorted(map(str, one)) == sorted(map(str, two))
    assert ledger.verify() == []

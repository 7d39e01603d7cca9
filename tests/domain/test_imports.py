"""Files on their way in, on both databases: what is taken, what is passed over, and that nobody does it twice."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from boardapp.database import db
from boardapp.domain import history, ledger, listing, owners
from boardapp.domain.boards import Role
from boardapp.domain.errors import Conflict
from boardapp.domain.events import Repeated
from boardapp.domain.imports import leftovers, taking, waiting
from boardapp.domain.imports.judging import Outcome, judged
from boardapp.domain.imports.taking import Taking
from boardapp.domain.imports.waiting import ImportDraft
from boardapp.exchange import intake, outgoing
from tests import seen
from tests.together import together
from tests.world import NOW

ROWS = "action,owner,category,when\nUn,Lina,Accueil,now\nDeux,LINA ,accueil,next\nTrois,amina  haddad,,now\n"


def take(world, text=ROWS, **more):
    reading = intake.read(text.encode())
    by = more.pop("by", world.by())
    return taking.take(Taking(world.board, reading.drafts, reading.mapped, **more), by=by)


def keep(world, content=ROWS, name="a.csv"):
    table = intake.read(content.encode()).table.to_json()
    return waiting.keep_file(world.board, world.amina.id, name, content.encode(), table=table, at=NOW)


def test_rows_become_actions_by_one_event_that_the_ledger_replays(lyon):
    version, count = lyon.board.version, len(owners.of(lyon.board))
    outcome = take(lyon)
    assert (outcome.rows_read, outcome.imported, outcome.new_categories) == (3, 3, ["Accueil"])
    assert seen.titles(lyon.board, "now")[-2:] == ["Un", "Trois"]
    assert seen.kinds(lyon.board, since=version) == ["actions.imported"]
    assert len(owners.of(lyon.board)) == count + 1
    assert ledger.verify() == []


@pytest.mark.usefixtures("either_undo")
def test_undo_takes_all_of_it_back_and_redo_brings_it_again(lyon):
    before = seen.state(lyon.board, up_to=12)
    first = take(lyon).event
    after = seen.state(lyon.board, up_to=12)
    undone = history.undo(first, by=lyon.by(), role=Role.facilitator)
    assert seen.state(lyon.board, up_to=12) == before
    history.undo(undone, by=lyon.by(), role=Role.facilitator)
    assert seen.state(lyon.board, up_to=12)["lanes"] == after["lanes"]
    assert ledger.verify() == []


def test_our_own_file_changes_nothing_in_either_language(lyon):
    version = lyon.board.version
    for locale in ("fr", "en"):
        outcome = take(lyon, b"".join(outgoing.csv_file(lyon.board, NOW, locale)).decode())
        assert {code for _, code, _ in outcome.skipped} == {"same_here"}
        assert (outcome.rows_read, len(outcome.skipped), outcome.event) == (12, 12, None)
    assert lyon.board.version == version


def test_a_preview_says_what_taking_would_do_and_writes_nothing(lyon):
    reading, version = intake.read(ROWS.encode()), lyon.board.version
    outcome = judged(lyon.board, reading.drafts, reading.mapped)
    assert (outcome.imported, outcome.new_categories, outcome.alike, outcome.room) == (3, ["Accueil"], {}, 19_988)
    assert lyon.board.version == version
    take(lyon)
    assert judged(lyon.board, reading.drafts, reading.mapped).alike == {2: "A-13", 3: "A-14", 4: "A-15"}


def test_two_people_confirm_one_file_at_once_and_it_is_imported_once(lyon, database):
    draft = keep(lyon)
    tasks = [lambda: take(lyon, draft_id=draft)] * 2
    answers = sorted(together(database.app, *tasks), key=lambda answer: isinstance(answer, Outcome))
    assert [type(answer) for answer in answers] == [Conflict, Outcome]
    db.session.rollback()
    assert seen.titles(lyon.board, "now").count("Un") == 1


def test_the_same_form_sent_twice_is_known(lyon):
    draft = keep(lyon)
    take(lyon, by=lyon.by(once="form"), draft_id=draft)
    with pytest.raises(Repeated):
        take(lyon, by=lyon.by(once="form"), draft_id=draft)


def test_a_file_of_which_nothing_is_new_stays_where_it_is(lyon):
    draft = keep(lyon, "action,owner\n,Lina\n")
    assert take(lyon, "action,owner\n,Lina\n", draft_id=draft).event is None
    assert db.session.scalars(select(ImportDraft.id)).all() == [draft]


def test_files_nobody_confirmed_are_gone_after_a_day(lyon):
    keep(lyon, name="a\ud800\x00.csv")
    waiting.purge(NOW + timedelta(hours=23))
    db.session.rollback()
    assert db.session.scalar(select(ImportDraft.file_name)) == ""
    db.session.rollback()
    waiting.purge(NOW + timedelta(hours=25))
    assert db.session.scalar(select(ImportDraft.id)) is None


@pytest.mark.slow
def test_a_thousand_names_take_a_few_questions(lyon):
    rows = "".join(f"Action {number},Personne {number}\n" for number in range(1_000))
    assert seen.queries(lambda: take(lyon, f"action,owner\n{rows}")) < 40
    assert len(owners.of(lyon.board)) > 1_000
    assert [row.owner for row in listing.everything(lyon.board)][-1] == "Personne 999"
    assert ledger.verify() == []


def test_rows_that_were_not_taken_are_kept_for_a_day_and_a_few_of_each_person(lyon):
    about = {"board_id": lyon.board.id, "user_id": lyon.bruno.id}
    for number in range(7):
        leftovers.leave(about | {"file_name": f"{number}.csv"}, number, b"action\r\n", NOW)
    leftovers.leave(about | {"user_id": lyon.amina.id, "file_name": "hers.csv"}, 1, b"x", NOW)
    db.session.rollback()
    found = leftovers.left(lyon.board, lyon.bruno.id, NOW)
    assert [each.file_name for each in found] == ["6.csv", "5.csv", "4.csv", "3.csv", "2.csv"]
    assert (found[0].count, found[0].content) == (6, b"action\r\n")
    assert leftovers.left(lyon.board, lyon.bruno.id, NOW + timedelta(hours=25)) == []
    db.session.rollback()
    leftovers.purge(NOW + timedelta(hours=25))
    assert db.session.scalar(select(leftovers.ImportLeftover.id)) is None

import csv
import io
import json
import re
from datetime import date
from pathlib import Path

import pytest

from boardapp.database import db
from boardapp.domain import actions, boards, history, inventory, ledger, listing, opening
from boardapp.domain.actions import Horizon, Status
from boardapp.domain.boards import Board
from boardapp.domain.imports import taking
from boardapp.domain.imports.taking import Taking
from boardapp.exchange import intake, outgoing
from boardapp.exchange.headers import HEADERS
from boardapp.exchange.writing import RECORD_KEYS
from tests.web.test_imports import DRAFT, SAMPLE, upload, words
from tests.world import NOW

ROOT = Path(__file__).parents[2]
SAMPLES = [ROOT / "tests/exchange/samples", ROOT.parent / "shared/data/import-samples"]
FILES = sorted(
    {path.name: path for folder in SAMPLES for path in folder.rglob("*") if path.is_file()}.values(),
    key=lambda path: path.name,
)
TOLD_ANEW = {"ref", "uid", "created_on", "version"}


def rows_of(answer, delimiter=";"):
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def into(world, board, content):
    reading = intake.read(content)
    outcome = taking.take(Taking(board, reading.drafts, reading.mapped), by=world.by())
    assert outcome.rows_read == outcome.imported + len(outcome.skipped)
    return outcome


def records(board, locale="fr"):
    keys = set(RECORD_KEYS.values()) - TOLD_ANEW
    return [{key: record[key] for key in sorted(keys)} for record in outgoing.records(board, NOW, locale)]


def test_the_page_offers_every_file_in_both_languages(chloe):
    page = chloe.get("/boards/1/export").text
    for address in ('action="/boards/1/export.xlsx"', 'formaction="/boards/1/export.csv"', "export.ics", "export.json"):
        assert address in page
    assert re.findall(r'<option value="(\w+)"', page) == ["en", "fr"]


@pytest.mark.parametrize(("locale", "delimiter"), [("fr", ";"), ("en", ",")])
def test_the_table_is_what_a_spreadsheet_of_that_language_opens(chloe, locale, delimiter):
    answer = chloe.get(f"/boards/1/export.csv?locale={locale}")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.content_type == "text/csv; charset=utf-8"
    rows = rows_of(answer, delimiter)
    assert list(rows[0]) == list(HEADERS[locale].values())
    assert len(rows) == 12
    assert b"\r\n" in answer.data


def test_a_row_says_what_the_board_says(chloe):
    row = rows_of(chloe.get("/boards/1/export.csv"))[1]
    assert row | {"uid": "", "note": "", "version": ""} == dict.fromkeys(row, "") | {
        "ref": "A-2", "horizon": "Faire maintenant", "rang": "2", "action": "Ouvrir la ligne d’écoute de 7 h à 21 h",
        "catégorie": "Service", "niveau": "3", "responsable": "Amina Haddad", "échéance": "2026-11-20",
        "état": "À lancer", "nature": "Faire", "retard_jours": "3", "créée": "2026-11-18", "déjà_en_place": "non",
        "premier_pas": "Quand le planning est prêt, appeler les volontaires", "effort": "3",
    }  # fmt: skip


def test_words_are_the_readers_own_unless_another_language_is_asked_for(chloe, dana):
    assert rows_of(chloe.get("/boards/1/export.csv"))[0]["état"] == "En cours"
    assert rows_of(dana.get("/boards/2/export.csv"), ",")[0]["status"] == "To start"
    assert "état" in rows_of(dana.get("/boards/2/export.csv?locale=fr"))[0]
    assert "status" in rows_of(dana.get("/boards/2/export.csv?locale=xx"), ",")[0]


def test_an_archived_action_is_last_without_rank_and_is_not_late(look, chloe):
    with look() as world:
        inventory.archive(world.action("ligne"), by=world.by())
    row = rows_of(chloe.get("/boards/1/export.csv"))[-1]
    assert (row["ref"], row["rang"], row["retard_jours"], row["archivée"]) == ("A-2", "", "", "2026-11-23")


def test_dates_are_those_of_the_boards_wall(look, chloe, clock):
    clock.advance(hours=15, minutes=30)  # 0:42 in Lyon, still the day before in UTC
    with look() as world:
        inventory.add(world.board, [inventory.Entry("Tard")], by=world.by())
    assert rows_of(chloe.get("/boards/1/export.csv"))[-1]["créée"] == "2026-11-24"


def test_the_document_holds_the_board_and_its_actions_in_codes(chloe):
    answer = chloe.get("/boards/1/export.json")
    assert answer.content_type == "application/json"
    document = json.loads(answer.data)
    assert document["board"]["title"] == "Grève des transports à Lyon"
    assert document["board"]["categories"][:2] == ["Expérience", "Processus"]
    first = document["actions"][0]
    assert (first["status"], first["due_on"], first["rank"], first["votes"]) == ("running", "2026-11-24", 1, None)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ics", "json"])
def test_a_file_is_named_kept_by_nobody_and_never_run(chloe, kind):
    headers = chloe.get(f"/boards/1/export.{kind}").headers
    name = f"greve-des-transports-a-lyon_J5_2026-11-23.{kind}"
    assert headers["Content-Disposition"] == f"attachment; filename={name}"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_formula_is_guarded(look, chloe):
    with look() as world:
        actions.edit(world.action("sms"), by=world.by(), note="=HYPERLINK(1)", owner="@cmd")
    row = rows_of(chloe.get("/boards/1/export.csv"))[0]
    assert (row["note"], row["responsable"]) == ("'=HYPERLINK(1)", "'@cmd")


def test_strangers_get_no_file(dana, visitor):
    for path in ("export", "export.csv", "export.xlsx", "export.ics", "export.json"):
        assert dana.get(f"/boards/1/{path}").status_code == 404
        assert visitor.get(f"/boards/1/{path}").status_code == 303


def test_a_closed_board_can_be_taken_along(look, chloe):
    with look() as world:
        boards.close(world.board, by=world.by())
    assert len(rows_of(chloe.get("/boards/1/export.csv"))) == 12


def test_a_row_that_was_copied_in_the_file_is_not_the_action_twice(amina, english, look):
    lines = amina.get("/boards/1/export.csv?locale=en").data.split(b"\r\n")
    with look() as world:
        board = opening.open_board("Ailleurs", world.amina, by=world.by())
        outcome = into(world, board, b"\r\n".join([lines[0], lines[1], lines[1], *lines[2:]]))
        assert (outcome.imported, outcome.skipped) == (12, [(3, "repeated", {"row": 2})])


def test_rows_sorted_otherwise_in_a_spreadsheet_come_back_by_rank(amina, look):
    lines = amina.get("/boards/1/export.csv?locale=en").data.strip().split(b"\r\n")
    with look() as world:
        board = opening.open_board("Ailleurs", world.amina, by=world.by())
        into(world, board, b"\r\n".join([lines[0], *sorted(lines[1:], key=lambda line: line[50:])]))
        assert records(board) == records(world.board)


@pytest.mark.slow
def test_194_actions_leave_and_come_back_without_a_change(amina, look, english):
    upload(amina, SAMPLE.read_bytes(), "crisis-actions.csv")
    amina.post(DRAFT)
    with look() as world:
        arrange(world)
        before = records(world.board)
        other = opening.open_board("Ailleurs", world.amina, by=world.by()).id
    for locale in ("fr", "en"):
        content = amina.get(f"/boards/1/export.csv?locale={locale}").data
        page = words(amina.follow(upload(amina, content)))
        assert "0 actions to add, 207 rows unchanged, 0 rows skipped. There is nothing to import." in page
    with look() as world:
        outcome = into(world, db.session.get(Board, other), content)
        assert (outcome.imported, outcome.skipped, outcome.new_categories) == (207, [], ["Axe “neuf”"])
        assert records(db.session.get(Board, other)) == before
        assert ledger.verify() == []


def arrange(world):
    """Some of the 194 sorted, owned, dated, done, archived and written into, as after a day of work."""
    rows = [row for row in listing.everything(world.board) if row.source_id]
    some = inventory.chosen(world.board, [row.id for row in rows])
    inventory.change_many(world.board, some[:60], by=world.by(), horizon=Horizon.now, owner="Léa Morvan")
    inventory.change_many(world.board, some[40:90], by=world.by(), horizon=Horizon.later, due_on=date(2026, 12, 1))
    inventory.change_many(world.board, some[10:20], by=world.by(), status=Status.done, effort=2)
    inventory.archive_many(world.board, some[100:110], by=world.by())
    into(world, world.board, 'action,axe\nx,"Axe “neuf”"\n'.encode())
    new = inventory.chosen(world.board, [max(row.id for row in listing.everything(world.board))])[0]
    texts = {"title": "=1+1", "note": '-a\n\n;b\t\'=c "d"', "need": "'", "result": "@x", "challenge": "＝1"}
    actions.edit(new, by=world.by(), **texts)
    history.undo(actions.edit(new, by=world.by(), title="+33 1"), by=world.by(), role=boards.Role.facilitator)
    inventory.archive(new, by=world.by())


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_a_real_file_is_previewed_and_imported_or_refused_in_words(amina, english, look, path):
    content = path.read_bytes()
    answer = upload(amina, content, "a.csv")
    if answer.status_code != 303:
        assert answer.status_code in (413, 422)
        return
    assert amina.get(DRAFT).status_code == 200
    assert amina.post(DRAFT).status_code in (303, 422)
    with look():
        assert ledger.verify() == []

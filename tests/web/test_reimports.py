"""A file of ours that somebody changed, in the browser: what differs is shown cell by cell, and decided row by row."""

import csv
import io
import re
from datetime import date

import pytest

from boardapp.domain import actions, inventory
from boardapp.domain.imports import taking
from boardapp.domain.inventory import Entry
from tests.web.test_imports import DRAFT, SMALL, titles, upload, words

pytestmark = pytest.mark.usefixtures("english")


def changed(browser, **rows):
    """The board's own file with cells changed, by reference."""
    text = browser.get("/boards/1/export.csv?locale=en").data.decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(text, newline="")))
    for row in found:
        row.update(rows.get(row["ref"].replace("-", ""), {}))
    out = io.StringIO()
    writer = csv.DictWriter(out, list(found[0]))
    writer.writeheader()
    writer.writerows(found)
    return out.getvalue().encode()


def test_the_preview_shows_every_cell_that_differs(bruno):
    page = words(bruno.follow(upload(bruno, changed(bruno, A1={"due": "2026-12-01", "challenge": ""}))))
    assert "0 actions to add, 1 action to update, 11 rows unchanged, 0 rows skipped." in page
    assert "Due date: 24 Nov → 1 Dec" in page
    assert "Challenge: Aucun déplacement pour rien → empty" in page
    assert "Update 1 action" in page


def test_what_was_confirmed_is_said_and_can_be_undone(bruno, look):
    upload(bruno, changed(bruno, A1={"due": "2026-12-01"}))
    page = words(bruno.follow(bruno.post(DRAFT)))
    assert "1 action updated, 11 rows unchanged. Undo" in page
    with look() as world:
        assert world.action("sms").due_on == date(2026, 12, 1)


def test_a_conflict_is_named_and_decided_for_its_row(amina, bruno, look):
    content = changed(bruno, A1={"due": "2026-12-01"})
    with look() as world:
        actions.edit(world.action("sms"), by=world.by(), due_on=date(2026, 12, 9))
    page = words(bruno.follow(upload(bruno, content)))
    assert "1 row was changed in the file and on the board" in page
    assert "Due date: 9 Dec → 1 Dec changed here too stays as it is" in page
    page = words(bruno.follow(bruno.post(f"{DRAFT}/mapping", {"all": "free", "take": ["2:file"]})))
    assert "1 action to update" in page
    assert "changed here too stays as it is" not in page
    bruno.post(DRAFT)
    with look() as world:
        assert world.action("sms").due_on == date(2026, 12, 1)


@pytest.mark.parametrize(
    "said",
    [
        {"all": "everything"},
        {"alike": "maybe"},
        {"all": "free", "take": ["x:file"]},
        {"all": "free", "take": ["2:mine"]},
    ],
)
def test_a_choice_that_is_none_is_refused_in_words(bruno, said):
    upload(bruno, changed(bruno, A1={"due": "2026-12-01"}))
    answer = bruno.post(f"{DRAFT}/mapping", said)
    assert answer.status_code == 422
    assert "Choose one of the list." in words(answer)


def test_a_level_is_told_in_words(bruno):
    page = words(bruno.follow(upload(bruno, changed(bruno, A1={"level": "1"}))))
    assert re.search(r"Level of the challenge: \w+ → low", page)


def test_titles_that_are_here_are_left_out_by_one_press_and_taken_by_another(bruno, look):
    with look() as world:
        inventory.add(world.board, [Entry("Ouvrir un chat")], by=world.by())
    page = words(bruno.follow(upload(bruno)))
    assert "1 title is on the board already, word for word: it will be there twice. Leave them out" in page
    page = words(bruno.follow(bruno.post(f"{DRAFT}/mapping", {"alike": "leave"})))
    assert "1 action to add, 2 rows skipped." in page
    assert re.search(r"Line 2 A-\d+ on this board has the same words\.", page)
    assert "1 title that is on the board already is left out. Take them all the same" in page
    page = words(bruno.follow(bruno.post(f"{DRAFT}/mapping", {"alike": "add"})))
    assert "2 actions to add, 1 row skipped." in page


def test_what_is_left_out_stays_out_when_the_file_is_taken(bruno, look):
    upload(bruno)
    bruno.post(DRAFT)
    upload(bruno, SMALL + b"Afficher,,\n")
    bruno.post("/imports/2/mapping", {"alike": "leave"})
    assert "1 action imported, 3 rows skipped. The skipped rows as a file Undo" in words(
        bruno.follow(bruno.post("/imports/2"))
    )
    assert (titles(look).count("Ouvrir un chat"), titles(look).count("Afficher")) == (1, 1)


def test_an_own_file_that_changes_nothing_says_so(bruno):
    page = words(bruno.follow(upload(bruno, changed(bruno))))
    assert "12 rows unchanged, 0 rows skipped. There is nothing to import." in page
    assert "Rows skipped" not in page


def test_rows_skipped_stand_apart_from_remarks_on_rows_taken(bruno):
    page = words(bruno.follow(upload(bruno, b"action,due\nOuvrir,nonsense\n,2026-12-01\n")))
    assert "1 remark on a row that is taken" in page
    skipped, _, remarks = page.partition("Rows skipped")[2].partition("Row by row")
    assert skipped.startswith(" Line 3 No action is written in this row.")
    assert remarks.startswith(" Line 2 “nonsense” (due) cannot be read as a date.")


def test_rows_that_were_not_taken_come_back_as_a_file_with_their_reasons(bruno):
    upload(bruno, b"action,owner\nOuvrir,=1+1\n,Lina\n")
    assert "The 1 row skipped as a file" in words(bruno.get(DRAFT))
    answer = bruno.get(f"{DRAFT}/skipped.csv")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    assert rows == [["action", "owner", "reason"], ["", "Lina", "No action is written in this row."]]


def test_a_long_file_shows_how_far_it_has_come_and_goes_on_by_itself(bruno, look, monkeypatch):
    monkeypatch.setattr(taking, "STEP", 2)
    upload(bruno, b"action\n" + b"".join(b"Ligne %d\n" % at for at in range(5)))
    answer = bruno.post(DRAFT)
    assert answer.location == f"{DRAFT}/rest"
    page = bruno.follow(answer)
    assert "Rows ready: 2 of 5." in words(page)
    assert 'hx-trigger="load"' in page.text
    piece = bruno.post(f"{DRAFT}/rest", headers={"HX-Request": "true"})
    assert "Rows ready: 4 of 5." in words(piece)
    with look() as world:
        assert world.board.version == 17
    last = bruno.post(f"{DRAFT}/rest", headers={"HX-Request": "true"})
    assert last.headers["HX-Redirect"] == "/boards/1"
    assert "5 actions imported. Undo" in words(bruno.get("/boards/1"))


def test_without_a_script_one_press_takes_the_rest(bruno, monkeypatch):
    monkeypatch.setattr(taking, "STEP", 2)
    upload(bruno, b"action\n" + b"".join(b"Ligne %d\n" % at for at in range(9)))
    bruno.post(DRAFT)
    assert bruno.post(f"{DRAFT}/rest").location == "/boards/1"


def test_another_line_may_name_the_columns(bruno):
    upload(bruno, b"Ligne un,b\nAction,Pilote\nOuvrir,Lina\n")
    page = words(bruno.follow(bruno.post(f"{DRAFT}/table", {"header": "2"})))
    assert "1 action to add" in page
    answer = bruno.post(f"{DRAFT}/table", {"header": "deux"})
    assert (answer.status_code, "Enter a whole number" in words(answer)) == (422, True)


def test_a_file_that_lost_its_age_asks_for_every_row_that_differs(bruno):
    rows = list(csv.reader(io.StringIO(changed(bruno, A1={"due": "2026-12-01"}).decode(), newline="")))
    at = rows[0].index("version")
    out = io.StringIO()
    csv.writer(out).writerows([row[:at] + row[at + 1 :] for row in rows])
    page = words(bruno.follow(upload(bruno, out.getvalue().encode())))
    assert "This file does not say which state of the board it shows" in page
    assert "changed here too" not in page
    page = words(bruno.follow(bruno.post(f"{DRAFT}/mapping", {"all": "file"})))
    assert "1 action to update" in page


def test_the_page_of_progress_does_nothing_by_itself_before_somebody_confirmed(bruno):
    upload(bruno)
    page = bruno.get(f"{DRAFT}/rest")
    assert "Rows ready: 0 of" in words(page)
    assert "hx-trigger" not in page.text.partition('id="progress"')[2].partition(">")[0]

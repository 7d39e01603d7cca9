"""A file of ours that somebody changed, in the browser: what differs is shown cell by cell, and decided row by row."""

import csv
import io
from datetime import date

import pytest

from boardapp.domain import actions
from boardapp.domain.imports import taking
from tests.web.test_imports import DRAFT, upload, words

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
    assert "0 actions to add, 1 action to update, 11 rows skipped." in page
    assert "Due date: 2026-11-24 → 2026-12-01" in page
    assert "Challenge: Aucun déplacement pour rien → empty" in page
    assert "Update 1 action" in page


def test_what_was_confirmed_is_said_and_can_be_undone(bruno, look):
    upload(bruno, changed(bruno, A1={"due": "2026-12-01"}))
    page = words(bruno.follow(bruno.post(DRAFT)))
    assert "1 action updated, 11 rows skipped. Undo" in page
    with look() as world:
        assert world.action("sms").due_on == date(2026, 12, 1)


def test_a_conflict_is_named_and_decided_for_its_row(amina, bruno, look):
    content = changed(bruno, A1={"due": "2026-12-01"})
    with look() as world:
        actions.edit(world.action("sms"), by=world.by(), due_on=date(2026, 12, 9))
    page = words(bruno.follow(upload(bruno, content)))
    assert "1 row was changed in the file and on the board" in page
    assert "Due date: 2026-12-09 → 2026-12-01 changed here too stays as it is" in page
    page = words(bruno.follow(bruno.post(f"{DRAFT}/mapping", {"all": "free", "take": ["2:file"]})))
    assert "1 action to update" in page
    assert "changed here too stays as it is" not in page
    bruno.post(DRAFT)
    with look() as world:
        assert world.action("sms").due_on == date(2026, 12, 1)


@pytest.mark.parametrize(
    "said", [{"all": "everything"}, {"all": "free", "take": ["x:file"]}, {"all": "free", "take": ["2:mine"]}]
)
def test_a_choice_that_is_none_is_refused_in_words(bruno, said):
    upload(bruno, changed(bruno, A1={"due": "2026-12-01"}))
    answer = bruno.post(f"{DRAFT}/mapping", said)
    assert answer.status_code == 422
    assert "Choose one of the list." in words(answer)


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

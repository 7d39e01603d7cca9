"""The spreadsheet loop in a browser: a file in, looked at, taken in, changed in a spreadsheet and taken in again."""

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.gestures import fits, held

LONG = 12_000


@pytest.fixture
def plan(tmp_path) -> Path:
    path = tmp_path / "plan.csv"
    path.write_text(
        "Action;Responsable;Échéance\nOuvrir un chat;Léa Morvan;01/12/2026\nAfficher;;31/11/2026\n", "utf-8"
    )
    return path


def chosen(page: Page, path: Path) -> None:
    page.get_by_label("File", exact=True).set_input_files(path)
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Preview of")


def exported(page: Page) -> str:
    """The board's CSV, as its export page gives it."""
    with page.expect_download() as given:
        page.get_by_role("button", name="CSV").first.click()
    return given.value.path().read_text("utf-8-sig")


@pytest.mark.parametrize(("size", "javascript"), [(DESK, True), (DESK, False), (PHONE, True)])
def test_a_file_is_looked_at_and_taken_in(visit, plan, size, javascript):
    page = visit("amina", "/boards/1/imports", size=size, javascript=javascript, language="en")
    chosen(page, plan)
    expect(page.get_by_text("2 actions to add, 0 rows skipped.")).to_be_visible()
    expect(page.get_by_text("“31/11/2026” (Échéance) is no date there is. It is kept in the note.")).to_be_visible()
    fits(page)
    page.get_by_role("button", name="Import 2 actions").click()
    expect(page.locator("#toast")).to_contain_text("2 actions imported.")


def test_a_file_is_taken_in_with_the_keyboard_alone(visit, plan):
    page = visit("amina", "/boards/1/imports", language="en")
    chosen(page, plan)
    page.keyboard.press("Tab")
    button = page.get_by_role("button", name="Import 2 actions")
    for _ in range(30):
        if button.evaluate("it => it === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#toast")).to_contain_text("2 actions imported.")


def test_another_column_becomes_the_action(visit, tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text("Objet;Titre\nGare;Ouvrir un chat\n", "utf-8")
    page = visit("amina", "/boards/1/imports", language="en")
    chosen(page, path)
    page.get_by_label("“Objet” becomes").select_option(label="Customer need")
    page.get_by_role("button", name="Update preview", exact=True).last.click()
    expect(page.get_by_label("“Objet” becomes")).to_have_value("need")
    page.get_by_role("button", name="Import 1 action").click()
    expect(page.locator("#toast")).to_contain_text("1 action imported.")


@pytest.mark.parametrize("javascript", [True, False])
def test_one_press_says_which_column_is_the_action(visit, tmp_path, javascript):
    path = tmp_path / "plan.csv"
    path.write_text("n;x;y\n1;bananas;2\n3;pears;4\n", "utf-8")
    page = visit("amina", "/boards/1/imports", language="en", javascript=javascript)
    chosen(page, path)
    expect(page.get_by_text("Which column says what the action is?")).to_be_visible()
    page.get_by_role("button", name="x bananas").click()
    page.get_by_role("button", name="Import 2 actions").click()
    expect(page.locator("#toast")).to_contain_text("2 actions imported.")


def test_a_phone_shows_every_field_of_a_row_without_sliding(visit, plan):
    page = visit("amina", "/boards/1/imports", size=PHONE, language="en")
    chosen(page, plan)
    for text in ("Ouvrir un chat", "Léa Morvan", "1 Dec"):
        expect(page.locator(".rows").get_by_text(text)).to_be_visible()
    assert page.locator(".scroll").evaluate("box => box.scrollWidth <= box.clientWidth")


def test_enter_on_a_tick_leaves_the_file_as_it_is(visit, tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text("n;x;y\n1;bananas;2\n3;pears;4\n", "utf-8")
    page = visit("amina", "/boards/1/imports", language="en")
    chosen(page, path)
    page.get_by_label("“n”: keep it in the note").press("Space")
    page.get_by_label("“n”: keep it in the note").press("Enter")
    expect(page.get_by_label("“n”: keep it in the note")).not_to_be_checked()
    expect(page.get_by_text("Which column says what the action is?")).to_be_visible()


@pytest.mark.slow
def test_a_long_file_shows_how_far_it_is_and_arrives(visit, tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("action\n" + "".join(f"Appeler le client {at}\n" for at in range(LONG)), "utf-8")
    page = visit("amina", "/boards/1/imports", language="en")
    chosen(page, path)
    with held(page, "**/rest", "POST"):
        page.get_by_role("button", name=f"Import {LONG} actions").click()
        expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.locator("#toast")).to_contain_text(f"{LONG} actions imported.", timeout=60_000)


@pytest.mark.parametrize("javascript", [True, False])
def test_an_export_that_was_changed_updates_the_board_and_undo_takes_it_back(visit, tmp_path, javascript):
    page = visit("amina", "/boards/1/export", language="en", javascript=javascript)
    content = exported(page)
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    rows[0]["due"] = "2026-12-24"
    path = tmp_path / "changed.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    page.goto(page.url.replace("/export", "/imports"))
    chosen(page, path)
    expect(page.get_by_text("24 Nov → 24 Dec")).to_be_visible()
    fits(page)
    page.get_by_role("button", name="Update 1 action").click()
    expect(page.locator("#toast")).to_contain_text("1 action updated, 11 rows unchanged.")
    page.locator("#toast").get_by_role("button", name="Undo").click()
    expect(page.locator("#toast")).to_contain_text("Undone")


def test_a_conflict_is_decided_for_its_row(visit, tmp_path):
    page = visit("amina", "/boards/1/export", language="en")
    content = exported(page)
    path = tmp_path / "changed.csv"
    path.write_text(content.replace("2026-11-24", "2026-12-24"), "utf-8")
    page.goto(page.url.replace("/boards/1/export", "/actions/1"))
    page.get_by_label("Due date", exact=True).fill("2026-12-09")
    page.keyboard.press("Tab")
    expect(page.locator("#toast")).to_contain_text("Undo")
    page.goto(page.url.replace("/actions/1", "/boards/1/imports"))
    chosen(page, path)
    expect(page.get_by_text("1 row was changed in the file and on the board")).to_be_visible()
    page.get_by_label("Take of line 2").select_option(label="all that the file says")
    page.get_by_role("button", name="Update").first.click()
    expect(page.locator("#toast")).to_contain_text("1 action updated")


@pytest.mark.parametrize(("size", "javascript"), [(DESK, True), (PHONE, False)])
def test_rows_that_were_skipped_come_as_a_file_beside_the_undo(visit, plan, size, javascript):
    plan.write_text("Action;Responsable\nOuvrir un chat;Léa Morvan\n;Zoé\n", "utf-8")
    page = visit("amina", "/boards/1/imports", size=size, javascript=javascript, language="en")
    chosen(page, plan)
    page.get_by_role("button", name="Import 1 action").click()
    words = page.locator("#toast p")
    expect(words).to_have_text("1 action imported, 1 row skipped.")
    assert words.bounding_box()["height"] < 60
    with page.expect_download() as given:
        page.get_by_role("link", name="The skipped rows as a file").click()
    rows = list(csv.reader(io.StringIO(given.value.path().read_text("utf-8-sig"))))
    assert rows == [["Action", "Responsable", "reason"], ["", "Zoé", "No action is written in this row."]]
    page.goto("/boards/1/imports")
    expect(page.get_by_role("link", name="1 row skipped as a file")).to_be_visible()

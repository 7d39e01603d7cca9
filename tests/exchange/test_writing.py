import csv
import dataclasses
import io
import json
import re
from datetime import UTC, date, datetime

import pytest

from boardapp.exchange import outgoing
from boardapp.exchange.guard import unseal
from boardapp.exchange.headers import FIELDS
from boardapp.exchange.writing import HEADERS, csv_lines, file_name, json_document
from tests.hostile_cells import CELLS
from tests.spreadsheets import PROFILES, Cell, open_csv

RECORD = {
    "ref": 12,
    "horizon": "now",
    "rank_number": 3,
    "title": "Ouvrir un numéro vert",
    "category": "Service",
    "challenge_level": 4,
    "owner": "Chloé",
    "due_on": date(2026, 11, 28),
    "status": "to_start",
    "kind": "test",
    "note": '=HYPERLINK("x")',
    "already_running": False,
    "archived_on": datetime(2026, 11, 30, 8, 0, tzinfo=UTC),
    "uid": "u-12",
    "secret": "never",
}


def parsed(locale: str) -> tuple[list[str], dict[str, str]]:
    text = b"".join(csv_lines([RECORD], locale)).decode("utf-8-sig")
    header, row = csv.reader(io.StringIO(text, newline=""), delimiter=";" if locale == "fr" else ",")
    return header, dict(zip(header, row, strict=True))


def test_french_columns_stand_in_the_agreed_order():
    assert " ".join(parsed("fr")[0]) == (
        "ref horizon rang action catégorie enjeu niveau responsable échéance état nature retard_jours note votes créée "
        "terminée besoin premier_pas bénéfice hypothèse résultat déjà_en_place archivée uid effort id_source version"
    )


def test_english_columns_stand_in_the_agreed_order():
    assert " ".join(parsed("en")[0]) == (
        "ref horizon rank action category challenge level owner due status kind days_late note votes created done need "
        "first_step benefit hypothesis result already_running archived uid effort source_id version"
    )


def test_values_are_in_the_words_of_the_reader():
    french, english = parsed("fr")[1], parsed("en")[1]
    assert (french["horizon"], french["état"], french["nature"]) == ("Faire maintenant", "À lancer", "Tester")
    assert (english["horizon"], english["status"], english["kind"]) == ("Do now", "To start", "Test")
    assert (french["déjà_en_place"], english["already_running"]) == ("non", "no")


def test_references_dates_and_gaps_are_written_plainly():
    row = parsed("en")[1]
    assert (row["ref"], row["rank"], row["due"], row["archived"]) == ("A-12", "3", "2026-11-28", "2026-11-30")
    assert (row["votes"], row["done"], row["source_id"]) == ("", "", "")


@pytest.mark.parametrize(("locale", "delimiter"), [("fr", ";"), ("en", ",")])
def test_the_bytes_are_what_a_spreadsheet_of_that_language_opens(locale, delimiter):
    head, line = csv_lines([RECORD], locale)
    assert head.startswith(b'\xef\xbb\xbf"ref"' + delimiter.encode() + b'"horizon"')
    assert line.startswith(b'"A-12"' + delimiter.encode())
    assert line.endswith(b'""\r\n')
    assert b'"\'=HYPERLINK(""x"")"' in line


def test_every_cell_is_quoted():
    line = b"".join(csv_lines([RECORD | {"note": ""}], "en")).splitlines()[1].decode()
    assert all(cell[0] == cell[-1] == '"' for cell in line.split(","))


def test_lines_are_written_as_they_are_asked_for():
    def endless():
        while True:
            yield RECORD

    lines = csv_lines(endless(), "en")
    assert [next(lines)[:6] for _ in range(3)][1:] == [b'"A-12"'] * 2


def test_the_json_document_has_its_documented_shape():
    document = json.loads(json_document({"title": "Grève à Lyon", "day0": date(2026, 11, 16)}, [RECORD]))
    (action,) = document.pop("actions")
    assert document == {
        "format": "troistemps",
        "version": 1,
        "board": {"title": "Grève à Lyon", "day0": "2026-11-16"},
    }
    assert list(action) == FIELDS
    assert (action["status"], action["rank"], action["due_on"]) == ("to_start", 3, "2026-11-28")
    assert (action["note"], action["votes"]) == ('=HYPERLINK("x")', None)


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_nothing_in_the_file_runs_when_excel_of_that_language_opens_it(locale):
    records = [RECORD | dict.fromkeys(("title", "note", "owner", "category"), cell) for cell in CELLS]
    rows = open_csv(b"".join(csv_lines(records, locale)), PROFILES[locale])
    assert [cell for row in rows for cell in row if cell.kind == "formula"] == []
    assert {len(row) for row in rows} == {len(HEADERS[locale])}


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_accents_days_and_numbers_arrive_in_excel_of_that_language(locale):
    wording = "L’été à Noël : « œuvre », 100 €, 🧯 عربي"
    header, row = open_csv(b"".join(csv_lines([RECORD | {"note": wording}], locale)), PROFILES[locale])
    found = dict(zip([cell.value for cell in header], row, strict=True))
    assert found["note"] == Cell("text", wording)
    assert found[HEADERS[locale]["due_on"]] == Cell("day", date(2026, 11, 28))
    assert found[HEADERS[locale]["rank"]] == Cell("number", 3)


# a number, or an item of a list; where its cell ends quotes stand behind it, and no formula goes on like that
HARMLESS = re.compile(
    r"""\s*[+\-](\s?\d([\d .,:/%€$]*[\d%€$])?|[ \u00a0]((?!\w ?\()[^|!\[&"])*[\w.…),;:])(".*)?""", re.DOTALL
)
PIECES = (
    "y,=1+2,z", "y;=1+2;z", "a\t=1+2", "x\n=1+2", "x\n-2+3+cmd|' /C calc'!A0", 'y,""=1+2', "1,+33 6 12", "a\n- b",
    "x,-1/", "&cmd|'/c calc'!A0,y", "x\n- 1&", "x\n- ", "&cmd|'/c calc'!A0;y", "x;-1,5*cmd|'/c calc'!A0;y",
)  # fmt: skip


@pytest.mark.parametrize("locale", ["fr", "en"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_nothing_in_the_file_runs_where_cells_are_parted_at_another_sign(locale, separator):
    """As Excel of the other language parts them: a quote that closes in the middle of its cell protects nothing."""
    records = [RECORD | dict.fromkeys(("title", "note", "owner", "category"), cell) for cell in CELLS]
    records += [RECORD | {"need": one, "challenge": other} for one in PIECES for other in PIECES]
    elsewhere = dataclasses.replace(PROFILES[locale], separator=separator)
    rows = open_csv(b"".join(csv_lines(records, locale)), elsewhere)
    live = [cell.value for row in rows for cell in row if cell.kind == "formula"]
    assert [text for text in live if not HARMLESS.fullmatch(text)] == []


def test_a_file_for_the_other_language_would_land_in_one_column():
    """Which is why there are two of them."""
    for locale, other in (("fr", "en"), ("en", "fr")):
        row = open_csv(b"".join(csv_lines([RECORD | {"note": ""}], locale)), PROFILES[other])[1]
        assert len(row) == 1


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_is_guarded_by_one_apostrophe_or_as_it_was(cell):
    line = b"".join(csv_lines([RECORD | {"title": cell}], "en", ["title"])).decode("utf-8-sig").partition("\r\n")[2]
    (found,) = next(csv.reader(io.StringIO(line, newline="")))
    assert unseal(found) == cell
    assert found == cell or found.replace("'", "") == cell.replace("'", "")


@pytest.mark.parametrize(
    ("title", "day", "name"),
    [
        ("Espace client indisponible", 5, "espace-client-indisponible_J5_2026-11-21.csv"),
        ("  L'Œuvre, été ?", 0, "l-oeuvre-ete_J0_2026-11-21.csv"),
        ("../../etc\r\nSet-Cookie: x", -2, "etc-set-cookie-x_J-2_2026-11-21.csv"),
        ("危機", 30, "board_J30_2026-11-21.csv"),
        ("", 1, "board_J1_2026-11-21.csv"),
        ("a" * 59 + " bc", 1, "a" * 59 + "_J1_2026-11-21.csv"),
        ("b" * 80, 1, "b" * 60 + "_J1_2026-11-21.csv"),
    ],
)
def test_a_file_is_named_by_title_day_and_date(title, day, name):
    assert file_name(title, day, date(2026, 11, 21), "csv") == name


def test_both_languages_head_the_same_fields():
    assert list(HEADERS["fr"]) == list(HEADERS["en"])
    assert set(HEADERS["fr"]) == set(FIELDS)
    assert all(len(set(headers.values())) == len(FIELDS) for headers in HEADERS.values())


def test_a_file_that_nobody_reads_is_let_go_of_in_any_order():
    file = outgoing.at_once([b"x"]).gi_frame.f_locals["file"]
    file.__del__()  # what the collector of garbage calls first is not ours to say
    assert file.closed

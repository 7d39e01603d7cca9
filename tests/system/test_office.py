"""LibreOffice opens the files that leadership gets: nothing runs, accents are right, days are days.

It is told to be as careless as it can be: it looks at each cell of a CSV for numbers and dates, and evaluates formulas.
"""

import io
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from boardapp.exchange.headers import HEADERS
from boardapp.exchange.workbooks_out import Layout, write
from boardapp.exchange.writing import csv_line, csv_lines
from tests.hostile_cells import CELLS
from tests.spreadsheets import PROFILES

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
UTF_8, LCID = 76, {"fr": 1036, "en": 1033}
WORDING = "L’été à Noël : « œuvre », 100 €, 🧯 عربي"
DUE = date(2026, 11, 28)
RECORDS = [
    {
        "ref": 1, "uid": "u-1", "horizon": "now", "status": "running", "kind": "do", "rank_number": 1, "due_on": DUE,
        "title": WORDING, "challenge_level": 4, "category": "Équipes", "colour": "plum",
    },
    *(
        {"ref": at, "uid": f"u-{at}", "horizon": "later", "status": "done", "kind": "test", "title": cell, "note": cell}
        | dict.fromkeys(("owner", "category", "need"), cell)
        for at, cell in enumerate(CELLS, 2)
    ),
]  # fmt: skip
Open = Callable[[Path, str], list[list[ET.Element]]]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Open:
    """The cells of the first sheet, as LibreOffice writes them down after it has opened a file."""
    home, out = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("out")

    def opening(path: Path, locale: str) -> list[list[ET.Element]]:
        words = ["soffice", f"-env:UserInstallation={home.as_uri()}", "--headless", "--convert-to", "fods"]
        if path.suffix == ".csv":
            separator = ord(PROFILES[locale].separator)
            careless = "false,true,false,false,false,0,true"
            words.append(f"--infilter=CSV:{separator},34,{UTF_8},1,,{LCID[locale]},{careless}")
        subprocess.run([*words, "--outdir", str(out), str(path)], check=True, capture_output=True, timeout=300)
        sheet = next(ET.parse(out / f"{path.stem}.fods").iter(f"{TABLE}table"))
        return [_cells(row) for row in sheet.iter(f"{TABLE}table-row")]

    return opening


@pytest.fixture(params=["fr", "en"])
def locale(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["csv", "xlsx"])
def path(request: pytest.FixtureRequest, locale: str, tmp_path: Path) -> Path:
    """A file of ours with what people should not have typed."""
    made = io.BytesIO()
    if request.param == "csv":
        made.writelines(csv_lines(RECORDS, locale))
    else:
        write(made, RECORDS, locale, "Grève", Layout())
    path = tmp_path / f"{locale}.{request.param}"
    path.write_bytes(made.getvalue())
    return path


def test_no_formula_is_live(opened, path, locale):
    rows = opened(path, locale)
    assert len(rows) >= len(RECORDS) + 1
    assert [cell.attrib for row in rows for cell in row if cell.get(f"{TABLE}formula") is not None] == []


def test_accents_days_and_numbers_are_right(opened, path, locale):
    header, row, *_ = opened(path, locale)
    found = dict(zip([_text(cell) for cell in header], row, strict=False))
    names = HEADERS[locale]
    assert list(found)[: len(names)] == list(names.values())
    assert (_text(found[names["title"]]), _text(found[names["category"]])) == (WORDING, "Équipes")
    due, rank = found[names["due_on"]], found[names["rank"]]
    assert (due.get(f"{OFFICE}value-type"), due.get(f"{OFFICE}date-value")) == ("date", DUE.isoformat())
    assert (rank.get(f"{OFFICE}value-type"), rank.get(f"{OFFICE}value")) == ("float", "1")


def test_the_same_cells_without_our_care_would_be_live(opened, locale, tmp_path):
    """Else the tests above would prove nothing."""
    path = tmp_path / "careless.csv"
    lines = [csv_line([cell], PROFILES[locale].separator) for cell in CELLS if cell.startswith("=")]
    path.write_bytes(b"\xef\xbb\xbf" + b"".join(lines))
    live = [cell for row in opened(path, locale) for cell in row if cell.get(f"{TABLE}formula") is not None]
    assert len(live) > 5


def _cells(row: ET.Element) -> list[ET.Element]:
    """One that is written once for several columns stands in each; the empty ones to the right of all are left out."""
    cells = [cell for cell in row if cell.tag in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")]
    return [cell for cell in cells for _ in range(min(int(cell.get(f"{TABLE}number-columns-repeated", "1")), 99))]


def _text(cell: ET.Element) -> str:
    return "\n".join("".join(part.itertext()) for part in cell)

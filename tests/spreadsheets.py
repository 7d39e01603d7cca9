"""What a spreadsheet makes of a file of ours, told by readers of our own: no program that opens files is needed."""

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date, timedelta
from xml.etree import ElementTree as ET

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


@dataclass(frozen=True)
class Profile:
    """How Excel opens a CSV by a double click. It asks the system for its list separator, and nothing else: a file with
    another one lands in the first column. It takes a file for Windows-1252 unless a byte-order mark says UTF-8. Then it
    types every cell, quoted or not: what begins with a sign becomes a formula, digits with the decimal sign of the
    system a number (and lose their zeros), what the system's order of dates or ISO 8601 can mean a day."""

    name: str
    separator: str
    decimal: str
    day_first: bool
    true: str
    false: str


FRENCH = Profile("Excel, Windows en français (France)", ";", ",", day_first=True, true="VRAI", false="FAUX")
ENGLISH = Profile("Excel, Windows in English (United States)", ",", ".", day_first=False, true="TRUE", false="FALSE")
PROFILES = {"fr": FRENCH, "en": ENGLISH}


@dataclass(frozen=True)
class Cell:
    kind: str  # text, number, day, truth, formula
    value: object


def open_csv(data: bytes, profile: Profile) -> list[list[Cell]]:
    text = data[3:].decode() if data.startswith(b"\xef\xbb\xbf") else data.decode("cp1252")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=profile.separator)
    return [[_typed(cell, profile) for cell in row] for row in rows]


def open_xlsx(data: bytes) -> dict[str, list[list[Cell | None]]]:
    """Sheets by their names, as the XML says."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        days = _styles_of_days(archive.read("xl/styles.xml"))
        book = ET.fromstring(archive.read("xl/workbook.xml"))
        names = [str(sheet.get("name")) for sheet in book.iter(f"{_MAIN}sheet")]
        return {
            name: _rows(ET.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml")), days)
            for number, name in enumerate(names, 1)
        }


def _typed(text: str, profile: Profile) -> Cell:
    stripped = text.strip(" \t\r\n")
    day = _ISO.fullmatch(stripped)
    if stripped[:1] in tuple("=+-@＝＋－＠") and len(stripped) > 1:
        cell = Cell("formula", text)
    elif stripped in (profile.true, profile.false):
        cell = Cell("truth", stripped == profile.true)
    elif day:
        cell = Cell("day", date(*map(int, day.groups())))
    elif re.fullmatch(rf"\d+(?:\{profile.decimal}\d+)?", stripped):
        cell = Cell("number", float(stripped.replace(profile.decimal, ".")))
    else:
        cell = Cell("text", text)
    return cell


def _styles_of_days(styles: bytes) -> set[str]:
    """The indices of looks that show a number as a day."""
    tree = ET.fromstring(styles)
    formats = {str(each.get("numFmtId")): str(each.get("formatCode")) for each in tree.iter(f"{_MAIN}numFmt")}
    looks = tree.find(f"{_MAIN}cellXfs")
    assert looks is not None
    return {str(at) for at, look in enumerate(looks) if "yy" in formats.get(str(look.get("numFmtId")), "")}


def _rows(sheet: ET.Element, days: set[str]) -> list[list[Cell | None]]:
    found = []
    for row in sheet.iter(f"{_MAIN}row"):
        cells = {_column(cell.get("r") or ""): _read(cell, days) for cell in row.iter(f"{_MAIN}c")}
        found.append([cells.get(column) for column in range(max(cells, default=-1) + 1)])
    return found


def _read(cell: ET.Element, days: set[str]) -> Cell:
    if cell.find(f"{_MAIN}f") is not None:
        return Cell("formula", "".join(cell.itertext()))
    if cell.get("t") == "inlineStr":
        assert [each.tag for each in cell.iter()][1:] == [f"{_MAIN}is", f"{_MAIN}t"]
        text = "".join(cell.itertext())
        return Cell("text", _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text))
    assert cell.get("t") is None
    number = int("".join(cell.itertext()))
    return Cell("day", date(1899, 12, 30) + timedelta(number)) if cell.get("s") in days else Cell("number", number)


def _column(address: str) -> int:
    at = 0
    for letter in address.rstrip("0123456789"):
        at = at * 26 + ord(letter) - ord("A") + 1
    return at - 1

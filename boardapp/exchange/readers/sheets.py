"""What the three kinds of workbook have in common: which sheet holds the actions, and cells as they are seen."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice

from boardapp.domain.words import fold
from boardapp.exchange import headings
from boardapp.exchange.tables import MAX_TEXT, Notice, Table, Unreadable

Row = tuple[int, list[str]]

_GAP = 10_000
_PEEK = 60
_GLANCE = 80
"""So many rows, and so many columns and letters of each, tell what a sheet is about."""
_ABOUT = re.compile(
    r"(about|read ?me|lisez[- ]?moi|notice|mode d'emploi|instructions?|aide|help|sommaire|contents|legende?|legend|key"
    r"|parametres?|settings|config|listes?|lists?|couverture|cover|introduction|intro|historique|change ?log|versions?"
    r"|glossaire|glossary|references?|sources?|a lire|menu|accueil|home|a propos)( .*)?"
)
_MIDNIGHT = time()


@dataclass
class Sheet:
    name: str
    rows: Callable[[], Iterator[Row]]
    """Read anew at each call, so that looking at the first rows of all sheets costs no more than that."""
    facts: Callable[[], "Facts"]
    hidden: bool = False
    pivot: bool = False


@dataclass
class Facts:
    """What a sheet says beside its cells, by row number and by column from 0."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int]] = field(default_factory=list)
    """Cells merged downwards: first row, last row, column."""
    without_value: int = 0
    """Formulas that were saved without their result: no program has opened the file since another one wrote it."""


def read(sheets: list[Sheet], name: str | None, file_format: str) -> tuple[Table, Facts]:
    """The sheet that was asked for, else the one that looks most like a table of actions."""
    offered = [sheet for sheet in sheets if not sheet.hidden and not sheet.pivot]
    offered = offered or [sheet for sheet in sheets if not sheet.hidden] or sheets
    if not offered:
        raise Unreadable("empty")
    named = [sheet for sheet in sheets if sheet.name == name]
    if name is not None and not named:
        raise Unreadable("no_such_sheet", name=name)
    chosen = named[0] if named else max(offered, key=_likeness)
    table = Table(rows=[], lines=[], format=file_format, sheet=chosen.name, sheets=[sheet.name for sheet in offered])
    _fill(table, chosen)
    facts = chosen.facts()
    _tell_sheets(table, sheets, offered, chosen)
    _tell(table, facts)
    return table, facts


def spread(table: Table, merged: list[tuple[int, int, int]]) -> None:
    """A cell merged downwards says the same of each of its rows, and would leave all but the first without their
    title or category. Only in the body: in a header it is one name. A row that is empty but for it stays away."""
    at = dict(table.body())
    count = 0
    for first, last, column in merged:
        below = [at[line] for line in range(first + 1, min(last, table.lines[-1]) + 1) if line in at]
        if first in at and below and at[first][column : column + 1] > [""]:
            count += 1
            for row in below:
                row[column] = row[column] or at[first][column]
    if count:
        table.notice("merged_cells", count=count)


def said(value: object) -> str:
    """A value of a cell as text: what the mapping reads, close to what was seen."""
    if value is None:
        text = ""
    elif isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, float):
        text = number(value)
    elif isinstance(value, (datetime, date, time, timedelta)):
        text = _moment(value)
    else:
        text = str(value).replace("\r\n", "\n")
    return text


def number(value: float) -> str:
    """Fifteen digits, as spreadsheets show them: 0.1 + 0.2 is 0.3 there, and 12.0 is 12."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"


def percent(value: float) -> str:
    return f"{number(float(round(value * 100, 10)))} %"


def _moment(value: datetime | date | time | timedelta) -> str:
    if isinstance(value, datetime):
        clock = value.time().replace(microsecond=0)
        text = value.date().isoformat() + (f" {_clock(clock)}" if clock != _MIDNIGHT else "")
    elif isinstance(value, time):
        text = _clock(value)
    elif isinstance(value, timedelta):
        text = _duration(value)
    else:
        text = value.isoformat()
    return text


def _duration(value: timedelta) -> str:
    hours, seconds = divmod(int(value.total_seconds()), 3600)
    return f"{hours}:{seconds // 60:02}" + (f":{seconds % 60:02}" if seconds % 60 else "")


def _clock(moment: time) -> str:
    return moment.isoformat("seconds" if moment.second else "minutes")


def _fill(table: Table, sheet: Sheet) -> None:
    """A cell ten thousand empty rows below the others was put there by a slip: it is told, and does not count."""
    weight = 0
    for line, cells in sheet.rows():
        weight += sum(map(len, cells))
        if weight > MAX_TEXT:
            raise Unreadable("too_heavy")
        if table.lines and line - table.lines[-1] > _GAP and any(cells):
            table.notice("rows_left", line=line)
            break
        table.add(line, table.storable(line, cells))
    table.square()


def _tell(table: Table, facts: Facts) -> None:
    """Hidden rows and columns are read like the others: who hid them may have forgotten them, and is told."""
    rows = len(facts.hidden_rows.intersection(table.lines))
    used = {column for column in facts.hidden_columns if any(row[column : column + 1] > [""] for row in table.rows)}
    counts: dict[Notice, int] = {
        "hidden_rows": rows,
        "hidden_columns": len(used),
        "formulas_without_value": facts.without_value,
    }
    for code, count in counts.items():
        if count:
            table.notice(code, count=count)


def _likeness(sheet: Sheet) -> tuple[bool, int, int]:
    """Not a sheet of explanations, the most columns with a name we know, the most rows."""
    table = Table(rows=[], lines=[])
    for line, row in islice(sheet.rows(), _PEEK):
        table.add(line, [cell[:_GLANCE] for cell in row[:_GLANCE]])
    table.square()
    if not table.rows:
        return (False, 0, 0)
    headings.settle(table, None)
    told = headings.words_of(table.header) if table.width > 1 else 0
    return (_ABOUT.fullmatch(fold(sheet.name)) is None, told, len(list(table.body())))


def _tell_sheets(table: Table, sheets: list[Sheet], offered: list[Sheet], chosen: Sheet) -> None:
    others = [sheet.name for sheet in offered if sheet is not chosen]
    hidden = [sheet.name for sheet in sheets if sheet.hidden]
    if others:
        table.notice("other_sheets", names=others)
    if hidden:
        table.notice("hidden_sheets", names=hidden)

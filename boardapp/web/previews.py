"""What becomes of a file if it is imported, as its preview shows it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from boardapp.domain import categories
from boardapp.domain.actions import Horizon, Kind, Status
from boardapp.domain.categories import Category
from boardapp.domain.imports.differing import Cell, Difference
from boardapp.domain.imports.judging import Choices, Outcome, judged, resembling
from boardapp.domain.imports.taking import Taking
from boardapp.domain.imports.waiting import ImportDraft
from boardapp.exchange import intake
from boardapp.exchange.columns import looks_like_numbers
from boardapp.exchange.intake import Reading
from boardapp.exchange.tables import Table
from boardapp.web import drafted, reasons
from boardapp.web.language import day, gettext, locale
from boardapp.web.shell import word

REMARKS_MOST = 200
ROWS_SHOWN = 20
DIFFERENCES_SHOWN = 100
CANDIDATES = 8
COMPARED = 200  # how many new rows are compared with what the board has, word by word
_DATES = ("due_on", "done_on", "archived_on")
_CODES = {"horizon": Horizon, "status": Status, "kind": Kind, "challenge_level": int}


@dataclass(frozen=True)
class Said:
    """One field in which file and board differ, in the reader's words; empty texts are shown as such."""

    name: str
    here: str
    there: str
    conflict: bool
    taken: bool


def table_of(draft: ImportDraft) -> Table:
    return Table.from_json(draft.table)


def understood(draft: ImportDraft) -> Reading:
    return intake.understood_on(draft.board, table_of(draft), draft.mapping, draft.kept)


def taking_of(draft: ImportDraft, reading: Reading) -> Taking:
    return Taking(draft.board, reading.drafts, reading.mapped, choices_of(draft), draft.id)


def choices_of(draft: ImportDraft) -> Choices:
    kept = draft.choices or {}
    rows = {int(line): choice for line, choice in kept.get("rows", {}).items()}
    return Choices(kept.get("all", "free"), rows, kept.get("alike", "add"))


def judged_draft(draft: ImportDraft) -> tuple[Reading, Outcome]:
    reading = understood(draft)
    return reading, judged(draft.board, reading.drafts, reading.mapped, choices_of(draft))


def of(draft: ImportDraft, form: Any) -> dict[str, Any]:
    """All that the page shows. `form` has what was chosen and could not be taken, if anything."""
    reading, outcome = judged_draft(draft)
    new = [line for line in outcome.taken if line.row not in outcome.alike][:COMPARED]
    skipped = reasons.of_skipped(outcome)
    remarks = reasons.of_rows(reading.drafts, outcome, resembling(draft.board, new))
    fields = (form.field.data or reading.mapping) + [None] * len(reading.mapping)
    return {
        "board": draft.board, "draft": draft, "form": form, "reading": reading, "outcome": outcome,
        "remarks": remarks[:REMARKS_MOST], "more_remarks": max(0, len(remarks) - REMARKS_MOST),
        "skipped": skipped[:REMARKS_MOST], "more_skipped": max(0, len(skipped) - REMARKS_MOST),
        "grid": drafted.grid(outcome.taken[:ROWS_SHOWN], reading.mapped, outcome.left_categories),
        "fields": fields, "first": _first_values(reading),
        "kept": form.keep.data if form.field.data else reading.kept,
        "differences": [(each, _said(each)) for each in outcome.differences[:DIFFERENCES_SHOWN]],
        "choices": reasons.CHOICES, "ours": reasons.OURS, "most": categories.MOST, "chosen": choices_of(draft),
        "notices": [reasons.notice(code, params) for code, params in reading.table.notices],
        "matrix": looks_like_numbers(reading.table),
        "candidates": _candidates(reading),
    }  # fmt: skip


def _first_values(reading: Reading) -> list[str]:
    """What stands first in each column, so that its meaning can be seen."""
    columns = range(len(reading.mapping))
    rows = [row for _, row in reading.table.body()]
    return [next((row[column] for row in rows if row[column].strip()), "") for column in columns]


def _candidates(reading: Reading) -> list[tuple[int, str, str]]:
    """Where no column says what the action is, those that hold words: number, name and first value."""
    if "title" in reading.mapped:
        return []
    told = zip(reading.columns, _first_values(reading), strict=True)
    return [(at, name, value) for at, (name, value) in enumerate(told) if any(map(str.isalpha, value))][:CANDIDATES]


def _said(difference: Difference) -> list[Said]:
    names = reasons.FIELDS | reasons.OURS
    return [
        Said(gettext(names[cell.field]), _words(cell, cell.here), _words(cell, cell.there), cell.conflict,
             cell in difference.taken)
        for cell in difference.cells
    ]  # fmt: skip


def _words(cell: Cell, value: Any) -> str:
    if value is None or value == "":
        said = ""
    elif isinstance(value, Category):
        said = value.label(locale())
    elif cell.field in _CODES:
        said = word(_CODES[cell.field](value))
    elif isinstance(value, bool):
        said = gettext("yes") if value else gettext("no")
    elif cell.field in _DATES:
        said = day(date.fromisoformat(str(value)))
    else:
        said = str(value)
    return said

"""What other tools export: their own header lines, with rows of our invention, in `tools/`."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from boardapp.exchange.drafts import Draft
from boardapp.exchange.mapping import drafts, guess
from boardapp.exchange.reading import read_table

TOOLS = Path(__file__).parent / "tools"


@dataclass
class Export:
    """`columns` is field → header of the column that it is read from, `first` what the first row is read as."""

    name: str
    columns: dict[str, str]
    first: dict[str, object]
    states: list[str | None]


EXPORTS = [
    Export(
        "jira",
        {
            "title": "Summary",
            "source_id": "Issue key",
            "status": "Status",
            "challenge_level": "Priority",
            "owner": "Assignee",
            "due_on": "Due date",
            "category": "Labels",
            "note": "Description",
            "done_on": "Resolved",
        },
        {
            "title": "Open the callback line",
            "source_id": "HELP-7",
            "status": "running",
            "challenge_level": 4,
            "owner": "Lea Roux",
            "due_on": date(2026, 11, 28),
            "category": "phone",
        },
        ["running", "to_start", "stopped"],
    ),
    Export(
        "jira-fr",
        {
            "title": "Résumé",
            "source_id": "Clé de ticket",
            "status": "État",
            "challenge_level": "Priorité",
            "owner": "Responsable",
            "due_on": "Échéance",
            "category": "Étiquettes",
            "note": "Description",
        },
        {"source_id": "AIDE-7", "challenge_level": 3, "due_on": date(2026, 11, 28), "category": "téléphone"},
        ["running", "to_start", "done"],
    ),
    Export(
        "azure-devops",
        {"source_id": "ID", "title": "Title", "owner": "Assigned To", "status": "State", "category": "Tags"},
        {"source_id": "4411", "owner": "Alice Chen", "status": "running", "category": "desk", "challenge_level": None},
        ["running", "done", "stopped"],
    ),
    Export(
        "asana",
        {
            "source_id": "Task ID",
            "done_on": "Completed At",
            "title": "Name",
            "horizon": "Section/Column",
            "owner": "Assignee",
            "due_on": "Due Date",
            "category": "Tags",
            "note": "Notes",
        },
        {"title": "Write the brief", "owner": "Inès Moreau", "due_on": date(2026, 10, 1), "category": "Urgent"},
        ["to_start", "running", "done"],
    ),
    Export(
        "ticktick",
        {
            "title": "Title",
            "category": "Tags",
            "note": "Content",
            "due_on": "Due Date",
            "status": "Status",
            "done_on": "Completed Time",
            "source_id": "taskId",
        },
        {
            "title": "Ring the bank",
            "category": "money",
            "due_on": date(2026, 10, 9),
            "kind": None,
            "challenge_level": None,
        },
        ["to_start", "done", "done"],
    ),
    Export(
        "wekan",
        {
            "title": "Title",
            "note": "Description",
            "horizon": "List",
            "owner": "Assignee",
            "category": "Labels",
            "due_on": "Due",
        },
        {"title": "Lend headsets", "owner": "paul", "category": "Staff", "due_on": date(2026, 11, 28)},
        ["running", "done"],
    ),
    Export(
        "kanboard",
        {
            "source_id": "Task Id",
            "status": "Status",
            "category": "Category",
            "horizon": "Column",
            "title": "Title",
            "due_on": "Due date",
            "owner": "Assignee Name",
            "done_on": "Completion date",
        },
        {"source_id": "12", "owner": "Lea Roux", "due_on": date(2026, 11, 28), "category": "Care"},
        ["running", "done"],
    ),
    Export(
        "kanboard-form",
        {
            "source_id": "Reference",
            "title": "Title",
            "note": "Description",
            "owner": "Assignee Username",
            "horizon": "Column Name",
            "category": "Category Name",
            "due_on": "Due Date",
            "status": "Closed",
        },
        {"source_id": "R-1", "owner": "lea", "category": "Care", "due_on": date(2026, 11, 28)},
        ["to_start", "done"],
    ),
    Export(
        "planner",
        {
            "source_id": "Task ID",
            "title": "Task Name",
            "horizon": "Bucket Name",
            "status": "Progress",
            "challenge_level": "Priority",
            "owner": "Assigned To",
            "due_on": "Due date",
            "done_on": "Completed Date",
            "category": "Labels",
            "note": "Description",
        },
        {
            "horizon": "later",
            "challenge_level": 4,
            "owner": "Lea Roux",
            "due_on": date(2026, 11, 28),
            "category": "Shop",
        },
        ["running", "done"],
    ),
    Export(
        "trello",
        {
            "source_id": "Card ID",
            "title": "Card Name",
            "note": "Card Description",
            "category": "Labels",
            "owner": "Members",
            "due_on": "Due Date",
            "horizon": "List Name",
        },
        {"title": "Order tiles", "category": "Shopping", "horizon": "now", "due_on": date(2026, 10, 9)},
        [None, "done"],
    ),
    Export(
        "monday",
        {
            "title": "Name",
            "owner": "Owner",
            "status": "Status",
            "due_on": "Due Date",
            "category": "Tags",
            "source_id": "Item ID (auto generated)",
        },
        {"title": "Warn the mayors", "owner": "Jane Doe", "due_on": date(2026, 5, 2), "source_id": "7001"},
        ["running", "done"],
    ),
    Export(
        "notion",
        {
            "title": "Name",
            "owner": "Assignee",
            "due_on": "Due",
            "challenge_level": "Priority",
            "status": "Status",
            "category": "Tags",
        },
        {"due_on": date(2026, 11, 28), "challenge_level": 3, "category": "logistics"},
        ["running", "to_start"],
    ),
]
EACH = pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)


def read(export: Export) -> tuple[dict[str, str], list[Draft]]:
    table = read_table((TOOLS / f"{export.name}.csv").read_bytes())
    fields = guess(table)
    named = {field: header for field, header in zip(fields, table.header, strict=True) if field}
    return named, [draft for draft in drafts(table, fields) if draft.skipped is None]


@EACH
def test_its_columns_are_known(export):
    assert read(export)[0] == export.columns


@EACH
def test_its_rows_are_read(export):
    _, found = read(export)
    assert {name: getattr(found[0], name) for name in export.first} == export.first
    assert [draft.status for draft in found] == export.states


@EACH
def test_nothing_in_it_goes_unread_in_silence(export):
    _, found = read(export)
    said = {problem.code for draft in found for problem in draft.problems}
    assert said <= {"several_owners", "several_labels"}


def test_every_export_here_is_tried():
    assert sorted(path.stem for path in TOOLS.glob("*.csv")) == sorted(export.name for export in EXPORTS)

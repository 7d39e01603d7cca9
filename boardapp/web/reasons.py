"""Why a row of a file was not taken, or not as it came, and what its columns can become: in the reader's language."""

from typing import Any

from boardapp.domain.imports.judging import Outcome
from boardapp.exchange.mapping import Draft, Problem
from boardapp.web.language import gettext, lazy, listed

FIELDS = {
    "title": lazy("Action"),
    "note": lazy("Note"),
    "need": lazy("Customer need"),
    "owner": lazy("Owner"),
    "due_on": lazy("Due date"),
    "category": lazy("Category"),
    "horizon": lazy("Horizon"),
    "status": lazy("Status"),
    "kind": lazy("Kind"),
    "challenge": lazy("Challenge"),
    "challenge_level": lazy("Level of the challenge"),
    "effort": lazy("Effort"),
    "first_step": lazy("First step"),
    "benefit": lazy("What the team gains"),
    "hypothesis": lazy("Hypothesis"),
    "result": lazy("Result"),
    "already_running": lazy("Already running"),
    "done_on": lazy("Done on"),
    "source_id": lazy("Number in the source"),
}
"""Field → words, in the order of the choice."""

CHOICES = FIELDS | {"title_else": lazy("Action, where the first is empty")}
"""What a column may be chosen to be."""

OURS = {
    "uid": lazy("Identity (uid)"),
    "rank": lazy("Rank"),
    "archived_on": lazy("Archived on"),
    "ref": lazy("Number on its board"),
    "created_on": lazy("Created on"),
    "days_late": lazy("Days late"),
    "votes": lazy("Votes"),
    "version": lazy("State of the board"),
}
"""What only an export of ours tells. The first three place an action; the others are told anew by a board."""

_SKIPPED = {
    "comment": lazy("A comment (#)."),
    "numbered_empty": lazy("Nothing but a number stands in this row."),
    "repeated_header": lazy("The names of the columns once more."),
    "separator": lazy("A line that only draws."),
    "total": lazy("A total."),
    "archived_here": lazy("%(ref)s is archived on this board and says something else (%(fields)s). Restore it first."),
    "differs_here": lazy("%(ref)s is on this board already and says something else (%(fields)s). It stays as it is."),
    "empty_title": lazy("No action is written in this row."),
    "no_title_column": lazy("No column says what the action is."),
    "repeated": lazy("The same action stands on line %(row)s."),
    "title_here": lazy("%(ref)s on this board has the same words."),
}
_PROBLEMS = {
    "characters_removed": lazy("Characters that cannot be stored were taken out: %(count)s."),
    "date_from_number": lazy("“%(value)s” (%(name)s) is a spreadsheet’s number for a day: it was read as %(date)s."),
    "date_impossible": lazy("“%(value)s” (%(name)s) is no date there is. It is kept in the note."),
    "date_too_far": lazy("“%(value)s” (%(name)s) is before 2000 or after 2100. It is kept in the note."),
    "date_unreadable": lazy("“%(value)s” (%(name)s) cannot be read as a date. It is kept in the note."),
    "date_without_year": lazy("“%(value)s” (%(name)s) has no year. It is kept in the note."),
    "extra_cell": lazy("“%(value)s” stands to the right of the last column. It is kept in the note."),
    "html_as_text": lazy("The HTML in this row was read as text; the addresses of its links are in the note."),
    "note_cut": lazy("The note is longer than %(limit)s characters: its end is lost (characters: %(lost)s)."),
    "several_labels": lazy(
        "“%(value)s” (%(name)s) holds several labels: one is the category, all of them are kept in the note."
    ),
    "several_owners": lazy(
        "“%(value)s” (%(name)s) names several people: the first carries the action, all of them are kept in the note."
    ),
    "too_long": lazy("“%(name)s” is over %(limit)s characters: the rest goes to the note."),
    "unknown_value": lazy("“%(value)s” (%(name)s) is no value of this field. It is kept in the note."),
}
_NOTICES: dict[str, Any] = {
    "archived_cards": lazy("Cards left out because they, or their list, are archived: %(count)s."),
    "comments_left": lazy("Comments of the cards are not read: %(count)s."),
    "custom_fields": lazy("Fields of their own are kept in the note: %(names)s."),
    "double_encoded": lazy("Rows with garbled letters, which stay as they are: %(count)s."),
    "formulas_without_value": lazy(
        "Formulas that were saved without their result, and are empty here: %(count)s. Open the file in a spreadsheet, "
        "save it and choose it again."
    ),
    "hidden_columns": lazy("Hidden columns are read too: %(count)s."),
    "hidden_rows": lazy("Hidden rows are read too: %(count)s."),
    "hidden_sheets": lazy("Hidden sheets are passed over: %(names)s."),
    "merged_cells": lazy("Cells merged downwards, whose text each of their rows has now: %(count)s."),
    "other_sheets": lazy("Other sheets of this file: %(names)s."),
    "preamble": lazy("Lines above the one that names the columns are passed over: %(count)s."),
    "rows_left": lazy("Line %(line)s and what follows is far below the last row and was not read."),
}
SAID = frozenset(_SKIPPED) | frozenset(_PROBLEMS) | frozenset(_NOTICES)


def skipped(code: str, params: dict[str, Any]) -> str:
    """Why a row is passed over."""
    fields = listed([gettext((FIELDS | OURS)[name]) for name in params.get("fields", ())])
    return gettext(_SKIPPED[code], **(params | {"fields": fields}))


def problem(found: Problem) -> str:
    """What had to be changed in a row."""
    return gettext(_PROBLEMS[found.code], **found.params)


def notice(code: str, params: dict[str, Any]) -> str:
    """What to know about a file as a whole."""
    named = {name: listed(value) if isinstance(value, list) else value for name, value in params.items()}
    return gettext(_NOTICES[code], **named)


def of_skipped(outcome: Outcome) -> list[tuple[int, str]]:
    """Line and sentence of each row that a person may want to mend: not of those that say what the board says already,
    nor where the same holds for all rows."""
    told = [each for each in outcome.skipped if each[1] not in ("same_here", "no_title_column")]
    return sorted((row, skipped(code, params)) for row, code, params in told)


def of_rows(drafts: list[Draft], outcome: Outcome, near: dict[int, tuple[str, str]]) -> list[tuple[int, str]]:
    """What is remarkable about the rows that are taken, each with its line, in the order of the file. `near` is what
    rows read like: reference and title."""
    gone = {row for row, _, _ in outcome.skipped}
    remarks = [(draft.row, problem(each)) for draft in drafts if draft.row not in gone for each in draft.problems]
    remarks += [(row, gettext("%(ref)s on this board has the same words.", ref=a)) for row, a in outcome.alike.items()]
    for row, (ref, title) in near.items():
        remarks.append((row, gettext("It looks like %(ref)s “%(title)s”.", ref=ref, title=title)))
    return sorted(remarks, key=lambda remark: remark[0])

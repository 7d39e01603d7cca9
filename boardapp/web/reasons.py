"""Why a row of a file was not taken, or not as it came, and what its columns can become: in the reader's language."""

from typing import Any

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
    "differs_here": lazy("%(ref)s is on this board already and says something else (%(fields)s). It stays as it is."),
    "empty_title": lazy("No action is written in this row."),
    "no_title_column": lazy("No column says what the action is."),
    "repeated": lazy("The same action stands on line %(row)s."),
    "same_here": lazy("%(ref)s is on this board already, the same."),
}
_PROBLEMS = {
    "characters_removed": lazy("Characters that cannot be stored were taken out: %(count)s."),
    "date_impossible": lazy("“%(value)s” (%(name)s) is no date there is. It is kept in the note."),
    "date_too_far": lazy("“%(value)s” (%(name)s) is before 2000 or after 2100. It is kept in the note."),
    "date_unreadable": lazy("“%(value)s” (%(name)s) cannot be read as a date. It is kept in the note."),
    "date_without_year": lazy("“%(value)s” (%(name)s) has no year. It is kept in the note."),
    "extra_cell": lazy("“%(value)s” stands to the right of the last column. It is kept in the note."),
    "note_cut": lazy("The note is longer than %(limit)s characters: its end is lost (characters: %(lost)s)."),
    "too_long": lazy("“%(name)s” is over %(limit)s characters: the rest goes to the note."),
    "unknown_value": lazy("“%(value)s” (%(name)s) is no value of this field. It is kept in the note."),
}
SAID = frozenset(_SKIPPED) | frozenset(_PROBLEMS)


def skipped(code: str, params: dict[str, Any]) -> str:
    """Why a row is passed over."""
    fields = listed([gettext((FIELDS | OURS)[name]) for name in params.get("fields", ())])
    return gettext(_SKIPPED[code], **(params | {"fields": fields}))


def problem(found: Problem) -> str:
    """What had to be changed in a row."""
    return gettext(_PROBLEMS[found.code], **found.params)


def of_rows(drafts: list[Draft], passed_over: list[tuple[int, str, dict[str, Any]]]) -> list[tuple[int, str]]:
    """Every remark with its line of the file, in the order of the file, those that change nothing last.

    A row passed over says only why.
    """
    gone = {row for row, _, _ in passed_over}
    same = [(row, skipped(code, params)) for row, code, params in passed_over if code == "same_here"]
    remarks = [(row, skipped(code, params)) for row, code, params in passed_over if code != "same_here"]
    remarks += [(draft.row, problem(each)) for draft in drafts if draft.row not in gone for each in draft.problems]
    return sorted(remarks, key=lambda remark: remark[0]) + same

"""An action as a file describes it, in plain values: the shape that every reader ends in."""

from dataclasses import dataclass, field
from datetime import date

from boardapp.domain.words import TITLE_LIMIT

NOTE_LIMIT = 20_000
LIMITS = {
    "title": TITLE_LIMIT,
    "need": 140,
    "owner": 60,
    "category": 60,
    "challenge": 80,
    "first_step": 140,
    "benefit": 140,
    "hypothesis": 280,
    "result": 280,
    "source_id": 100,
}


@dataclass(slots=True)
class Problem:
    """What had to be changed in a row, as a code with its parameters; the web and the CLI have the sentences.

    too_long (field, name, limit), note_cut (limit, lost), unknown_value, date_impossible, date_without_year,
    date_unreadable, date_too_far (field, name, value), date_from_number (name, value, date), characters_removed
    (count), extra_cell, several_owners, several_labels (name, value), html_as_text.
    """

    code: str
    params: dict[str, str | int] = field(default_factory=dict)


@dataclass(slots=True)
class Draft:
    """`row` is a line of the file, from 1. `skipped` says why it will not be added: empty_title, no_title_column, or a
    reason of the reader's (`Table.passed`)."""

    row: int
    title: str = ""
    note: str = ""
    need: str = ""
    owner: str = ""
    due_on: date | None = None
    category: str = ""
    horizon: str | None = None
    status: str | None = None
    kind: str | None = None
    challenge: str = ""
    challenge_level: int | None = None
    effort: int | None = None
    first_step: str = ""
    benefit: str = ""
    hypothesis: str = ""
    result: str = ""
    already_running: bool | None = None
    ref: int | None = None
    rank: int | None = None
    done_on: date | None = None
    created_on: date | None = None
    archived_on: date | None = None
    days_late: int | None = None
    votes: int | None = None
    uid: str = ""
    source_id: str = ""
    version: int | None = None
    skipped: str | None = None
    problems: list[Problem] = field(default_factory=list)

    def report(self, code: str, **params: str | int) -> None:
        self.problems.append(Problem(code, params))

    def report_once(self, code: str) -> None:
        if all(problem.code != code for problem in self.problems):
            self.report(code)

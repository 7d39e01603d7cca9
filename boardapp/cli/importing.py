"""A spreadsheet into a board, at the terminal."""

from collections.abc import Sequence
from typing import IO, Any

import click

from boardapp.cli.answers import Failure, account, acting, answer, as_json, board_numbered, ready
from boardapp.cli.refusals import SKIPPED, UNREADABLE, notice
from boardapp.domain import boards
from boardapp.domain.boards import Board, Role
from boardapp.domain.imports import taking
from boardapp.domain.imports.judging import TAKEN, Choices, Outcome, judged
from boardapp.domain.imports.taking import Taking
from boardapp.domain.people import User
from boardapp.exchange import intake
from boardapp.exchange.apart import read_apart
from boardapp.exchange.intake import Reading
from boardapp.exchange.mapping import CHOICES
from boardapp.exchange.tables import MAX_BYTES, Table, Unreadable

_TAKE = "Of rows that differ: all, what nobody changed on the board since (free, unless told), or nothing (board)."


@click.command("import")
@click.argument("board", type=int)
@click.argument("file", type=click.File("rb"))
@click.option("--by", "email", required=True, metavar="EMAIL", help="A member of the board, whose change it is.")
@click.option("--preview", is_flag=True, help="Say what would be imported, and write nothing.")
@click.option("--sheet", help="The sheet of a workbook; the likeliest unless told.")
@click.option("--header", type=int, metavar="LINE", help="The line that names the columns, 0 for none.")
@click.option("--map", "told", multiple=True, metavar="FIELD=COLUMN", help="What a column becomes, as title=Measure.")
@click.option("--take", type=click.Choice(TAKEN), default="free", help=_TAKE)
@as_json
def import_(*, board: int, file: IO[bytes], email: str, as_json: bool, **asked: Any) -> None:
    """Take the rows of FILE (CSV, XLSX, ODS, Trello …) into BOARD, as one change with one undo ("-" reads standard
    input). Actions that the board has already are known by the column uid, and updated."""
    with ready():
        target, user = board_numbered(board), account(email)
        _require_member(target, user)
        reading = _read(target, file, asked)
        choices = Choices(asked["take"])
        if asked["preview"]:
            outcome = judged(target, reading.drafts, reading.mapped, choices)
        else:
            wanted = Taking(target, reading.drafts, reading.mapped, choices)
            outcome = taking.take(wanted, by=acting(user))
        would = "would be " if asked["preview"] else ""
        answer(_about(reading, outcome), _told(target, reading, outcome, would=would), as_json=as_json)


def _require_member(board: Board, user: User) -> None:
    role = boards.role_of(board, user)
    if role is None or not role.covers(Role.member):
        raise Failure(f"{user.email} may not change board {board.id}. Nothing was saved.")


def _read(board: Board, file: IO[bytes], asked: dict[str, Any]) -> Reading:
    try:
        table = read_apart(file.read(MAX_BYTES + 1), sheet=asked["sheet"], header_line=asked["header"])
    except Unreadable as error:
        why = UNREADABLE.get(error.code, error.code).format(**error.params)
        raise Failure(f"{file.name} cannot be read as a table: {why}. Nothing was saved.") from None
    guessed = intake.understood_on(board, table)
    mapping = _mapping(guessed, asked["told"])
    return intake.understood_on(board, table, mapping) if asked["told"] else guessed


def _mapping(guessed: Reading, told: Sequence[str]) -> list[str | None]:
    """The guess, with what was said about single columns in its place."""
    mapping, columns = list(guessed.mapping), guessed.columns
    for each in told:
        field, _, column = each.partition("=")
        if field not in CHOICES:
            raise Failure(f"There is no field “{field}”. There are: {', '.join(CHOICES)}. Nothing was saved.")
        if column not in columns:
            raise Failure(f"There is no column “{column}”. There are: {', '.join(columns)}. Nothing was saved.")
        mapping = [None if other == field else other for other in mapping]
        mapping[columns.index(column)] = field
    return mapping


def _about(reading: Reading, outcome: Outcome) -> dict[str, Any]:
    table = reading.table
    return {
        "rows_read": outcome.rows_read,
        "imported": outcome.imported,
        "updated": outcome.updated,
        "conflicts": outcome.conflicts,
        "skipped": [{"row": row, "reason": reason} for row, reason, _ in outcome.skipped],
        "alike": len(outcome.alike),
        "mapping": dict(zip(reading.columns, reading.mapping, strict=True)),
        "format": table.format,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "sheet": table.sheet,
        "header_row": _header_line(table),
        "notices": [{"code": code, **params} for code, params in table.notices],
    }


def _header_line(table: Table) -> int:
    return 0 if table.header_row is None else table.lines[table.header_row]


def _told(board: Board, reading: Reading, outcome: Outcome, *, would: str) -> str:
    lines = [f"{outcome.rows_read} rows read, {outcome.imported} {would}imported into “{board.title}”."]
    if outcome.differences:
        lines.append(f"Actions of the board that {would or 'were '}updated: {outcome.updated}.")
    if outcome.conflicts:
        lines.append(f"Rows that were changed in the file and on the board: {outcome.conflicts} (see --take).")
    if outcome.alike:
        lines.append(f"Titles that were on the board already, word for word: {len(outcome.alike)}.")
    lines += [notice(code, params) for code, params in reading.table.notices]
    for row, reason, _ in outcome.skipped:
        lines.append(f"Line {row} {would or 'was '}skipped: {SKIPPED.get(reason, reason)}.")
    return "\n".join(lines)

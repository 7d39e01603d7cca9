"""Files at the terminal: a spreadsheet into a board, and a board into a file."""

import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

import click

from boardapp.cli.answers import Failure, account, acting, answer, as_json, board_numbered, now, ready
from boardapp.config import LOCALES
from boardapp.domain import boards, imports
from boardapp.domain.boards import Board, Role
from boardapp.domain.imports import Outcome
from boardapp.domain.people import User
from boardapp.exchange import intake, outgoing
from boardapp.exchange.intake import Reading
from boardapp.exchange.tables import MAX_BYTES, Unreadable

_UNREADABLE = {
    "empty": "it is empty",
    "too_large": "it is larger than {limit} bytes",
    "too_many_rows": "it has more than {limit} rows",
    "too_many_columns": "line {line} has more than {limit} columns",
    "unclosed_quote": "a quotation mark opened in line {line} is never closed",
    "cell_too_long": "a cell of line {line} is longer than {limit} characters",
}
_SKIPPED = {
    "empty_title": "it has no title",
    "no_title_column": "no column of the file is the title",
    "repeated": "an earlier row is the same action",
    "same_here": "the board has this action already",
    "differs_here": "the board has this action already, with other values",
}


@click.command("import")
@click.argument("board", type=int)
@click.argument("file", type=click.File("rb"))
@click.option("--by", "email", required=True, metavar="EMAIL", help="A member of the board, whose change it is.")
@click.option("--preview", is_flag=True, help="Say what would be imported, and write nothing.")
@as_json
def import_(*, board: int, file: IO[bytes], email: str, preview: bool, as_json: bool) -> None:
    """Take the rows of a CSV FILE into BOARD, as one change with one undo ("-" reads standard input)."""
    with ready():
        target, user = board_numbered(board), account(email)
        _require_member(target, user)
        reading = _read(file)
        if preview:
            outcome = imports.preview(target, reading.drafts, reading.mapped)
        else:
            outcome = imports.take(target, reading.drafts, reading.mapped, by=acting(user))
        answer(_about(reading, outcome), _told(target, outcome, would="would be " if preview else ""), as_json=as_json)


@click.command("export")
@click.argument("board", type=int)
@click.option("--format", "kind", type=click.Choice(["csv", "json"]), required=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="A file; else standard output.")
@click.option("--locale", type=click.Choice(LOCALES), help="Language of headers and words; the board's unless told.")
def export(*, board: int, kind: str, output: Path | None, locale: str | None) -> None:
    """Write all actions of BOARD to a file that spreadsheets open and that can be imported again."""
    with ready():
        source = board_numbered(board)
        language = locale or source.language
        if kind == "csv":
            content: Iterable[bytes] = outgoing.csv_file(source, now(), language)
        else:
            content = [outgoing.json_file(source, now(), language).encode()]
        _write(content, output)


def _require_member(board: Board, user: User) -> None:
    role = boards.role_of(board, user)
    if role is None or not role.covers(Role.member):
        raise Failure(f"{user.email} may not change board {board.id}. Nothing was saved.")


def _read(file: IO[bytes]) -> Reading:
    try:
        return intake.read(file.read(MAX_BYTES + 1))
    except Unreadable as error:
        why = _UNREADABLE.get(error.code, error.code).format(**error.params)
        raise Failure(f"{file.name} cannot be read as a table: {why}. Nothing was saved.") from None


def _about(reading: Reading, outcome: Outcome) -> dict[str, Any]:
    return {
        "rows_read": outcome.rows_read,
        "imported": outcome.imported,
        "skipped": [{"row": row, "reason": reason} for row, reason, _ in outcome.skipped],
        "alike": outcome.alike,
        "mapping": dict(zip(reading.columns, reading.mapping, strict=True)),
    }


def _told(board: Board, outcome: Outcome, *, would: str) -> str:
    lines = [f"{outcome.rows_read} rows read, {outcome.imported} {would}imported into “{board.title}”."]
    if outcome.alike:
        lines.append(f"Titles that were on the board already, word for word: {outcome.alike}.")
    for row, reason, _ in outcome.skipped:
        lines.append(f"Line {row} {would or 'was '}skipped: {_SKIPPED.get(reason, reason)}.")
    return "\n".join(lines)


def _write(content: Iterable[bytes], output: Path | None) -> None:
    if output is None:
        out = sys.stdout.buffer
        out.writelines(content)
        out.flush()
        return
    try:
        _replace(output, content)
    except OSError as error:
        raise Failure(f"{output} cannot be written: {error.strerror}") from None


def _replace(output: Path, content: Iterable[bytes]) -> None:
    """The file appears whole or not at all."""
    handle, beside = tempfile.mkstemp(prefix=f".{output.name}.", dir=output.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(content)
        Path(beside).chmod(output.stat().st_mode & 0o777 if output.exists() else 0o666 & ~_umask())
        Path(beside).replace(output)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

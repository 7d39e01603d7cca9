"""Files at the terminal: a board into a file."""

import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from boardapp.cli.answers import Failure, board_numbered, now, ready, settings
from boardapp.config import LOCALES
from boardapp.domain.boards import Board
from boardapp.exchange import outgoing
from boardapp.exchange.boardfile import writing
from boardapp.exchange.headers import HEADERS
from boardapp.exchange.workbooks_out import Layout

FORMATS = ("csv", "xlsx", "json", "ics")
_CALLED = {name: field for headers in HEADERS.values() for field, name in headers.items()} | {
    field: field for field in HEADERS["en"]
}
"""A column by its header in either language, or by the name that the JSON has for it."""


class Columns(click.ParamType):
    """Names with commas between them."""

    name = "columns"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> list[str]:
        names = [name.strip() for name in str(value).split(",") if name.strip()]
        unknown = [name for name in names if name not in _CALLED]
        if unknown or not names:
            known = ", ".join(HEADERS["en"].values())
            self.fail(f"there is no column {', '.join(unknown) or 'in it'}; there are {known}", param, ctx)
        return [_CALLED[name] for name in names]


@click.command("export")
@click.argument("board", type=int)
@click.option("--format", "kind", type=click.Choice(FORMATS), required=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="A file; else standard output.")
@click.option("--locale", type=click.Choice(LOCALES), help="Language of headers and words; the board's unless told.")
@click.option("--columns", type=Columns(), help="Only these, by their headers: ref,action,due (CSV and XLSX).")
@click.option("--sheet-per-horizon", is_flag=True, help="A sheet for each horizon behind the one with all (XLSX).")
def export(
    *, board: int, kind: str, output: Path | None, locale: str | None, columns: list[str] | None,
    sheet_per_horizon: bool,
) -> None:  # fmt: skip
    """Write all actions of BOARD to a file that spreadsheets or calendars open, and that can be imported again. JSON
    holds the whole board with its history, for `boardapp board import`."""
    with ready():
        source = board_numbered(board)
        layout = Layout(columns, by_horizon=sheet_per_horizon)
        _write(_content(source, kind, locale or source.language, layout), output)


def _content(board: Board, kind: str, locale: str, layout: Layout) -> Iterable[bytes]:
    if kind == "csv":
        content: Iterable[bytes] = outgoing.csv_file(board, now(), locale, layout.columns)
    elif kind == "xlsx":
        content = outgoing.xlsx_file(board, now(), locale, layout)
    elif kind == "ics":
        content = [outgoing.ics_file(board, now(), locale, base=settings().base_url or "")]
    else:
        content = writing.lines(board, now(), locale)
    return content


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

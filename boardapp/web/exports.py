"""Files out: the plan as a table, a workbook or a calendar, or whole for programs. Whoever may read the board may take
it."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, request

from boardapp.config import LOCALES
from boardapp.domain import listing, members
from boardapp.domain.boards import Board, Role
from boardapp.domain.listing import Filter
from boardapp.exchange import outgoing
from boardapp.exchange.boardfile import writing
from boardapp.exchange.headers import HEADERS
from boardapp.exchange.workbooks_out import Layout
from boardapp.web import access, addresses, feed_links, filters, signing_in
from boardapp.web.attachments import attachment
from boardapp.web.language import lazy, locale

room = Blueprint("exports", __name__)
_AGAIN = ("uid", "version")
_PLAN = (
    "ref", "horizon", "rank", "title", "category", "challenge", "challenge_level", "owner", "due_on", "status", "kind",
    "days_late", "note",
)  # fmt: skip
COLUMNS = {
    lazy("The plan"): _PLAN,
    lazy("All the rest"): tuple(field for field in HEADERS["en"] if field not in _PLAN + _AGAIN),
    lazy("To bring changes back"): _AGAIN,
}
"""The columns in the groups of the form; the file has them in its own order."""
_FILTER = ("q", "owner", "category", "status", "kind", "horizon", "late", "week", "archived")
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@room.get("/boards/<int:board_id>/export")
@access.board(Role.reader)
def show(board: Board) -> Response:
    wanted = filters.asked(board).wanted
    found = len(listing.ids(board, board.today(access.now()), wanted)) if wanted.active else None
    mine = members.mine(board, access.person().id)
    links = {purpose: feed_links.address(purpose, mine) for purpose in (feed_links.ALL, feed_links.MINE)}
    return signing_in.secret_page(
        "exports/show.html", board=board, groups=COLUMNS, headers=HEADERS[locale()], links=links, found=found,
        whole=sum(listing.sizes(board).values()), only_here=addresses.only_here(addresses.base()),
        filter={name: request.args.get(name, "") for name in _FILTER if name in request.args},
    )  # fmt: skip


@room.get("/boards/<int:board_id>/export.csv")
@access.board(Role.reader)
def table(board: Board) -> Response:
    lines = outgoing.csv_file(board, access.now(), _language(), request.args.getlist("column"), _wanted(board))
    return _file(board, lines, "csv", "text/csv; charset=utf-8")


@room.get("/boards/<int:board_id>/export.xlsx")
@access.board(Role.reader)
def workbook(board: Board) -> Response:
    layout = Layout(request.args.getlist("column"), by_horizon="sheets" in request.args)
    return _file(
        board, outgoing.xlsx_file(board, access.now(), _language(), layout, _wanted(board)), "xlsx", _WORKBOOK
    )  # fmt: skip


@room.get("/boards/<int:board_id>/export.ics")
@access.board(Role.reader)
def calendar(board: Board) -> Response:
    about: dict[str, Any] = {"base": addresses.base(), "wanted": _wanted(board)}
    body = outgoing.ics_file(board, access.now(), _language(), **about)
    return _file(board, [body], "ics", "text/calendar; charset=utf-8")


@room.get("/boards/<int:board_id>/export.json")
@access.board(Role.reader)
def document(board: Board) -> Response:
    """The whole board; or a table, of what a filter shows."""
    wanted = _wanted(board)
    if wanted is not None and wanted.active:
        lines: Iterable[bytes] = [outgoing.json_file(board, access.now(), _language(), wanted).encode()]
    else:
        lines = writing.file(board, access.now(), _language())
    return _file(board, lines, "json", "application/json")


def _language() -> str:
    """The language of the headers and words in the file: asked for in the address, else the reader's."""
    asked = request.args.get("locale", "")
    return asked if asked in LOCALES else locale()


def _wanted(board: Board) -> Filter | None:
    """What the filter in the address shows, unless the whole board is asked for all the same."""
    return None if request.args.get("rows") == "all" else filters.asked(board).wanted


def _file(board: Board, lines: Iterable[bytes], extension: str, kind: str) -> Response:
    return attachment(lines, kind, outgoing.name(board, access.now(), extension))

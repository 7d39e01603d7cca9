"""Files out: the plan as a table for spreadsheets, or whole for programs. Whoever may read the board may take it."""

from collections.abc import Iterable

from flask import Blueprint, Response, request

from boardapp.config import LOCALES
from boardapp.domain.boards import Board, Role
from boardapp.exchange import outgoing
from boardapp.web import access, hypermedia
from boardapp.web.attachments import attachment
from boardapp.web.language import locale

room = Blueprint("exports", __name__)


@room.get("/boards/<int:board_id>/export")
@access.board(Role.reader)
def show(board: Board) -> Response:
    return hypermedia.page("exports/show.html", board=board)


@room.get("/boards/<int:board_id>/export.csv")
@access.board(Role.reader)
def table(board: Board) -> Response:
    return _file(board, outgoing.csv_file(board, access.now(), _language()), "csv", "text/csv; charset=utf-8")


@room.get("/boards/<int:board_id>/export.json")
@access.board(Role.reader)
def document(board: Board) -> Response:
    return _file(board, [outgoing.json_file(board, access.now(), _language()).encode()], "json", "application/json")


def _language() -> str:
    """The language of the headers and words in the file: asked for in the address, else the reader's."""
    asked = request.args.get("locale", "")
    return asked if asked in LOCALES else locale()


def _file(board: Board, lines: Iterable[bytes], extension: str, kind: str) -> Response:
    """What the file holds is read by now; its lines are made while they are sent."""
    return attachment(lines, kind, outgoing.name(board, access.now(), extension))

"""A whole board taken in from its file: one that another installation of ours wrote."""

from flask import Blueprint, Response
from flask_wtf.file import FileField

from boardapp.domain import transfer
from boardapp.domain.boards import Board
from boardapp.domain.errors import Invalid
from boardapp.exchange.boardfile import reading
from boardapp.exchange.tables import MAX_BYTES
from boardapp.web import access, hypermedia
from boardapp.web.forms import Form
from boardapp.web.language import gettext

room = Blueprint("transfers", __name__)


class BoardFileForm(Form):
    file = FileField()


@room.route("/boards/file", methods=["GET", "POST"])
@access.signed_in
def new() -> Response:
    form = BoardFileForm()
    if form.carries(lambda: _take(form)):
        say = gettext("The board is here, with its history.")
        return hypermedia.see(f"/boards/{form.outcome.id}", say=say)
    return hypermedia.page("transfers/new.html", form.status, form=form, most=MAX_BYTES // 2**20)


def _take(form: BoardFileForm) -> Board:
    if not form.file.data:
        raise Invalid("file", "board_file_missing")
    content = form.file.data.read()
    if len(content) > MAX_BYTES:
        raise Invalid("file", "board_file_large", limit=MAX_BYTES // 2**20)
    return transfer.take(reading.read(content), access.account(), by=access.by())

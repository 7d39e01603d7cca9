"""Boards: the list, opening one, the board itself with its four lanes, its settings, closing and reopening."""

from flask import Blueprint, Response, current_app, request
from wtforms import StringField

from boardapp.config import timezones
from boardapp.domain import boards, categories, listing, opening, owners, ruler, seats
from boardapp.domain.actions import Horizon
from boardapp.domain.boards import Board, Role
from boardapp.web import access, filters, hypermedia, lanes, panel, ready
from boardapp.web.forms import ChoiceField, DayField, Form, NumberField, number_or_none
from boardapp.web.lanes import Shown
from boardapp.web.language import NAMES, gettext, locale

room = Blueprint("boards", __name__)


class OpenForm(Form):
    title = StringField()
    like = ChoiceField(coerce=number_or_none)


class SettingsForm(Form):
    title = StringField()
    aim = StringField()
    day0 = DayField()
    cap = NumberField()
    timezone = ChoiceField()
    language = ChoiceField()


@room.get("/")
@access.public
def home() -> Response:
    return _list(OpenForm()) if access.somebody() else _front()


@room.get("/boards")
@access.signed_in
def index() -> Response:
    return _list(OpenForm())


@room.route("/boards/new", methods=["GET", "POST"])
@access.signed_in
def new() -> Response:
    form = OpenForm()
    return hypermedia.see(f"/boards/{form.outcome.id}#line") if _opens(form) else _list(form)


@room.get("/boards/<int:board_id>")
@ready.page
@access.board(Role.reader)
def show(board: Board) -> Response:
    search = filters.asked(board)
    shown = Shown(board, board.today(access.now()), access.may(Role.member))
    narrow = search.wanted.active
    drawn = lanes.narrowed(shown, search.wanted) if narrow else lanes.whole(shown, seats.epoch())
    return hypermedia.page(
        "boards/show.html", board=board, drawn=drawn, today=shown.today, search=search,
        whole=sum(listing.sizes(board).values()) if narrow else None, wall="wall" in request.args,
        names=owners.suggestions(board, search.owners), opened=panel.asked(board),
    )  # fmt: skip


@room.get("/boards/<int:board_id>/lanes/<horizon:horizon>")
@access.board(Role.reader)
def lane(board: Board, horizon: Horizon) -> Response:
    today = board.today(access.now())
    dues = ruler.of(board, today) if horizon is Horizon.now else None
    lane = listing.lane(board, horizon, today)
    return hypermedia.page("boards/lane.html", board=board, lane=lane, today=today, ruler=dues)


@room.route("/boards/<int:board_id>/settings", methods=["GET", "POST"])
@access.board(Role.facilitator)
def settings(board: Board) -> Response:
    form = SettingsForm(obj=board)
    form.day0.today = lambda: board.today(access.now())
    form.language.choices = list(NAMES.items())
    zones = {zone for zone in timezones() if "/" in zone} | {"UTC", board.timezone}
    form.timezone.choices = [(zone, zone) for zone in sorted(zones)]
    if form.carries(lambda: _save(board, form)):
        return hypermedia.see(f"/boards/{board.id}/settings", say=gettext("Saved."), event=form.outcome)
    return hypermedia.page("boards/settings.html", form.status, board=board, form=form)


@room.post("/boards/<int:board_id>/status")
@access.board(Role.facilitator)
def status(board: Board) -> Response:
    if board.closed_at is None:
        boards.close(board, by=access.by())
        say = gettext("The board is closed. It can be read and reopened.")
    else:
        boards.reopen(board, by=access.by())
        say = gettext("The board is open again.")
    return hypermedia.see(f"/boards/{board.id}/settings", say=say)


def _front() -> Response:
    """What a visitor sees: an example whose dates begin today, in their language."""
    seeds = {seed.key: seed for seed in categories.proposed()}
    signup = current_app.extensions["settings"].signup == "open"
    return hypermedia.page("front.html", seeds=seeds, signup=signup, today=access.now().date())


def _opens(form: OpenForm) -> bool:
    mine = {board.id: board for board in boards.of(access.person())}
    form.like.choices = [("", ""), *((id_, board.title) for id_, board in mine.items())]
    timezone = current_app.extensions["settings"].timezone
    return form.carries(
        lambda: opening.open_board(
            form.title.data or "",
            access.account(),
            by=access.by(),
            like=mine.get(form.like.data),
            timezone=timezone,
            language=locale(),
        )
    )


def _list(form: OpenForm) -> Response:
    mine = boards.of(access.person())
    today = {board.id: board.today(access.now()) for board in mine}
    form.like.choices = [("", gettext("nothing")), *((board.id, board.title) for board in mine)]
    return hypermedia.page(
        "boards/index.html", form.status, boards=mine, summaries=listing.summaries(mine, today),
        rulers=ruler.of_all(mine, today), form=form,
    )  # fmt: skip


def _save(board: Board, form: SettingsForm) -> object:
    values = {name: value or "" for name, value in form.values("title", "aim", "timezone", "language").items()}
    values["cap"] = form.cap.data if form.cap.data is not None else board.cap
    values["day0"] = form.day0.data or board.day0
    return boards.edit(board, by=access.by(), **values)

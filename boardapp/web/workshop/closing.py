"""Close: the plan is the board. Everybody leaves with their own actions, leadership with one page and one CSV."""

from typing import Any

from flask import Blueprint, Response, abort, request
from wtforms import EmailField, PasswordField, StringField

from boardapp.config import LOCALES
from boardapp.domain.boards import Role
from boardapp.domain.members import Newcomer
from boardapp.domain.people import User
from boardapp.domain.workshop import closing, committing
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.workshops import Workshop
from boardapp.exchange import outgoing, traces
from boardapp.web import access, hypermedia, signing_in
from boardapp.web.attachments import attachment
from boardapp.web.forms import Form, NumberField
from boardapp.web.language import gettext, locale
from boardapp.web.workshop import scenes

room = Blueprint("closing", __name__)


class StayForm(Form):
    email = EmailField()


class WelcomeForm(Form):
    participant = NumberField()


class AccountForm(Form):
    name = StringField()
    password = PasswordField()


def stage(workshop: Workshop) -> dict[str, Any]:
    return {
        "outcome": closing.outcome(workshop), "run": committing.run(workshop.board), "asking": closing.asking(workshop),
        "today": workshop.board.today(access.now()),
    }  # fmt: skip


def phone(participant: Participant) -> dict[str, Any]:
    workshop = participant.workshop
    return {"outcome": closing.outcome(workshop), "mine": closing.mine(participant), "form": StayForm(),
            "account": AccountForm(name=participant.name), "today": workshop.board.today(access.now())}  # fmt: skip


@room.post("/workshops/<int:workshop_id>/close")
@access.row(Workshop, Role.facilitator)
def close(workshop: Workshop) -> Response:
    closing.close(workshop, by=access.by())
    return scenes.lead(workshop, gettext("The workshop is closed. The plan is the board."))


@room.get("/workshops/<int:workshop_id>/trace.csv")
@access.row(Workshop, Role.reader)
def trace(workshop: Workshop) -> Response:
    """What the room did, in numbers: no names."""
    asked = request.args.get("locale", "")
    counts, rows = closing.trace(workshop)
    lines = traces.csv_file(counts, rows, asked if asked in LOCALES else locale())
    name = outgoing.name(workshop.board, access.now(), "csv").replace(".csv", "_workshop.csv")
    return attachment(list(lines), "text/csv; charset=utf-8", name)


@room.get("/workshops/<int:workshop_id>/seat.ics")
@access.participant
def calendar(participant: Participant) -> Response:
    """One's own actions, each on the day it is due."""
    board = participant.workshop.board
    mine = {action.id for action in closing.mine(participant)}
    body = outgoing.ics_file(board, access.now(), locale(), only=mine)
    return attachment([body], "text/calendar; charset=utf-8", outgoing.name(board, access.now(), "ics"))


@room.post("/workshops/<int:workshop_id>/stay")
@access.participant
def ask_to_stay(participant: Participant) -> Response:
    form = StayForm()
    if form.carries(lambda: closing.ask_to_stay(participant, form.email.data or "")):
        return scenes.take_part(participant, gettext("The facilitator is asked. Keep this page open."))
    return scenes.ask_again(participant, form)


@room.post("/workshops/<int:workshop_id>/welcome")
@access.row(Workshop, Role.facilitator)
def welcome(workshop: Workshop) -> Response:
    form = WelcomeForm()
    chosen = form.participant.data if form.validate() else None
    found = next((each for each in closing.asking(workshop) if each.id == chosen), None) or abort(404)
    closing.welcome(found, by=access.by())
    return scenes.lead(workshop, gettext("They may choose a password now, on their phone."))


@room.post("/workshops/<int:workshop_id>/account")
@access.participant
def account(participant: Participant) -> Response:
    form = AccountForm()
    if not form.carries(lambda: closing.stay(participant, _who(participant, form), by=access.by_participant())):
        return scenes.phone(participant, form.status, account=form)
    if not access.somebody():
        signing_in.enter(form.outcome)
    board = participant.workshop.board
    return hypermedia.see(f"/boards/{board.id}", say=gettext("You joined “%(title)s”.", title=board.title))


def _who(participant: Participant, form: AccountForm) -> User | Newcomer:
    if access.somebody():
        return access.account()
    return Newcomer(participant.email, form.name.data or "", form.password.data or "", locale())

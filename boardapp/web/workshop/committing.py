"""Commit: one action in the light at a time, until each has an owner and a date."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response
from wtforms import StringField
from wtforms.validators import Optional

from boardapp.domain.actions import Action
from boardapp.domain.boards import Role
from boardapp.domain.errors import Invalid
from boardapp.domain.events import By
from boardapp.domain.workshop import committing
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.workshops import Workshop
from boardapp.web import access
from boardapp.web.forms import DayField, Form, NumberField
from boardapp.web.language import gettext
from boardapp.web.workshop import scenes

room = Blueprint("committing", __name__)
SPANS = (7, 14, 30)
ME = "me"


class CommitForm(Form):
    """`who` says whether it is the one who sends it; a date that is typed counts more than one that is chosen."""

    action = NumberField(validators=[Optional()])
    seen = NumberField(validators=[Optional()])
    who = StringField()
    owner = StringField()
    due = DayField()
    due_on = DayField()
    first_step = StringField()
    benefit = StringField()

    def of(self, workshop: Workshop) -> "CommitForm":
        self.due.today = self.due_on.today = lambda: workshop.board.today(access.now())
        return self

    def commitment(self, name: str) -> dict[str, Any]:
        """What is promised; `name` is whose phone it is."""
        owner = name if self.who.data == ME and name else self.owner.data
        texts = self.values("first_step", "benefit")
        return {"owner": owner, "due_on": self.due_on.data or self.due.data} | texts


def stage(workshop: Workshop) -> dict[str, Any]:
    rows = committing.run(workshop.board)
    light = workshop.spotlight_id
    return {"run": rows, "wanting": committing.wanting, "upcoming": committing.following(rows, light),
            "names": committing.names(workshop)} | _form(workshop)  # fmt: skip


def phone(participant: Participant) -> dict[str, Any]:
    workshop = participant.workshop
    return {"run": committing.run(workshop.board), "names": committing.names(workshop)} | _form(workshop)


@room.post("/workshops/<int:workshop_id>/commitments")
@access.participant
def take_on(participant: Participant) -> Response:
    workshop, form = participant.workshop, CommitForm()
    if not form.of(workshop).carries(lambda: _take_on(workshop, form, participant.name, access.by_participant)):
        return scenes.ask_again(participant, form)
    return scenes.take_part(participant, gettext("It is yours to the room: owner and date are set."))


@room.post("/workshops/<int:workshop_id>/assignments")
@access.row(Workshop, Role.facilitator)
def assign(workshop: Workshop) -> Response:
    """For people without a phone: the same form on the desk."""
    form = CommitForm()
    if not form.of(workshop).carries(lambda: _take_on(workshop, form, "", access.by)):
        return scenes.ask_lead_again(workshop, form)
    return scenes.lead(workshop, gettext("Owner and date are set."))


def _take_on(workshop: Workshop, form: CommitForm, name: str, by: Callable[[], By]) -> None:
    action = committing.chosen(workshop, form.action.data)
    if action is None:
        raise Invalid("owner", "vote_gone")
    committing.take_on(workshop, action, seen=form.seen.data, by=by(), **form.commitment(name))


def _form(workshop: Workshop) -> dict[str, Any]:
    """The form of the action in the light, as it stands; and its place in the run."""
    today = workshop.board.today(access.now())
    days = [(span, today + timedelta(days=span)) for span in SPANS]
    return {"form": CommitForm(formdata=None, **_stored(workshop)), "days": days, "today": today}


def _stored(workshop: Workshop) -> dict[str, Any]:
    light = committing.chosen(workshop, workshop.spotlight_id)
    if light is None:
        return {}
    return {"first_step": light.first_step, "benefit": light.benefit, "due": light.due_on, "owner": _owner(light)}


def _owner(action: Action) -> str:
    return action.owner.shown if action.owner else ""

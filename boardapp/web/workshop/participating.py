"""The phone: one thing per screen, and a button under the thumb."""

from flask import Blueprint, Response

from boardapp.domain.workshop import running
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.workshops import Phase
from boardapp.web import access
from boardapp.web.forms import ChoiceField, Form
from boardapp.web.language import gettext
from boardapp.web.workshop import scenes

room = Blueprint("participating", __name__)


class DoneForm(Form):
    """Which phase one is done with; empty to take that back."""

    phase = ChoiceField(choices={"": ""} | {phase.value: phase.value for phase in Phase})


@room.get("/workshops/<int:workshop_id>/seat")
@access.participant
def show(participant: Participant) -> Response:
    return scenes.phone(participant)


@room.post("/workshops/<int:workshop_id>/done")
@access.participant
def done(participant: Participant) -> Response:
    form = DoneForm()
    phase = Phase(form.phase.data) if form.validate() and form.phase.data else None
    running.say_done(participant, phase)
    return scenes.take_part(participant, gettext("The room sees that you are done.") if phase else "")

"""What a facilitator does on the desk: go on, back or anywhere; the clock; the action in the light."""

from flask import Blueprint, Response, abort
from wtforms.validators import Optional

from boardapp.database import db
from boardapp.domain import inventory
from boardapp.domain.boards import Role
from boardapp.domain.errors import NotAllowed
from boardapp.domain.workshop import participants, running
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.workshops import Phase, Workshop
from boardapp.web import access
from boardapp.web.forms import ChoiceField, Form, NumberField
from boardapp.web.language import gettext, lazy
from boardapp.web.workshop import scenes

room = Blueprint("leading", __name__)
_CLOCK = {
    "minute": (running.add_minute, lazy("One minute more.")),
    "pause": (running.pause, lazy("The clock stands still.")),
    "resume": (running.resume, lazy("The clock runs.")),
}
_PHASES = {phase.value: phase.value for phase in Phase}


class PhaseForm(Form):
    to = ChoiceField(choices=_PHASES)
    seen = ChoiceField(choices=_PHASES)


class ClockForm(Form):
    do = ChoiceField(choices={name: name for name in _CLOCK})


class LightForm(Form):
    action = NumberField(validators=[Optional()])  # empty for none


class SeatForm(Form):
    """What happens with a seat: another phone gets it, or somebody leaves the room."""

    do = ChoiceField(choices={"confirm": "confirm", "dismiss": "dismiss"})
    seat = NumberField()


@room.get("/workshops/<int:workshop_id>")
@access.row(Workshop, Role.facilitator)
def show(workshop: Workshop) -> Response:
    return scenes.desk(workshop)


@room.post("/workshops/<int:workshop_id>/phase")
@access.row(Workshop, Role.facilitator)
def phase(workshop: Workshop) -> Response:
    form = PhaseForm()
    if not form.validate():
        return scenes.ask_lead_again(workshop, form)
    to = Phase(form.to.data)
    running.go_to(workshop, to, seen=Phase(form.seen.data), by=access.by())
    return scenes.lead(workshop, _said(workshop))


@room.post("/workshops/<int:workshop_id>/clock")
@access.row(Workshop, Role.facilitator)
def clock(workshop: Workshop) -> Response:
    form = ClockForm()
    if not form.validate():
        return scenes.ask_lead_again(workshop, form)
    if not workshop.open:
        raise NotAllowed("workshop_closed")
    do, say = _CLOCK[form.do.data]
    do(workshop, access.now())
    return scenes.lead(workshop, gettext(say))


@room.post("/workshops/<int:workshop_id>/light")
@access.row(Workshop, Role.facilitator)
def light(workshop: Workshop) -> Response:
    form = LightForm()
    if not form.validate():
        return scenes.ask_lead_again(workshop, form)
    found = inventory.chosen(workshop.board, [form.action.data]) if form.action.data else []
    if form.action.data and not found:
        abort(404)
    running.light(workshop, found[0] if found else None)
    return scenes.lead(workshop)


@room.post("/workshops/<int:workshop_id>/seats")
@access.row(Workshop, Role.facilitator)
def seats(workshop: Workshop) -> Response:
    form = SeatForm()
    found = db.session.get(Participant, form.seat.data) if form.validate() and form.seat.data else None
    if found is None or found.workshop_id != workshop.id:
        abort(404)
    name = found.name
    if form.do.data == "confirm" and found.claims_id is not None:
        participants.confirm(found)
        say = gettext("%(name)s is back on another phone.", name=name)
    else:
        participants.dismiss(found)
        say = gettext("%(name)s is out of the room.", name=name)
    return scenes.lead(workshop, say)


def _said(workshop: Workshop) -> str:
    if not workshop.phase.number:
        return gettext("Welcome.")
    minutes = workshop.minutes(workshop.phase)
    return gettext("Phase %(n)s of 7: %(name)s. %(minutes)s minutes.",
                   n=workshop.phase.number, name=scenes.phase_name(workshop.phase), minutes=minutes)  # fmt: skip

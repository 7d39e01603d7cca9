"""Place: two cuts, a preview, one click; then exceptions."""

from typing import Any

from flask import Blueprint, Response, abort
from wtforms import Field

from boardapp.domain import inventory, placement
from boardapp.domain.actions import Horizon
from boardapp.domain.boards import Role
from boardapp.domain.errors import Invalid
from boardapp.domain.workshop import placing, voting
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.placing import Cuts
from boardapp.domain.workshop.workshops import Workshop
from boardapp.web import access
from boardapp.web.forms import Form, NumberField
from boardapp.web.language import gettext
from boardapp.web.shell import short
from boardapp.web.workshop import ranked, scenes
from boardapp.web.workshop.fields import PairField
from boardapp.web.workshop.ranked import Zone

room = Blueprint("placing", __name__)
LANES = (Horizon.now, Horizon.next, Horizon.later)


class CutForm(Form):
    """Both numbers; `now_to` and `next_to` are the buttons − and +, which say where one of them goes."""

    now = NumberField()
    next = NumberField()
    now_to = NumberField()
    next_to = NumberField()


class MoveForm(Form):
    move = PairField()


class SaysForm(Form):
    says = PairField()


def stage(workshop: Workshop) -> dict[str, Any]:
    event = placing.placed(workshop)
    turnout, points = voting.turnout(workshop) if workshop.counted_at else (0, 0)
    zones, cuts = _zones(workshop)
    rows = [line.row for zone in zones for line in zone.lines]
    return {
        "zones": zones, "cuts": cuts, "placed": event, "turnout": turnout, "points_given": points,
        "longest": ranked.longest(rows), "discuss": ranked.discuss(workshop, rows, turnout),
        "over": len(zones[0].lines) > workshop.board.cap, "LANES": LANES,
    }  # fmt: skip


def phone(participant: Participant) -> dict[str, Any]:
    workshop = participant.workshop
    zones, _ = _zones(workshop)
    return {"zones": zones, "disagrees": placing.disagrees(participant)}


@room.post("/workshops/<int:workshop_id>/cuts")
@access.row(Workshop, Role.facilitator)
def cut(workshop: Workshop) -> Response:
    form = CutForm()
    if not form.carries(lambda: placing.cut(workshop, *_wanted(form))):
        return scenes.ask_lead_again(workshop, form)
    return scenes.lead(workshop, _cut_said(form))


@room.post("/workshops/<int:workshop_id>/plan")
@access.row(Workshop, Role.facilitator)
def place_all(workshop: Workshop) -> Response:
    form = CutForm()
    if not form.carries(lambda: placing.place_all(workshop, *_wanted(form), by=access.by())):
        return scenes.ask_lead_again(workshop, form)
    return scenes.lead(workshop, gettext("Everything is placed. Any action can still be moved."))


@room.post("/workshops/<int:workshop_id>/exceptions")
@access.row(Workshop, Role.facilitator)
def except_one(workshop: Workshop) -> Response:
    form = MoveForm()
    form.validate()
    id_, to = form.move.data or (0, "")
    found = inventory.chosen(workshop.board, [id_]) if to in LANES else []
    if not found:
        abort(404)
    placement.move(found[0], Horizon(to), by=access.by())
    return scenes.lead(workshop, gettext("“%(title)s”: %(lane)s.", title=found[0].title, lane=short(Horizon(to))))


@room.post("/workshops/<int:workshop_id>/disagreements")
@access.participant
def disagree(participant: Participant) -> Response:
    form = SaysForm()
    if not form.carries(lambda: placing.disagree(participant, *_pair(form.says))):
        return scenes.ask_again(participant, form)
    return scenes.take_part(participant, gettext("Noted, without your name."))


def _zones(workshop: Workshop) -> tuple[list[Zone], Cuts]:
    """As everything stands once it is placed; before that, as the cuts would place it."""
    against = placing.disagreements(workshop)
    if placing.placed(workshop):
        rows = placing.standing(workshop)
        lines = ranked.lines(workshop, rows, against=against)
        zones = [Zone(lane, [line for line in lines if line.row.horizon is lane]) for lane in (*LANES, Horizon.inbox)]
        cuts = Cuts(len(zones[0].lines), len(zones[1].lines))
    else:
        rows = placing.ranking(workshop)
        cuts = placing.cuts_of(workshop, rows)
        lines = ranked.lines(workshop, rows, ties=placing.ties(workshop, rows, cuts), against=against)
        zones = [Zone(lane, [line for line in lines if cuts.horizon(line.n - 1) is lane]) for lane in LANES]
    return [zone for zone in zones if zone.lines or zone.horizon in LANES], cuts


def _wanted(form: CutForm) -> tuple[int, int]:
    """Both cuts, one of them as its button says."""
    now, after = (form[f"{name}_to"].data for name in ("now", "next"))
    now = form.now.data if now is None else now
    after = form.next.data if after is None else after
    if now is None or after is None:
        raise Invalid("now" if now is None else "next", "nothing_sent")
    return now, after


def _cut_said(form: CutForm) -> str:
    cuts: Cuts = form.outcome
    if (cuts.now, cuts.next) != _wanted(form):
        return gettext("The list ends there: %(now)s now, %(next)s next.", now=cuts.now, next=cuts.next)
    return gettext("%(now)s now, %(next)s next.", now=cuts.now, next=cuts.next)


def _pair(field: Field) -> tuple[int, int]:
    if field.numbers is None:
        raise Invalid(field.name, "nothing_sent")
    return field.numbers

"""Before the hour: what is asked in each phase and for how long, the poster, a rehearsal; then the room is opened."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, request
from wtforms import StringField

from boardapp.domain.boards import Board, Role
from boardapp.domain.workshop import workshops
from boardapp.domain.workshop.workshops import MINUTES, Method, Phase, Workshop
from boardapp.web import access, addresses, hypermedia
from boardapp.web.forms import ChoiceField, Form, NumberField
from boardapp.web.language import gettext, lazy
from boardapp.web.signing_in import secret_page
from boardapp.web.workshop import links, rehearsing, scenes

room = Blueprint("preparing", __name__)
METHODS = {
    Method.points: lazy("Points to spend: which challenge cannot wait?"),
    Method.scores: lazy("Blind scores: challenge and effort, from 1 to 4 each"),
}


class PlanForm(Form):
    """Minutes and question of each phase, and how the room ranks."""

    points = NumberField()
    most = NumberField()
    method = ChoiceField(choices={each.value: each.value for each in Method})


for _phase in Phase:
    setattr(PlanForm, f"minutes_{_phase}", NumberField())
    setattr(PlanForm, f"question_{_phase}", StringField())


@room.route("/boards/<int:board_id>/workshop", methods=["GET", "POST"])
@access.board(Role.facilitator, reads=Role.reader)
def prepare(board: Board) -> Response:
    workshop = workshops.current(board)
    form = PlanForm(data=_filled(workshop))
    if form.carries(lambda: workshops.prepare(board, by=access.by(), **_values(form))):
        return hypermedia.see(f"/boards/{board.id}/workshop", say=gettext("The workshop is prepared."))
    return _page(board, form)


@room.post("/boards/<int:board_id>/workshop/opening")
@access.board(Role.facilitator, reads=Role.reader)
def open_room(board: Board) -> Response:
    """Two clicks from the board. What stands in the form of the plan is saved before; without it the usual is asked."""
    form = PlanForm(data=_filled(workshops.current(board)))
    planned, by = "method" in request.form, replace(access.by(), once=None)  # the mark is for the opening
    if planned and not form.carries(lambda: workshops.prepare(board, by=by, **_values(form))):
        return _page(board, form)
    workshop = workshops.current(board) or workshops.prepare(board, by=by)
    workshops.open_room(workshop, by=access.by())
    return hypermedia.see(f"/workshops/{workshop.id}")


@room.get("/boards/<int:board_id>/workshop/rehearsal/<phase:phase>")
@access.board(Role.facilitator)
def rehearse(board: Board, phase: Phase) -> Response:
    """As the room will see it: the wall and a phone, with people who do not exist."""
    here = rehearsing.room(board, phase, access.now())
    return hypermedia.page(
        "workshops/rehearsal.html", board=board, phase=phase, note=gettext(rehearsing.NOTES[phase]),
        company=len(here.people), **rehearsing.faces(here),
    )  # fmt: skip


@room.get("/workshops/<int:workshop_id>/poster")
@access.row(Workshop, Role.facilitator)
def poster(workshop: Workshop) -> Response:
    """A page of A4 for when the projector fails."""
    address = links.join(workshop)
    return secret_page(
        "workshops/poster.html", workshop=workshop, board=workshop.board, qr=links.qr(address),
        address=addresses.base(), only_here=addresses.only_here(address),
    )  # fmt: skip


def _page(board: Board, form: PlanForm) -> Response:
    past, workshop = workshops.of(board), workshops.current(board)
    minutes = sum(workshop.minutes(phase) if workshop else MINUTES[phase] for phase in Phase)
    return hypermedia.page(
        "workshops/prepare.html", form.status, board=board, workshop=workshop, form=form, methods=METHODS, past=past,
        minutes=minutes,
    )  # fmt: skip


def _filled(workshop: Workshop | None) -> dict[str, Any]:
    asked: dict[str, Any] = {"points": workshops.POINTS, "most": workshops.MOST_ON_ONE, "method": Method.points.value}
    if workshop is not None:
        asked = {"points": workshop.points, "most": workshop.most, "method": workshop.method.value}
    for phase in Phase:
        asked[f"minutes_{phase}"] = workshop.minutes(phase) if workshop else MINUTES[phase]
        asked[f"question_{phase}"] = (workshop and workshop.question(phase)) or gettext(scenes.QUESTIONS[phase])
    return asked


def _values(form: PlanForm) -> dict[str, Any]:
    """An empty number is the usual one."""
    data = form.data
    minutes = {phase: data[f"minutes_{phase}"] for phase in Phase}
    plan = {
        phase.value: {
            "minutes": MINUTES[phase] if minutes[phase] is None else minutes[phase],
            "question": _own(phase, data[f"question_{phase}"] or ""),
        }
        for phase in Phase
    }
    points = workshops.POINTS if form.points.data is None else form.points.data
    most = workshops.MOST_ON_ONE if form.most.data is None else form.most.data
    return {"plan": plan, "points": points, "most": most, "method": form.method.data}


def _own(phase: Phase, question: str) -> str:
    """A usual question is asked in the language of each reader; only another one is stored."""
    return "" if question.strip() == gettext(scenes.QUESTIONS[phase]) else question

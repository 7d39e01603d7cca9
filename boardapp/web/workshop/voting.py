"""Prioritise: a secret vote, and its reveal by the facilitator."""

from typing import Any

from flask import Blueprint, Response, get_template_attribute
from markupsafe import Markup

from boardapp.domain.boards import Role
from boardapp.domain.errors import Invalid
from boardapp.domain.workshop import counting, participants, placing, voting
from boardapp.domain.workshop.ballots import Question
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.workshops import Method, Workshop
from boardapp.web import access, fragments, hypermedia
from boardapp.web.forms import Form, NumberField
from boardapp.web.language import gettext, ngettext
from boardapp.web.workshop import ranked, scenes
from boardapp.web.workshop.fields import PairField

room = Blueprint("voting", __name__)


class VoteForm(Form):
    """Points, or a level of one of the two questions."""

    points = PairField()
    challenge = PairField()
    effort = PairField()


class RoundForm(Form):
    """Which round the page was about."""

    seen = NumberField()


def stage(workshop: Workshop) -> dict[str, Any]:
    if workshop.counted_at is None:
        people, slips = participants.present(workshop), voting.slips(workshop)
        return {"choices": voting.choices(workshop.board), "voted": voting.voted(workshop, people) + len(slips),
                "voters": len(people) + len(slips)}  # fmt: skip
    rows = placing.ranking(workshop)
    turnout, points = voting.turnout(workshop)
    return {
        "rows": ranked.lines(workshop, rows), "turnout": turnout, "points_given": points,
        "longest": ranked.longest(rows), "discuss": ranked.discuss(workshop, rows, turnout),
        "scored": counting.scored(workshop), "cells": ranked.cells(rows), "Question": Question,
    }  # fmt: skip


def phone(participant: Participant) -> dict[str, Any]:
    workshop = participant.workshop
    if workshop.counted_at is not None:
        rows = placing.ranking(workshop)
        return {"rows": ranked.lines(workshop, rows), "spare": None, "longest": ranked.longest(rows)}
    answers = voting.mine(participant)
    spare = workshop.points - sum(answers.values()) if workshop.method is Method.points else None
    rows = voting.dealt(voting.choices(workshop.board), participant.id)
    return {"choices": rows, "answers": answers, "spare": spare, "Question": Question}


@room.post("/workshops/<int:workshop_id>/vote")
@access.participant
def vote(participant: Participant) -> Response:
    form = VoteForm()
    if not form.carries(lambda: _cast(participant, form)):
        return scenes.ask_again(participant, form)
    if not hypermedia.wants_fragments():
        return scenes.take_part(participant, _said(participant, form))
    return hypermedia.fragments(*_changed(participant, form.outcome), *fragments.heard(_said(participant, form)))


@room.post("/workshops/<int:workshop_id>/count")
@access.row(Workshop, Role.facilitator)
def count(workshop: Workshop) -> Response:
    form = RoundForm()
    if not form.validate():
        return scenes.ask_lead_again(workshop, form)
    counting.count(workshop, seen=form.seen.data or 0, by=access.by())
    return scenes.lead(workshop, gettext("The votes are revealed.") if workshop.counted_at else "")


@room.post("/workshops/<int:workshop_id>/round")
@access.row(Workshop, Role.facilitator)
def revote(workshop: Workshop) -> Response:
    form = RoundForm()
    if not form.validate():
        return scenes.ask_lead_again(workshop, form)
    counting.revote(workshop, seen=form.seen.data or 0, by=access.by())
    return scenes.lead(workshop, gettext("A new vote: everybody has their points again."))


def _changed(participant: Participant, action_id: int) -> list[Markup]:
    """What a tap changes on the page: its row, and the points that are left."""
    workshop, shown = participant.workshop, "workshops/prioritise/_row.html"
    answers = voting.mine(participant)
    rows = [each for each in voting.choices(workshop.board) if each.id == action_id]  # none, if merged this very moment
    html = get_template_attribute(shown, "choice")
    parts = [hypermedia.piece(f"#vote-{row.id}", html(row, answers, workshop.method, Question)) for row in rows]
    if workshop.method is Method.points:
        left = get_template_attribute(shown, "pips")(workshop.points, workshop.points - sum(answers.values()))
        parts.append(hypermedia.piece("#pips", left))
    return parts


def _cast(participant: Participant, form: VoteForm) -> int:
    """The action that was voted on."""
    given = {Question(name): form[name].numbers for name in ("points", "challenge", "effort") if form[name].numbers}
    if not given:
        raise Invalid("points", "nothing_sent")
    ((question, (action_id, value)),) = list(given.items())[:1]
    if question is Question.points:
        voting.give(participant, action_id, value)
    else:
        voting.score(participant, question, action_id, value)
    return action_id


def _said(participant: Participant, form: VoteForm) -> str:
    if form.points.numbers is None:
        return gettext("Noted.")
    spare = participant.workshop.points - sum(voting.mine(participant).values())
    number = form.points.numbers[1]
    return ngettext("%(here)s on this action, %(num)d point left.", "%(here)s on this action, %(num)d points left.",
                    spare, here=number)  # fmt: skip

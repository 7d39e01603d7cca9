"""Categorise: shapes to press on the phones, progress and what the room does not agree on at the wall."""

from typing import Any

from flask import Blueprint, Response, abort

from boardapp.domain import categories, inventory
from boardapp.domain.boards import Role
from boardapp.domain.workshop import dealing
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.workshops import Workshop
from boardapp.web import access
from boardapp.web.forms import Form
from boardapp.web.language import gettext
from boardapp.web.workshop import scenes
from boardapp.web.workshop.fields import KeyField

room = Blueprint("categorising", __name__)
SHOWN = 12


class ShapeForm(Form):
    """An action and its category."""

    say = KeyField()


@room.post("/workshops/<int:workshop_id>/shapes")
@access.participant
def shapes(participant: Participant) -> Response:
    form = ShapeForm()
    form.validate()
    action_id, category_id = form.say.of(2) or abort(422)
    decided = dealing.say(participant, action_id, category_id, access.now())
    return scenes.take_part(participant, gettext("Two agree.") if decided else gettext("Noted."))


@room.post("/workshops/<int:workshop_id>/splits")
@access.row(Workshop, Role.facilitator)
def splits(workshop: Workshop) -> Response:
    form = ShapeForm()
    form.validate()
    action_id, category_id = form.say.of(2) or abort(422)
    for action in inventory.chosen(workshop.board, [action_id]) or abort(404):
        dealing.settle(workshop, action, category_id, by=access.by())
    return scenes.lead(workshop, gettext("Settled."))


def stage(workshop: Workshop) -> dict[str, Any]:
    progress = dealing.progress(workshop)
    return {"progress": progress, "splits": progress.splits[:SHOWN], "more": max(0, len(progress.splits) - SHOWN)}


def phone(participant: Participant) -> dict[str, Any]:
    board = participant.workshop.board
    return {"hand": dealing.hand(participant), "categories": categories.of(board)}

"""Group: pairs on the phones, clusters on the wall; anybody merges, and anybody takes a merge of the room back."""

from typing import Any

from flask import Blueprint, Response, abort

from boardapp.domain import history, inventory
from boardapp.domain.boards import Role
from boardapp.domain.events import By
from boardapp.domain.facts import Event
from boardapp.domain.workshop import grouping
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.workshops import Workshop
from boardapp.web import access
from boardapp.web.forms import Form
from boardapp.web.language import gettext
from boardapp.web.workshop import scenes
from boardapp.web.workshop.fields import KeyField, TicksField

room = Blueprint("grouping", __name__)
SHOWN = 120
MERGES = 20


class PairForm(Form):
    """Two actions and a word on them."""

    say = KeyField()


class MergeForm(Form):
    """What is ticked is merged, or the merge of this event taken back."""

    which = TicksField()
    undo = KeyField()


@room.post("/workshops/<int:workshop_id>/pairs")
@access.participant
def pairs(participant: Participant) -> Response:
    form = PairForm()
    form.validate()
    one, other, value = form.say.of(3) or abort(422)
    if value not in (grouping.YES, grouping.NO, grouping.DONT_KNOW):
        abort(422)
    merged = grouping.say_same(participant, (one, other), value, access.now())
    return scenes.take_part(participant, gettext("Two agree: merged.") if merged else gettext("Noted."))


@room.post("/workshops/<int:workshop_id>/merges")
@access.participant
def merges(participant: Participant) -> Response:
    """By nobody in particular: it is the room that groups."""
    say = _carried(participant.workshop, By("participant", None, access.now()), Role.member)
    return scenes.take_part(participant, say)


@room.post("/workshops/<int:workshop_id>/groups")
@access.row(Workshop, Role.facilitator)
def groups(workshop: Workshop) -> Response:
    return scenes.lead(workshop, _carried(workshop, access.by(), Role.facilitator))


def stage(workshop: Workshop) -> dict[str, Any]:
    return _grouped(workshop)


def phone(participant: Participant) -> dict[str, Any]:
    return _grouped(participant.workshop) | {"pairs": grouping.hand(participant)}


def _carried(workshop: Workshop, by: By, role: Role) -> str:
    form = MergeForm()
    form.validate()
    if form.undo.data:
        grouping.still_open(workshop)
        event = next((each for each in grouping.merges(workshop) if each.id == form.undo.data[0]), None) or abort(404)
        history.undo(event, by=by, role=role)
        return gettext("The merge is undone.")
    grouping.unite(workshop, inventory.chosen(workshop.board, form.which.data), by=by)
    return gettext("Merged.")


def _grouped(workshop: Workshop) -> dict[str, Any]:
    clusters = grouping.clusters(workshop)
    return {
        "waiting": grouping.waiting(workshop),
        "clusters": clusters[:SHOWN],
        "more": max(0, len(clusters) - SHOWN),
        "merged": _merged(workshop),
    }


def _merged(workshop: Workshop) -> list[tuple[int, str, list[str]]]:
    """The merges that can be taken back: the event, what it merged into, and what went there."""
    events = grouping.merges(workshop)
    standing = history.standing(events)
    moved = {event.id: _moved(event) for event in events if event.id in standing}
    ids = {id_ for into, gone in moved.values() for id_ in (into, *gone)}
    titles = {row.id: row.title for row in inventory.chosen(workshop.board, ids)}
    told = [(id_, titles[into], [titles[each] for each in gone]) for id_, (into, gone) in moved.items()]
    return told[:MERGES]


def _moved(event: Event) -> tuple[int, list[int]]:
    rows = event.body["to"].items()
    return int(event.body["into"]), [int(key.partition(":")[2]) for key, facts in rows if "archived_at" in facts]

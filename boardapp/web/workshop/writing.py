"""Inventory: everybody writes in silence; the wall counts. After the reveal a line is an action at once."""

from typing import Any

from flask import Blueprint, Response
from wtforms import TextAreaField

from boardapp.domain.inventory import PASTE_MOST
from boardapp.domain.workshop import secret_lines
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.secret_lines import Written
from boardapp.domain.workshop.workshops import Workshop
from boardapp.web import access, addresses
from boardapp.web.forms import Form
from boardapp.web.language import gettext, ngettext
from boardapp.web.workshop import links, scenes
from boardapp.web.workshop.fields import KeyField, TextsField, TicksField

room = Blueprint("writing", __name__)
SHOWN = 120
"""So many cards fit on a wall; the others are counted."""


class WriteForm(Form):
    lines = TextAreaField()


class MineForm(Form):
    """One's own lines, as they stand in their fields; or one to remove."""

    line = TicksField()
    text = TextsField()
    drop = KeyField()


@room.post("/workshops/<int:workshop_id>/lines")
@access.participant
def write(participant: Participant) -> Response:
    form = WriteForm()
    form.validate()
    mark = access.by_participant().once
    written = secret_lines.write(participant, form.lines.data or "", mark, access.now())
    say = _said(written)
    left = {"rest": "\n".join(written.rest), "told": say} if written.rest else {}
    return scenes.take_part(participant, say, **left)


@room.post("/workshops/<int:workshop_id>/lines/mine")
@access.participant
def mine(participant: Participant) -> Response:
    form = MineForm()
    form.validate()
    if form.drop.data:
        secret_lines.remove(participant, form.drop.data[0])
        return scenes.take_part(participant, gettext("The line is removed."))
    were = {line.id: line.text for line in secret_lines.mine(participant)}
    sent = dict(zip(form.line.data, form.text.data, strict=False))
    secret_lines.edit(participant, {id_: text for id_, text in sent.items() if text != were.get(id_)})
    return scenes.take_part(participant, gettext("Saved."))


def stage(workshop: Workshop) -> dict[str, Any]:
    address = links.join(workshop)
    secret = secret_lines.secret(workshop.phase, workshop.revealed_at)
    cards = [] if secret else secret_lines.revealed(workshop)
    return {
        "secret": secret,
        "counts": secret_lines.counts(workshop),
        "cards": cards[:SHOWN],
        "more": max(0, len(cards) - SHOWN),
        "qr": links.qr(address),
        "address": addresses.base(),
    }


def phone(participant: Participant) -> dict[str, Any]:
    workshop = participant.workshop
    secret = secret_lines.secret(workshop.phase, workshop.revealed_at)
    mine = secret_lines.mine(participant)
    return {"secret": secret, "mine": mine[:PASTE_MOST], "written": len(mine)}


def _said(written: Written) -> str:
    if not written.rest:
        return ngettext("%(num)d line sent.", "%(num)d lines sent.", written.taken)
    return gettext(
        "%(most)s lines at most at a time. The first %(most)s are sent; %(rest)s are still in the field.",
        most=written.taken, rest=len(written.rest),
    )  # fmt: skip

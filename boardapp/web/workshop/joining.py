"""The way in: by the QR code or by typing the room's code, then a first name. No account, and two taps."""

from flask import Blueprint, Response, session
from wtforms import BooleanField, StringField

from boardapp.domain.words import fold
from boardapp.domain.workshop import participants
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.workshops import Workshop
from boardapp.web import access, hypermedia
from boardapp.web.forms import Form
from boardapp.web.signing_in import secret_page
from boardapp.web.workshop import links

room = Blueprint("joining", __name__)


class CodeForm(Form):
    code = StringField()


class NameForm(Form):
    """`claim` says that one is the person of this name who is here already."""

    name = StringField()
    team = StringField()
    claim = BooleanField()


@room.route("/join", methods=["GET", "POST"])
@access.public
def code() -> Response:
    form = CodeForm()
    if form.carries(lambda: participants.of_code(form.code.data or "", access.now())):
        return hypermedia.see(links.door(form.outcome))
    return hypermedia.page("workshops/code.html", form.status, form=form)


@room.route("/join/<token>", methods=["GET", "POST"])
@access.public
def join(token: str) -> Response:
    workshop = links.behind("join", token)
    here = participants.holder(workshop.id, session.get("seat", ""))
    waits = here is not None and here.claims_id is not None
    form = NameForm(name=access.person().name if access.somebody() else "")
    if hypermedia.wants_fragments():
        answer = Response(status=204) if waits else hypermedia.see_anew()
    elif here is not None and not waits and here.stays(access.now()):
        answer = hypermedia.see(f"/workshops/{workshop.id}/seat")
    elif form.carries(lambda: _enter(workshop, form)):
        answer = _sits(workshop, form.outcome)
    else:
        answer = _door(workshop, form, here if waits and not form.errors else None)
    return answer


def _door(workshop: Workshop, form: NameForm, claim: Participant | None) -> Response:
    """The page before the room; where a facilitator has to confirm who comes back, the one that waits for it."""
    template = "workshops/waiting.html" if claim else "workshops/join.html"
    here, name = participants.present(workshop), fold(form.name.data or "").strip()
    taken = any(each.folded == name for each in here)
    return secret_page(
        template, form.status, form=form, workshop=workshop, claim=claim, company=len(here), taken=taken
    )  # fmt: skip


def _enter(workshop: Workshop, form: NameForm) -> str:
    name = form.name.data or ""
    if form.claim.data:
        return participants.claim(workshop, name, at=access.now())
    return participants.join(workshop, name, form.team.data or "", at=access.now())


def _sits(workshop: Workshop, token: str) -> Response:
    """The seat lasts as long as the workshop, also when the phone closes its browser meanwhile."""
    session["seat"] = token
    session.permanent = session.permanent or not access.somebody()
    return hypermedia.see(links.door(workshop))

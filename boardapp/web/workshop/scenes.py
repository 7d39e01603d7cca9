"""What stands on the three faces of a room in each phase. A phase is a module that draws its part: `stage` gives the
values of `workshops/<phase>/stage.html` (for the wall and the desk) and of the desk's `bar.html`, `phone` those of
`phone.html`. What is around them (phase, clock, who is ready, the light) is the same everywhere and drawn here."""

from datetime import date
from typing import Any, Protocol

from flask import Flask, Response, current_app, render_template
from markupsafe import Markup

from boardapp.database import db
from boardapp.domain.actions import Action
from boardapp.domain.workshop import participants
from boardapp.domain.workshop.closing import Outcome
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.workshops import Phase, Workshop, shown_code
from boardapp.web import access, errors, fragments, hypermedia
from boardapp.web.forms import Form
from boardapp.web.language import day, gettext, lazy, ngettext
from boardapp.web.workshop import channels, links

NAMES = {
    Phase.welcome: lazy("Welcome"),
    Phase.inventory: lazy("Inventory"),
    Phase.group: lazy("Group"),
    Phase.categorise: lazy("Categorise"),
    Phase.prioritise: lazy("Prioritise"),
    Phase.place: lazy("Place"),
    Phase.commit: lazy("Commit"),
    Phase.close: lazy("Close out"),
}
QUESTIONS = {
    Phase.welcome: lazy("What will be true for our customers in 30 days?"),
    Phase.inventory: lazy("What have we already put in place for our customers?"),
    Phase.group: lazy("Which of these say the same thing?"),
    Phase.categorise: lazy("What is each of these about?"),
    Phase.prioritise: lazy("Which challenge cannot wait 30 days?"),
    Phase.place: lazy("What do we do now, next, later?"),
    Phase.commit: lazy("Who takes it on, and by when?"),
    Phase.close: lazy("This is our plan for 30 days"),
}


class Scene(Protocol):
    """A phase, as its module draws it."""

    def stage(self, workshop: Workshop) -> dict[str, Any]: ...

    def phone(self, participant: Participant) -> dict[str, Any]: ...


def init_app(app: Flask, scenes: dict[Phase, Any]) -> None:
    app.extensions["scenes"] = scenes
    app.jinja_env.globals |= {
        "Phase": Phase,
        "phase_name": phase_name,
        "question": question,
        "shown_code": shown_code,
        "plan_sentence": plan_sentence,
    }


def phase_name(phase: Phase) -> str:
    return gettext(NAMES[phase])


def question(workshop: Workshop, phase: Phase | None = None) -> str:
    """What is asked in this phase: the board's own words, or the usual ones in the reader's language."""
    asked = phase or workshop.phase
    return workshop.question(asked) or gettext(QUESTIONS[asked])


def plan_sentence(outcome: Outcome, today: date) -> str:
    """The hour in one line: 9 actions, 9 owners, first due tomorrow."""
    said = [
        ngettext("%(num)d action", "%(num)d actions", outcome.actions),
        ngettext("%(num)d owner", "%(num)d owners", outcome.owners),
    ]
    if outcome.first_due is not None:
        said.append(gettext("first due %(when)s", when=_when(outcome.first_due, today)))
    if outcome.unowned:
        said.append(ngettext("%(num)d without owner", "%(num)d without owner", outcome.unowned))
    if outcome.undated:
        said.append(ngettext("%(num)d without date", "%(num)d without date", outcome.undated))
    sentence = ", ".join(said)
    return sentence if sentence.endswith(".") else f"{sentence}."  # "30 nov." ends it already


def wall(workshop: Workshop) -> Response:
    return hypermedia.page("workshops/wall.html", **_stage(workshop))


def desk(workshop: Workshop, status: int = 200, **values: Any) -> Response:
    """The facilitator's page: the wall, and what only they may do."""
    return hypermedia.page("workshops/desk.html", status, **_desk(workshop) | values)


def phone(participant: Participant, status: int = 200, **values: Any) -> Response:
    return hypermedia.page("workshops/phone.html", status, **_phone(participant) | values)


def lead(workshop: Workshop, say: str = "") -> Response:
    """The answer to a facilitator: the desk as it is now."""
    if not hypermedia.wants_fragments():
        return hypermedia.see(f"/workshops/{workshop.id}", say=say)
    return hypermedia.fragments(
        hypermedia.piece("#stage", render_template("workshops/frame/desk.html", **_desk(workshop))),
        *fragments.heard(say),
    )


def take_part(participant: Participant, say: str = "", **once: Any) -> Response:
    """The answer to a participant: their page as it is now. What is shown `once` a plain form gets at once too, as
    another page would not know of it."""
    if hypermedia.wants_fragments():
        seat = render_template("workshops/frame/seat.html", **_phone(participant), **once)
        answer = hypermedia.fragments(hypermedia.piece("#seat", seat), *fragments.heard(say))
    elif once:
        answer = phone(participant, **once)
    else:
        answer = hypermedia.see(f"/workshops/{participant.workshop_id}/seat", say=say)
    return answer


def ask_again(participant: Participant, form: Form) -> Response:
    """The answer to a participant whose form could not be used: their page, with what was typed and what is wrong."""
    fits = _has(participant.workshop, form)
    if hypermedia.wants_fragments():
        values = _phone(participant) | _again(form) if fits else _phone(participant)
        return _refused("#seat", render_template("workshops/frame/seat.html", **values), form)
    return phone(participant, form.http_status, form=form) if fits else errors.answer(422, form.wrong)


def ask_lead_again(workshop: Workshop, form: Form) -> Response:
    """The same to a facilitator."""
    fits = _has(workshop, form)
    if hypermedia.wants_fragments():
        values = _desk(workshop) | _again(form) if fits else _desk(workshop)
        return _refused("#stage", render_template("workshops/frame/desk.html", **values), form)
    return desk(workshop, form.http_status, form=form) if fits else errors.answer(422, form.wrong)


def _has(workshop: Workshop, form: Form) -> bool:
    """Whether the scene that stands now knows this form: one from before the room went on would not fit its page."""
    return type(form).__module__ == current_app.extensions["scenes"][workshop.phase].__name__


def _again(form: Form) -> dict[str, Any]:
    return {"form": form, "wrong": True}


def _refused(target: str, html: str, form: Form) -> Response:
    strip = Markup('<p class="strip">{}</p>').format(form.wrong)
    parts = (hypermedia.piece(target, html), hypermedia.piece("#strip", strip, "innerHTML"))
    return hypermedia.fragments(*parts, status=422)


def _when(due: date, today: date) -> str:
    days = (due - today).days
    return {0: gettext("today"), 1: gettext("tomorrow")}.get(days) or day(due)


def _stage(workshop: Workshop) -> dict[str, Any]:
    cursor = channels.cursor(channels.stage(workshop))  # before all that is read
    here = participants.present(workshop)
    ready = [each for each in here if each.done == workshop.phase]
    scene: Scene = current_app.extensions["scenes"][workshop.phase]
    return _around(workshop) | {"cursor": cursor, "people": here, "ready": ready} | scene.stage(workshop)


def _desk(workshop: Workshop) -> dict[str, Any]:
    """Besides what the room sees: who asks to come back on another phone, and the wall's address."""
    return _stage(workshop) | {"claims": participants.claims(workshop), "wall": links.wall(workshop)}


def _phone(participant: Participant) -> dict[str, Any]:
    workshop = participant.workshop
    cursor = channels.cursor(channels.phones(workshop))
    scene: Scene = current_app.extensions["scenes"][workshop.phase]
    return _around(workshop) | {"cursor": cursor, "participant": participant} | scene.phone(participant)


def _around(workshop: Workshop) -> dict[str, Any]:
    """What all three show: the phase, the clock, the action in the light."""
    at = access.now()
    light = db.session.get(Action, workshop.spotlight_id) if workshop.spotlight_id else None
    return {
        "workshop": workshop,
        "board": workshop.board,
        "left": workshop.seconds_left(at),
        "paused": workshop.left is not None,
        "light": light if light is not None and light.archived_at is None else None,
    }

"""The votes of people without a phone: a facilitator copies their slips, a number for each action."""

from typing import Any

from flask import Blueprint, Response, abort, request

from boardapp.domain.boards import Role
from boardapp.domain.errors import Invalid
from boardapp.domain.workshop import voting
from boardapp.domain.workshop.ballots import Question
from boardapp.domain.workshop.workshops import Workshop
from boardapp.web import access, hypermedia
from boardapp.web.forms import Form, NumberField
from boardapp.web.language import gettext

room = Blueprint("papers", __name__)


class PaperForm(Form):
    """`drop` takes a slip out. The numbers have a field for each action and question, named after both."""

    drop = NumberField()
    seen = NumberField()

    def answers(self, workshop: Workshop) -> dict[tuple[Question, int], int]:
        """Raises Invalid for what is no number, or where nothing was written at all."""
        fields = {
            (question, row.id): request.form.get(f"{question}-{row.id}", "").strip()
            for row in voting.choices(workshop.board)
            for question in voting.ASKED[workshop.method]
        }
        found = {key: _number(text) for key, text in fields.items() if text}
        if not any(found.values()):
            raise Invalid("drop", "paper_empty")
        return found


@room.route("/workshops/<int:workshop_id>/papers", methods=["GET", "POST"])
@access.row(Workshop, Role.facilitator)
def papers(workshop: Workshop) -> Response:
    form = PaperForm()
    if form.carries(lambda: _take(workshop, form)):
        return hypermedia.see(f"/workshops/{workshop.id}/papers", say=form.outcome)
    about: dict[str, Any] = {"rows": voting.choices(workshop.board), "asked": voting.ASKED[workshop.method]}
    about |= {
        "slips": voting.slips(workshop),
        "written": voting.written(workshop),
        "typed": request.form,
        "board": workshop.board,
    }
    return hypermedia.page("workshops/papers.html", form.status, workshop=workshop, form=form, **about)


def _take(workshop: Workshop, form: PaperForm) -> str:
    if form.drop.data is not None:
        if form.drop.data not in {slip.id for slip in voting.slips(workshop)}:
            abort(404)
        voting.drop_paper(workshop, form.drop.data, at=access.now())
        return gettext("The slip is taken out.")
    called = voting.paper(workshop, gettext("Paper"), form.answers(workshop), seen=form.seen.data or 0, at=access.now())
    return gettext("%(name)s is counted.", name=called)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise Invalid("drop", "no_number")
    return int(text)

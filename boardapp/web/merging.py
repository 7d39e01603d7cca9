"""Merging one action into another that says the same: from its menu, by keys, or on a page of its own."""

from flask import Blueprint, Response, request

from boardapp.database import db
from boardapp.domain import merging
from boardapp.domain.actions import Action
from boardapp.domain.boards import Role
from boardapp.domain.errors import Invalid
from boardapp.domain.events import Event
from boardapp.domain.words import unstorable
from boardapp.web import access, fragments, hypermedia
from boardapp.web.forms import Form, NumberField
from boardapp.web.language import gettext

room = Blueprint("merging", __name__)


class MergeIntoForm(Form):
    into = NumberField()


@room.get("/actions/<int:action_id>/merge")
@access.row(Action, Role.member)
def choose(action: Action) -> Response:
    return _page(action, MergeIntoForm(formdata=None))


@room.post("/actions/<int:action_id>/merge")
@access.row(Action, Role.member, reads=Role.reader)
def merge(action: Action) -> Response:
    form = MergeIntoForm()
    if form.carries(lambda: _merge(action, form)):
        into = db.session.get_one(Action, form.into.data)
        say = gettext("“%(title)s” is merged into “%(into)s”.", title=action.title, into=into.title)
        return fragments.done(action.board, form.outcome, say, to=f"/boards/{action.board_id}#action-{into.id}")
    return fragments.refused(form) if hypermedia.wants_fragments() else _page(action, form)


def _page(action: Action, form: MergeIntoForm) -> Response:
    text = request.args.get("q", "")[:200]
    text = "" if unstorable(text) else text
    found = merging.candidates(action, action.board.today(access.now()), text)
    return hypermedia.page("actions/merge.html", form.status, action=action, form=form, found=found, text=text)


def _merge(action: Action, form: MergeIntoForm) -> Event | None:
    """The one that was chosen stays."""
    into = db.session.get(Action, form.into.data) if form.into.data else None
    if into is None or into.board_id != action.board_id or into.id == action.id:
        raise Invalid("into", "merge_into")
    return merging.merge(merging.mergeable([into, action]), by=access.by())

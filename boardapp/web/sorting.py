"""Sort one by one: an action, its category, its horizon, next. The way from two hundred lines to a plan."""

import re

from flask import Blueprint, Response, abort, request

from boardapp.database import db
from boardapp.domain import categories, inventory, listing
from boardapp.domain.actions import Action, Horizon
from boardapp.domain.boards import Board, Role
from boardapp.domain.errors import Conflict
from boardapp.web import access, filters, hypermedia
from boardapp.web.forms import ChoiceField, Form, NumberField, number_or_none
from boardapp.web.language import gettext, locale
from boardapp.web.shell import HORIZONS

room = Blueprint("sorting", __name__)
KEYS = {Horizon.now: "1", Horizon.next: "2", Horizon.later: "3"}
_RANK = re.compile(r"[0-9A-Za-z]{1,64}", re.ASCII)


class SortForm(Form):
    id = NumberField()
    seen = NumberField()
    category_id = ChoiceField(coerce=number_or_none)
    horizon = ChoiceField(coerce=Horizon)

    def offer(self, board: Board) -> None:
        self.named = categories.of(board)
        self.category_id.choices = [("", ""), *((each.id, each.label(locale())) for each in self.named)]
        self.horizon.choices = [(each, gettext(HORIZONS[each])) for each in KEYS]


@room.get("/boards/<int:board_id>/sort")
@access.board(Role.member)
def show(board: Board) -> Response:
    form = SortForm(formdata=None)
    form.offer(board)
    id_, _ = listing.unsorted(board, after=_skipped())
    return _page(board, form, db.session.get(Action, id_) if id_ else None)


@room.post("/boards/<int:board_id>/sort")
@access.board(Role.member, reads=Role.reader)
def sort(board: Board) -> Response:
    form = SortForm()
    form.offer(board)
    action = next(iter(inventory.chosen(board, [form.id.data or 0])), None) or abort(404)
    try:
        fine = form.carries(lambda: _sort(action, form))
    except Conflict:
        return hypermedia.see(_here(board), say=_meanwhile(action))
    if fine:
        say = gettext("“%(title)s”: %(lane)s.", title=action.title, lane=gettext(HORIZONS[action.horizon]))
        return hypermedia.see(_here(board), say=say, event=form.outcome)
    return _page(board, form, action)


def _sort(action: Action, form: SortForm) -> object:
    seen = form.seen.data or 0  # a form that does not say what was read has read nothing
    return inventory.sort(action, form.horizon.data, form.category_id.data, by=access.by(), seen=seen)


def _page(board: Board, form: SortForm, action: Action | None) -> Response:
    if action and not form.is_submitted():
        form.category_id.data = action.category_id
    sizes = listing.sizes(board)
    return hypermedia.page(
        "sorting/show.html", form.status, board=board, form=form, action=action, address=_here(board), keys=KEYS,
        left=sizes[Horizon.inbox], whole=sum(sizes.values()),
        skip=filters.address(f"/boards/{board.id}/sort", after=action.rank) if action else "",
    )  # fmt: skip


def _skipped() -> str | None:
    """The rank of the last action that was passed over: the next one stands behind it."""
    after = request.args.get("after", "")
    return after if _RANK.fullmatch(after) else None


def _here(board: Board) -> str:
    """The address of the next action: what was passed over stays behind until all the others are sorted."""
    return filters.address(f"/boards/{board.id}/sort", after=_skipped() or "")


def _meanwhile(action: Action) -> str:
    """What somebody else did with the action while this person was choosing."""
    if action.archived_at is not None:
        said = gettext("“%(title)s” was archived meanwhile. Nothing was saved.", title=action.title)
    elif action.horizon is not Horizon.inbox:
        lane = gettext(HORIZONS[action.horizon])
        said = gettext(
            "“%(title)s” was sorted meanwhile: %(lane)s. Yours was not saved.", title=action.title, lane=lane
        )
    else:
        said = gettext("“%(title)s” was given another category meanwhile. Look again.", title=action.title)
    return said

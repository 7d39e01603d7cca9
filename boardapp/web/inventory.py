"""The inventory as a table: every action in pages, changed by the dozen, and merged where two say the same."""

from typing import Any

from flask import Blueprint, Response, request
from wtforms import BooleanField, Field, StringField

from boardapp.domain import categories, comments, inventory, listing, merging, owners
from boardapp.domain.actions import Action, Horizon, Status
from boardapp.domain.boards import Board, Role
from boardapp.domain.errors import Invalid
from boardapp.domain.events import Event
from boardapp.web import access, filters, hypermedia
from boardapp.web.forms import ChoiceField, DayField, Form, NumberField, number_or_none
from boardapp.web.language import gettext, lazy, locale, ngettext
from boardapp.web.shell import HORIZONS, STATUSES

room = Blueprint("inventory", __name__)
COLUMNS = {
    "ref": lazy("Ref"),
    "title": lazy("Action"),
    "rank": lazy("Horizon and rank"),
    "category": lazy("Category"),
    "owner": lazy("Owner"),
    "due": lazy("Due date"),
    "status": lazy("Status"),
    "-level": lazy("Challenge"),
}
"""The columns by the order their heading asks for first."""
CLEARED: dict[str, tuple[str, Any]] = {
    "owner": (lazy("Owner"), ""),
    "due_on": (lazy("Due date"), None),
    "category_id": (lazy("Category"), None),
}
"""The fields that can be emptied for many at once, and what stands there then."""


class TickedField(Field):
    """The ids that were ticked; what is no id is passed over."""

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, default=(), **values)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = [int(each) for each in valuelist if each.isascii() and each.isdigit() and len(each) < 10]


class SelectionForm(Form):
    """What to do with the ticked actions; an empty field changes nothing."""

    id = TickedField()
    all = BooleanField()
    horizon = ChoiceField(id="bulk-horizon", coerce=lambda value: Horizon(value) if value else None)
    category_id = ChoiceField(id="bulk-category", coerce=number_or_none)
    owner = StringField(id="bulk-owner")
    due_on = DayField(id="bulk-due")
    status = ChoiceField(id="bulk-status", coerce=lambda value: Status(value) if value else None)
    empty = ChoiceField(id="bulk-empty", coerce=lambda value: value or None)
    do = StringField()

    def offer(self, board: Board) -> None:
        """The choices of this board."""
        none = ("", "–")
        self.due_on.today = lambda: board.today(access.now())
        self.horizon.choices = [none, *((each, gettext(said)) for each, said in HORIZONS.items())]
        self.category_id.choices = [none, *((each.id, each.label(locale())) for each in categories.of(board))]
        self.status.choices = [none, *((each, gettext(said)) for each, said in STATUSES.items())]
        self.empty.choices = [none, *((name, gettext(said)) for name, (said, _) in CLEARED.items())]


class MergeForm(Form):
    id = TickedField()
    survivor = NumberField()


@room.get("/boards/<int:board_id>/actions")
@access.board(Role.reader)
def index(board: Board) -> Response:
    form = SelectionForm(formdata=None)
    form.offer(board)
    return _table(board, form)


@room.post("/boards/<int:board_id>/selection")
@access.board(Role.member, reads=Role.reader)
def change(board: Board) -> Response:
    form = SelectionForm()
    form.offer(board)
    if not form.carries(lambda: _carry_out(board, form)):
        return _table(board, form)
    if form.do.data == "merge":
        chosen = "&".join(f"id={action.id}" for action in form.outcome)
        return hypermedia.see(f"/boards/{board.id}/selection?{chosen}")
    return hypermedia.see(_same_page(board), say=_said(form.do.data, form.outcome), event=form.outcome)


@room.get("/boards/<int:board_id>/selection")
@access.board(Role.member)
def side_by_side(board: Board) -> Response:
    return _side_by_side(board, MergeForm(formdata=request.args))


@room.post("/boards/<int:board_id>/merge")
@access.board(Role.member, reads=Role.reader)
def merge(board: Board) -> Response:
    form = MergeForm()
    if form.carries(lambda: _merge(board, form)):
        say = gettext("Merged into this action. The texts of the others stay readable here.")
        return hypermedia.see(f"/actions/{form.survivor.data}", say=say, event=form.outcome)
    return _side_by_side(board, form)


def _table(board: Board, form: SelectionForm) -> Response:
    search = filters.asked(board)
    wanted = search.wanted
    number, by = filters.page_number(), request.args.get("by", "rank")
    today = board.today(access.now())
    rows, total = listing.page(board, today, wanted, number=number, by=by)
    return hypermedia.page(
        "inventory/index.html", form.http_status, board=board, form=form, rows=rows, total=total, search=search,
        everybody=owners.suggestions(board), today=today, by=by, orders=_orders(by),
        columns=_columns(board, by), pages=_pages(board, number, total), address=_same_page(board),
        selection=filters.address(f"/boards/{board.id}/selection"),
        whole=sum(listing.sizes(board).values()) if wanted.active else total,
    )  # fmt: skip


def _columns(board: Board, by: str) -> list[tuple[str, str, str | None]]:
    """Each heading, where it leads, and how the table stands now; a second press turns the order."""
    columns = []
    for key, said in COLUMNS.items():
        name = key.removeprefix("-")
        turned = name if by == f"-{name}" else f"-{name}"
        now = by.removeprefix("-") == name
        to = filters.address(f"/boards/{board.id}/actions", by=turned if now else key, page="")
        columns.append((gettext(said), to, ("descending" if by.startswith("-") else "ascending") if now else None))
    return columns


def _orders(by: str) -> list[tuple[str, str]]:
    """The orders to choose from where there is no room for headings; the one that is turned, too, while it is."""
    turned = next((key for key in COLUMNS if key != by and key.removeprefix("-") == by.removeprefix("-")), None)
    return [(by if key == turned else key, gettext(said)) for key, said in COLUMNS.items()]


def _pages(board: Board, number: int, total: int) -> dict[str, Any]:
    last = listing.pages(total)
    number = max(1, min(number, last))
    to = {page: filters.address(f"/boards/{board.id}/actions", page=page) for page in (number - 1, number + 1)}
    return {
        "number": number, "last": last,
        "previous": to[number - 1] if number > 1 else None, "next": to[number + 1] if number < last else None,
    }  # fmt: skip


def _same_page(board: Board) -> str:
    return filters.address(f"/boards/{board.id}/actions")


def _carry_out(board: Board, form: SelectionForm) -> Event | list[Action] | None:
    """What the pressed button says, for what is ticked, or for all that match the filter of the page."""
    ids = form.id.data
    if form.all.data:
        ids = listing.ids(board, board.today(access.now()), filters.asked(board).wanted)
    actions = inventory.chosen(board, ids)
    if not actions:
        raise Invalid("id", "none_ticked")
    if form.do.data == "merge":
        return merging.mergeable(actions)
    if form.do.data in ("archive", "restore"):
        command = inventory.archive_many if form.do.data == "archive" else inventory.restore_many
        return command(board, actions, by=access.by())
    return inventory.change_many(board, actions, by=access.by(), **_changes(form))


def _changes(form: SelectionForm) -> dict[str, Any]:
    """The fields that say something."""
    changes = {name: value for name, (_, value) in CLEARED.items() if name == form.empty.data}
    values = form.values("horizon", "category_id", "owner", "due_on", "status")
    changes |= {name: value for name, value in values.items() if value not in (None, "")}
    if not changes:
        raise Invalid("do", "nothing_chosen")
    return changes


def _said(done: str | None, event: Event | None) -> str:
    count = sum(key.startswith("action:") for key in event.body["to"]) if event else 0
    if event is None:
        return gettext("Nothing to change: these actions are so already.")
    if done == "archive":
        return ngettext("%(num)d action archived.", "%(num)d actions archived.", count)
    if done == "restore":
        return ngettext("%(num)d action restored.", "%(num)d actions restored.", count)
    return ngettext("%(num)d action changed.", "%(num)d actions changed.", count)


def _side_by_side(board: Board, form: MergeForm) -> Response:
    actions = [action for action in inventory.chosen(board, form.id.data) if action.archived_at is None]
    said = {action.id: comments.on(action) for action in actions[: merging.MOST]}
    return hypermedia.page(
        "inventory/merge.html", form.status, board=board, form=form, actions=actions[: merging.MOST], comments=said
    )


def _merge(board: Board, form: MergeForm) -> Event | None:
    """The one to keep comes first; the others follow in the order in which they were ticked."""
    actions = merging.mergeable(inventory.chosen(board, form.id.data))
    if form.survivor.data not in {action.id for action in actions}:
        raise Invalid("survivor", "unknown_choice")
    actions.sort(key=lambda action: action.id != form.survivor.data)
    return merging.merge(actions, by=access.by())

"""An action opened, beside its board or as a page of its own: its fields, what others wrote in them meanwhile, its
comments and its history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import get_template_attribute
from markupsafe import Markup

from boardapp.database import db
from boardapp.domain import actions, comments, history, inventory, lanes, merging, owners
from boardapp.domain.actions import LEVELS, Action, Kind
from boardapp.domain.boards import Board, Role
from boardapp.domain.comments import Comment
from boardapp.domain.events import Event
from boardapp.domain.people import User
from boardapp.web import access, chronicle, editing, filters, hypermedia
from boardapp.web.editing import ActionForm, CommentForm
from boardapp.web.language import day, gettext, locale
from boardapp.web.shell import word

MOST_TOLD = 50
MORE = ("need", "first_step", "effort", "benefit", "already_running", "hypothesis", "result")
TESTED = ("hypothesis", "result")


@dataclass(frozen=True)
class Contested:
    """A field that somebody else changed after it was read: who did, and what stands there now."""

    who: str
    theirs: str
    both: bool  # two texts can stay, one after the other
    seen: int

    @property
    def said(self) -> str:
        return gettext("%(who)s changed this field meanwhile. Choose.", who=self.who)


@dataclass(frozen=True)
class Answer:
    """What a form that was sent came to: the form as it comes back, the fields saved, those that two people wrote."""

    form: ActionForm | None = None
    comment_form: CommentForm | None = None
    saved: Sequence[str] = ()
    contested: Mapping[str, Contested] = field(default_factory=dict)


@dataclass(frozen=True)
class Opened:
    """What the panel shows. It is `quiet` where the focus has to stay where it is."""

    action: Action
    form: ActionForm
    answer: Answer
    beside: bool
    quiet: bool
    close: str
    back: str  # where a plain form returns to; empty for the page of its own
    today: date
    may_write: bool
    me: str
    place: tuple[int, int]
    owners: list[str]
    behind: Sequence[Action]
    comments: list[Comment]
    told: list[chronicle.Told]
    made: str  # instead of a history that has only just begun
    labels: dict[str, str]

    @property
    def open(self) -> bool:
        """Whether its fields can be written."""
        return self.may_write and self.action.archived_at is None

    @property
    def comment_form(self) -> CommentForm:
        return self.answer.comment_form or CommentForm(formdata=None)

    def shows(self, name: str) -> bool:
        """What a test is for and what came of it are asked of a test, and shown where they are written."""
        return name not in TESTED or self.action.kind is Kind.test or bool(getattr(self.action, name))

    def seen(self, name: str) -> int | None:
        """The version that is read here; a field that comes back unsaved has not been read since."""
        return self.form.seen.data if name in self.form.errors else self.action.version

    def mine(self, name: str) -> str:
        """What this person typed into a field that somebody else changed."""
        return editing.chosen(self.form, name)

    def categories(self) -> list[tuple[Any, str, Any]]:
        """Each choice with its words, and what it is drawn from."""
        named = [(each.id, each.label(locale()), each) for each in self.form.named]
        return [*named, ("", gettext("no category"), None)]

    def levels(self) -> list[tuple[Any, str, Any]]:
        return [*((level, word(level), level) for level in LEVELS), ("", gettext("not rated"), None)]

    def kinds(self) -> list[tuple[Any, str, Any]]:
        return [(kind, word(kind), kind) for kind in Kind]

    def unfolded(self) -> bool:
        wrong = {*self.form.errors, *self.answer.contested}
        return any(getattr(self.action, name) or name in wrong for name in MORE)


def opened(action: Action, answer: Answer, *, beside: bool, close: str, back: str = "") -> Opened:
    board, events = action.board, history.latest(action.board, action=action, limit=MOST_TOLD)
    form, today = answer.form or editing.stored(action), action.board.today(access.now())
    return Opened(
        action, form, answer, beside, hypermedia.wants_fragments(), close, back, today, access.may(Role.member),
        me=access.person().name, place=lanes.rank_of(action, today), owners=owners.suggestions(board),
        behind=merging.behind(action), comments=comments.on(action), told=chronicle.told(events, board),
        made=_made(events, today), labels={name: editing.label(name) for name in form.fields()},
    )  # fmt: skip


def asked(board: Board) -> Opened | None:
    """The action that this address of a board shows beside it; none where it names none of this board."""
    id_ = filters.number("open")
    action = next(iter(inventory.chosen(board, [id_])), None) if id_ else None
    here = f"/boards/{board.id}"
    close = filters.address(here, open="")
    return opened(action, Answer(), beside=True, close=close, back=filters.address(here)) if action else None


def of(action: Action, answer: Answer | None = None) -> Opened:
    """The action for a page of its own, or for the board that asks for it."""
    beside = hypermedia.wants_fragments() and hypermedia.beside_board()
    here = f"/boards/{action.board_id}"
    back = f"{here}?open={action.id}" if beside else ""
    return opened(action, answer or Answer(), beside=beside, close=f"{here}#action-{action.id}", back=back)


def html(action: Action, answer: Answer | None = None) -> Markup:
    return get_template_attribute("actions/_panel.html", "panel")(of(action, answer))


def shows(action: Action) -> bool:
    """Whether it stands open on the page that asks."""
    return hypermedia.wants_fragments() and hypermedia.stands_open() == action.id


def renewed(board: Board, about: Action | None = None, answer: Answer | None = None) -> list[Markup]:
    """The panel anew, where one stands open on the page that asks, with the answer to a form `about` that action."""
    id_ = hypermedia.stands_open() if hypermedia.wants_fragments() else None
    found = inventory.chosen(board, [id_]) if id_ else []
    told = answer if about is not None and about.id == id_ else None
    return [hypermedia.piece(f"#panel-{action.id}", html(action, told)) for action in found]


def contest(action: Action, seen: Mapping[str, int]) -> dict[str, Contested]:
    """Who changed these fields after what was seen of them, and to what."""
    return {name: _contested(action, name, version) for name, version in seen.items()}


def _contested(action: Action, name: str, seen: int) -> Contested:
    event = actions.changed_since(action, seen, access.by()).get("owner_id" if name == "owner" else name)
    user = db.session.get(User, event.user_id) if event and event.user_id else None
    who = user.name if user else gettext("Somebody")
    return Contested(who, editing.shown(action, name), name in chronicle.TEXTS, seen)


def _made(events: Sequence[Event], today: date) -> str:
    if len(events) != 1:
        return ""
    event = events[0]
    user = db.session.get(User, event.user_id) if event.user_id else None
    mine = user is not None and user.id == access.person().id
    on = access.board_here().today(event.at)
    about = {"who": user.name if user else gettext("Somebody"), "date": day(on)}
    if on == today:
        said = gettext("Created today by you.") if mine else gettext("Created today by %(who)s.", **about)
    else:
        said = (
            gettext("Created on %(date)s by you.", **about)
            if mine
            else gettext("Created on %(date)s by %(who)s.", **about)
        )
    return said

"""What events mention by id, looked up by name: a few queries for a whole list of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import Integer, bindparam, or_, select

from boardapp.database import db
from boardapp.domain import owners
from boardapp.domain.actions import Action, Horizon, Kind, Status
from boardapp.domain.boards import Board, Membership, Role
from boardapp.domain.categories import SEEDS, Category
from boardapp.domain.events import Event
from boardapp.domain.kinds import Kind as What
from boardapp.domain.people import User
from boardapp.statements import Prepared
from boardapp.web.language import day, gettext, locale
from boardapp.web.shell import LEVEL_WORDS, word

Facts = dict[str, Any]
_WORDS = {"horizon": Horizon, "status": Status, "kind": Kind, "role": Role}
_DAYS = ("due_on", "done_on", "day0")
_ids = bindparam("ids", expanding=True, type_=Integer)
_here = Membership.board_id == bindparam("board", type_=Integer)
_ACTIONS = Prepared(select(Action.id, Action.ref, Action.title).where(Action.id.in_(_ids)))
_PEOPLE = Prepared(
    select(User.id, User.name, Membership.id)
    .join(Membership, (Membership.user_id == User.id) & _here, isouter=True)
    .where(or_(User.id.in_(_ids), Membership.id.is_not(None)))
)


@dataclass(frozen=True)
class Names:
    """The names of today for what a list of events mentions."""

    actions: dict[int, tuple[str, str]]  # label and title
    owners: dict[int, str]
    categories: dict[int, Category]
    people: dict[int, str]
    members: dict[int, int]  # whose membership it is
    undone: dict[int, Event]  # what was taken back, and what that had taken back, to the change itself

    @classmethod
    def of(cls, events: Sequence[Event], board: Board | None) -> "Names":
        undone = _undone(events)
        told = [*events, *undone.values()]
        people, members = _people(told, board)
        return cls(
            actions=_actions({action_id for event in told for action_id in [subject(event)] if action_id}),
            owners=owners.of(board) if board else {},
            categories=_categories(board),
            people=people,
            members=members,
            undone=undone,
        )

    def root(self, event: Event) -> Event:
        """The change that an undo, or an undo of an undo, is about."""
        while event.undoes_id is not None:
            event = self.undone[event.undoes_id]
        return event

    def category(self, id_: int, own: str | None = None) -> str:
        """Its label, today's or the one it had when its own name was `own` (empty for a seed's)."""
        found = self.categories[id_]
        return found.label(locale()) if own is None else own or SEEDS[found.key or ""][locale()]

    def person(self, id_: int | None) -> str:
        return self.people.get(id_ or 0) or gettext("Somebody")

    def word(self, field: str, fact: Any) -> str:
        """A fact as one reads it: a date, a name, a word of the product, or the text itself."""
        if fact in (None, ""):
            said = ""
        elif field in _WORDS:
            said = word(_WORDS[field](fact))
        elif field in _DAYS:
            said = day(date.fromisoformat(fact))
        else:
            said = self._named(field, fact)
        return said

    def _named(self, field: str, fact: Any) -> str:
        if field == "owner_id":
            said = self.owners[fact]
        elif field == "category_id":
            said = self.category(fact)
        elif field == "challenge_level":
            said = gettext(LEVEL_WORDS[fact])
        elif field == "already_running":
            said = gettext("yes") if fact else gettext("no")
        else:
            said = str(fact)
        return said


@dataclass(frozen=True)
class Mention:
    """One event with the names of what it mentions."""

    event: Event
    names: Names

    @cached_property
    def who(self) -> str:
        """Opens a sentence."""
        kind, name = self.event.actor_kind, self.names.people.get(self.event.actor_id or 0)
        if kind == "cli":
            said = gettext("%(name)s (command line)", name=name) if name else gettext("The command line")
        else:
            said = self.names.person(self.event.actor_id if kind == "user" else None)
        return said

    def rows(self, table: str) -> Iterator[tuple[int, Facts | None, Facts]]:
        """The rows of a table that it changed: id, what was (None for one it made), what is now."""
        for key, to in self.event.body["to"].items():
            name, _, id_ = key.partition(":")
            if name == table:
                yield int(id_), self.event.body["was"][key], to

    def row(self, table: str) -> tuple[int, Facts, Facts]:
        """The first of them; empty facts where there is none."""
        for id_, was, to in self.rows(table):
            return id_, was or {}, to
        return 0, {}, {}

    def count(self, table: str, *fields: str) -> int:
        """How many rows of a table it changed, in any of these fields when some are named."""
        return sum(not fields or not to.keys().isdisjoint(fields) for _, _, to in self.rows(table))

    def board(self) -> tuple[Facts, Facts]:
        _, was, to = self.row("board")
        return was, to

    def action(self) -> tuple[Facts, Facts]:
        _, was, to = self.row("action")
        return was, to

    def about(self, **more: str) -> dict[str, str]:
        """What a sentence about one action is filled with: who, and the action as it is called."""
        id_ = subject(self.event) or 0
        label, title = self.names.actions.get(id_, ("", ""))
        now = self.event.body["to"].get(f"action:{id_}", {})
        return {"who": self.who, "ref": label, "title": now.get("title", title)} | more


def subject(event: Event) -> int | None:
    """The one action it is about; None when it is about several, or about something else."""
    if event.kind == What.actions_merged:
        return int(event.body["into"])
    facts = event.body["to"]
    if event.kind == What.comment_added:
        ids = [each["action_id"] for key, each in facts.items() if key.startswith("comment:")]
    elif event.kind.startswith("action") or event.kind == What.workshop_committed:
        ids = [int(key.removeprefix("action:")) for key in facts if key.startswith("action:")]
    else:
        ids = []
    return ids[0] if len(ids) == 1 else None


def accounts(event: Event) -> list[int]:
    """The accounts it changed; their names are no facts, so an event may only note that one has changed."""
    keys = [*event.body["to"], *event.body.get("hidden", ())]
    return [int(key.removeprefix("user:")) for key in keys if key.startswith("user:")]


def _undone(events: Sequence[Event]) -> dict[int, Event]:
    ids = [event.undoes_id for event in events if event.undoes_id is not None]
    if not ids:
        return {}
    first = select(Event.id, Event.undoes_id).where(Event.id.in_(ids)).cte("chain", recursive=True)
    chain = first.union(select(Event.id, Event.undoes_id).join(first, Event.id == first.c.undoes_id))
    return {event.id: event for event in db.session.scalars(select(Event).join(chain, chain.c.id == Event.id))}


def _actions(ids: set[int]) -> dict[int, tuple[str, str]]:
    return {id_: (f"A-{ref}", title) for id_, ref, title in _ACTIONS.all({"ids": list(ids)})} if ids else {}


def _categories(board: Board | None) -> dict[int, Category]:
    """All that the board ever had: history speaks of those that were removed too."""
    query = select(Category).where(Category.board_id == board.id) if board else None
    return {each.id: each for each in db.session.scalars(query)} if query is not None else {}


def _people(events: Sequence[Event], board: Board | None) -> tuple[dict[int, str], dict[int, int]]:
    """Whoever did something, and whoever is or was on the board."""
    ids = {id_ for event in events for id_ in (event.actor_id, *accounts(event))}
    rows = _PEOPLE.all({"ids": list(ids), "board": board.id if board else None})
    return {id_: name for id_, name, _ in rows}, {member: id_ for id_, _, member in rows if member is not None}

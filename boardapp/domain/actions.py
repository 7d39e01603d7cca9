"""Actions: one thing that is done, or to do, for customers. What one holds, and how its fields are edited."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from boardapp.database import Base, RankKey, UTCDateTime, choice, db
from boardapp.domain import owners, typed
from boardapp.domain.boards import Board
from boardapp.domain.categories import Category
from boardapp.domain.errors import Conflict, Invalid, NotAllowed
from boardapp.domain.events import By, Change, Event, EventSubject, Ledgered, changing, plain
from boardapp.domain.kinds import Kind as What
from boardapp.domain.words import TITLE_LIMIT, fold

NOTE_LIMIT = 20_000
LIMITS = {
    "title": TITLE_LIMIT,
    "challenge": 80,
    "need": 140,
    "first_step": 140,
    "benefit": 140,
    "hypothesis": 280,
    "result": 280,
    "note": NOTE_LIMIT,
    "source_id": 100,
}
LEVELS = range(1, 5)


class Horizon(StrEnum):
    inbox = "inbox"
    now = "now"
    next = "next"
    later = "later"


class Status(StrEnum):
    to_start = "to_start"
    running = "running"
    done = "done"
    stopped = "stopped"

    @property
    def over(self) -> bool:
        return self in (Status.done, Status.stopped)


class Kind(StrEnum):
    do = "do"
    test = "test"
    stop = "stop"


_BEHIND = text("merged_into_id IS NOT NULL")


class Action(Base, Ledgered):
    __tablename__ = "action"
    __table_args__ = (
        UniqueConstraint("board_id", "ref"),
        UniqueConstraint("board_id", "horizon", "rank", name="uq_action_place"),
        Index("ix_action_behind", "merged_into_id", sqlite_where=_BEHIND, postgresql_where=_BEHIND),
        CheckConstraint("challenge_level BETWEEN 1 AND 4", name="challenge_level"),
        CheckConstraint("effort BETWEEN 1 AND 4", name="effort"),
        CheckConstraint("(rank IS NULL) = (archived_at IS NOT NULL)", name="ranked_unless_archived"),
        {"sqlite_autoincrement": True},
    )
    LEDGER = (
        "board_id", "uid", "ref", "title", "horizon", "rank", "category_id", "challenge", "challenge_level", "owner_id",
        "due_on", "status", "kind", "already_running", "need", "first_step", "effort", "note", "benefit", "hypothesis",
        "result", "source_id", "merged_into_id", "votes", "voters", "done_on", "archived_at",
    )  # fmt: skip
    TOLD_WITH: ClassVar[Mapping[str, str]] = {"horizon": "rank"}  # two lanes may have the same rank

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    ref: Mapped[int]
    title: Mapped[str] = mapped_column(String(TITLE_LIMIT))
    horizon: Mapped[Horizon] = mapped_column(choice(Horizon), default=Horizon.inbox)
    rank: Mapped[str | None] = mapped_column(RankKey)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    challenge: Mapped[str] = mapped_column(String(LIMITS["challenge"]), default="")
    challenge_level: Mapped[int | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("owner.id"))
    due_on: Mapped[date | None]
    status: Mapped[Status] = mapped_column(choice(Status), default=Status.to_start)
    kind: Mapped[Kind] = mapped_column(choice(Kind), default=Kind.do)
    already_running: Mapped[bool] = mapped_column(default=False)
    need: Mapped[str] = mapped_column(String(LIMITS["need"]), default="")
    first_step: Mapped[str] = mapped_column(String(LIMITS["first_step"]), default="")
    effort: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    benefit: Mapped[str] = mapped_column(String(LIMITS["benefit"]), default="")
    hypothesis: Mapped[str] = mapped_column(String(LIMITS["hypothesis"]), default="")
    result: Mapped[str] = mapped_column(String(LIMITS["result"]), default="")
    source_id: Mapped[str] = mapped_column(String(LIMITS["source_id"]), default="")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"))
    votes: Mapped[int | None]  # points that a workshop gave it, and how many people gave them
    voters: Mapped[int | None]
    done_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int]  # the board's version at the event that changed it last
    search: Mapped[str] = mapped_column(Text)  # folded, see domain.words

    board: Mapped[Board] = relationship()
    category: Mapped[Category | None] = relationship()
    owner: Mapped[owners.Owner | None] = relationship()

    @property
    def label(self) -> str:
        return f"A-{self.ref}"

    def late(self, today: date) -> bool:
        return self.due_on is not None and self.due_on < today and not self.status.over

    def stamp(self, version: int, at: datetime) -> None:
        self.version = version
        self.updated_at = at
        self.search = searchable(self.ref, self.title, need=self.need, challenge=self.challenge, note=self.note)

    def withdrawal(self, at: datetime) -> dict[str, Any]:
        return {"archived_at": at, "rank": None}


over = Action.__table__.c.status.in_([each for each in Status if each.over])  # done or stopped: a condition


def searchable(ref: int, title: str, *, need: str = "", challenge: str = "", note: str = "", **rest: Any) -> str:
    """What a search looks through, folded; it takes all the fields of an action and leaves out the rest."""
    return fold(" ".join((f"A-{ref}", title, need or "", challenge or "", note or "")))


def edit(action: Action, *, by: By, seen: int | None = None, **values: Any) -> Event | None:
    """Change fields of one action; `owner` takes a name. None when nothing differs.

    `seen` is the version that was read before writing: fields somebody else changed since are not overwritten.
    The others are saved all the same, then Conflict is raised with what is stored now.
    """
    values = cleaned(values)
    with changing(action.board_id, by) as change:
        if action.archived_at is not None:
            raise NotAllowed("archived")
        values = resolved(change, action.board, values)
        theirs = overtaken(action, values, seen, by) if seen is not None else {}
        write(change, action, {name: value for name, value in values.items() if name not in theirs})
        event = change.record(_what(change.changed(action)))
    if theirs:
        raise Conflict("same_field", theirs)
    return event


def write(change: Change, action: Action, values: dict[str, Any]) -> None:
    """Set clean values within a change; the day it was done follows the status."""
    change.put(action, **values)
    done = action.status is Status.done
    if done is (action.done_on is None) and "status" in values:
        change.put(action, done_on=action.board.today(change.by.at) if done else None)


def resolved(change: Change, board: Board, values: dict[str, Any]) -> dict[str, Any]:
    """Names made rows of this board: `owner` becomes owner_id, and a category must be one of the board's."""
    values = dict(values)
    if "owner" in values:
        owner = owners.name_in(change, board, values.pop("owner") or "")
        values["owner_id"] = owner and owner.id
    if (category_id := values.get("category_id")) is not None:
        category = db.session.get(Category, category_id)
        if category is None or category.board_id != board.id or category.removed_at is not None:
            raise Invalid("category_id", "unknown_choice")
    return values


def cleaned(values: dict[str, Any]) -> dict[str, Any]:
    """Values fit to store. Raises Invalid at the first that is not."""
    return {name: _clean(name, value) for name, value in values.items()}


def _clean(name: str, value: Any) -> Any:
    if name in LIMITS:
        fit = typed.paragraphs if name == "note" else typed.line
        return fit(name, value or "", LIMITS[name], empty="action_empty" if name == "title" else None)
    if name in ("challenge_level", "effort") and value is not None and value not in LEVELS:
        raise Invalid(name, "out_of_range", least=LEVELS.start, most=LEVELS.stop - 1)
    if name == "due_on" and value is not None and not 2000 <= value.year <= 2100:
        raise Invalid(name, "date_invalid")
    if name == "owner":
        return owners.clean_name(value or "")
    return value


def overtaken(action: Action, values: dict[str, Any], seen: int, by: By) -> dict[str, Any]:
    """The fields that somebody else changed after `seen` and that this form changes to something else.

    What stood in the field at `seen` is in the first later event; a form that still holds that text did not
    touch the field, so it takes the newer text and does not overwrite it, whoever wrote it. One's own newer text
    gives way to what one types now: somebody with two windows knows of both.
    """
    read: dict[str, Any] = {}
    others: set[str] = set()
    for event in _later(action, seen):
        was = event.body["was"].get(f"action:{action.id}") or {}
        read = {name: was[name] for name in was if name in values} | read
        others |= was.keys() if _by_another(event, by) else set()
    touched = {name for name in read if plain(values[name]) != read[name]}
    for name in read.keys() - touched:
        values[name] = getattr(action, name)
    now = {name: getattr(action, name) for name in touched & others}
    return {name: value for name, value in now.items() if value != values[name]}


def changed_since(action: Action, seen: int, by: By) -> dict[str, Event]:
    """The fields that others changed after `seen`, each with the last event that did."""
    key = f"action:{action.id}"
    others = [event for event in _later(action, seen) if _by_another(event, by)]
    return {name: event for event in others for name in event.body["was"].get(key) or {}}


def _by_another(event: Event, by: By) -> bool:
    return (event.user_id, event.actor_id) != (by.user_id, by.id)


def _later(action: Action, seen: int) -> list[Event]:
    touched = (EventSubject.kind == "action", EventSubject.row_id == action.id)
    query = select(Event).join(EventSubject).where(*touched, Event.version > seen).order_by(Event.version)
    return list(db.session.scalars(query))


_WHAT = {
    "status": What.action_status,
    "owner_id": What.action_owner,
    "due_on": What.action_due,
    "category_id": What.action_category,
    "challenge": What.action_challenge,
    "challenge_level": What.action_challenge,
}


def _what(fields: set[str]) -> What:
    """The kind that says most: of one field when only that one changed."""
    kinds = {_WHAT.get(field, What.action_edited) for field in fields - {"done_on"}}
    return kinds.pop() if len(kinds) == 1 else What.action_edited

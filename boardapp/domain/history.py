"""What happened on a board, and taking it back."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Enum, select
from sqlalchemy.inspection import inspect

from boardapp.database import UTCDateTime, db
from boardapp.domain import categories, ordering
from boardapp.domain.actions import Action, Horizon
from boardapp.domain.boards import Board, Membership, Role
from boardapp.domain.categories import Category
from boardapp.domain.comments import Comment
from boardapp.domain.errors import Conflict, NotAllowed
from boardapp.domain.events import By, Change, Event, EventSubject, changing
from boardapp.domain.facts import SPREAD
from boardapp.domain.kinds import LED, Kind
from boardapp.domain.members import Invitation
from boardapp.domain.owners import Owner
from boardapp.domain.people import User
from boardapp.domain.sessions import Person
from boardapp.domain.undo import Trace, overtaken, undone
from boardapp.domain.workshop.workshops import Workshop

MODELS: dict[str, type[Any]] = {
    model.__tablename__: model
    for model in (Board, Membership, Invitation, Category, Owner, Action, Comment, Workshop, User)
}  # fmt: skip


def latest(board: Board, *, before: int | None = None, limit: int = 100, action: Action | None = None) -> list[Event]:
    """Events of a board, the newest first; those of one action when it is given."""
    query = select(Event).where(Event.board_id == board.id)
    if before is not None:
        query = query.where(Event.version < before)
    if action is not None:
        touched = (EventSubject.kind == "action", EventSubject.row_id == action.id)
        query = query.join(EventSubject).where(*touched)
    return list(db.session.scalars(query.order_by(Event.version.desc()).limit(limit)))


def repeats(by: By) -> bool:
    """Whether the form behind this change was sent before, and did its work then."""
    return by.once is not None and db.session.scalar(select(Event.id).where(Event.once == by.once)) is not None


def undoable(events: Sequence[Event], user: User | Person, role: Role) -> set[int]:
    """The events of this list that this person may take back now, by id. One query for all of them."""
    return standing([event for event in events if not event.final and _may_undo(event, user.id, role)])


def standing(events: Sequence[Event]) -> set[int]:
    """Those of these events that nothing was built upon since and nobody took back, by id, whoever asks."""
    if not events:
        return set()
    traces = _traces(events[0].board_id, min(event.version for event in events))
    return {event.id for event in events if _refusal(_trace_of(event, traces), traces) is None}


def undo(event: Event, *, by: By, role: Role) -> Event | None:
    """Put back what the event changed, as an event of its own; undoing that one does it again.

    Raises NotAllowed for somebody else's change (facilitators may) or a kind without undo, and Conflict when a
    later change stands on it.
    """
    if event.final:
        raise NotAllowed("undo_final")
    if by.user_id is not None and not _may_undo(event, by.user_id, role):
        raise NotAllowed("undo_not_yours")
    with changing(event.board_id, by) as change:
        traces = _traces(event.board_id, event.version)
        if refusal := _refusal(_trace_of(event, traces), traces):
            raise Conflict(refusal)
        _put_back(change, event)
        return change.record(Kind.event_undone, undoes=event, again=takes_back(event))


def takes_back(event: Event) -> bool:
    """Whether it undoes a change, which undoing it would do again (an undo of an undo has done that already)."""
    return event.kind == Kind.event_undone and "again" not in event.body


def maker(row: Any) -> Event | None:
    """The event that made this row."""
    made = (EventSubject.kind == row.__tablename__, EventSubject.row_id == row.id, EventSubject.fields == "*")
    return db.session.scalar(select(Event).join(EventSubject).where(*made))


def earlier(action: Action, event_id: int, field: str) -> str | None:
    """The text that stood in a field of this action before an event changed it."""
    event = db.session.get(Event, event_id)
    was = event.body["was"].get(f"action:{action.id}") if event else None
    return was.get(field) if was else None


def _may_undo(event: Event, user_id: int | None, role: Role) -> bool:
    mine = user_id is not None and event.user_id == user_id
    return role is Role.facilitator or (mine and _first_done(event).kind not in LED)


def _first_done(event: Event) -> Event:
    """The change itself, where the event undoes it or does it again."""
    while event.undoes_id is not None:
        event = db.session.get_one(Event, event.undoes_id)
    return event


def _refusal(trace: Trace, traces: Sequence[Trace]) -> str | None:
    later = [other for other in traces if other.id > trace.id]
    if undone(trace.id, later):
        return "undo_again"
    return "undo_overtaken" if overtaken(trace, later) else None


def _traces(board_id: int | None, version: int) -> list[Trace]:
    """The traces of all events of the board from this version on."""
    query = (
        select(Event.id, Event.undoes_id, EventSubject.kind, EventSubject.row_id, EventSubject.fields)
        .join(EventSubject, EventSubject.event_id == Event.id)
        .where(Event.board_id == board_id, Event.version >= version, EventSubject.kind != SPREAD)
    )
    fields: dict[tuple[int, int | None], dict[str, frozenset[str]]] = {}
    for id_, undoes, kind, row_id, names in db.session.execute(query):
        fields.setdefault((id_, undoes), {})[f"{kind}:{row_id}"] = frozenset(names.split(","))
    return [Trace(id_, undoes, rows) for (id_, undoes), rows in fields.items()]


def _trace_of(event: Event, traces: Sequence[Trace]) -> Trace:
    return next(trace for trace in traces if trace.id == event.id)


def _put_back(change: Change, event: Event) -> None:
    rows = _rows(event.body["was"])
    facts = {key: (rows[key], was) for key, was in event.body["was"].items()}
    values = {
        key: _typed(row, was) if was is not None else row.withdrawal(change.by.at) for key, (row, was) in facts.items()
    }
    _give_ranks(
        event, {facts[key][0]: each for key, each in values.items() if isinstance(facts[key][0], Action)}, change
    )
    with db.session.no_autoflush:  # half of the rows with their new ranks would meet the other half's old ones
        for key, (row, _) in facts.items():
            change.put(row, **values[key])
    _still_fits(event.board_id)


def _still_fits(board_id: int | None) -> None:
    """Rows that the event never touched may stand in the way: a name taken since, a category gone or in use since."""
    board = db.session.get(Board, board_id)
    gone = select(Action.id).join(Category).where(Action.board_id == board_id, Category.removed_at.is_not(None))
    if db.session.scalar(gone.where(Action.rank.is_not(None)).limit(1)) or (board and not categories.sound(board)):
        raise Conflict("undo_overtaken")


def _give_ranks(event: Event, values: dict[Action, dict[str, Any]], change: Change) -> None:
    """Old ranks are asked for again; one that is taken now becomes the place just behind it."""
    for row, each in values.items():
        if each.get("archived_at", row.archived_at) is not None:
            each["rank"] = None
    moving = {row: each for row, each in values.items() if each.get("rank")}
    if not moving:
        return
    taken = {horizon: _taken(event.board_id, horizon, moving) for horizon in Horizon}
    spreads = {horizon: _spreads(event, horizon) for horizon in Horizon}
    change.clear_ranks(list(moving))  # from here on nothing may be asked: it would write the old ranks back
    with db.session.no_autoflush:
        for row, each in sorted(moving.items(), key=lambda pair: pair[1]["rank"]):
            lane = each.get("horizon", row.horizon)
            each["rank"] = _nearest(_translated(each["rank"], spreads[lane]), taken[lane])
            taken[lane].add(each["rank"])


def _nearest(rank: str, taken: set[str]) -> str:
    if rank not in taken:
        return rank
    return ordering.between(rank, min((other for other in taken if other > rank), default=None))


def _taken(board_id: int | None, horizon: Horizon, moving: Iterable[Action]) -> set[str]:
    ids = [row.id for row in moving]
    here = (Action.board_id == board_id, Action.horizon == horizon, Action.rank.is_not(None), Action.id.not_in(ids))
    return set(db.session.scalars(select(Action.rank).where(*here)))


def _spreads(event: Event, horizon: Horizon) -> list[tuple[list[str], list[str]]]:
    """The ranks of a lane before and after each time it was spread anew since."""
    lane = list(Horizon).index(horizon)
    since = (Event.board_id == event.board_id, Event.version > event.version)
    spread = (EventSubject.kind == SPREAD, EventSubject.row_id == lane)
    later = db.session.scalars(select(Event).join(EventSubject).where(*spread, *since).order_by(Event.version))
    ranks = [event.body["spread"][str(lane)] for event in later]
    return [(sorted(each["was"].values()), sorted(each["to"].values())) for each in ranks]


def _translated(rank: str, spreads: list[tuple[list[str], list[str]]]) -> str:
    for was, to in spreads:
        rank = ordering.translate(rank, was, to)
    return rank


def _rows(keys: Iterable[str]) -> dict[str, Any]:
    """The rows of these keys, in a few queries however many they are; all are found, as rows are never deleted."""
    ids: dict[str, list[int]] = {}
    for table, _, id_ in (key.partition(":") for key in keys):
        ids.setdefault(table, []).append(int(id_))
    found: dict[str, Any] = {}
    for table, wanted in ids.items():
        for start in range(0, len(wanted), 500):
            model = MODELS[table]
            rows = db.session.scalars(select(model).where(model.id.in_(wanted[start : start + 500])))
            found |= {f"{table}:{row.id}": row for row in rows}
    return found


def _typed(row: Any, facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as the columns hold them: JSON knows no dates and no enums."""
    columns = inspect(type(row)).columns
    return {name: _value(columns[name].type, fact) for name, fact in facts.items()}


def _value(kind: Any, fact: Any) -> Any:
    if fact is None:
        return None
    if isinstance(kind, Enum):
        return kind.python_type(fact)
    if isinstance(kind, UTCDateTime):
        return datetime.fromisoformat(fact)
    return date.fromisoformat(fact) if isinstance(kind, Date) else fact

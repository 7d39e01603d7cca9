"""What putting facts back takes: that nothing was built upon them, a place for each action, and that all still fits."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Enum, select
from sqlalchemy.inspection import inspect

from boardapp.database import UTCDateTime, db
from boardapp.domain import categories, ordering
from boardapp.domain.actions import Action, Horizon
from boardapp.domain.boards import Board, Membership
from boardapp.domain.categories import Category
from boardapp.domain.comments import Comment
from boardapp.domain.errors import Conflict
from boardapp.domain.events import Change, Event, EventSubject
from boardapp.domain.facts import SPREAD
from boardapp.domain.members import Invitation
from boardapp.domain.owners import Owner
from boardapp.domain.people import User
from boardapp.domain.undo import Trace, overtaken, undone
from boardapp.domain.workshop.workshops import Workshop

MODELS: dict[str, type[Any]] = {
    model.__tablename__: model
    for model in (Board, Membership, Invitation, Category, Owner, Action, Comment, Workshop, User)
}  # fmt: skip


def typed(model: type[Any], facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as the columns hold them: JSON knows no dates and no enums."""
    columns = inspect(model).columns
    return {name: _value(columns[name].type, fact) for name, fact in facts.items()}


def refusal(trace: Trace, traces: Sequence[Trace]) -> str | None:
    later = [other for other in traces if other.id > trace.id]
    if undone(trace.id, later):
        return "undo_again"
    return "undo_overtaken" if overtaken(trace, later) else None


def traces(board_id: int | None, version: int) -> list[Trace]:
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


def trace_of(event: Event, traces: Sequence[Trace]) -> Trace:
    return next(trace for trace in traces if trace.id == event.id)


def put_back(change: Change, event: Event) -> None:
    """Row by row, within a change; `undoing_many` does the same for rows by the thousand."""
    found = rows(event.body["was"])
    values = [(found[key], values_of(found[key], was, change)) for key, was in event.body["was"].items()]
    moving = ranks_again(event, [pair for pair in values if isinstance(pair[0], Action)])
    if moving:
        change.clear_ranks(moving)  # from here on nothing may be asked: it would write the old ranks back
    with db.session.no_autoflush:  # half of the rows with their new ranks would meet the other half's old ones
        for row, each in values:
            change.put(row, **each)
    still_fits(event.board_id)


def values_of(row: Any, was: dict[str, Any] | None, change: Change) -> dict[str, Any]:
    """What a row is to hold again; what the event made is withdrawn."""
    return typed(type(row), was) if was is not None else row.withdrawal(change.by.at)


def still_fits(board_id: int | None) -> None:
    """Rows that the event never touched may stand in the way: a name taken since, a category gone or in use since."""
    board = db.session.get(Board, board_id)
    gone = select(Action.id).join(Category).where(Action.board_id == board_id, Category.removed_at.is_not(None))
    if db.session.scalar(gone.where(Action.rank.is_not(None)).limit(1)) or (board and not categories.sound(board)):
        raise Conflict("undo_overtaken")


def ranks_again(event: Event, values: Sequence[tuple[Any, dict[str, Any]]]) -> list[Any]:
    """Old ranks are asked for again; one that is taken now becomes the place just behind it. Returns the rows that are
    to have a rank: all of them must be out of the way before one gets its own."""
    for row, each in values:
        if each.get("archived_at", row.archived_at) is not None:
            each["rank"] = None
    moving = [(row, each) for row, each in values if each.get("rank")]
    if moving:
        ids = {row.id for row, _ in moving}
        taken = {horizon: _taken(event.board_id, horizon, ids) for horizon in Horizon}
        spreads = {horizon: _spreads(event, horizon) for horizon in Horizon}
        for row, each in sorted(moving, key=lambda pair: pair[1]["rank"]):
            lane = each.get("horizon", row.horizon)
            each["rank"] = _nearest(_translated(each["rank"], spreads[lane]), taken[lane])
            insort(taken[lane], each["rank"])
    return [row for row, _ in moving]


def rows(keys: Iterable[str]) -> dict[str, Any]:
    """The rows of these keys, in a few queries however many they are; all are found, as rows are never deleted."""
    ids: dict[str, list[int]] = {}
    for table, _, id_ in (key.partition(":") for key in keys):
        ids.setdefault(table, []).append(int(id_))
    found: dict[str, Any] = {}
    for table, wanted in ids.items():
        for start in range(0, len(wanted), 500):
            model = MODELS[table]
            some = db.session.scalars(select(model).where(model.id.in_(wanted[start : start + 500])))
            found |= {f"{table}:{row.id}": row for row in some}
    return found


def _nearest(rank: str, taken: list[str]) -> str:
    place = bisect_left(taken, rank)
    if place == len(taken) or taken[place] != rank:
        return rank
    return ordering.between(rank, taken[place + 1] if place + 1 < len(taken) else None)


def _taken(board_id: int | None, horizon: Horizon, moving: set[int]) -> list[str]:
    """In order, the ranks of the others in this lane."""
    here = (Action.board_id == board_id, Action.horizon == horizon, Action.rank.is_not(None))
    found = db.session.execute(select(Action.id, Action.rank).where(*here))
    return sorted(rank for id_, rank in found if id_ not in moving and rank)


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


def _value(kind: Any, fact: Any) -> Any:
    if fact is None:
        return None
    if isinstance(kind, Enum):
        return kind.python_type(fact)
    if isinstance(kind, UTCDateTime):
        return datetime.fromisoformat(fact)
    return date.fromisoformat(fact) if isinstance(kind, Date) else fact

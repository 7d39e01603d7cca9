"""The inventory: actions come in one by one, pasted or imported; they leave by the archive and come back from it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from boardapp.database import db, new_uid
from boardapp.domain import owners, placement
from boardapp.domain.actions import Action, Horizon, Status, cleaned, overtaken, resolved, searchable, write
from boardapp.domain.boards import Board
from boardapp.domain.errors import Conflict, Invalid
from boardapp.domain.events import By, Change, Event, changing
from boardapp.domain.kinds import Kind
from boardapp.domain.owners import Owner
from boardapp.domain.words import split_title

MOST = 20_000
PASTE_MOST = 200


@dataclass(frozen=True)
class Entry:
    """One line to take in. Values are fields of the action, with `owner` as a name."""

    title: str
    horizon: Horizon = Horizon.inbox
    values: dict[str, Any] | None = None


def add(board: Board, entries: Sequence[Entry], *, by: By) -> tuple[list[Action], Event | None]:
    """Take lines in, each at the end of its lane, as one event. A long title goes on in the note."""
    with changing(board.id, by) as change:
        ids = take_in(change, board, entries)
        event = change.record(Kind.action_added if len(ids) == 1 else Kind.actions_added)
    return chosen(board, ids), event


def room(board: Board) -> int:
    """How many more actions it takes; archived ones do not count, such as those of an import that was taken back."""
    standing = (Action.board_id == board.id, Action.rank.is_not(None))
    return MOST - (db.session.scalar(select(func.count()).select_from(Action).where(*standing)) or 0)


def take_in(change: Change, board: Board, entries: Sequence[Entry]) -> list[int]:
    """These lines as actions, within a change; their ids. There may be thousands, so no object is made for each."""
    if len(entries) > room(board):
        raise Invalid("title", "board_full", most=MOST)
    named = owners.names_in(change, board, ((entry.values or {}).get("owner") or "" for entry in entries))
    rows = [_row(change, board, entry, named) | {"ref": board.last_ref + at} for at, entry in enumerate(entries, 1)]
    for horizon in Horizon:
        lane = [row for row in rows if row["horizon"] is horizon and row.get("archived_at") is None]
        for row, rank in zip(lane, placement.free_ranks(change, board.id, horizon, len(lane)), strict=True):
            row["rank"] = rank
    board.last_ref += len(rows)
    return change.add_rows(Action, [row | {"search": searchable(**row)} for row in rows]) if rows else []


def archive(action: Action, *, by: By) -> Event | None:
    """Out of the lanes, not away; one that is archived already stays as it was."""
    with changing(action.board_id, by) as change:
        if action.archived_at is None:
            change.put(action, archived_at=by.at, rank=None)
        return change.record(Kind.action_archived)


def restore(action: Action, *, by: By) -> Event | None:
    """Back to the end of the lane it was in; one that was merged stands on its own again."""
    with changing(action.board_id, by) as change:
        if action.archived_at is None:
            return None
        rank = placement.free_ranks(change, action.board_id, action.horizon, 1)[0]
        _bring_back(change, action, rank)
        return change.record(Kind.action_restored)


def change_many(
    board: Board, actions: Iterable[Action], *, by: By, horizon: Horizon | None = None, **values: Any
) -> Event | None:
    """The same change to several actions as one event: one undo, one line of history."""
    values = cleaned(values)
    ids = [action.id for action in actions]
    with changing(board.id, by) as change:
        live = [action for action in chosen(board, ids) if action.archived_at is None]
        values = resolved(change, board, values)
        for action in live:
            write(change, action, values)
        if horizon and (moving := [action for action in live if action.horizon is not horizon]):
            placement.place(change, sorted(moving, key=_order), horizon)
        return change.record(Kind.actions_changed)


def archive_many(board: Board, actions: Iterable[Action], *, by: By) -> Event | None:
    ids = [action.id for action in actions]
    with changing(board.id, by) as change:
        for action in chosen(board, ids):
            if action.archived_at is None:
                change.put(action, archived_at=by.at, rank=None)
        return change.record(Kind.actions_changed)


def restore_many(board: Board, actions: Iterable[Action], *, by: By) -> Event | None:
    """Each back to the end of the lane it was in, the oldest first."""
    ids = [action.id for action in actions]
    with changing(board.id, by) as change:
        gone = sorted((each for each in chosen(board, ids) if each.archived_at is not None), key=lambda each: each.ref)
        for horizon in Horizon:
            lane = [action for action in gone if action.horizon is horizon]
            ranks = placement.free_ranks(change, board.id, horizon, len(lane))
            for action, rank in zip(lane, ranks, strict=True):
                _bring_back(change, action, rank)
        return change.record(Kind.actions_changed)


def sort(action: Action, horizon: Horizon, category_id: int | None, *, by: By, seen: int | None = None) -> Event | None:
    """Category and horizon in one gesture, for sorting one by one.

    `seen` is the version that was read before choosing: where somebody else sorted or archived the action since, or
    gave it another category, nothing is saved and Conflict is raised.
    """
    with changing(action.board_id, by) as change:
        if seen is not None and (action.archived_at is not None or action.horizon is not Horizon.inbox):
            raise Conflict("sorted_meanwhile")
        values = resolved(change, action.board, {"category_id": category_id})
        if theirs := (overtaken(action, values, seen, by) if seen is not None else {}):
            raise Conflict("same_field", theirs)
        write(change, action, values)
        if horizon is not action.horizon:
            placement.place(change, [action], horizon)
        return change.record(Kind.action_sorted)


def chosen(board: Board, ids: Iterable[int]) -> list[Action]:
    """The actions of this board with these ids, in the order given; ids of other boards are not found.

    Read in a few queries, also rows that a new transaction has expired.
    """
    wanted = list(dict.fromkeys(ids))
    rows = {row.id: row for start in range(0, len(wanted), 500) for row in _some(board, wanted[start : start + 500])}
    return [rows[each] for each in wanted if each in rows]


def _some(board: Board, ids: list[int]) -> Sequence[Action]:
    return db.session.scalars(select(Action).where(Action.board_id == board.id, Action.id.in_(ids))).all()


def _bring_back(change: Change, action: Action, rank: str) -> None:
    """It stands on its own again, and without a category that was taken back meanwhile."""
    gone = action.category is not None and action.category.removed_at is not None
    change.put(action, archived_at=None, merged_into_id=None, rank=rank)
    if gone:
        change.put(action, category_id=None)


def _order(action: Action) -> tuple[int, str]:
    return list(Horizon).index(action.horizon), action.rank or ""


def _row(change: Change, board: Board, entry: Entry, named: Mapping[str, Owner | None]) -> dict[str, Any]:
    """The fields of an action that do not depend on its neighbours."""
    title, rest = split_title(entry.title)
    values = dict(entry.values or {})
    if rest:
        values["note"] = "\n\n".join(filter(None, (f"… {rest}", values.get("note"))))
    owner = named[values.pop("owner", None) or ""]
    values = resolved(change, board, cleaned(values | {"title": title}))
    if values.get("already_running"):
        values.setdefault("status", Status.running)
    done = values.get("status") is Status.done
    values["done_on"] = values.get("done_on") or board.today(change.by.at) if done else None
    made = {"uid": new_uid(), "board_id": board.id, "owner_id": owner and owner.id, "horizon": entry.horizon}
    stamped = {"version": change.version, "created_at": change.by.at, "updated_at": change.by.at}
    return made | stamped | values

"""Undo, worked out on facts alone: no session, no clock. `domain.history` carries it out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Trace:
    """What undo must know of an event: its own id, the one it undoes, and the fields it touched, by row."""

    id: int
    undoes: int | None
    fields: Mapping[str, frozenset[str]]  # {"action:17": {"due_on"}}; {"*"} for a row it made


def undone(event_id: int, later: Sequence[Trace]) -> bool:
    """Whether a later event has undone this one, and has not been undone itself."""
    return any(trace.undoes == event_id for trace in _standing(later))


def overtaken(event: Trace, later: Sequence[Trace]) -> bool:
    """Whether a later event stands on a field that this one changed.

    A change that was itself undone stands on nothing, nor does its undo: so one can go back several steps.
    """
    ids = {trace.id for trace in later}
    changes = (trace for trace in _standing(later) if trace.undoes not in ids)
    return any(_meet(event.fields, trace.fields) for trace in changes)


def _standing(later: Sequence[Trace]) -> list[Trace]:
    """The events that have not been undone; read from the newest, as the last word decides."""
    gone: set[int] = set()
    standing = []
    for trace in sorted(later, key=lambda trace: -trace.id):
        if trace.id not in gone:
            standing.append(trace)
            if trace.undoes is not None:
                gone.add(trace.undoes)
    return standing


def _meet(ours: Mapping[str, frozenset[str]], theirs: Mapping[str, frozenset[str]]) -> bool:
    shared = ours.keys() & theirs.keys()
    return any(ours[row] & theirs[row] or "*" in ours[row] | theirs[row] for row in shared)

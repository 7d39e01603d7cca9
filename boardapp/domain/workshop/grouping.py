"""Group: the room says which actions are the same. Likely pairs are asked on phones, two who agree merge them; anybody
may merge by hand, and every merge of the room can be taken back."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from threading import Lock
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import aliased

from boardapp.database import db
from boardapp.domain import inventory, likeness, merging
from boardapp.domain.actions import Action, Horizon, over
from boardapp.domain.boards import Board
from boardapp.domain.errors import Invalid, NotAllowed
from boardapp.domain.events import By
from boardapp.domain.facts import Event
from boardapp.domain.kinds import Kind
from boardapp.domain.workshop import dealt
from boardapp.domain.workshop.ballots import Question
from boardapp.domain.workshop.dealt import Answers, Key
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.workshops import Workshop

THRESHOLD = 0.28
"""Lower than that of a hint on adding, as the room confirms. Measured on the 194 real actions of `shared/data`
(`tests/domain/test_workshop_likeness.py`): 140 pairs are asked, 46 % the same and 65 % the same or related; 61 of
the 89 actions that have a twin stand in a pair that is one (69 %, where the threshold of the hints reaches 55 %)."""
PHONES = 3
AGREE = 2
YES, NO, DONT_KNOW = 1, 0, 2
COMPARED = 500


@dataclass(frozen=True)
class Pair:
    """Two actions that read alike, the older one first."""

    key: Key
    one: Row[Any]
    other: Row[Any]


def hand(participant: Participant) -> list[Pair]:
    """The pairs that this participant is asked about now."""
    workshop = participant.workshop
    asked, phones, said = _asked(workshop)
    keys = dealt.hand(participant, phones, asked, said, each=PHONES)
    rows = {row.id: row for row in _standing(workshop.board)}
    return [Pair(key, rows[key[0]], rows[key[1]]) for key in keys]


def waiting(workshop: Workshop) -> int:
    """How many pairs the room has not decided yet."""
    return len(_asked(workshop)[0])


def say_same(participant: Participant, key: Key, value: int, at: datetime) -> Event | None:
    """Whether these two say the same; the event where this was the word that merged them. An answer for a pair that is
    decided already comes too late and changes nothing."""
    workshop = participant.workshop
    if key not in pairs(workshop.board):
        return None
    dealt.answer(participant, Question.same, key, value)
    agree = list(dealt.answers(workshop, Question.same).get(key, {}).values()).count(YES)
    if value != YES or agree < _enough(len(dealt.phones(workshop))):
        return None
    with suppress(NotAllowed, Invalid):  # somebody's word came in between and merged one of them
        return unite(workshop, inventory.chosen(workshop.board, key), by=By("participant", None, at))
    return None


def unite(workshop: Workshop, actions: Sequence[Action], *, by: By) -> Event | None:
    """Merge into the one that has a place already, else into the oldest."""
    still_open(workshop)
    found = sorted(merging.mergeable(actions), key=lambda each: (each.horizon is Horizon.inbox, each.id))
    return merging.merge(found, by=by, workshop=workshop.id)


def still_open(workshop: Workshop) -> None:
    """Asked before the room groups: a closed room only looks."""
    if not workshop.open:
        raise NotAllowed("workshop_closed")


def merges(workshop: Workshop) -> list[Event]:
    """The merges of this room, the latest first; some may have been taken back since."""
    here = (Event.board_id == workshop.board_id, Event.kind == Kind.actions_merged)
    since = (Event.at >= workshop.opened_at,) if workshop.opened_at else ()
    events = db.session.scalars(select(Event).where(*here, *since).order_by(Event.version.desc()))
    return [event for event in events if event.body.get("workshop") == workshop.id]


def clusters(workshop: Workshop) -> list[Row[Any]]:
    """What there is to group, the largest first: id, title, and how many each `unites` with itself. They are the
    actions to sort, and others that something was merged into here."""
    behind = aliased(Action)
    into = [int(event.body["into"]) for event in merges(workshop)]
    size = (1 + func.count(behind.id)).label("unites")
    query = select(Action.id, Action.title, Action.ref, size).select_from(Action)
    query = query.join(behind, behind.merged_into_id == Action.id, isouter=True)
    here = (Action.board_id == workshop.board_id, Action.rank.is_not(None))
    wanted = (Action.horizon == Horizon.inbox) | Action.id.in_(into)
    grouped = query.where(*here, wanted).group_by(Action.id, Action.title, Action.ref, Action.rank)
    return list(db.session.execute(grouped.order_by(size.desc(), Action.rank)))


def pairs(board: Board) -> list[Key]:
    """The likely duplicates among what stands on the board, the closest first. One of a pair waits to be sorted: what
    has its place was judged before, but a new line often repeats it."""
    rows = _standing(board)
    titles = tuple((row.id, row.title) for row in rows)
    inbox = {row.id for row in rows if row.horizon is Horizon.inbox}
    return [(min(pair), max(pair)) for pair in _alike(titles) if inbox.intersection(pair)]


def _asked(workshop: Workshop) -> tuple[list[Key], list[int], Answers]:
    """The pairs that are still open, whom they are dealt to, and what was said."""
    phones, said = dealt.phones(workshop), dealt.answers(workshop, Question.same)
    asked = [key for key in pairs(workshop.board) if _open(list(said.get(key, {}).values()), len(phones))]
    return asked, phones, said


def _open(values: list[int], phones: int) -> bool:
    """Two who agree have decided. Where their yes was undone, the room has seen the pair: it is not asked again."""
    enough = _enough(phones)
    return len(values) < (min(PHONES, phones) or 1) and values.count(YES) < enough and values.count(NO) < enough


def _enough(phones: int) -> int:
    return min(AGREE, phones) or 1


def _standing(board: Board) -> list[Row[Any]]:
    """What is compared: all that is not over, what waits to be sorted first."""
    waits = Action.horizon == Horizon.inbox
    here = (Action.board_id == board.id, Action.rank.is_not(None), ~over | waits)
    query = select(Action.id, Action.title, Action.horizon).where(*here)
    return list(db.session.execute(query.order_by(~waits, Action.id.desc()).limit(COMPARED)))


_comparing = Lock()


def _alike(titles: tuple[tuple[int, str], ...]) -> list[tuple[int, int]]:
    """Many phones ask at the same moment after a merge: one of them compares, the others wait for it."""
    with _comparing:
        return _compared(titles)


@lru_cache(maxsize=8)
def _compared(titles: tuple[tuple[int, str], ...]) -> list[tuple[int, int]]:
    return likeness.pairs(titles, THRESHOLD)

"""Categorise: what has no category is dealt to phones. Two who agree give it one; where two differ, the facilitator
settles it."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from boardapp.database import db
from boardapp.domain import actions, categories, inventory
from boardapp.domain.actions import Action
from boardapp.domain.categories import Category
from boardapp.domain.events import By, Event, changing
from boardapp.domain.kinds import Kind
from boardapp.domain.workshop import dealt
from boardapp.domain.workshop.ballots import Question
from boardapp.domain.workshop.dealt import Answers
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.workshops import Workshop

PHONES = 2
DONT_KNOW = 0


@dataclass(frozen=True)
class Split:
    """An action that the room does not agree on, and how often each category was named, the most named first."""

    action: Row[Any]
    named: list[tuple[Category, int]]


@dataclass(frozen=True)
class Progress:
    """How far the room is: actions by category, those without one, and the ones that the facilitator must settle."""

    shapes: list[tuple[Category, int]]
    left: int
    splits: list[Split]

    @property
    def sorted(self) -> int:
        return sum(count for _, count in self.shapes)

    @property
    def asked(self) -> int:
        """How many are still on the phones."""
        return self.left - len(self.splits)


def hand(participant: Participant) -> list[Row[Any]]:
    """The actions that this participant is asked about now."""
    workshop = participant.workshop
    rows, phones, said = _deck(workshop)
    asked = [(id_, 0) for id_ in rows if not _stuck(said.get((id_, 0), {}), phones)]
    return [
        rows[id_] for id_, _ in dealt.hand(participant, phones, asked, _told(said, participant.id), each=_each(phones))
    ]


def say(participant: Participant, action_id: int, category_id: int, at: datetime) -> Event | None:
    """Which category it is, or DONT_KNOW; the event where this was the word that decided. An answer for an action that
    has its category already comes too late and changes nothing."""
    workshop = participant.workshop
    known = {each.id for each in categories.of(workshop.board)} | {DONT_KNOW}
    if category_id not in known or action_id not in _deck(workshop)[0]:
        return None
    dealt.answer(participant, Question.category, (action_id, 0), category_id)
    _, phones, said = _deck(workshop)
    named = _named(said.get((action_id, 0), {}))
    if named.get(category_id, 0) < _each(phones):
        return None
    return _decide(workshop, action_id, category_id, By("participant", None, at))


def progress(workshop: Workshop) -> Progress:
    rows, phones, said = _deck(workshop)
    present = {each.id: each for each in categories.of(workshop.board)}
    splits = [
        Split(rows[id_], [(present[each], count) for each, count in _named(given).most_common() if each in present])
        for (id_, _), given in said.items()
        if id_ in rows and _stuck(given, phones)
    ]
    counts = _counts(workshop)
    shapes = [(each, counts.get(each.id, 0)) for each in present.values()]
    return Progress(shapes, len(rows), sorted(splits, key=lambda split: split.action.id))


def settle(workshop: Workshop, action: Action, category_id: int, *, by: By) -> Event | None:
    """The facilitator's word."""
    return actions.edit(action, by=by, category_id=category_id)


def _decide(workshop: Workshop, action_id: int, category_id: int, by: By) -> Event | None:
    """Unless somebody gave it one meanwhile, or merged it."""
    with changing(workshop.board_id, by) as change:
        for action in inventory.chosen(workshop.board, [action_id]):
            if action.archived_at is None and action.category_id is None:
                values = actions.resolved(change, workshop.board, {"category_id": category_id})
                actions.write(change, action, values)
        return change.record(Kind.action_category)


def _deck(workshop: Workshop) -> tuple[dict[int, Row[Any]], list[int], Answers]:
    """All that stands on the board without a category, wherever: naming one moves nothing."""
    query = select(Action.id, Action.title, Action.horizon).where(
        Action.board_id == workshop.board_id, Action.rank.is_not(None), Action.category_id.is_(None)
    )
    rows: list[Any] = list(db.session.execute(query.order_by(Action.id)))
    said = dealt.answers(workshop, Question.category)
    return {row.id: row for row in rows}, dealt.phones(workshop), said


def _each(phones: list[int]) -> int:
    """To how many phones an action goes; with one phone in the room, its word is enough."""
    return min(PHONES, len(phones)) or 1


def _named(given: dict[int, int]) -> Counter[int]:
    return Counter(value for value in given.values() if value != DONT_KNOW)


def _stuck(given: dict[int, int], phones: list[int]) -> bool:
    """Two who differ; or everybody was asked, and it did not become clear."""
    return sum(_named(given).values()) >= PHONES or (bool(given) and len(given) >= len(phones))


def _told(said: Answers, me: int) -> Answers:
    """What counts as an answer: a don't-know leaves the question to somebody else, but is asked no second time."""
    return {
        key: {who: value for who, value in given.items() if value != DONT_KNOW or who == me}
        for key, given in said.items()
    }


def _counts(workshop: Workshop) -> dict[int | None, int]:
    here = (Action.board_id == workshop.board_id, Action.rank.is_not(None), Action.category_id.is_not(None))
    rows = db.session.execute(select(Action.category_id, func.count()).where(*here).group_by(Action.category_id))
    return {row[0]: row[1] for row in rows}

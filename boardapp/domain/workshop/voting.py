"""The secret vote: points to spend, or scores to give, on every open action of the board. Also what stands in a lane
already is voted on: it takes the same hands for these 30 days as what came up an hour ago."""

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.orm import aliased

from boardapp.database import db
from boardapp.domain import lanes
from boardapp.domain.actions import LEVELS, Action, over
from boardapp.domain.boards import Board
from boardapp.domain.errors import Invalid, NotAllowed
from boardapp.domain.workshop import ballots
from boardapp.domain.workshop.ballots import Ballot, Question
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.workshops import Method, Phase, Workshop, stirring

ASKED = {Method.points: (Question.points,), Method.scores: (Question.challenge, Question.effort)}
Answers = Mapping[tuple[Question, int], int]
"""Points or scores, by question and action."""

_merged = aliased(Action)
_gathers = select(func.count(_merged.id) + 1).where(_merged.merged_into_id == Action.id).scalar_subquery()


def is_open(board_id: int) -> tuple[Any, ...]:
    """What is voted on and placed: on the board, and neither done nor stopped."""
    return Action.board_id == board_id, Action.rank.is_not(None), ~over


def choices(board: Board, *order: Any) -> Sequence[Row[Any]]:
    """As cards show them, in the order in which they came up unless told: one that says nothing of their worth."""
    query = lanes.card_rows(Action.effort, Action.votes, Action.voters, _gathers.label("gathers"))
    return db.session.execute(query.where(*is_open(board.id)).order_by(*order, Action.ref)).all()


def dealt(rows: Iterable[Row[Any]], participant_id: int) -> list[Row[Any]]:
    """In an order of this participant's own, always the same: no action gains from standing first on every phone."""
    return sorted(rows, key=lambda row: zlib.crc32(f"{participant_id} {row.id}".encode()))


def give(participant: Participant, action_id: int, points: int) -> None:
    """So many points to this action, whatever it had from this participant: a tap sent twice counts once."""
    with _casting(participant, action_id) as hand:
        mine = hand.answers()
        _within(hand.room, {**mine, (Question.points, action_id): points})
        hand.put(Question.points, action_id, points)


def score(participant: Participant, question: Question, action_id: int, level: int) -> None:
    """A level of challenge or effort from 1 to 4; none takes it back."""
    with _casting(participant, action_id) as hand:
        _within(hand.room, {(question, action_id): level})
        hand.put(question, action_id, level)


def paper(workshop: Workshop, word: str, answers: Answers, *, seen: int, at: datetime) -> str:
    """What somebody without a phone wrote on a slip, counted like any other. `seen` is how many slips there were, so
    that one that is sent twice counts once. Returns how it is called."""
    workshop_id = workshop.id
    with stirring(workshop_id) as connection:
        room = _room(connection, workshop_id)
        if {action for _, action in answers} - _open_ids(connection, room):
            raise Invalid("give", "vote_gone")
        _within(room, answers)
        number = (connection.scalar(_written(workshop_id)) or 0) + 1
        if number != seen + 1:
            raise Invalid("give", "slip_meanwhile")
        # no name that is typed begins with a space, so that a slip takes nobody's seat
        row = {"workshop_id": room.id, "name": f"{word} {number}", "folded": f" paper {number}", "joined_at": at}
        row |= {"team": "", "email": "", "paper": True, "done": Phase.prioritise.value}
        made = connection.scalar(insert(Participant).values(**row).returning(Participant.id))
        hand = Hand(connection, room, made or 0)
        for (question, action_id), value in answers.items():
            hand.put(question, action_id, value)
    return f"{word} {number}"


def slips(workshop: Workshop) -> Sequence[Any]:
    """The slips of paper of this round, by id and name, in the order in which they came."""
    here = (Participant.workshop_id == workshop.id, Participant.paper.is_(True), Participant.ended_at.is_(None))
    return db.session.execute(select(Participant.id, Participant.name).where(*here).order_by(Participant.id)).all()


def written(workshop: Workshop) -> int:
    """How many slips were entered so far, also those that were taken out again."""
    return db.session.scalar(_written(workshop.id)) or 0


def drop_paper(workshop: Workshop, participant_id: int, *, at: datetime) -> None:
    """Take a slip out that was entered by mistake, while nothing is counted."""
    workshop_id = workshop.id
    with stirring(workshop_id) as connection:
        room = _room(connection, workshop_id)
        here = (Participant.workshop_id == room.id, Participant.id == participant_id, Participant.paper.is_(True))
        if connection.execute(update(Participant).where(*here).values(ended_at=at)).rowcount:
            connection.execute(delete(Ballot).where(Ballot.participant_id == participant_id))


def mine(participant: Participant) -> Answers:
    """What this participant has answered in this round; for nobody else's eyes."""
    workshop = participant.workshop
    here = (Ballot.workshop_id == workshop.id, Ballot.round == workshop.round, Ballot.participant_id == participant.id)
    asked = Ballot.question.in_(ASKED[workshop.method])
    query = select(Ballot.question, Ballot.action_id, Ballot.value).join(Action, Action.id == Ballot.action_id)
    rows = db.session.execute(query.where(*here, asked, *is_open(workshop.board_id)))
    return {(row.question, row.action_id): row.value for row in rows}


def voted(workshop: Workshop, people: Iterable[Participant]) -> int:
    """How many of them have voted: who placed a point, or said to be done."""
    cast = set(db.session.scalars(select(Ballot.participant_id).distinct().where(*in_round(workshop))))
    return sum(each.id in cast or each.done == Phase.prioritise for each in people)


def turnout(workshop: Workshop) -> tuple[int, int]:
    """How many people answered in this round, and the sum of what they gave."""
    counts = select(func.count(Ballot.participant_id.distinct()), func.coalesce(func.sum(Ballot.value), 0))
    people, points = db.session.execute(counts.where(*in_round(workshop))).one()
    return people, points


def in_round(workshop: Workshop) -> tuple[Any, ...]:
    """The answers that count now: of this round, as it is asked."""
    asked = Ballot.question.in_(ASKED[workshop.method])
    return Ballot.workshop_id == workshop.id, Ballot.round == workshop.round, asked


def hold(workshop: Workshop) -> None:
    """As part of a change of an open room: read anew, and nobody votes meanwhile, who takes this row first too."""
    db.session.refresh(workshop, with_for_update=True)
    if not workshop.open:
        raise NotAllowed("workshop_closed")


@dataclass(frozen=True)
class Hand:
    """Somebody who votes, while the room's row is held."""

    connection: Connection
    room: Row[Any]
    participant_id: int

    def answers(self) -> dict[tuple[Question, int], int]:
        query = select(Ballot.question, Ballot.action_id, Ballot.value).where(*self._here())
        return {(row.question, row.action_id): row.value for row in self.connection.execute(query)}

    def put(self, question: Question, action_id: int, value: int) -> None:
        """This answer in the place of the one before; 0 is none."""
        about = {"workshop_id": self.room.id, "round": self.room.round, "participant_id": self.participant_id}
        ballots.put(self.connection, about | {"question": question, "action_id": action_id}, value or None)

    def let_go(self, action_ids: set[int]) -> None:
        """Points on what was archived or merged meanwhile are free again."""
        self.connection.execute(delete(Ballot).where(*self._here(), Ballot.action_id.not_in(action_ids)))

    def _here(self) -> tuple[Any, ...]:
        here = (Ballot.workshop_id == self.room.id, Ballot.round == self.room.round)
        return (*here, Ballot.participant_id == self.participant_id, Ballot.question.in_(ASKED[self.room.method]))


@contextmanager
def _casting(participant: Participant, action_id: int) -> Iterator[Hand]:
    """Two taps of one participant take turns, as `stirring` holds the room's row."""
    workshop_id, participant_id = participant.workshop_id, participant.id
    with stirring(workshop_id) as connection:
        room = _room(connection, workshop_id)
        votable = _open_ids(connection, room)
        if action_id not in votable:
            raise Invalid("give", "vote_gone")
        hand = Hand(connection, room, participant_id)
        hand.let_go(votable)
        yield hand


def _room(connection: Connection, workshop_id: int) -> Row[Any]:
    """The room as it is now that nobody else writes to it."""
    table = Workshop.__table__.c
    names = ("id", "board_id", "method", "points", "most", "round", "opened_at", "counted_at", "closed_at")
    query = select(*(table[name] for name in names)).where(table.id == workshop_id)
    room = connection.execute(query).one()
    if room.opened_at is None or room.closed_at is not None:
        raise Invalid("give", "workshop_closed")
    if room.counted_at is not None:
        raise Invalid("give", "vote_over")
    return room


def _written(workshop_id: int) -> Any:
    return select(func.count(Participant.id)).where(Participant.workshop_id == workshop_id, Participant.paper.is_(True))


def _open_ids(connection: Connection, room: Row[Any]) -> set[int]:
    return set(connection.scalars(select(Action.id).where(*is_open(room.board_id))))


def _within(room: Row[Any], answers: Answers) -> None:
    """Raises Invalid where answers are more than one may give."""
    if any(question not in ASKED[room.method] for question, _ in answers):
        raise Invalid("give", "vote_over")
    if room.method is Method.points:
        _affordable(room, list(answers.values()))
    elif any(value and value not in LEVELS for value in answers.values()):
        raise Invalid("give", "out_of_range", least=LEVELS.start, most=LEVELS.stop - 1)


def _affordable(room: Row[Any], points: Sequence[int]) -> None:
    if min(points, default=0) < 0:
        raise Invalid("give", "out_of_range", least=0, most=room.most)
    if max(points, default=0) > room.most:
        raise Invalid("give", "points_most", most=room.most)
    if sum(points) > room.points:
        raise Invalid("give", "points_spent", points=room.points)

"""Two numbers place everything: how many are done now, how many next. The rest is later."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, case, func, select, update

from boardapp.database import db
from boardapp.domain import placement
from boardapp.domain.actions import Action, Horizon
from boardapp.domain.errors import Invalid
from boardapp.domain.events import By, Change, Event, changing
from boardapp.domain.kinds import Kind
from boardapp.domain.workshop import ballots, voting
from boardapp.domain.workshop.ballots import Ballot, Question
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.workshops import Method, Workshop, stirring

HIGH, SMALL = 3, 2
"""Of the scores: a challenge from 3 is high, an effort up to 2 is small."""
_board_order = (case({Horizon.now: 0, Horizon.next: 1, Horizon.later: 2}, value=Action.horizon, else_=3), Action.rank)


@dataclass(frozen=True)
class Cuts:
    """How many stand above the first cut, and how many between the two."""

    now: int
    next: int
    suggested: bool = False

    def within(self, total: int) -> "Cuts":
        """The same on a list that is shorter."""
        now = min(self.now, total)
        return Cuts(now, min(self.next, total - now), self.suggested)

    def horizon(self, at: int) -> Horizon:
        """Where the row at this place goes, counted from 0."""
        if at < self.now:
            horizon = Horizon.now
        elif at < self.now + self.next:
            horizon = Horizon.next
        else:
            horizon = Horizon.later
        return horizon


def ranking(workshop: Workshop) -> list[Row[Any]]:
    """Every open action by what the room gave it, then as the board stands; that alone where nothing was counted."""
    rows = voting.choices(workshop.board, *_board_order)
    return sorted(rows, key=lambda row: worth(workshop, row))


def worth(workshop: Workshop, row: Row[Any]) -> tuple[int, ...]:
    """What a row is ranked by, the least first; two of the same worth are tied."""
    if workshop.counted_at is None:
        key: tuple[int, ...] = ()
    elif workshop.method is Method.points:
        key = (-(row.votes or 0), -(row.voters or 0))
    else:
        level, effort = row.challenge_level or 0, row.effort or SMALL + 1
        key = (-(level >= HIGH and effort <= SMALL), -(level >= HIGH), -level, effort)
    return key


def ties(workshop: Workshop, rows: Sequence[Row[Any]], cuts: Cuts) -> dict[int, int]:
    """Where a cut parts two of the same worth: the number of each, and that of the other."""
    found: dict[int, int] = {}
    for at in (cuts.now, cuts.now + cuts.next):
        parted = 0 < at < len(rows) and workshop.counted_at is not None
        if parted and worth(workshop, rows[at - 1]) == worth(workshop, rows[at]):
            found |= {at: at + 1, at + 1: at}
    return found


def cuts_of(workshop: Workshop, rows: Sequence[Row[Any]]) -> Cuts:
    """The two cuts, as they were set or as they are suggested."""
    if workshop.cut_now is None:
        return suggestion(workshop, rows).within(len(rows))
    return Cuts(workshop.cut_now, workshop.cut_next or 0).within(len(rows))


def suggestion(workshop: Workshop, rows: Sequence[Row[Any]]) -> Cuts:
    """By points: now, what has their average or more, as far as the cap goes; next, what has a third of it. By scores:
    now, a high challenge with a small effort; next, the other high ones. Without either, as the board stands."""
    if workshop.counted_at is None:
        return _as_it_stands(rows)
    if workshop.method is Method.points:
        given = [row.votes for row in rows if row.votes]
        enough = sum(row.votes * len(given) >= sum(given) for row in rows if row.votes)
        some = sum(row.votes * len(given) * 3 >= sum(given) for row in rows if row.votes)
    else:
        enough = sum((row.challenge_level or 0) >= HIGH and (row.effort or HIGH) <= SMALL for row in rows)
        some = sum((row.challenge_level or 0) >= HIGH for row in rows)
    now = min(enough, workshop.board.cap)
    return Cuts(now, some - now, suggested=True)


def cut(workshop: Workshop, now: int, after: int) -> Cuts:
    """Set both; returns them as they were set, where the list is shorter than what was asked for."""
    fit = _fitting(now, after, len(voting.choices(workshop.board)))
    with stirring(workshop.id, phones=True) as connection:
        here = update(Workshop).where(Workshop.id == workshop.id)
        connection.execute(here.values(cut_now=fit.now, cut_next=fit.next, placed=None))
    return fit


def place_all(workshop: Workshop, now: int, after: int, *, by: By) -> Event | None:
    """Every open action into its lane and rank by these two cuts, as one event; a lane that stands so is left alone."""
    with changing(workshop.board_id, by) as change:
        voting.hold(workshop)
        rows = ranking(workshop)
        cuts = _fitting(now, after, len(rows))
        here = select(Action).where(*voting.is_open(workshop.board_id))
        found = {action.id: action for action in db.session.scalars(here)}
        for horizon in (Horizon.now, Horizon.next, Horizon.later):
            part = [found[row.id] for at, row in enumerate(rows) if cuts.horizon(at) is horizon]
            _put(change, part, horizon)
        workshop.cut_now, workshop.cut_next, workshop.placed = cuts.now, cuts.next, change.version
        return change.record(Kind.workshop_placed)


def placed(workshop: Workshop) -> Event | None:
    """The event that placed everything; None before it, once it was undone, and while the cuts are set anew."""
    here = (Event.board_id == workshop.board_id, Event.version == workshop.placed)
    event = db.session.scalar(select(Event).where(*here, Event.kind == Kind.workshop_placed.value))
    last, stands = event, True
    while last is not None and (last := db.session.scalar(select(Event).where(Event.undoes_id == last.id))):
        stands = not stands
    return event if stands else None


def standing(workshop: Workshop) -> Sequence[Row[Any]]:
    """The open actions lane by lane, as the board has them now."""
    return voting.choices(workshop.board, *_board_order)


def disagree(participant: Participant, action_id: int, says: int) -> None:
    """1: this participant disagrees with where it stands; 0: not any more. No name is ever shown."""
    workshop_id, participant_id = participant.workshop_id, participant.id
    with stirring(workshop_id) as connection:
        room = connection.execute(_ROOM.where(Workshop.id == workshop_id)).one_or_none()
        if room is None:
            raise Invalid("says", "workshop_closed")
        if not connection.scalar(select(Action.id).where(Action.id == action_id, *voting.is_open(room.board_id))):
            raise Invalid("says", "vote_gone")
        about = {"workshop_id": workshop_id, "round": room.round, "participant_id": participant_id}
        about |= {"question": Question.disagree, "action_id": action_id}
        ballots.put(connection, about, 1 if says else None)


def disagreements(workshop: Workshop) -> dict[int, int]:
    """How many disagree with the place of an action, where anybody does."""
    query = select(Ballot.action_id, func.count()).where(*_disagree(workshop)).group_by(Ballot.action_id)
    return {row[0]: row[1] for row in db.session.execute(query)}


def disagrees(participant: Participant) -> set[int]:
    """With which actions' places this participant disagrees."""
    own = Ballot.participant_id == participant.id
    return set(db.session.scalars(select(Ballot.action_id).where(*_disagree(participant.workshop), own)))


_ROOM = select(Workshop.board_id, Workshop.round).where(Workshop.opened_at.is_not(None), Workshop.closed_at.is_(None))


def _fitting(now: int, after: int, total: int) -> Cuts:
    for name, number in (("now", now), ("next", after)):
        if number < 0:
            raise Invalid(name, "out_of_range", least=0, most=total)
    return Cuts(now, after).within(total)


def _disagree(workshop: Workshop) -> tuple[Any, ...]:
    here = (Ballot.workshop_id == workshop.id, Ballot.round == workshop.round)
    return *here, Ballot.question == Question.disagree


def _put(change: Change, part: Sequence[Action], horizon: Horizon) -> None:
    here = (*voting.is_open(change.board_id or 0), Action.horizon == horizon)
    order = list(db.session.scalars(select(Action.id).where(*here).order_by(Action.rank)))
    if part and order != [action.id for action in part]:
        placement.place(change, part, horizon)


def _as_it_stands(rows: Sequence[Row[Any]]) -> Cuts:
    now, following = (sum(row.horizon is each for row in rows) for each in (Horizon.now, Horizon.next))
    return Cuts(now, following, suggested=True)

"""The end of the hour: the plan is the board. What led from people to lines and votes is deleted, not hidden; what is
left of it are numbers. Who took an action on stays its owner, and may ask to keep access to the board."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Row, case, delete, func, or_, select, update

from boardapp.database import db
from boardapp.domain import members, people
from boardapp.domain.actions import Action, Horizon, over
from boardapp.domain.boards import Role
from boardapp.domain.errors import NotAllowed
from boardapp.domain.events import By, Event, changing
from boardapp.domain.kinds import Kind
from boardapp.domain.members import Newcomer
from boardapp.domain.owners import Owner
from boardapp.domain.people import User
from boardapp.domain.words import fold
from boardapp.domain.workshop import counting, running, secret_lines, voting
from boardapp.domain.workshop.ballots import Ballot, Question
from boardapp.domain.workshop.participants import Participant, present
from boardapp.domain.workshop.secret_lines import Line
from boardapp.domain.workshop.workshops import Phase, Workshop, stirring


@dataclass(frozen=True)
class Outcome:
    """The plan in numbers."""

    actions: int
    owners: int
    first_due: date | None
    unowned: int  # actions of Do now without an owner
    undated: int


def outcome(workshop: Workshop) -> Outcome:
    """What stands in Do now and is not over."""
    columns = (
        func.count(), func.count(Action.owner_id.distinct()), func.min(Action.due_on), func.count(Action.owner_id),
        func.count(Action.due_on),
    )  # fmt: skip
    here = (*voting.is_open(workshop.board_id), Action.horizon == Horizon.now)
    actions, owners, first, owned, dated = db.session.execute(select(*columns).where(*here)).one()
    return Outcome(actions, owners, first, actions - owned, actions - dated)


def close(workshop: Workshop, *, by: By) -> Event | None:
    """Close the room. Lines still hidden become actions and points still secret are counted: nothing is lost. Closed
    twice, it stays as it was."""
    with changing(workshop.board_id, by) as change:
        if workshop.closed_at is not None:
            return None
        voting.hold(workshop)  # before anything is counted: a vote that comes now is too late
        counts = _counts(workshop)
        running.enter(change, workshop, Phase.close)
        if workshop.counted_at is None and counts["voters"]:
            counting.count_in(change, workshop)
        workshop.ends_at = None
        change.put(workshop, closed_at=by.at)
        db.session.execute(delete(Line).where(Line.workshop_id == workshop.id))
        db.session.execute(delete(Ballot).where(Ballot.workshop_id == workshop.id))
        claims = (Participant.workshop_id == workshop.id, Participant.claims_id.is_not(None))
        db.session.execute(delete(Participant).where(*claims))
        return change.record(Kind.workshop_closed, counts=counts)


def mine(participant: Participant) -> list[Action]:
    """The actions of Do now that this participant carries, the first due first."""
    query = select(Action).join(Owner, Owner.id == Action.owner_id)
    query = query.where(*voting.is_open(participant.workshop.board_id))
    rows = db.session.scalars(query.order_by(Action.due_on, Action.rank))
    return [each for each in rows if each.owner and fold(each.owner.shown) == fold(participant.name)]


def trace(workshop: Workshop) -> tuple[dict[str, Any], list[Row[Any]]]:
    """What the room did, in numbers and without a name: counts, and each action with its points and where it stands."""
    closed = (Event.board_id == workshop.board_id, Event.kind == Kind.workshop_closed.value)
    query = select(Event).where(*closed).order_by(Event.version)
    bodies = [event.body for event in db.session.scalars(query) if f"workshop:{workshop.id}" in event.body["to"]]
    gone = (Action.board_id == workshop.board_id, Action.merged_into_id.is_not(None))
    united = select(Action.merged_into_id, func.count().label("united")).where(*gone)
    merged = united.group_by(Action.merged_into_id).subquery()
    columns = (
        Action.ref, Action.title, Action.horizon, Action.votes, Action.voters, Action.challenge_level, Action.effort,
        func.coalesce(merged.c.united, 0).label("united"),
    )  # fmt: skip
    rows = select(*columns).join(merged, merged.c.merged_into_id == Action.id, isouter=True)
    here = (Action.board_id == workshop.board_id, Action.rank.is_not(None), or_(Action.votes.is_not(None), ~over))
    found = db.session.execute(rows.where(*here).order_by(func.coalesce(Action.votes, -1).desc(), Action.id))
    return (bodies[-1].get("counts", {}) if bodies else _counts(workshop)), list(found)


def ask_to_stay(participant: Participant, email: str) -> None:
    """A participant would like to keep access to the board; a facilitator decides, about this address and no other."""
    address = people.clean_email(email)
    with stirring(participant.workshop_id) as connection:
        here = update(Participant).where(Participant.id == participant.id)
        same = case((Participant.email == address, Participant.welcomed_at), else_=None)
        connection.execute(here.values(email=address, welcomed_at=same))


def asking(workshop: Workshop) -> list[Participant]:
    """Who asks to keep access and has no answer yet."""
    here = (Participant.workshop_id == workshop.id, Participant.email != "", Participant.welcomed_at.is_(None))
    return list(db.session.scalars(select(Participant).where(*here).order_by(Participant.id)))


def welcome(participant: Participant, *, by: By) -> None:
    """A facilitator says yes: the participant may make an account now, and be a member."""
    with stirring(participant.workshop_id, phones=True) as connection:
        here = update(Participant).where(Participant.id == participant.id)
        connection.execute(here.values(welcomed_at=by.at))


def stay(participant: Participant, who: User | Newcomer, *, by: By) -> User:
    """Whoever was welcomed becomes a member: with the account they are signed in with, or with a new one."""
    with changing(participant.workshop.board_id, by) as change:
        if participant.welcomed_at is None:
            raise NotAllowed("not_welcomed")
        user = members.admit(change, participant.workshop.board_id, who, Role.member)
        change.by = replace(by, kind="user", id=user.id)
        change.record(Kind.member_joined)
    return user


def _counts(workshop: Workshop) -> dict[str, int]:
    written = secret_lines.counts(workshop)
    cast = (
        Ballot.workshop_id == workshop.id,
        Ballot.question.in_((Question.points, Question.challenge, Question.effort)),
    )
    votes = select(func.count(Ballot.participant_id.distinct())).where(*cast)
    return {
        "participants": len(present(workshop)), "lines": written.lines, "writers": written.people,
        "voters": db.session.scalar(votes) or 0, "rounds": workshop.round,
    }  # fmt: skip

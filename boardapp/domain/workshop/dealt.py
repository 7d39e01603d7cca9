"""Who is asked what when a room shares out questions: few to a phone, each to a few phones, the same after a reload."""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from sqlalchemy import select

from boardapp.database import db
from boardapp.domain.errors import NotAllowed
from boardapp.domain.workshop import ballots
from boardapp.domain.workshop.ballots import Ballot, Question
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.workshops import Workshop, stirring

ROUND = 0
"""Rounds are those of the vote; this is asked once."""
AT_ONCE = 4
"""So many to a phone at a time."""

Key = tuple[int, int]  # an action, and the one it is compared with or 0
Answers = dict[Key, dict[int, int]]  # who answered what


def hand(participant: Participant, phones: list[int], asked: Iterable[Key], said: Answers, *, each: int) -> list[Key]:
    """What this participant is asked now. Each question goes to `each` phones, by lot; whoever has answered theirs is
    asked what still lacks answers, as a phone may have been put away."""
    here = tuple(phones)
    open_to_me = [key for key in asked if participant.id not in said.get(key, {})]
    mine = [key for key in open_to_me if participant.id in _holders(key, here, each)]
    wanted = mine or [key for key in open_to_me if len(said.get(key, {})) < each]
    return sorted(wanted, key=lambda key: _lot(key, participant.id))[:AT_ONCE]


def answers(workshop: Workshop, question: Question) -> Answers:
    """All that was said to this question; for nobody's page."""
    here = (Ballot.workshop_id == workshop.id, Ballot.question == question, Ballot.round == ROUND)
    query = select(Ballot.action_id, Ballot.other_id, Ballot.participant_id, Ballot.value)
    found: Answers = {}
    for action_id, other_id, who, value in db.session.execute(query.where(*here)):
        found.setdefault((action_id, other_id), {})[who] = value
    return found


def answer(participant: Participant, question: Question, key: Key, value: int) -> None:
    """A new answer takes the place of the one before."""
    about: dict[str, Any] = {
        "workshop_id": participant.workshop_id, "round": ROUND, "participant_id": participant.id,
        "question": question, "action_id": key[0], "other_id": key[1],
    }  # fmt: skip
    with stirring(participant.workshop_id) as connection:
        if connection.scalar(select(Workshop.closed_at).where(Workshop.id == participant.workshop_id)) is not None:
            raise NotAllowed("workshop_closed")  # closing deleted what led from people to their answers
        ballots.put(connection, about, value)


def phones(workshop: Workshop) -> list[int]:
    """Whose phones are in the room."""
    here = (Participant.workshop_id == workshop.id, Participant.folded.is_not(None), Participant.ended_at.is_(None))
    return list(db.session.scalars(select(Participant.id).where(*here, Participant.paper.is_(False))))


@lru_cache(maxsize=4_096)
def _holders(key: Key, phones: tuple[int, ...], each: int) -> list[int]:
    return sorted(phones, key=lambda phone: _lot(key, phone))[:each]


def _lot(key: Key, phone: int) -> bytes:
    return blake2b(f"{key} {phone}".encode(), digest_size=8).digest()

"""An open room on the Lyon board, for domain tests of the workshop."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from boardapp.database import db
from boardapp.domain.events import Event
from boardapp.domain.workshop import participants, running, secret_lines, workshops
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.secret_lines import Written
from boardapp.domain.workshop.workshops import Phase, Workshop
from tests import seen
from tests.world import World


class Room:
    """People sit in it by their first names: `room.person("Inès")`."""

    def __init__(self, world: World, *names: str, phase: Phase = Phase.inventory) -> None:
        self.world = world
        self.id = workshops.prepare(world.board, by=world.by()).id
        workshops.open_room(self.workshop, by=world.by())
        for name in names:
            self.seat(name)
        self.go(phase)

    @property
    def workshop(self) -> Workshop:
        return db.session.get_one(Workshop, self.id)

    def seat(self, name: str) -> Participant:
        participants.join(self.workshop, name, "", at=self.world.clock())
        return self.person(name)

    def person(self, name: str) -> Participant:
        here = (Participant.name == name, Participant.workshop_id == self.id)
        return db.session.scalars(select(Participant).where(*here)).one()

    def go(self, phase: Phase) -> Event | None:
        return running.go_to(self.workshop, phase, seen=self.workshop.phase, by=self.world.by())

    def write(self, who: Participant, text: str, once: str | None = None) -> Written:
        return secret_lines.write(who, text, once, self.world.clock())

    def inbox(self) -> list[str]:
        return seen.titles(self.world.board, "inbox")

    def kinds(self) -> Sequence[Any]:
        return seen.kinds(self.world.board)

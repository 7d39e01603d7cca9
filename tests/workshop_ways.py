"""One way for each thing that can happen in a workshop to come about."""

from collections.abc import Callable

from boardapp.domain.kinds import Kind
from boardapp.domain.workshop import (
    closing,
    committing,
    counting,
    participants,
    placing,
    running,
    secret_lines,
    voting,
    workshops,
)
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.workshops import Phase, Workshop
from tests.world import IDS, TODAY, World


def opened(world: World) -> Workshop:
    workshop = workshops.prepare(world.board, by=world.by())
    workshops.open_room(workshop, by=world.by())
    return workshop


def seated(world: World, workshop: Workshop) -> Participant:
    token = participants.join(workshop, "Soizic", at=world.clock())
    found = participants.seated(workshop.id, token, world.clock())
    assert found is not None
    return found


def moved(world: World) -> None:
    running.go_to(opened(world), Phase.inventory, seen=Phase.welcome, by=world.by())


def revealed(world: World) -> None:
    workshop = opened(world)
    running.go_to(workshop, Phase.inventory, seen=Phase.welcome, by=world.by())
    secret_lines.write(seated(world, workshop), "Ouvrir un guichet mobile", None, world.clock())
    running.go_to(workshop, Phase.group, seen=Phase.inventory, by=world.by())


def counted(world: World) -> Workshop:
    workshop = opened(world)
    voting.give(seated(world, workshop), IDS["nuit"], 3)
    counting.count(workshop, seen=1, by=world.by())
    return workshop


def committed(world: World) -> None:
    values = {"owner": "Malo", "due_on": TODAY, "first_step": "", "benefit": ""}
    committing.take_on(opened(world), world.action("nuit"), seen=None, by=world.by(), **values)


WAYS: dict[Kind, Callable[[World], object]] = {
    Kind.workshop_prepared: lambda world: workshops.prepare(world.board, by=world.by()),
    Kind.workshop_opened: opened,
    Kind.workshop_moved: moved,
    Kind.workshop_revealed: revealed,
    Kind.workshop_counted: counted,
    Kind.workshop_revoted: lambda world: counting.revote(counted(world), seen=1, by=world.by()),
    Kind.workshop_placed: lambda world: placing.place_all(counted(world), 3, 2, by=world.by()),
    Kind.workshop_committed: committed,
    Kind.workshop_closed: lambda world: closing.close(counted(world), by=world.by()),
}

"""Leading the hour: the phase that is foregrounded, the clock, the action in the light, who is done."""

from datetime import datetime, timedelta

from sqlalchemy import update

from boardapp.database import db
from boardapp.domain.actions import Action
from boardapp.domain.errors import Invalid, NotAllowed
from boardapp.domain.events import By, Change, Event, changing
from boardapp.domain.kinds import Kind
from boardapp.domain.workshop import committing, secret_lines
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.workshops import Phase, Workshop, stirring


def go_to(workshop: Workshop, phase: Phase, *, seen: Phase, by: By) -> Event | None:
    """Foreground another phase, whichever. `seen` is the one that was left: of two facilitators who press "next" at
    once, the second one's step was made already, and nothing happens. Leaving the inventory reveals what was written
    there, as the same event."""
    with changing(workshop.board_id, by) as change:
        if workshop.phase is not seen:
            return None
        uncovered = enter(change, workshop, phase)
        return change.record(Kind.workshop_revealed if uncovered else Kind.workshop_moved)


def enter(change: Change, workshop: Workshop, phase: Phase) -> bool:
    """As part of a change: the phase, its clock, what stands in the light. True where that revealed hidden lines."""
    if not workshop.open:
        raise NotAllowed("workshop_closed")
    uncovered = phase.number > Phase.inventory.number and secret_lines.uncover(change, workshop)
    change.put(workshop, phase=phase)
    workshop.left = None
    workshop.spotlight_id = committing.first(workshop.board) if phase is Phase.commit else None
    workshop.ends_at = change.by.at + timedelta(minutes=workshop.minutes(phase))
    return uncovered


def add_minute(workshop: Workshop, at: datetime) -> None:
    """One more; of a phase that is over, one from now on."""
    left = max(workshop.seconds_left(at) or 0, 0) + 60
    _set_clock(workshop, left, at, paused=workshop.left is not None)


def pause(workshop: Workshop, at: datetime) -> None:
    if workshop.left is None:
        _set_clock(workshop, workshop.seconds_left(at) or 0, at, paused=True)


def resume(workshop: Workshop, at: datetime) -> None:
    if workshop.left is not None:
        _set_clock(workshop, workshop.left, at, paused=False)


def light(workshop: Workshop, action: Action | None) -> None:
    """Put one action before everybody's eyes, or none."""
    if action is not None and (action.board_id != workshop.board_id or action.archived_at is not None):
        raise Invalid("action", "unknown_choice")
    with stirring(workshop.id, phones=True) as connection:
        here = update(Workshop).where(Workshop.id == workshop.id)
        connection.execute(here.values(spotlight_id=action.id if action else None))


def say_done(participant: Participant, phase: Phase | None) -> None:
    """The phase from which this participant is ready to go on; none where they are not after all."""
    with stirring(participant.workshop_id) as connection:
        here = update(Participant).where(Participant.id == participant.id)
        connection.execute(here.values(done=phase.value if phase else None))


def _set_clock(workshop: Workshop, left: int, at: datetime, *, paused: bool) -> None:
    ends_at = None if paused else at + timedelta(seconds=left)
    with stirring(workshop.id, phones=True) as connection:
        here = update(Workshop).where(Workshop.id == workshop.id)
        connection.execute(here.values(left=left if paused else None, ends_at=ends_at))
    db.session.refresh(workshop)

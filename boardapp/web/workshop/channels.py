"""What streams follow: a board, by its number; a room, by two of its own, as the wall and the desk hear of everything
and the phones only of what every phone shows. To a room nothing is said but that its pages are to be loaded anew: what
they show is drawn for whoever asks, so no frame can hold a secret."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select

from boardapp.database import db
from boardapp.domain import boards
from boardapp.domain.boards import Board, Role, date_in
from boardapp.domain.facts import Instance
from boardapp.domain.workshop import participants
from boardapp.domain.workshop.workshops import Workshop
from boardapp.live.hub import Listener, View
from boardapp.live.messages import Position, refresh
from boardapp.live.presence import Person
from boardapp.web import access, telling


def stage(workshop: Workshop) -> int:
    """The channel of the wall and the desk."""
    return -2 * workshop.id


def phones(workshop: Workshop) -> int:
    return -2 * workshop.id - 1


def stand(ids: Collection[int]) -> dict[int, Position]:
    """Where these channels stand. In a room whatever changed counts, with an event or without."""
    shown = [id_ for id_ in ids if id_ > 0]
    rooms = _rooms({_room_of(id_) for id_ in ids if id_ < 0})
    return (telling.stand(shown) if shown else {}) | {id_: rooms[id_] for id_ in ids if id_ in rooms}


def cursor(channel: int) -> str:
    """How far a face has come that is drawn from now on."""
    return str(stand([channel])[channel])


def tell(id_: int, was: Position, now: Position, views: Collection[View]) -> Mapping[View, bytes]:
    return telling.tell(id_, was, now, views) if id_ > 0 else dict.fromkeys(views, refresh(now))


def gather(id_: int, people: Sequence[Person], views: Collection[View]) -> Mapping[View, bytes]:
    """Who is there. A room shows who has joined, not whose phone is lit."""
    return telling.gather(id_, people, views) if id_ > 0 else dict.fromkeys(views, b"")


def barred(listeners: Sequence[Listener]) -> list[Listener]:
    """Those of rooms that may not listen any more: a seat that ended, a wall whose link was withdrawn, a desk whose
    facilitator is none now."""
    here = [each for each in listeners if each.board_id < 0]
    if not here:
        return []
    ids = {_room_of(each.board_id) for each in here}
    rooms = {row.id: row for row in db.session.scalars(select(Workshop).where(Workshop.id.in_(ids)))}
    seats = participants.staying({each.reader.session for each in here}, access.now())
    roles = boards.roles({room.board_id for room in rooms.values()})
    leads = {key for key, (role, _) in roles.items() if role is Role.facilitator}
    return [each for each in here if not _stands(each, rooms.get(_room_of(each.board_id)), seats, leads)]


def wall_reader(workshop: Workshop) -> str:
    """What stands for the session of a wall, which has none."""
    return f"wall {workshop.id} {workshop.generation}"


def _room_of(channel: int) -> int:
    """The workshop that both of its channels lead back to."""
    return -channel // 2


def _stands(listener: Listener, room: Workshop | None, seats: set[str], leads: set[tuple[int, int]]) -> bool:
    if room is None:
        return False
    reader = listener.reader
    if reader.user_id:
        return (room.board_id, reader.user_id) in leads
    wall = reader.session == wall_reader(room) and participants.shown(room, access.now())
    return wall or reader.session in seats


def _rooms(ids: Collection[int]) -> dict[int, Position]:
    if not ids:
        return {}
    epoch = func.coalesce(select(Instance.epoch).scalar_subquery(), "").label("epoch")
    columns = (Workshop.id, Workshop.pulse, Workshop.turn, Board.version, Board.labels_version, Board.timezone, epoch)
    rows = db.session.execute(select(*columns).join(Board, Board.id == Workshop.board_id).where(Workshop.id.in_(ids)))
    found = {}
    for row in rows:
        today = date_in(row.timezone, access.now())
        for channel, more in ((-2 * row.id, row.pulse), (-2 * row.id - 1, row.turn)):
            found[channel] = Position.at(row.epoch, row.version + more, row.labels_version, today)
    return found

"""Participants: who sits in the room with a first name and no account. Bookkeeping: no history names them."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, ForeignKey, String, UniqueConstraint, delete, func, insert, or_, select, update
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from boardapp.database import Base, UTCDateTime, db
from boardapp.domain import sessions, typed
from boardapp.domain.errors import Invalid, NotAllowed, TooMany
from boardapp.domain.people import NAME_LIMIT
from boardapp.domain.sessions import hash_of, new_token
from boardapp.domain.words import fold
from boardapp.domain.workshop.workshops import Workshop, stirring

MOST = 300
FOLDED = 200
"""A ligature may unfold to many letters; names that are the same so far are the same."""
AFTERWARDS = timedelta(hours=1)
"""How long a participant, and the wall, may still look at the board, once the room has closed."""
WRONG_CODES, WITHIN = 30, timedelta(minutes=1)
"""Of the whole installation: rooms are entered by reading a code off a wall, so more than that is guessing."""
_GUESSES = "room code"


class Participant(Base):
    """One seat. A second phone that says the same name is a row of its own, with `claims_id`, until a facilitator
    confirms that it is the same person. A `paper` one has no phone: a facilitator enters their points."""

    __tablename__ = "participant"
    __table_args__ = (UniqueConstraint("workshop_id", "folded"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"))
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    folded: Mapped[str | None] = mapped_column(String(FOLDED))  # none while it claims a seat, and once it has left
    team: Mapped[str] = mapped_column(String(NAME_LIMIT), default="")
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    joined_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    done: Mapped[str | None] = mapped_column(String(16))  # the phase they said they are done with
    paper: Mapped[bool] = mapped_column(default=False)
    claims_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(254), default="")  # of who asks to keep access
    welcomed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # when a facilitator said yes to that

    workshop: Mapped[Workshop] = relationship()

    def stays(self, at: datetime) -> bool:
        """Whether this seat still opens the room: until an hour after it has closed."""
        return self.ended_at is None and shown(self.workshop, at)


def shown(workshop: Workshop, at: datetime) -> bool:
    """Whether those without an account see anything of this room: a seat's phone, whoever has the wall's address."""
    closed = workshop.closed_at or workshop.board.closed_at  # of a board that is closed no room can be any more
    return closed is None or at < closed + AFTERWARDS


def of_code(typed_code: str, at: datetime) -> Workshop:
    """The open room of this code, typed in any case and with any spaces.

    Raises TooMany while there is guessing; Invalid for a code of no room, or of one that is closed or not open yet."""
    if sessions.too_many(_GUESSES, at, most=WRONG_CODES, within=WITHIN):
        raise TooMany("too_many_codes", seconds=int(WITHIN.total_seconds()))
    code = "".join(sign for sign in typed_code.upper() if sign.isalnum())
    found = db.session.scalar(select(Workshop).where(Workshop.code == code)) if code.isascii() else None
    if found is None or found.closed_at is not None:
        sessions.failed(_GUESSES, at, within=WITHIN)
        raise Invalid("code", "code_closed" if found else "code_unknown")
    if found.opened_at is None:
        raise Invalid("code", "room_not_open")
    return found


def seated(workshop_id: int, token: str, at: datetime) -> Participant | None:
    """Who holds this token in this room."""
    found = holder(workshop_id, token)
    return found if found is not None and found.claims_id is None and found.stays(at) else None


def holder(workshop_id: int, token: str) -> Participant | None:
    """The seat, or the claim to one, behind this token."""
    mine = (Participant.workshop_id == workshop_id, Participant.token_hash == hash_of(token))
    return db.session.scalar(select(Participant).where(*mine)) if token else None


def present(workshop: Workshop) -> list[Participant]:
    """Everybody in the room, in the order in which they came; who only claims a seat is not in it."""
    here = (Participant.workshop_id == workshop.id, Participant.folded.is_not(None), Participant.paper.is_(False))
    return list(db.session.scalars(select(Participant).where(*here).order_by(Participant.id)))


def staying(hashes: Collection[str], at: datetime) -> set[str]:
    """Those of these tokens, by their hashes, that still open their room."""
    query = select(Participant).where(Participant.token_hash.in_(hashes), Participant.claims_id.is_(None))
    return {
        str(each.token_hash)
        for each in db.session.scalars(query.options(joinedload(Participant.workshop)))
        if each.stays(at)
    }


def claims(workshop: Workshop) -> list[Participant]:
    """The phones that say they belong to somebody who is here already."""
    here = (Participant.workshop_id == workshop.id, Participant.claims_id.is_not(None))
    return list(db.session.scalars(select(Participant).where(*here).order_by(Participant.id)))


def join(workshop: Workshop, name: str, team: str = "", *, at: datetime) -> str:
    """Take a seat; returns the token that only the phone keeps. Raises Invalid for a name that is here already."""
    row = _row(workshop, name, team, at)
    with stirring(workshop.id) as connection:
        if _known(connection, workshop, row["folded"]) is not None:
            raise Invalid("name", "name_here", name=row["name"])
        return _seat(connection, workshop, row)


def claim(workshop: Workshop, name: str, *, at: datetime) -> str:
    """The same person on another phone, which a facilitator has to confirm; returns its token. A name that is not here
    takes a seat at once."""
    row = _row(workshop, name, "", at)
    with stirring(workshop.id) as connection:
        known = _known(connection, workshop, row["folded"])
        if known is not None:
            connection.execute(delete(Participant).where(Participant.claims_id == known))
            return _keep(connection, row | {"folded": None, "claims_id": known})
        return _seat(connection, workshop, row)


def confirm(claimed: Participant) -> None:
    """The other phone has the seat from now on, and the earlier one has not. A claim that is gone by now changes
    nothing: it was confirmed or refused at the same moment."""
    id_ = claimed.id
    with stirring(claimed.workshop_id) as connection:
        here = (Participant.id == id_, Participant.claims_id.is_not(None))
        claim = connection.execute(select(Participant.claims_id, Participant.token_hash).where(*here)).one_or_none()
        if claim is not None:
            connection.execute(delete(Participant).where(*here))
            seat = update(Participant).where(Participant.id == claim.claims_id)
            connection.execute(seat.values(token_hash=claim.token_hash))


def dismiss(seat: Participant) -> None:
    """Refuse a claim; take somebody out of the room, whose lines and votes stay, and whom no phone claims any more."""
    id_ = seat.id
    with stirring(seat.workshop_id) as connection:
        claims = Participant.claims_id.is_not(None) & or_(Participant.id == id_, Participant.claims_id == id_)
        connection.execute(delete(Participant).where(claims))
        gone = update(Participant).where(Participant.id == id_)
        connection.execute(gone.values(folded=None, token_hash=None, ended_at=Participant.joined_at))


def _row(workshop: Workshop, name: str, team: str, at: datetime) -> dict[str, Any]:
    if workshop.closed_at is not None:
        raise NotAllowed("workshop_closed")
    if workshop.opened_at is None:
        raise Invalid("name", "room_not_open")
    clean = typed.line("name", name, NAME_LIMIT, empty="name_empty")
    return {
        "workshop_id": workshop.id, "name": clean, "folded": fold(clean)[:FOLDED], "joined_at": at,
        "team": typed.line("team", team, NAME_LIMIT), "paper": False, "email": "",
    }  # fmt: skip


def _known(connection: Connection, workshop: Workshop, folded: str) -> int | None:
    mine = (Participant.workshop_id == workshop.id, Participant.folded == folded)
    return connection.execute(select(Participant.id).where(*mine)).scalar_one_or_none()


def _count(connection: Connection, workshop: Workshop) -> int:
    here = (Participant.workshop_id == workshop.id, Participant.folded.is_not(None))
    return connection.execute(select(func.count()).select_from(Participant).where(*here)).scalar_one()


def _seat(connection: Connection, workshop: Workshop, row: dict[str, Any]) -> str:
    if _count(connection, workshop) >= MOST:
        raise Invalid("name", "room_full", most=MOST)
    return _keep(connection, row)


def _keep(connection: Connection, row: dict[str, Any]) -> str:
    token = new_token()
    connection.execute(insert(Participant).values(**row, token_hash=hash_of(token)))
    return token

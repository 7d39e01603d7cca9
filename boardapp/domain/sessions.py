"""Where somebody is signed in, which doors stand open once, and how many wrong tries were made.

All of it is bookkeeping that no history shows, so it is written by `database.keep()`.
"""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import ColumnElement, ForeignKey, String, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from boardapp.database import Base, UTCDateTime, db, keep
from boardapp.domain import people
from boardapp.domain.errors import Gone, Invalid, TooMany
from boardapp.domain.events import By
from boardapp.domain.people import Announce, Density, Keys, TextSize, Theme, User
from boardapp.statements import Prepared

SHORT, LONG = timedelta(hours=12), timedelta(days=30)
RESET_FOR = timedelta(minutes=30)
TRIES, TRIES_WITHIN = 10, timedelta(minutes=5)


class UserSession(Base):
    __tablename__ = "user_session"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    agent: Mapped[str] = mapped_column(String(200))


@dataclass(frozen=True)
class Person:
    """Whoever is signed in, in one session, as most pages need them: read by one statement and never read again, while
    their account is a row that each command reads anew."""

    id: int
    name: str
    email: str
    locale: str | None
    theme: Theme | None
    density: Density | None
    text_size: TextSize | None
    keys: Keys | None
    announce: Announce | None
    admin: bool
    token: str

    # what Flask-Login asks
    is_authenticated: ClassVar[bool] = True
    is_active: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False

    def get_id(self) -> str:
        return self.token


_session, _user = UserSession.__table__.c, User.__table__.c
COUNTS = (  # of a session, at a moment that is said with the question: it has not ended, nor has its account
    _session.ended_at.is_(None),
    _session.expires_at > bindparam("at", type_=UTCDateTime),
    _user.deactivated_at.is_(None),
)
_PERSON = Prepared(
    select(*(_user[each.name] for each in fields(Person) if each.name != "token"))
    .join(UserSession.__table__, _session.user_id == _user.id)
    .where(_session.token_hash == bindparam("token_hash", type_=String), *COUNTS)
)


class Ticket(Base):
    """A door that opens once: the first account (`setup`), a new password (`reset`). Only its hash is kept."""

    __tablename__ = "ticket"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(16))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Bucket(Base):
    """Wrong tries at a door since a moment; only failures count, so a room behind one address is not shut out."""

    __tablename__ = "bucket"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    tries: Mapped[int]
    since: Mapped[datetime] = mapped_column(UTCDateTime)


def new_token() -> str:
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def start(user: User, at: datetime, *, stay: bool = False, agent: str = "") -> str:
    """Sign in: a new session row; returns the token that only the browser keeps."""
    token = new_token()
    row = {"user_id": user.id, "token_hash": hash_of(token), "created_at": at, "agent": agent[:200]}
    with keep() as connection:
        connection.execute(insert(UserSession).values(**row, expires_at=at + (LONG if stay else SHORT)))
    return token


def person_of(token: str, at: datetime) -> Person | None:
    """Who holds this session, unless it has ended or expired or the account is deactivated."""
    rows = _PERSON.all({"token_hash": hash_of(token), "at": at})
    return Person(**rows[0]._asdict(), token=token) if rows else None


def alive(hashes: Collection[str], at: datetime) -> set[str]:
    """Those of these sessions, by their hashes, that still count."""
    query = select(_session.token_hash).join(User.__table__, _user.id == _session.user_id).where(*COUNTS)
    return set(db.session.scalars(query.where(_session.token_hash.in_(hashes)), {"at": at}))


def of(user: User | Person, at: datetime) -> list[UserSession]:
    """The sessions that still count, the newest first."""
    alive = (UserSession.user_id == user.id, UserSession.ended_at.is_(None), UserSession.expires_at > at)
    return list(db.session.scalars(select(UserSession).where(*alive).order_by(UserSession.id.desc())))


def end(token: str, at: datetime) -> None:
    _end(UserSession.token_hash == hash_of(token), at)


def end_one(user: User | Person, session_id: int, at: datetime) -> None:
    _end((UserSession.user_id == user.id) & (UserSession.id == session_id), at)


def end_all(user: User | Person, at: datetime, *, but: str | None = None) -> None:
    """Sign this person out everywhere, or everywhere else when `but` is the token to spare."""
    spared = UserSession.token_hash != hash_of(but) if but else UserSession.id.is_not(None)
    _end((UserSession.user_id == user.id) & spared, at)


def issue(purpose: str, at: datetime, user: User | None = None) -> str:
    """A fresh ticket; the earlier ones for the same purpose and person no longer open anything."""
    token = new_token()
    mine = Ticket.user_id == user.id if user else Ticket.user_id.is_(None)
    row = {"purpose": purpose, "token_hash": hash_of(token), "user_id": user and user.id}
    with keep() as connection:
        connection.execute(delete(Ticket).where(Ticket.purpose == purpose, mine))
        connection.execute(insert(Ticket).values(**row, expires_at=at + RESET_FOR if user else None))
    return token


def ticket(purpose: str, token: str, at: datetime) -> Ticket | None:
    found = db.session.scalar(select(Ticket).where(Ticket.purpose == purpose, Ticket.token_hash == hash_of(token)))
    return found if found and (found.expires_at is None or found.expires_at > at) else None


def opened(purpose: str, token: str, at: datetime) -> Ticket:
    """The ticket behind a link; raises Gone for one that is wrong, used, replaced or too old."""
    if purpose == "setup" and people.anybody():
        raise Gone("setup_done")
    found = ticket(purpose, token, at)
    if found is None:
        raise Gone("link_unknown")
    return found


def reset_password(token: str, password: str, *, by: By) -> User:
    """A new password by the link that was handed over; whoever knew the old one is signed out everywhere."""
    user = db.session.get(User, opened("reset", token, by.at).user_id)
    people.check_password(password)  # before the link is used up: who mistypes may try again
    if user is None or not user.is_active or not redeem("reset", token):
        raise Gone("link_unknown")
    people.set_password(user, password, by=replace(by, kind="user", id=user.id))
    end_all(user, by.at)
    return user


def redeem(purpose: str, token: str) -> bool:
    """Use a ticket up; False when somebody was faster."""
    used = delete(Ticket).where(Ticket.purpose == purpose, Ticket.token_hash == hash_of(token))
    with keep() as connection:
        return connection.execute(used).rowcount == 1


def sign_in(email: str, password: str, *, at: datetime, client: str) -> User:
    """The account with this address and password. Wrong tries count per account and client, so that nobody can shut
    somebody else out."""
    key = f"sign-in {email.strip().casefold()} {client}"
    _try(key, at)
    user = people.authenticate(email, password)
    if user is None:
        raise Invalid("password", "wrong_password")
    forgive(key)
    return user


def confirm(user: User, password: str, *, at: datetime, client: str) -> None:
    """Ask for the password once more, before something that a borrowed browser must not do."""
    key = f"confirm {user.id} {client}"
    _try(key, at)
    if not people.matches(user.password_hash, password):
        raise Invalid("current_password", "wrong_current")
    forgive(key)


def too_many(key: str, at: datetime, *, most: int = TRIES, within: timedelta = TRIES_WITHIN) -> bool:
    bucket = db.session.get(Bucket, hash_of(key))
    return bool(bucket and bucket.tries >= most and bucket.since > at - within)


def failed(key: str, at: datetime, *, within: timedelta = TRIES_WITHIN) -> int:
    """Count one wrong try, in one statement so that parallel tries all count; returns how many there are now."""
    with keep() as connection:
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        row = dialect.insert(Bucket).values(key=hash_of(key), tries=1, since=at)
        stale = Bucket.since <= at - within
        connection.execute(delete(Bucket).where(Bucket.key == hash_of(key), stale))
        counted = row.on_conflict_do_update(index_elements=["key"], set_={"tries": Bucket.tries + 1})
        return connection.execute(counted.returning(Bucket.tries)).scalar_one()


def forgive(key: str) -> None:
    """The right password: the tries before it were no attack."""
    with keep() as connection:
        connection.execute(delete(Bucket).where(Bucket.key == hash_of(key)))


def purge(at: datetime) -> None:
    """Housekeeping: forget sessions, tickets and counters that can no longer matter."""
    with keep() as connection:
        connection.execute(delete(UserSession).where(UserSession.expires_at < at - LONG))
        connection.execute(delete(Ticket).where(Ticket.expires_at < at))
        connection.execute(delete(Bucket).where(Bucket.since < at - TRIES_WITHIN))


def _try(key: str, at: datetime) -> None:
    """Count a try before the password is looked at: tries sent at the same moment cannot slip past the limit."""
    if too_many(key, at) or failed(key, at) > TRIES:
        raise TooMany("too_many_tries")


def _end(which: ColumnElement[bool], at: datetime) -> None:
    with keep() as connection:
        connection.execute(update(UserSession).where(which, UserSession.ended_at.is_(None)).values(ended_at=at))

"""Accounts: register, sign in, change a password, deactivate. Names and addresses never enter the ledger."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import String, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from boardapp.config import LOCALES
from boardapp.database import Base, UTCDateTime, choice, db
from boardapp.domain import typed
from boardapp.domain.errors import Invalid, NotAllowed
from boardapp.domain.events import By, Change, Ledgered, changing
from boardapp.domain.kinds import Kind
from boardapp.domain.words import unstorable

NAME_LIMIT = 60
EMAIL_LIMIT = 254
PASSWORD_LEAST, PASSWORD_MOST = 12, 128
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_NOBODY = _hasher.hash("a person who is not there takes as long to refuse as one who is")


class Theme(StrEnum):
    light = "light"
    dark = "dark"


class Density(StrEnum):
    compact = "compact"


class TextSize(StrEnum):
    large = "large"
    larger = "larger"


class Keys(StrEnum):
    """Single keys such as `n` and `1` on a board; whoever dictates, or presses keys without meaning to, has none."""

    off = "off"


class Announce(StrEnum):
    """Whose changes are spoken, besides one's own."""

    others = "others"


SETTINGS: dict[str, type[StrEnum]] = {
    "theme": Theme,
    "density": Density,
    "text_size": TextSize,
    "keys": Keys,
    "announce": Announce,
}
"""What people set for themselves. None, in each, is what everybody has who never chose."""


class User(Base, Ledgered):
    __tablename__ = "user"
    __table_args__ = ({"sqlite_autoincrement": True},)
    LEDGER = ("admin", "locale", *SETTINGS, "deactivated_at")

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(EMAIL_LIMIT), unique=True)  # casefolded: one account per address
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    password_hash: Mapped[str] = mapped_column(String(200))
    locale: Mapped[str | None] = mapped_column(String(8))
    theme: Mapped[Theme | None] = mapped_column(choice(Theme))
    density: Mapped[Density | None] = mapped_column(choice(Density))
    text_size: Mapped[TextSize | None] = mapped_column(choice(TextSize))
    keys: Mapped[Keys | None] = mapped_column(choice(Keys))
    announce: Mapped[Announce | None] = mapped_column(choice(Announce))
    admin: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    deactivated_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    # what Flask-Login asks of a signed-in person; `token` is set by whoever loaded them by their session
    is_authenticated = True
    is_anonymous = False
    token: ClassVar[str | None] = None

    @property
    def is_active(self) -> bool:
        return self.deactivated_at is None

    def get_id(self) -> str | None:
        return self.token


def register(email: str, name: str, password: str, *, by: By, **settings: Any) -> User:
    """A new account (settings: admin, locale). Raises Invalid for the address, the name or the password."""
    with changing(None, by) as change:
        user = add_user(change, email, name, password, **settings)
        change.record(Kind.user_registered)
    return user


def register_first(
    email: str,
    name: str,
    password: str,
    *,
    by: By,
    locale: str | None = None,
    along: Callable[[Change, User], None] | None = None,
) -> User:
    """The first account: an instance admin, and only while there is no account at all. `along` is what else belongs
    to that moment (see `members.settle`)."""
    with changing(None, by) as change:
        if anybody():
            raise NotAllowed("setup_done")
        user = add_user(change, email, name, password, admin=True, locale=locale)
        if along is not None:
            along(change, user)
        change.record(Kind.user_registered)
    return user


def add_user(change: Change, email: str, name: str, password: str, **settings: Any) -> User:
    """The account as part of a wider change, such as an invitation accepted."""
    address = clean_email(email)
    if find(address):
        raise Invalid("email", "email_taken")
    user = User(
        email=address,
        name=clean_name(name),
        password_hash=hash_password(password),
        locale=settings.get("locale"),
        admin=bool(settings.get("admin")),
        created_at=change.by.at,
    )
    try:
        change.add(user)
    except IntegrityError:  # two newcomers of one address, each by an invitation of another board
        raise Invalid("email", "email_taken") from None
    return user


def authenticate(email: str, password: str) -> User | None:
    """The active account with this address and password; the same work is done where there is none."""
    user = find(email.strip().casefold())
    if matches(user.password_hash if user else _NOBODY, password) and user and user.is_active:
        return user
    return None


def edit_profile(user: User, *, by: By, name: str, locale: str | None, **settings: str | None) -> None:
    """A name, a language, and of SETTINGS those that are given; the others stay."""
    if locale is not None and locale not in LOCALES:
        raise Invalid("locale", "unknown_choice")
    for each, value in settings.items():
        if value is not None and value not in set(SETTINGS[each]):
            raise Invalid(each, "unknown_choice")
    with changing(None, by) as change:
        change.put(user, name=clean_name(name), locale=locale, **settings)
        change.record(Kind.user_edited)


def set_password(user: User, password: str, *, by: By) -> None:
    """A new password. The caller ends the sessions that knew the old one (`sessions.end_all`)."""
    hashed = hash_password(password)
    with changing(None, by) as change:
        change.put(user, password_hash=hashed)
        change.record(Kind.user_password)


def find(email: str) -> User | None:
    if unstorable(email):
        return None
    return db.session.scalar(select(User).where(User.email == email.strip().casefold()))


def anybody() -> bool:
    """Whether this installation has an account at all."""
    return bool(db.session.scalar(select(func.count()).select_from(User)))


def clean_email(email: str) -> str:
    address = email.strip().casefold()
    name, at, host = address.rpartition("@")
    plausible = name and at and host and " " not in address and address.isprintable() and "@" not in name
    if not plausible or len(address) > EMAIL_LIMIT or unstorable(address):
        raise Invalid("email", "email_invalid")
    return address


def clean_name(name: str) -> str:
    return typed.line("name", name, NAME_LIMIT, empty="name_empty")


def matches(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password[:PASSWORD_MOST].encode("utf-8", "replace"))
    except (VerificationError, InvalidHashError):
        return False


def hash_password(password: str) -> str:
    check_password(password)
    return _hasher.hash(password.encode())


def check_password(password: str) -> None:
    if len(password) < PASSWORD_LEAST:
        raise Invalid("password", "password_short", least=PASSWORD_LEAST)
    if len(password) > PASSWORD_MOST:
        raise Invalid("password", "too_long", limit=PASSWORD_MOST)
    if unstorable(password):
        raise Invalid("password", "unstorable")

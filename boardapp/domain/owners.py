"""Owners: who carries an action. A member, or a free name that an account may claim later."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer, String, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from boardapp.database import Base, UTCDateTime, db, new_uid
from boardapp.domain import members, typed
from boardapp.domain.boards import Board
from boardapp.domain.events import Change, Ledgered
from boardapp.domain.people import NAME_LIMIT, User
from boardapp.domain.words import fold
from boardapp.statements import Prepared


class Owner(Base, Ledgered):
    """A name on one board. It stays out of the ledger, and stays on the board when its making is undone."""

    __tablename__ = "owner"
    __table_args__ = ({"sqlite_autoincrement": True},)
    LEDGER = ("board_id", "uid", "user_id")

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    user: Mapped[User | None] = relationship()

    @property
    def shown(self) -> str:
        return self.user.name if self.user else self.name


_NAMED = Prepared(
    select(Owner.id, Owner.name, User.name)
    .join(User, User.id == Owner.user_id, isouter=True)
    .where(Owner.board_id == bindparam("board", type_=Integer))
)


def of(board: Board) -> dict[int, str]:
    """The owners of this board: id to the name shown, which is the account's where there is one."""
    rows = _NAMED.all({"board": board.id})
    return dict(sorted(((id_, account or name) for id_, name, account in rows), key=lambda each: fold(each[1])))


def suggestions(board: Board, known: Mapping[int, str] | None = None) -> list[str]:
    """Names to propose: the owners so far (`known` where they were read before), then the members without action."""
    names = list((of(board) if known is None else known).values())
    return names + [member.user.name for member in members.of(board) if member.user.name not in names]


def name_in(change: Change, board: Board, name: str) -> Owner | None:
    """The owner of that name within a change, made where there is none; a member's name stands for the member."""
    return names_in(change, board, [name])[name]


def names_in(change: Change, board: Board, names: Iterable[str]) -> dict[str, Owner | None]:
    """The same for many names at once: a file may name thousands of people, whether the board knows them or not."""
    asked = sought(board, names)
    for owner, user_id in asked.claims:
        change.put(owner, user_id=user_id)
    made = {folded: Owner(**row, uid=new_uid(), created_at=change.by.at) for folded, row in asked.new.items()}
    change.add(*made.values())
    found = asked.found | made
    return {name: found[fold(line)] if line else None for name, line in asked.called.items()}


@dataclass(frozen=True)
class Sought:
    """Who carries these names on a board: `called` is each name as one line, the others go by folded name."""

    called: dict[str, str]
    found: dict[str, Owner]
    claims: list[tuple[Owner, int]]  # owners that a member stands for from now on
    new: dict[str, dict[str, Any]]  # the rows that are to be made


def sought(board: Board, names: Iterable[str]) -> Sought:
    """Nothing is written."""
    called = {name: clean_name(name) for name in names}
    wanted = {fold(line): line for line in reversed(called.values()) if line}
    asked = Sought(called, {}, [], {})
    if wanted:
        users = {fold(member.user.name): member.user_id for member in reversed(members.of(board))}
        known = _Known(board)
        for folded, line in wanted.items():
            user_id = users.get(folded)
            owner = known.owner(folded, user_id)
            if owner is None:
                asked.new[folded] = {"board_id": board.id, "user_id": user_id, "name": line}
            else:
                asked.found[folded] = owner
                asked.claims.extend([(owner, user_id)] if user_id and owner.user_id is None else [])
    return asked


def clean_name(name: str) -> str:
    """One line of at most 60 characters, empty for nobody."""
    return typed.line("owner", name, NAME_LIMIT)


class _Known:
    """The owners of a board, by account and by folded name; of two that answer, the older one."""

    def __init__(self, board: Board) -> None:
        here = select(Owner).where(Owner.board_id == board.id).order_by(Owner.id).options(selectinload(Owner.user))
        self.of_user: dict[int, Owner] = {}
        self.of_name: dict[str, list[Owner]] = {}
        for owner in db.session.scalars(here):
            self.of_name.setdefault(fold(owner.shown), []).append(owner)
            if owner.user_id is not None:
                self.of_user.setdefault(owner.user_id, owner)

    def owner(self, folded: str, user_id: int | None) -> Owner | None:
        """The owner who is this member, else one of that name whom no account, or no member any more, stands for."""
        if user_id in self.of_user:
            return self.of_user[user_id]
        same = [owner for owner in self.of_name.get(folded, ()) if not (owner.user_id and user_id)]
        return same[0] if same else None

"""Owners: who carries an action. A member, or a free name that an account may claim later."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from boardapp.database import Base, UTCDateTime, db, new_uid
from boardapp.domain import members
from boardapp.domain.boards import Board
from boardapp.domain.errors import Invalid
from boardapp.domain.events import Change, Ledgered
from boardapp.domain.people import NAME_LIMIT, User
from boardapp.domain.words import clean_line, fold, unstorable


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


def of(board: Board) -> dict[int, str]:
    """The owners of this board: id to the name shown, which is the account's where there is one."""
    named = select(Owner.id, Owner.name, User.name).join(User, User.id == Owner.user_id, isouter=True)
    rows = db.session.execute(named.where(Owner.board_id == board.id)).all()
    return dict(sorted(((id_, account or name) for id_, name, account in rows), key=lambda each: fold(each[1])))


def suggestions(board: Board) -> list[str]:
    """Names to propose: the owners so far, then the members who carry nothing yet."""
    names = list(of(board).values())
    return names + [member.user.name for member in members.of(board) if member.user.name not in names]


def name_in(change: Change, board: Board, name: str) -> Owner | None:
    """The owner of that name within a change, made where there is none; a member's name stands for the member."""
    line = clean_name(name)
    if not line:
        return None
    member = next((member for member in members.of(board) if fold(member.user.name) == fold(line)), None)
    user_id = member.user_id if member else None
    owner = _known(board, line, user_id)
    if owner is None:
        owner = Owner(uid=new_uid(), board_id=board.id, user_id=user_id, name=line, created_at=change.by.at)
        change.add(owner)
    elif member and owner.user_id is None:
        change.put(owner, user_id=user_id)
    return owner


def clean_name(name: str) -> str:
    """One line of at most 60 characters, empty for nobody."""
    if unstorable(name):
        raise Invalid("owner", "unstorable")
    line = clean_line(name)
    if len(line) > NAME_LIMIT:
        raise Invalid("owner", "too_long", limit=NAME_LIMIT)
    return line


def _known(board: Board, name: str, user_id: int | None) -> Owner | None:
    """The owner who is this member, else one of that name whom no account, or no member any more, stands for."""
    owners = db.session.scalars(select(Owner).where(Owner.board_id == board.id)).all()
    same = [owner for owner in owners if user_id is not None and owner.user_id == user_id]
    same += [owner for owner in owners if fold(owner.shown) == fold(name) and not (owner.user_id and user_id)]
    return same[0] if same else None

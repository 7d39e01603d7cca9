"""Who belongs to a board: invitations by link, roles, leaving. A board never loses its last facilitator."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, exists, func, select, update
from sqlalchemy.orm import Mapped, contains_eager, mapped_column, relationship

from boardapp.database import Base, UTCDateTime, choice, db, keep
from boardapp.domain import people
from boardapp.domain.boards import Board, Membership, Role
from boardapp.domain.errors import Gone, NotAllowed
from boardapp.domain.events import By, Change, Event, Ledgered, changing
from boardapp.domain.kinds import Kind
from boardapp.domain.people import User, add_user
from boardapp.domain.sessions import hash_of, new_token
from boardapp.domain.words import fold

INVITED_FOR = timedelta(days=7)


class Invitation(Base, Ledgered):
    """A link that lets one person in with one role. Only the hash of its token is kept."""

    __tablename__ = "invitation"
    __table_args__ = ({"sqlite_autoincrement": True},)
    LEDGER = ("board_id", "role", "used_at", "revoked_at")

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    board: Mapped[Board] = relationship()

    def open(self, at: datetime) -> bool:
        return self.used_at is None and self.revoked_at is None and at < self.expires_at


@dataclass(frozen=True)
class Newcomer:
    """What somebody without an account writes when they accept an invitation."""

    email: str
    name: str
    password: str
    locale: str | None = None


def of(board: Board) -> list[Membership]:
    """The members with their accounts, in the order in which they joined."""
    here = (Membership.board_id == board.id, Membership.removed_at.is_(None))
    query = select(Membership).join(User).options(contains_eager(Membership.user))
    return list(db.session.scalars(query.where(*here).order_by(Membership.id)))


def carriers(board: Board) -> dict[str, str]:
    """Names and addresses, folded, by which a file may name a member → the name they have here."""
    people = [member.user for member in of(board)]
    return {user.email: user.name for user in people} | {fold(user.name): user.name for user in people}


def mine(board: Board, user_id: int) -> Membership:
    """The membership of somebody who is on this board."""
    here = (Membership.board_id == board.id, Membership.user_id == user_id)
    return db.session.scalars(select(Membership).where(*here)).one()


def standing(membership_id: int) -> Membership | None:
    """With its account and its board, unless the person left the board or the account is closed."""
    here = (Membership.id == membership_id, Membership.removed_at.is_(None), User.deactivated_at.is_(None))
    query = select(Membership).join(Membership.user).join(Membership.board)
    return db.session.scalar(
        query.options(contains_eager(Membership.user), contains_eager(Membership.board)).where(*here)
    )


def renew_feed(membership: Membership) -> None:
    """The links to this person's calendar of the board open nothing from now on; new ones can be made."""
    with keep() as connection:
        connection.execute(
            update(Membership)
            .where(Membership.id == membership.id)
            .values(feed_generation=Membership.feed_generation + 1)
        )


def last_changes(board: Board) -> dict[int, datetime]:
    """When each account changed something on this board last; who only reads has no entry."""
    theirs = (Event.board_id == board.id, Event.actor_kind.in_(("user", "cli")), Event.actor_id.is_not(None))
    query = select(Event.actor_id, func.max(Event.at)).where(*theirs).group_by(Event.actor_id)
    return {who: at for who, at in db.session.execute(query) if who is not None}


def open_invitations(board: Board, at: datetime) -> list[Invitation]:
    pending = (Invitation.used_at.is_(None), Invitation.revoked_at.is_(None), Invitation.expires_at > at)
    return list(db.session.scalars(select(Invitation).where(Invitation.board_id == board.id, *pending)))


def invite(board: Board, role: Role, *, by: By) -> str:
    """A link's token, shown this once: single use, seven days, one role."""
    token = new_token()
    expires_at = by.at + INVITED_FOR
    with changing(board.id, by) as change:
        change.add(
            Invitation(board_id=board.id, role=role, token_hash=hash_of(token), created_at=by.at, expires_at=expires_at)
        )
        change.record(Kind.member_invited)
    return token


def invitation(token: str, at: datetime) -> Invitation | None:
    """The invitation this token opens, unless it was used, revoked or has run out."""
    found = db.session.scalar(select(Invitation).where(Invitation.token_hash == hash_of(token)))
    return found if found and found.open(at) else None


def behind(token: str) -> Invitation:
    """The invitation of this link, whatever became of it; raises Gone for a link that was never given out."""
    found = db.session.scalar(select(Invitation).where(Invitation.token_hash == hash_of(token)))
    if found is None:
        raise Gone("link_unknown")
    return found


def check_open(invited: Invitation, at: datetime) -> None:
    """Raises Gone, with the name of somebody who can invite again, for a link that lets nobody in any more."""
    if not invited.open(at):
        leads = (Membership.board_id == invited.board_id, Membership.role == Role.facilitator)
        here = (*leads, Membership.removed_at.is_(None), User.deactivated_at.is_(None))
        name = db.session.scalar(select(User.name).join(Membership).where(*here).order_by(Membership.id).limit(1))
        raise Gone("link_expired_ask", name=name) if name else Gone("link_expired")


def revoke(invited: Invitation, *, by: By) -> None:
    with changing(invited.board_id, by) as change:
        if not invited.open(by.at):
            raise NotAllowed("link_expired")
        change.put(invited, revoked_at=by.at)
        change.record(Kind.invitation_revoked)


def accept(invited: Invitation, who: User | Newcomer, *, by: By) -> User:
    """Use the invitation up. A newcomer gets an account in the same transaction; a higher role is never lowered."""
    with changing(invited.board_id, by) as change:
        check_open(invited, by.at)
        change.put(invited, used_at=by.at)
        user = admit(change, invited.board_id, who, invited.role)
        change.record(Kind.member_joined)
    return user


def admit(change: Change, board_id: int, who: User | Newcomer, role: Role) -> User:
    """Within a change. A newcomer gets an account, whose deed it then is; a higher role is never lowered."""
    user = who
    if isinstance(user, Newcomer):
        user = add_user(change, user.email, user.name, user.password, locale=user.locale)
        change.by = replace(change.by, kind="user", id=user.id)
    _join(change, board_id, user, role)
    return user


def settle(first: Newcomer, *, by: By) -> User:
    """The first account of this installation; boards that nobody has, such as samples, become its own at once."""

    def take_over(change: Change, user: User) -> None:
        for board in waiting():
            _join(change, board.id, user, Role.facilitator)

    return people.register_first(
        first.email, first.name, first.password, by=by, locale=first.locale, along=take_over
    )  # fmt: skip


def waiting() -> list[Board]:
    """The boards that nobody has ever belonged to."""
    return list(db.session.scalars(select(Board).where(~exists().where(Membership.board_id == Board.id))))


def hand_over(board: Board, user: User, *, by: By) -> None:
    """A board that was waiting becomes this person's."""
    with changing(board.id, by) as change:
        _join(change, board.id, user, Role.facilitator)
        change.record(Kind.member_joined)


def change_role(membership: Membership, role: Role, *, by: By) -> None:
    with changing(membership.board_id, by) as change:
        if membership.removed_at is not None:
            return
        if role is not Role.facilitator:
            _not_the_last(membership)
        change.put(membership, role=role)
        change.record(Kind.member_changed)


def remove(membership: Membership, *, by: By) -> None:
    """Take somebody off the board, or leave it oneself."""
    with changing(membership.board_id, by) as change:
        if membership.removed_at is not None:
            return
        _not_the_last(membership)
        change.put(membership, removed_at=by.at)
        membership.feed_generation += 1  # back on the board, they make a new link
        change.record(Kind.member_removed)


def _join(change: Change, board_id: int, user: User, role: Role) -> None:
    """Within a change. A higher role is never lowered; who was taken off the board is back on it."""
    where = (Membership.board_id == board_id, Membership.user_id == user.id)
    membership = db.session.scalar(select(Membership).where(*where))
    if membership is None:
        change.add(Membership(board_id=board_id, user_id=user.id, role=role, joined_at=change.by.at))
    elif membership.removed_at is not None:
        change.put(membership, removed_at=None, role=role)
    elif role.covers(membership.role):
        change.put(membership, role=role)


def _not_the_last(membership: Membership) -> None:
    """Checked inside the transaction: two facilitators who leave at once cannot both succeed."""
    others = (
        Membership.board_id == membership.board_id,
        Membership.id != membership.id,
        Membership.role == Role.facilitator,
        Membership.removed_at.is_(None),
    )
    active = select(func.count()).select_from(Membership).join(User).where(*others, User.deactivated_at.is_(None))
    if membership.role is Role.facilitator and not db.session.scalar(active):
        raise NotAllowed("last_facilitator")

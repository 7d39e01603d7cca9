"""Who belongs to a board: the list, roles, invitations by link, leaving."""

from typing import Any

from flask import Blueprint, Response, abort, session
from wtforms import EmailField, PasswordField, StringField

from boardapp.domain import boards, members
from boardapp.domain.boards import Board, Membership, Role
from boardapp.domain.members import Invitation, Newcomer
from boardapp.domain.people import User
from boardapp.web import access, addresses, hypermedia, signing_in
from boardapp.web.forms import ChoiceField, Form
from boardapp.web.language import gettext, locale
from boardapp.web.shell import ROLES

room = Blueprint("members", __name__)


class RoleForm(Form):
    role = ChoiceField(choices={role.value: role.value for role in ROLES})


class NewcomerForm(Form):
    email = EmailField()
    name = StringField()
    password = PasswordField()


@room.get("/boards/<int:board_id>/members")
@access.board(Role.reader)
def index(board: Board) -> Response:
    return _page(board)


@room.post("/boards/<int:board_id>/invitations")
@access.board(Role.facilitator, reads=Role.reader)
def invite(board: Board) -> Response:
    """The link is shown on the next page and never again: only this browser's cookie carries it there."""
    form = RoleForm()
    if form.carries(lambda: members.invite(board, Role(form.role.data), by=access.by())):
        session["invited"] = {"board": board.id, "token": form.outcome, "role": form.role.data}
        return hypermedia.see(f"/boards/{board.id}/members#link")
    return _page(board, form)


@room.post("/invitations/<int:invitation_id>/revocation")
@access.row(Invitation, Role.facilitator, reads=Role.reader)
def revoke(invitation: Invitation) -> Response:
    members.revoke(invitation, by=access.by())
    return hypermedia.see(f"/boards/{invitation.board_id}/members", say=gettext("The invitation is revoked."))


@room.post("/memberships/<int:membership_id>")
@access.row(Membership, Role.facilitator, reads=Role.reader)
def change(membership: Membership) -> Response:
    _still_here(membership)
    form = RoleForm()
    if form.carries(lambda: members.change_role(membership, Role(form.role.data), by=access.by())):
        role = gettext(ROLES[membership.role])
        say = gettext("%(name)s: %(role)s.", name=membership.user.name, role=role)
        return hypermedia.see(f"/boards/{membership.board_id}/members", say=say)
    return _page(membership.board, form)


@room.post("/memberships/<int:membership_id>/end")
@access.row(Membership, Role.reader)
def end(membership: Membership) -> Response:
    """Leave the board, which everybody may; take somebody else off it, which facilitators may."""
    _still_here(membership)
    mine = membership.user_id == access.person().id
    if not mine:
        access.needs(Role.facilitator)
    members.remove(membership, by=access.by())
    if mine:
        return hypermedia.see("/boards", say=gettext("You left “%(title)s”.", title=membership.board.title))
    say = gettext("%(name)s no longer belongs to this board.", name=membership.user.name)
    return hypermedia.see(f"/boards/{membership.board_id}/members", say=say)


@room.route("/invitations/<token>", methods=["GET", "POST"])
@access.public
def accept(token: str) -> Response:
    """Looking at the link uses nothing up: mail programs look at links too."""
    invited = members.behind(token)
    if _belongs(invited):
        return hypermedia.see(f"/boards/{invited.board_id}", say=gettext("You belong to this board."))
    members.check_open(invited, access.now())
    form = NewcomerForm()
    if form.carries(lambda: members.accept(invited, _who(form), by=access.by())):
        return _joined(invited, form.outcome)
    return signing_in.secret_page(
        "members/invitation.html", form.status, form=form, invited=invited, token_of_link=token
    )  # fmt: skip


def _page(board: Board, form: RoleForm | None = None) -> Response:
    invitations = members.open_invitations(board, access.now()) if access.may(Role.facilitator) else []
    link = _link_once(board)
    page = signing_in.secret_page if link else hypermedia.page
    return page(
        "members/index.html", form.status if form else 200, board=board, members=members.of(board),
        changed=members.last_changes(board),
        invitations=invitations, errors=form.role.errors if form else (), link=link,
    )  # fmt: skip


def _link_once(board: Board) -> dict[str, Any] | None:
    """The link that was just made for this board, as an address to send."""
    kept = session.get("invited")
    if not kept or kept["board"] != board.id or hypermedia.looks_anew():
        return None
    del session["invited"]
    base = addresses.base()
    address = f"{base}/invitations/{kept['token']}"
    return {"address": address, "role": Role(kept["role"]), "only_here": addresses.only_here(base)}


def _still_here(membership: Membership) -> None:
    if membership.removed_at is not None:
        abort(404)


def _belongs(invited: Invitation) -> bool:
    """Whether the link has nothing to give: a second click, or the facilitator's own look at it."""
    role = boards.role_of(invited.board, access.person()) if access.somebody() else None
    return role is not None and role.covers(invited.role)


def _who(form: NewcomerForm) -> User | Newcomer:
    if access.somebody():
        return access.account()
    return Newcomer(form.email.data or "", form.name.data or "", form.password.data or "", locale())


def _joined(invited: Invitation, user: User) -> Response:
    if not access.somebody():
        signing_in.enter(user)
    say = gettext("You joined “%(title)s”.", title=invited.board.title)
    return hypermedia.see(f"/boards/{invited.board_id}", say=say)

"""Everything that can happen has a sentence in both languages, and is taken back or says that it cannot be."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from boardapp.config import LOCALES
from boardapp.database import db
from boardapp.domain import (
    actions,
    boards,
    categories,
    comments,
    history,
    inventory,
    ledger,
    members,
    merging,
    opening,
    people,
    placement,
    recategorising,
)
from boardapp.domain.actions import Horizon, Status
from boardapp.domain.boards import Board, Role
from boardapp.domain.errors import NotAllowed
from boardapp.domain.events import Event
from boardapp.domain.imports import taking
from boardapp.domain.imports.taking import Taking
from boardapp.domain.inventory import Entry
from boardapp.domain.kinds import FINAL, Kind
from boardapp.exchange.drafts import Draft
from boardapp.web import language
from boardapp.web.chronicle import sentence
from boardapp.web.mentions import Names
from tests import transferred, workshop_ways
from tests.world import PASSWORD, World

DRAFTS = [Draft(1, "Doubler les équipes", category="Renforts"), Draft(2, skipped="empty_title")]


def join(world: World) -> None:
    invited = members.invitation(members.invite(world.board, Role.reader, by=world.by()), world.clock())
    assert invited is not None
    members.accept(invited, world.dana, by=world.by("dana"))


def revoke(world: World) -> None:
    members.invite(world.board, Role.reader, by=world.by())
    members.revoke(members.open_invitations(world.board, world.clock())[0], by=world.by())


def close(world: World) -> None:
    boards.close(world.board, by=world.by())


def reopen(world: World) -> None:
    close(world)
    boards.reopen(world.board, by=world.by())


def archive(world: World) -> None:
    inventory.archive(world.action("nuit"), by=world.by())


def restore(world: World) -> None:
    archive(world)
    inventory.restore(world.action("nuit"), by=world.by())


def undo(world: World) -> None:
    event = placement.move(world.action("nuit"), Horizon.now, by=world.by())
    assert event is not None
    history.undo(event, by=world.by(), role=Role.facilitator)


def imported(world: World) -> None:
    """The file of a board whose rows have other names: what is here already is not taken twice."""
    transferred.taken(transferred.renamed(transferred.document(world.board, world)), world)


def sort(world: World) -> None:
    inventory.sort(world.action("relais"), Horizon.next, world.category("people").id, by=world.by())


def edit(world: World, **values: Any) -> None:
    actions.edit(world.action("sms"), by=world.by(), **values)


WAYS: dict[Kind, Callable[[World], object]] = {
    Kind.board_opened: lambda world: opening.open_board("Panne", world.amina, by=world.by()),
    Kind.board_imported: imported,
    Kind.board_edited: lambda world: boards.edit(world.board, by=world.by(), cap=9),
    Kind.board_closed: close,
    Kind.board_reopened: reopen,
    Kind.category_added: lambda world: categories.add(world.board, "Renforts", by=world.by()),
    Kind.category_edited: lambda world: categories.edit(world.category("people"), by=world.by(), shape="star"),
    Kind.category_ordered: lambda world: categories.shift(world.category("people"), -1, by=world.by()),
    Kind.category_removed: lambda world: recategorising.remove(world.category("people"), by=world.by(), to=None),
    Kind.member_invited: lambda world: members.invite(world.board, Role.member, by=world.by()),
    Kind.invitation_revoked: revoke,
    Kind.member_joined: join,
    Kind.member_changed: lambda world: members.change_role(members.of(world.board)[1], Role.reader, by=world.by()),
    Kind.member_removed: lambda world: members.remove(members.of(world.board)[1], by=world.by()),
    Kind.action_added: lambda world: inventory.add(world.board, [Entry("Une")], by=world.by()),
    Kind.actions_added: lambda world: inventory.add(world.board, [Entry("Une"), Entry("Deux")], by=world.by()),
    Kind.actions_imported: lambda world: taking.take(Taking(world.board, DRAFTS, {"title": "title"}), by=world.by()),
    Kind.action_moved: lambda world: placement.move(world.action("nuit"), Horizon.now, by=world.by()),
    Kind.action_edited: lambda world: edit(world, title="Prévenir", note="Par le répondeur aussi", effort=2),
    Kind.action_status: lambda world: edit(world, status=Status.done),
    Kind.action_owner: lambda world: edit(world, owner="Samir"),
    Kind.action_due: lambda world: edit(world, due_on=None),
    Kind.action_category: lambda world: edit(world, category_id=world.category("people").id),
    Kind.action_challenge: lambda world: edit(world, challenge_level=1),
    Kind.action_sorted: sort,
    Kind.actions_changed: lambda world: inventory.change_many(
        world.board, world.actions("nuit", "matin"), by=world.by(), status=Status.done, owner="Samir"
    ),
    Kind.actions_merged: lambda world: merging.merge(world.actions("nuit", "matin"), by=world.by()),
    Kind.action_archived: archive,
    Kind.action_restored: restore,
    Kind.comment_added: lambda world: comments.add(world.action("nuit"), "Trois lits de plus", by=world.by()),
    Kind.event_undone: undo,
    Kind.user_registered: lambda world: people.register("e@example.fr", "Élise", PASSWORD, by=world.by()),
    Kind.user_edited: lambda world: people.edit_profile(world.amina, by=world.by(), name="A. Haddad", locale="fr"),
    Kind.user_password: lambda world: people.set_password(world.amina, PASSWORD, by=world.by()),
    **workshop_ways.WAYS,
}
"""One way each kind comes about."""


@pytest.fixture
def happened(app, look):
    """The event of a kind, just come about, inside an application context."""
    with look() as world:
        yield lambda kind: _come_about(world, kind)


def _come_about(world: World, kind: Kind) -> Event:
    WAYS[kind](world)
    event = db.session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert event is not None
    assert event.kind == kind
    return event


def test_there_is_a_way_for_every_kind():
    assert set(WAYS) == set(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_sentence_in_both_languages(happened, kind):
    event = happened(kind)
    board = db.session.get(Board, event.board_id) if event.board_id else None
    for locale in LOCALES:
        language.use(locale)
        said = sentence(event, Names.of([event], board))
        assert len(said.split()) > 2
        assert "%(" not in said
        assert not said.endswith(".")
        assert "None" not in said


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_taken_back_or_final(happened, kind):
    event = happened(kind)
    by = World(lambda: event.at).by()
    if kind in FINAL:
        with pytest.raises(NotAllowed, match="undo_final"):
            history.undo(event, by=by, role=Role.facilitator)
    else:
        assert history.undo(event, by=by, role=Role.facilitator).kind == Kind.event_undone
    assert ledger.verify() == []

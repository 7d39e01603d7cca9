"""What undo promises: what it takes back is back whole, and it never takes anybody's later work with it."""

from datetime import date

import pytest

from boardapp.domain import actions, boards, categories, comments, history, inventory, ledger, merging, placement
from boardapp.domain.actions import Horizon, Status
from boardapp.domain.boards import Role
from boardapp.domain.errors import Conflict, NotAllowed
from boardapp.domain.events import Closed, Event
from boardapp.domain.inventory import Entry
from boardapp.domain.kinds import FINAL, Kind
from boardapp.domain.recategorising import remove
from boardapp.domain.workshop import placing
from tests import seen
from tests.workshop_ways import committed, opened

ARCHIVED = "horaires"  # a command below needs one that was archived before
COMMANDS = {
    Kind.board_edited: lambda it: boards.edit(it.board, by=it.by(), title="Autre", cap=3, day0=date(2026, 11, 1)),
    Kind.category_added: lambda it: categories.add(it.board, "Sécurité", by=it.by()),
    Kind.category_edited: lambda it: categories.edit(it.category("people"), by=it.by(), name="Renforts", shape="star"),
    Kind.category_ordered: lambda it: categories.shift(it.category("people"), -1, by=it.by()),
    Kind.category_removed: lambda it: remove(it.category("service"), by=it.by(), to=it.category("people")),
    Kind.action_added: lambda it: inventory.add(it.board, [Entry("Une")], by=it.by()),
    Kind.actions_added: lambda it: inventory.add(it.board, [Entry("Une"), Entry("Deux", Horizon.now)], by=it.by()),
    Kind.action_moved: lambda it: placement.move(
        it.action("frais"), Horizon.next, by=it.by(), before=it.action("nuit")
    ),
    Kind.action_edited: lambda it: actions.edit(it.action("sms"), by=it.by(), title="Autre", owner="Zoé", effort=1),
    Kind.action_status: lambda it: actions.edit(it.action("sms"), by=it.by(), status=Status.done),
    Kind.action_owner: lambda it: actions.edit(it.action("sms"), by=it.by(), owner=""),
    Kind.action_due: lambda it: actions.edit(it.action("sms"), by=it.by(), due_on=None),
    Kind.action_category: lambda it: actions.edit(it.action("sms"), by=it.by(), category_id=None),
    Kind.action_challenge: lambda it: actions.edit(it.action("sms"), by=it.by(), challenge="", challenge_level=1),
    Kind.action_sorted: lambda it: inventory.sort(
        it.action("delais"), Horizon.now, it.category("people").id, by=it.by()
    ),
    Kind.actions_changed: lambda it: inventory.change_many(
        it.board,
        it.actions("sms", "relais", "nuit"),
        by=it.by(),
        horizon=Horizon.later,
        owner="Zoé",
        status=Status.done,
    ),
    Kind.actions_merged: lambda it: merging.merge(it.actions("delais", "sms", "nuit"), by=it.by()),
    Kind.action_archived: lambda it: inventory.archive(it.action("ligne"), by=it.by()),
    Kind.action_restored: lambda it: inventory.restore(it.action(ARCHIVED), by=it.by()),
    Kind.workshop_placed: lambda it: placing.place_all(opened(it), 3, 2, by=it.by()),
    Kind.workshop_committed: committed,
    Kind.comment_added: lambda it: comments.add(it.action("sms"), "Un mot", by=it.by()),
    Kind.event_undone: lambda it: undone(it, seen.events(it.board)[-1]),
}
ELSEWHERE = {Kind.actions_imported}  # see test_imports.py


def undone(world, event, name="amina", role=Role.facilitator):
    return history.undo(event, by=world.by(name), role=role)


def refused(world, event, code, name="amina", role=Role.facilitator):
    before = seen.state(world.board)
    with pytest.raises((Conflict, NotAllowed), match=code):
        undone(world, event, name, role)
    assert seen.state(world.board) == before


def edited(world, name="amina", **values):
    return actions.edit(world.action("sms"), by=world.by(name), **values)


def test_every_kind_is_final_or_undone_by_a_test():
    assert set(Kind) == FINAL | set(COMMANDS) | ELSEWHERE
    assert not FINAL & set(COMMANDS)


@pytest.mark.parametrize("kind", COMMANDS)
def test_undo_brings_back_all_there_was_and_undone_again_all_there_came(lyon, kind):
    inventory.archive(lyon.action(ARCHIVED), by=lyon.by())
    last_ref, before = lyon.board.last_ref, seen.state(lyon.board)
    COMMANDS[kind](lyon)
    event, after = seen.events(lyon.board)[-1], seen.state(lyon.board)
    assert (event.kind, after == before) == (kind, False)
    undo = undone(lyon, event)
    assert seen.state(lyon.board, up_to=last_ref) == before
    assert ledger.verify() == []
    redo = undone(lyon, undo)
    assert seen.state(lyon.board) == after
    undone(lyon, redo)
    assert seen.state(lyon.board, up_to=last_ref) == before
    assert ledger.verify() == []


@pytest.mark.parametrize("kind", sorted(FINAL))
def test_what_is_final_is_not_undone(lyon, kind):
    event = Event(kind=kind, board_id=lyon.board.id, actor_kind="user", actor_id=lyon.amina.id)
    assert history.undoable([event], lyon.amina, Role.facilitator) == set()
    with pytest.raises(NotAllowed, match="undo_final"):
        undone(lyon, event)


@pytest.mark.usefixtures("either_undo")
def test_undo_is_an_event_of_its_own_and_says_what_it_undid(lyon):
    event = edited(lyon, title="Autre")
    lyon.clock.advance(hours=1)
    undo = undone(lyon, event)
    assert (undo.kind, undo.undoes_id, undo.actor_id, undo.at) == (
        "event.undone",
        event.id,
        lyon.amina.id,
        lyon.clock(),
    )
    assert undo.version == event.version + 1


@pytest.mark.usefixtures("either_undo")
def test_several_steps_are_taken_back_one_by_one(lyon):
    states, events = [seen.state(lyon.board)], []
    for kind in (
        Kind.action_edited,
        Kind.action_moved,
        Kind.actions_changed,
        Kind.actions_merged,
        Kind.category_removed,
    ):
        COMMANDS[kind](lyon)
        events.append(seen.events(lyon.board)[-1])
        states.append(seen.state(lyon.board))
    for event, state in zip(reversed(events), reversed(states[:-1]), strict=True):
        undone(lyon, event)
        assert seen.state(lyon.board) == state
    assert ledger.verify() == []


@pytest.mark.usefixtures("either_undo")
def test_a_change_is_undone_once(lyon):
    event = edited(lyon, title="Autre")
    undone(lyon, event)
    refused(lyon, event, "undo_again")


@pytest.mark.usefixtures("either_undo")
def test_what_was_done_again_is_undone_again(lyon):
    event = edited(lyon, title="Autre")
    undone(lyon, undone(lyon, event))
    undone(lyon, event)
    assert lyon.action("sms").title.startswith("Prévenir")


@pytest.mark.usefixtures("either_undo")
def test_a_later_change_of_the_same_field_stands_in_the_way(lyon):
    event = edited(lyon, title="D’Amina", need="D’Amina")
    edited(lyon, "bruno", need="De Bruno")
    refused(lyon, event, "undo_overtaken")


def test_ones_own_later_change_of_the_same_field_stands_in_the_way_too(lyon):
    event = edited(lyon, title="Un")
    edited(lyon, title="Deux")
    refused(lyon, event, "undo_overtaken")


@pytest.mark.usefixtures("either_undo")
@pytest.mark.parametrize("later", [{"need": "De Bruno"}, {"owner": "Zoé"}])
def test_a_later_change_of_another_field_stays(lyon, later):
    event = edited(lyon, title="D’Amina")
    edited(lyon, "bruno", **later)
    after = seen.facts(lyon.action("sms"))
    undone(lyon, event)
    assert seen.facts(lyon.action("sms")) == after | {
        "title": "Prévenir par SMS les clients qui ont rendez-vous cette semaine"
    }


@pytest.mark.usefixtures("either_undo")
def test_a_later_change_that_was_itself_undone_is_not_in_the_way(lyon):
    event = edited(lyon, title="D’Amina")
    undone(lyon, edited(lyon, "bruno", title="De Bruno"))
    undone(lyon, event)
    assert lyon.action("sms").title.startswith("Prévenir")


@pytest.mark.usefixtures("either_undo")
def test_a_later_change_that_was_undone_and_done_again_is_in_the_way(lyon):
    event = edited(lyon, title="D’Amina")
    undone(lyon, undone(lyon, edited(lyon, "bruno", title="De Bruno")))
    refused(lyon, event, "undo_overtaken")


@pytest.mark.usefixtures("either_undo")
def test_an_action_that_was_changed_since_it_was_added_stays(lyon):
    (added,), event = inventory.add(lyon.board, [Entry("Une")], by=lyon.by())
    actions.edit(added, by=lyon.by("bruno"), title="Mieux")
    refused(lyon, event, "undo_overtaken")


def test_a_later_comment_stays_when_an_edit_is_undone(lyon):
    event = edited(lyon, title="Autre")
    comments.add(lyon.action("sms"), "Un mot", by=lyon.by("bruno"))
    undone(lyon, event)
    assert [comment.text for comment in comments.on(lyon.action("sms"))] == ["Un mot"]


# --- whose ------------------------------------------------------------------


def test_a_member_undoes_their_own_change_only(lyon):
    mine, theirs = edited(lyon, "bruno", title="De Bruno"), edited(lyon, need="D’Amina")
    refused(lyon, theirs, "undo_not_yours", "bruno", Role.member)
    undone(lyon, mine, "bruno", Role.member)
    assert lyon.action("sms").title.startswith("Prévenir")


def test_a_facilitator_undoes_anybodys_change(lyon):
    undone(lyon, edited(lyon, "bruno", title="De Bruno"))
    assert lyon.action("sms").title.startswith("Prévenir")


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_whoever_leads_no_more_takes_back_no_setting_of_the_board(lyon, steps):
    event = boards.edit(lyon.board, by=lyon.by("bruno"), title="Autre")
    for _ in range(steps):
        event = history.undo(event, by=lyon.by("bruno"), role=Role.facilitator)
    with pytest.raises(NotAllowed, match="undo_not_yours"):
        history.undo(event, by=lyon.by("bruno"), role=Role.member)


def test_an_undo_belongs_to_whoever_undid(lyon):
    undo = undone(lyon, edited(lyon, "bruno", title="De Bruno"))
    refused(lyon, undo, "undo_not_yours", "bruno", Role.member)


@pytest.mark.usefixtures("either_undo")
def test_a_closed_board_undoes_nothing(lyon):
    event = edited(lyon, title="Autre")
    boards.close(lyon.board, by=lyon.by())
    with pytest.raises(Closed):
        undone(lyon, event)


def test_pages_offer_undo_exactly_where_it_would_work(lyon):
    made = [
        edited(lyon, "bruno", title="Un"),
        edited(lyon, "bruno", title="Deux"),
        edited(lyon, need="D’Amina"),
        COMMANDS[Kind.comment_added](lyon),
        edited(lyon, "bruno", effort=4),
    ]
    made.append(undone(lyon, made[4]))
    events = history.latest(lyon.board)
    for name, role in (("bruno", Role.member), ("amina", Role.facilitator)):
        offered = history.undoable(events, lyon.person(name), role)
        assert offered & {event.id for event in made} == {
            event.id for at, event in enumerate(made) if at in ({1} if name == "bruno" else {1, 2, 3, 5})
        }


def test_offering_undo_takes_the_same_few_queries_for_a_hundred_events(lyon):
    few = seen.queries(lambda: history.undoable(history.latest(lyon.board, limit=5), lyon.amina, Role.facilitator))
    for number in range(60):
        edited(lyon, need=f"Besoin {number}")
    events = history.latest(lyon.board)
    assert len(events) > 60
    assert seen.queries(lambda: history.undoable(history.latest(lyon.board), lyon.amina, Role.facilitator)) == few


# --- what happened ------------------------------------------------------------


def test_history_is_read_from_the_newest_on(lyon):
    first, second = edited(lyon, title="Un"), edited(lyon, title="Deux")
    assert history.latest(lyon.board, limit=2) == [second, first]
    assert history.latest(lyon.board, before=first.version, limit=1)[0].version == first.version - 1


def test_the_history_of_one_action_is_its_own(lyon):
    edit = edited(lyon, title="Un")
    actions.edit(lyon.action("ligne"), by=lyon.by(), title="Autre")
    many = inventory.change_many(lyon.board, lyon.actions("sms", "ligne"), by=lyon.by(), owner="Zoé")
    found = history.latest(lyon.board, action=lyon.action("sms"))
    assert [event.kind for event in found] == ["actions.changed", "action.edited", "action.added"]
    assert found[:2] == [many, edit]

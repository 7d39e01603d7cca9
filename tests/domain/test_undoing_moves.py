"""An action that comes back finds its neighbours, whoever has moved meanwhile."""

import pytest

from boardapp.domain import history, inventory, ledger, placement
from boardapp.domain.actions import Horizon
from boardapp.domain.boards import Role
from boardapp.domain.errors import Conflict
from tests import seen

pytestmark = pytest.mark.usefixtures("either_undo")


def undone(world, event):
    return history.undo(event, by=world.by(), role=Role.facilitator)


def test_an_action_goes_back_to_its_place_though_others_have_moved(lyon):
    event = placement.move(lyon.action("ligne"), Horizon.later, by=lyon.by())
    placement.move(lyon.action("relais"), Horizon.now, by=lyon.by("bruno"), before=lyon.action("sms"))
    placement.move(lyon.action("frais"), Horizon.next, by=lyon.by("bruno"))
    undone(lyon, event)
    assert seen.refs(lyon.board, "now") == [12, 1, 2, 3]
    assert ledger.verify() == []


def test_an_action_whose_rank_is_taken_goes_just_behind(lyon):
    event = placement.move(lyon.action("frais"), Horizon.later, by=lyon.by())
    placement.move(lyon.action("relais"), Horizon.now, by=lyon.by("bruno"))
    placement.move(lyon.action("delais"), Horizon.now, by=lyon.by("bruno"))
    undone(lyon, event)
    assert seen.refs(lyon.board, "now") == [1, 2, 3, 12, 4, 11]
    assert ledger.verify() == []


def test_a_move_into_another_lane_is_overtaken_by_a_move_within_it(lyon):
    event = placement.move(lyon.action("visio"), Horizon.later, by=lyon.by())
    assert event.body["was"]["action:3"]["rank"] == event.body["to"]["action:3"]["rank"]  # third here, third there
    placement.shift(lyon.action("visio"), -1, by=lyon.by("bruno"))
    with pytest.raises(Conflict, match="undo_overtaken"):
        undone(lyon, event)


def test_two_whose_rank_is_taken_come_back_one_behind_the_other(lyon):
    placement.move(lyon.action("relais"), Horizon.now, by=lyon.by(), before=lyon.action("frais"))
    event = inventory.change_many(lyon.board, lyon.actions("visio", "relais"), by=lyon.by(), horizon=Horizon.later)
    placement.move(lyon.action("delais"), Horizon.now, by=lyon.by("bruno"), before=lyon.action("frais"))
    undone(lyon, event)
    assert seen.refs(lyon.board, "now") == [1, 2, 11, 3, 12, 4]
    assert ledger.verify() == []


def test_two_that_swapped_places_swap_back_at_once(lyon):
    event = inventory.change_many(
        lyon.board, lyon.actions("sms", "ligne", "visio", "frais"), by=lyon.by(), horizon=Horizon.later
    )
    before = seen.refs(lyon.board, "later")
    undone(lyon, undone(lyon, event))
    assert seen.refs(lyon.board, "later") == before == [8, 9, 1, 2, 3, 4]

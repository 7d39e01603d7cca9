import random
from itertools import chain, pairwise

import pytest

from boardapp.database import db
from boardapp.domain import history, inventory, ledger, ordering, placement
from boardapp.domain.actions import Horizon
from boardapp.domain.boards import Role
from boardapp.domain.errors import Invalid, NotAllowed
from boardapp.domain.placement import lane_of, move, shift
from tests import seen
from tests.together import together


def lanes(world):
    return [seen.refs(world.board, horizon) for horizon in ("inbox", "now", "next", "later")]


def test_an_action_moves_to_the_end_of_a_lane(lyon):
    event = move(lyon.action("relais"), Horizon.now, by=lyon.by())
    assert lanes(lyon) == [[10, 11], [1, 2, 3, 4, 12], [5, 6, 7], [8, 9]]
    assert event.kind == "action.moved"
    assert ledger.verify() == []


@pytest.mark.parametrize(("before", "lane"), [("sms", [12, 1, 2, 3, 4]), ("visio", [1, 2, 12, 3, 4])])
def test_an_action_moves_in_front_of_another(lyon, before, lane):
    move(lyon.action("relais"), Horizon.now, by=lyon.by(), before=lyon.action(before))
    assert seen.refs(lyon.board, "now") == lane


@pytest.mark.parametrize(("name", "before", "lane"), [("frais", "sms", [4, 1, 2, 3]), ("sms", "frais", [2, 3, 1, 4])])
def test_an_action_moves_within_its_lane(lyon, name, before, lane):
    move(lyon.action(name), Horizon.now, by=lyon.by(), before=lyon.action(before))
    assert seen.refs(lyon.board, "now") == lane


def test_the_first_of_a_lane_moves_to_its_end(lyon):
    move(lyon.action("sms"), Horizon.now, by=lyon.by())
    assert seen.refs(lyon.board, "now") == [2, 3, 4, 1]


def test_an_action_moves_into_an_empty_lane(lyon):
    move(lyon.danas_action, Horizon.later, by=lyon.by("dana"))
    assert seen.refs(lyon.danas_board, "later") == [1]


def test_a_move_writes_one_row_and_two_fields(lyon):
    event = move(lyon.action("relais"), Horizon.now, by=lyon.by(), before=lyon.action("visio"))
    assert {key: set(facts) for key, facts in event.body["to"].items()} == {"action:12": {"horizon", "rank"}}


@pytest.mark.parametrize("before", ["visio", None])
def test_where_it_stands_already_is_no_move(lyon, before):
    move(lyon.action("relais"), Horizon.now, by=lyon.by(), before=lyon.action("ligne"))
    for name in ("ligne", "frais") if before else ("ligne", "visio", "frais"):
        inventory.archive(lyon.action(name), by=lyon.by())
    version = lyon.board.version
    assert move(lyon.action("relais"), Horizon.now, by=lyon.by(), before=before and lyon.action(before)) is None
    assert lyon.board.version == version


def test_in_front_of_itself_is_where_it_stands(lyon):
    assert move(lyon.action("ligne"), Horizon.now, by=lyon.by(), before=lyon.action("ligne")) is None


@pytest.mark.parametrize("before", ["covoiturage", "an archived one", "another board's"])
def test_a_neighbour_must_stand_in_that_lane(lyon, before):
    inventory.archive(lyon.action("frais"), by=lyon.by())
    others = {"an archived one": lyon.action("frais"), "another board's": lyon.danas_action}
    neighbour = others.get(before) or lyon.action(before)
    with pytest.raises(Invalid, match="not_this_lane"):
        move(lyon.action("relais"), Horizon.now, by=lyon.by(), before=neighbour)
    assert seen.refs(lyon.board, "inbox") == [10, 11, 12]


def test_an_archived_action_does_not_move(lyon):
    inventory.archive(lyon.action("frais"), by=lyon.by())
    with pytest.raises(NotAllowed, match="archived"):
        move(lyon.action("frais"), Horizon.next, by=lyon.by())
    with pytest.raises(NotAllowed, match="archived"):
        shift(lyon.action("frais"), -1, by=lyon.by())


@pytest.mark.parametrize(
    ("name", "step", "lane"),
    [("ligne", -1, [2, 1, 3, 4]), ("ligne", 1, [1, 3, 2, 4]), ("visio", 1, [1, 2, 4, 3]), ("visio", -1, [1, 3, 2, 4])],
)
def test_an_action_goes_one_up_or_down(lyon, name, step, lane):
    shift(lyon.action(name), step, by=lyon.by())
    assert seen.refs(lyon.board, "now") == lane
    assert ledger.verify() == []


@pytest.mark.parametrize(("name", "step"), [("sms", -1), ("frais", 1)])
def test_at_the_end_of_its_lane_it_stays(lyon, name, step):
    version = lyon.board.version
    assert shift(lyon.action(name), step, by=lyon.by()) is None
    assert seen.refs(lyon.board, "now") == [1, 2, 3, 4]
    assert lyon.board.version == version


# --- many at once -------------------------------------------------------------


@pytest.mark.slow
def test_eight_people_who_move_at_once_lose_nothing_and_share_no_rank(lyon, database):
    def moving(seed):
        dice = random.Random(seed)

        def some_moves():
            for _ in range(25):
                action, other = lyon.actions(*dice.sample(NAMES, 2))
                before = other if dice.random() < 0.5 else None
                horizon = other.horizon if before else dice.choice(list(Horizon))
                try:
                    move(action, horizon, by=lyon.by(), before=before)
                except Invalid:  # the neighbour has just gone to another lane
                    move(action, horizon, by=lyon.by())

        return some_moves

    assert together(database.app, *map(moving, range(8))) == [None] * 8
    assert sorted(chain(*lanes(lyon))) == list(range(1, 13))
    assert ledger.verify() == []
    assert len(seen.kinds(lyon.board)) == lyon.board.version


NAMES = (
    "sms",
    "ligne",
    "visio",
    "frais",
    "portage",
    "nuit",
    "matin",
    "covoiturage",
    "horaires",
    "fragiles",
    "delais",
    "relais",
)


def test_two_who_move_to_the_same_place_at_once_both_arrive(lyon, database):
    def moving(name):
        return lambda: move(lyon.action(name), Horizon.now, by=lyon.by(), before=lyon.action("sms")) and None

    assert together(database.app, moving("relais"), moving("delais"), moving("nuit")) == [None] * 3
    assert sorted(seen.refs(lyon.board, "now")[:3]) == [6, 11, 12]
    assert seen.refs(lyon.board, "now")[3:] == [1, 2, 3, 4]


# --- ranks that grow long -----------------------------------------------------


def crowded(world):
    """Move two actions in turn in front of the second one of their lane until the lane was spread anew."""
    for turn in range(400):
        name, other = ("ligne", "visio") if turn % 2 else ("visio", "ligne")
        event = move(world.action(name), Horizon.now, by=world.by(), before=world.action(other))
        if event.body.get("spread"):
            return event
    raise AssertionError("400 moves into one gap, and the lane was never spread anew")


def test_a_crowded_lane_is_spread_anew_in_its_order(lyon, monkeypatch):
    monkeypatch.setattr(ordering, "TOO_LONG", 6)
    event = crowded(lyon)
    assert seen.refs(lyon.board, "now") in ([1, 2, 3, 4], [1, 3, 2, 4])
    ranks = [action.rank for action in lane_of(lyon.board.id, Horizon.now)]
    assert all(one < other for one, other in pairwise(ranks))
    assert max(map(len, ranks)) <= 4
    assert set(event.body["to"]) <= {"action:2", "action:3"}
    assert ledger.verify() == []


def test_no_rank_stays_longer_than_that(lyon, monkeypatch):
    monkeypatch.setattr(ordering, "TOO_LONG", 6)
    for turn in range(60):
        name, other = ("ligne", "visio") if turn % 2 else ("visio", "ligne")
        move(lyon.action(name), Horizon.now, by=lyon.by(), before=lyon.action(other))
        assert len(lyon.action(name).rank) <= 6
    assert seen.refs(lyon.board, "now") == [1, 2, 3, 4]


def test_spreading_a_lane_is_no_change_of_its_actions(lyon, monkeypatch):
    versions = lyon.action("sms").version, lyon.action("frais").version
    monkeypatch.setattr(ordering, "TOO_LONG", 6)
    crowded(lyon)
    db.session.rollback()
    assert (lyon.action("sms").version, lyon.action("frais").version) == versions


def test_a_move_is_undone_across_a_spreading_of_its_lane(lyon, monkeypatch):
    moved = move(lyon.action("frais"), Horizon.now, by=lyon.by(), before=lyon.action("ligne"))
    assert seen.refs(lyon.board, "now") == [1, 4, 2, 3]
    monkeypatch.setattr(ordering, "TOO_LONG", 6)
    crowded(lyon)
    order = seen.refs(lyon.board, "now")
    history.undo(moved, by=lyon.by(), role=Role.facilitator)
    assert seen.refs(lyon.board, "now") == [ref for ref in order if ref != 4] + [4]
    assert ledger.verify() == []


def test_a_move_away_is_undone_to_its_neighbours_after_the_lane_was_spread(lyon, monkeypatch):
    move(lyon.action("relais"), Horizon.now, by=lyon.by(), before=lyon.action("ligne"))
    moved = move(lyon.action("relais"), Horizon.later, by=lyon.by())
    monkeypatch.setattr(ordering, "TOO_LONG", 6)
    crowded(lyon)
    history.undo(moved, by=lyon.by(), role=Role.facilitator)
    first, *between, last = seen.refs(lyon.board, "now")
    assert (first, sorted(between), last) == (1, [2, 3, 12], 4)
    assert ledger.verify() == []


def test_the_move_that_spread_a_lane_is_itself_undone(lyon, monkeypatch):
    monkeypatch.setattr(ordering, "TOO_LONG", 6)
    event = crowded(lyon)
    after = seen.refs(lyon.board, "now")
    history.undo(event, by=lyon.by(), role=Role.facilitator)
    assert seen.refs(lyon.board, "now") == [1, *reversed(after[1:3]), 4]
    assert ledger.verify() == []


def test_many_actions_keep_their_order_in_one_move(lyon):
    with placement.changing(lyon.board.id, lyon.by()) as change:
        some = lyon.actions("matin", "sms", "frais")
        placement.place(change, some, Horizon.now, before=lyon.action("ligne"))
        change.record(placement.Kind.actions_changed)
    assert seen.refs(lyon.board, "now") == [7, 1, 4, 2, 3]
    assert ledger.verify() == []


def test_several_lanes_are_spread_anew_by_one_event(lyon, monkeypatch):
    monkeypatch.setattr(ordering, "TOO_LONG", 2)
    moved = move(lyon.action("sms"), Horizon.later, by=lyon.by())
    monkeypatch.setattr(ordering, "TOO_LONG", 1)
    entries = [inventory.Entry(horizon.value, horizon) for horizon in Horizon]
    inventory.add(lyon.board, entries, by=lyon.by())
    assert lanes(lyon) == [[10, 11, 12, 13], [2, 3, 4, 14], [5, 6, 7, 15], [8, 9, 1, 16]]
    assert ledger.verify() == []
    history.undo(moved, by=lyon.by(), role=Role.facilitator)
    assert lanes(lyon) == [[10, 11, 12, 13], [1, 2, 3, 4, 14], [5, 6, 7, 15], [8, 9, 16]]
    assert ledger.verify() == []

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boardapp.domain.ordering import DIGITS, TOO_LONG, between, spread, translate

RANK = st.text(alphabet=DIGITS, min_size=1, max_size=12).filter(lambda text: text[-1] != "0")
CLOSE = st.text(alphabet="01yz", min_size=1, max_size=8).filter(lambda text: text[-1] != "0")
LANE = st.lists(RANK | CLOSE, unique=True, max_size=12).map(sorted)


def is_a_rank(text):
    return bool(text) and set(text) <= set(DIGITS) and text[-1] != "0"


def in_order(ranks):
    return all(one.encode() < other.encode() for one, other in pairwise(ranks))


def test_digits_are_in_the_order_of_their_bytes():
    assert sorted(DIGITS.encode()) == list(DIGITS.encode())
    assert len(set(DIGITS)) == 62


def test_the_first_rank_leaves_room_on_both_sides():
    assert "A" < between(None, None) < "z"
    assert len(between(None, None)) == 1


@given(RANK | CLOSE, RANK | CLOSE)
def test_a_rank_between_two_stands_between_them(one, other):
    if one != other:
        low, high = sorted((one, other))
        rank = between(low, high)
        assert is_a_rank(rank)
        assert in_order([low, rank, high])
        assert len(rank) <= max(len(low), len(high)) + 1


@given(RANK | CLOSE)
def test_there_is_always_room_at_both_ends(rank):
    below, above = between(None, rank), between(rank, None)
    assert is_a_rank(below)
    assert is_a_rank(above)
    assert in_order([below, rank, above])


@given(RANK | CLOSE, RANK | CLOSE)
def test_no_rank_stands_between_neighbours_in_the_wrong_order(one, other):
    low, high = sorted((one, other))
    with pytest.raises(ValueError, match="no rank between"):
        between(high, low)


@pytest.mark.parametrize("text", ["", "a0", "0", "é", "a b", "-1"])
def test_what_is_no_rank_is_refused(text):
    for before, after in ((text, None), (None, text)):
        with pytest.raises(ValueError, match="not a rank"):
            between(before, after)
        with pytest.raises(ValueError, match="not a rank"):
            spread(2, before, after)


@given(st.lists(st.integers(min_value=0, max_value=10_000), max_size=60))
def test_any_sequence_of_insertions_keeps_a_total_order(places):
    lane = []
    for place in places:
        at = place % (len(lane) + 1)
        before = lane[at - 1] if at else None
        after = lane[at] if at < len(lane) else None
        lane.insert(at, between(before, after))
    assert in_order(lane)
    assert all(is_a_rank(rank) for rank in lane)


@pytest.mark.parametrize("side", ["below", "above"])
def test_five_thousand_insertions_at_one_spot_with_rebalances(side):
    lane, rebalances = spread(10), 0
    for _ in range(5_000):
        rank = between(lane[4], lane[5])
        lane.insert(5, rank)
        lane.pop(6 if side == "above" else 4)
        if len(rank) > TOO_LONG:
            lane, rebalances = spread(len(lane)), rebalances + 1
    assert in_order(lane)
    assert rebalances <= 5_000 / 150


@pytest.mark.parametrize("side", ["below", "above"])
def test_a_thousand_insertions_at_one_spot_without_any_rebalance(side):
    low, high = "V", "W"
    for _ in range(1_000):
        rank = between(low, high)
        assert low < rank < high
        assert rank[-1] != "0"
        low, high = (low, rank) if side == "below" else (rank, high)
    assert len(rank) < 1_000 / 4.9


def test_ten_thousand_appends_stay_short():
    rank = between(None, None)
    for _ in range(10_000):
        higher = between(rank, None)
        assert rank < higher
        assert len(higher) <= 4
        rank = higher


def test_ten_thousand_prepends_stay_short():
    rank = between(None, None)
    for _ in range(10_000):
        lower = between(None, rank)
        assert lower < rank
        assert len(lower) <= 4
        rank = lower


def test_appends_after_a_full_spread_stay_short():
    rank = spread(20_000)[-1]
    for _ in range(1_000):
        rank = between(rank, None)
    assert len(rank) <= 7


def test_twenty_thousand_ranks_take_three_digits():
    ranks = spread(20_000)
    assert len(ranks) == 20_000
    assert in_order(ranks)
    assert max(map(len, ranks)) == 3


def test_a_hundred_pastes_at_the_end_need_no_rebalance():
    ranks = [between(None, None)]
    for _ in range(100):
        ranks += spread(40, before=ranks[-1])
    assert in_order(ranks)
    assert max(map(len, ranks)) <= 4


@given(st.integers(min_value=0, max_value=200), st.none() | RANK, st.none() | CLOSE)
def test_a_spread_fills_any_gap_in_order(count, one, other):
    if one is None or other is None or one < other:
        ranks = spread(count, one, other)
        whole = [end for end in (one,) if end] + ranks + [end for end in (other,) if end]
        assert len(ranks) == count
        assert in_order(whole)
        assert all(is_a_rank(rank) for rank in ranks)


def test_a_spread_in_a_gap_is_as_short_as_the_gap_allows():
    assert spread(1, "V", "X") == ["W"]
    assert max(map(len, spread(60, "V", "W"))) == 2
    assert max(map(len, spread(62, "V", "W"))) == 3


def test_nothing_to_spread_is_nothing():
    assert spread(0) == spread(0, "V") == spread(0, None, "V") == spread(0, "V", "W") == []


@settings(max_examples=50)
@given(LANE, st.lists(RANK | CLOSE, max_size=6, unique=True).map(sorted), st.data())
def test_ranks_from_before_a_rebalance_keep_their_neighbours_and_order(was, noted, data):
    to = sorted(data.draw(st.lists(RANK, unique=True, min_size=len(was), max_size=len(was))))
    for fresh in (to, spread(len(was))):
        found = [translate(rank, was, fresh) for rank in noted]
        assert all(is_a_rank(rank) for rank in found)
        assert in_order(found)
        for rank, new in zip(noted, found, strict=True):
            assert [old < rank for old in was] == [old < new for old in fresh]
            assert [old > rank for old in was] == [old > new for old in fresh]


def test_a_translated_rank_is_short_where_the_old_lane_had_grown_long():
    was = ["V" + "0" * 30 + "1", "V" + "0" * 30 + "3"]
    assert len(translate("V" + "0" * 30 + "2", was, spread(2))) <= 3


def test_a_rebalance_of_unequal_lanes_is_refused():
    with pytest.raises(ValueError, match="as many"):
        translate("V", ["A"], [])

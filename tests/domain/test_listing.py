from datetime import date, timedelta

import pytest

from boardapp.domain import actions, inventory, listing, members
from boardapp.domain.actions import Horizon, Kind, Status
from boardapp.domain.inventory import Entry
from boardapp.domain.lanes import LANE_MOST, cards, heads, rank_of
from boardapp.domain.listing import Filter, everything, lanes, page, places, summaries, unsorted
from tests import seen
from tests.world import BOARD, DANAS_BOARD, TODAY


def found(world, **wanted):
    """The numbers of the actions that the inventory table finds."""
    rows, total = page(world.board, TODAY, Filter(**wanted), by="ref")
    assert total == len(rows)
    return [row.ref for row in rows]


def shown(world, **wanted):
    """The numbers of the actions that the board shows, lane by lane."""
    return [[row.ref for row in lane.cards] for lane in lanes(world.board, TODAY, Filter(**wanted))]


def crowd(world, count, horizon=Horizon.inbox, **values):
    entries = [Entry(f"Rang-{number:03}", horizon, values=values) for number in range(count)]
    return inventory.add(world.board, entries, by=world.by())[0]


def test_the_four_lanes_hold_their_actions_in_order(lyon):
    assert shown(lyon) == [[10, 11, 12], [1, 2, 3, 4], [5, 6, 7], [8, 9]]
    assert [lane.horizon for lane in lanes(lyon.board, TODAY)] == list(Horizon)


def test_the_lanes_count_what_is_still_open(lyon):
    actions.edit(lyon.action("frais"), by=lyon.by(), status=Status.stopped)
    now = listing.lane(lyon.board, Horizon.now, TODAY)
    assert (now.total, now.open, len(now.cards)) == (4, 2, 4)


def test_a_board_without_actions_has_four_empty_lanes(lyon):
    inventory.archive(lyon.danas_action, by=lyon.by("dana"))
    empty = lanes(lyon.danas_board, TODAY)
    assert [(lane.total, lane.open, list(lane.cards)) for lane in empty] == [(0, 0, [])] * 4


def test_a_lane_shows_its_first_hundred_and_says_how_many_there_are(lyon):
    crowd(lyon, LANE_MOST + 7, Horizon.now)
    now = listing.lane(lyon.board, Horizon.now, TODAY)
    assert (len(now.cards), now.total) == (LANE_MOST, LANE_MOST + 11)
    assert [row.ref for row in now.cards[:5]] == [1, 2, 3, 4, 13]


def test_a_card_knows_its_category_and_owner(lyon):
    sms, visio, delais = cards([lyon.action(name).id for name in ("sms", "visio", "delais")])
    assert (sms.category_key, sms.shape, sms.owner) == ("communication", "speech", "Bruno Carvalho")
    assert (visio.owner, delais.owner, delais.category_key) == ("Léa Morvan", None, None)


# --- filters ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("RENDEZ-VOUS", [1, 3, 4]),
        ("rendez‑vous manques", [4]),
        ("équipe", [6]),
        ("equipe nuit", [6]),
        ("nuit équipe", [6]),
        ("venissieux", [9]),
        ("a-12", [12]),
        ("A‑1", [1]),
        ("a-99999999999", []),
        ("100 %", []),
        ("_", []),
        ("punir", [4]),
        ("savoir avant", [1]),
        ("\x00", list(range(1, 13))),
        ("\ud800nuit", [6]),
    ],
)
def test_a_search_looks_at_all_words_without_accents_and_capitals(lyon, text, refs):
    assert found(lyon, text=text) == refs


def test_a_search_of_thousands_of_words_is_still_answered(lyon):
    assert found(lyon, text="à vélo " * 5_000) == [5]
    assert found(lyon, text="é" * 200_000) == []


def test_the_owner_is_one_or_none(lyon):
    bruno = lyon.action("sms").owner_id
    assert found(lyon, owner=bruno) == [1, 5, 12]
    assert found(lyon, owner=0) == [6, 8, 9, 10, 11]


def test_the_category_is_one_or_none(lyon):
    assert found(lyon, category=lyon.category("governance").id) == [4, 8]
    assert found(lyon, category=0) == [9, 11, 12]


@pytest.mark.parametrize(
    ("wanted", "refs"),
    [
        ({"status": Status.running}, [1, 7]),
        ({"status": Status.done}, [3]),
        ({"kind": Kind.stop}, [4]),
        ({"kind": Kind.test}, [5]),
        ({"horizon": Horizon.later}, [8, 9]),
        ({"late": True}, [2]),
        ({"due": date(2026, 11, 24)}, [1]),
        ({"horizon": Horizon.now, "marks": Filter(late=True, text="ligne")}, [2]),
        ({"horizon": Horizon.now, "marks": Filter(horizon=Horizon.next)}, []),
        ({"late": True, "kind": Kind.stop}, []),
        ({"text": "rendez-vous", "status": Status.running}, [1]),
    ],
)
def test_filters_narrow_further(lyon, wanted, refs):
    assert found(lyon, **wanted) == refs


def test_late_is_what_was_due_yesterday_and_is_not_over(lyon):
    for name, status in (("sms", Status.to_start), ("frais", Status.done), ("portage", Status.stopped)):
        actions.edit(lyon.action(name), by=lyon.by(), status=status, due_on=TODAY - timedelta(days=1))
    actions.edit(lyon.action("nuit"), by=lyon.by(), due_on=TODAY)
    assert found(lyon, late=True) == [1, 2]


@pytest.mark.parametrize(("days", "is_found"), [(-1, False), (0, True), (6, True), (7, False)])
def test_this_week_is_today_and_the_six_days_after(lyon, days, is_found):
    actions.edit(lyon.action("nuit"), by=lyon.by(), due_on=TODAY + timedelta(days=days))
    assert (6 in found(lyon, week=True)) is is_found


def test_what_is_over_is_not_due_this_week(lyon):
    actions.edit(lyon.action("nuit"), by=lyon.by(), due_on=TODAY, status=Status.done)
    assert found(lyon, week=True) == [1]


def test_archived_actions_are_found_only_when_asked_for(lyon):
    inventory.archive(lyon.action("sms"), by=lyon.by())
    assert 1 not in found(lyon)
    assert found(lyon, archived=True) == [1]


def test_lanes_are_filtered_and_counted_alike(lyon):
    assert shown(lyon, text="rendez-vous") == [[], [1, 3, 4], [], []]
    assert [lane.total for lane in lanes(lyon.board, TODAY, Filter(owner=lyon.action("sms").owner_id))] == [1, 1, 1, 0]


def test_the_heads_of_the_lanes_count_without_their_cards(lyon):
    whole = heads(lyon.board, TODAY)
    assert [(whole[each].total, whole[each].open, whole[each].cards) for each in (Horizon.now, Horizon.inbox)] == [
        (4, 3, []), (3, 3, []),
    ]  # fmt: skip


def test_what_is_archived_is_found_by_marks_too(lyon):
    inventory.archive(lyon.action("sms"), by=lyon.by())
    assert found(lyon, archived=True, marks=Filter(kind=Kind.do)) == [1]


def test_a_filter_is_active_once_it_asks_for_something():
    assert not Filter().active
    assert Filter(text="a").active
    assert Filter(owner=0).active


# --- the inventory table ------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "refs"),
    [
        ("ref", list(range(1, 13))),
        ("-ref", list(range(12, 0, -1))),
        ("rank", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
        ("due", [2, 3, 1, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
        ("-due", [5, 4, 1, 3, 2, 6, 7, 8, 9, 10, 11, 12]),
        ("level", [8, 4, 2, 1, 3, 5, 6, 7, 9, 10, 11, 12]),
        ("-level", [1, 2, 4, 8, 3, 5, 6, 7, 9, 10, 11, 12]),
        ("owner", [2, 4, 1, 5, 12, 3, 7, 6, 8, 9, 10, 11]),
        ("category", [5, 10, 3, 2, 4, 8, 1, 7, 6, 9, 11, 12]),
        ("status", [2, 4, 5, 6, 8, 9, 10, 11, 12, 1, 7, 3]),
        ("no such column", list(range(1, 13))),
    ],
)
def test_the_table_is_sorted_either_way_with_blanks_last(lyon, by, refs):
    rows, _ = page(lyon.board, TODAY, Filter(), by=by)
    assert [row.ref for row in rows] == refs


def test_the_last_changed_comes_first_when_asked(lyon):
    actions.edit(lyon.action("nuit"), by=lyon.by(), need="Dormir")
    rows, _ = page(lyon.board, TODAY, Filter(), by="-changed")
    assert [row.ref for row in rows][:2] == [6, 12]


def test_the_table_is_read_in_pages(lyon):
    crowd(lyon, 2 * listing.PAGE)
    read = [page(lyon.board, TODAY, Filter(), number=number, by="ref") for number in (1, 2, 3)]
    assert [[row.ref for row in rows][:: listing.PAGE - 1] for rows, _ in read] == [[1, 100], [101, 200], [201]]
    assert [total for _, total in read] == [212] * 3


@pytest.mark.parametrize(("number", "first"), [(0, 1), (-5, 1), (4, 201), (10**30, 201)])
def test_a_page_that_is_not_there_is_the_nearest(lyon, number, first):
    crowd(lyon, 2 * listing.PAGE)
    rows, _ = page(lyon.board, TODAY, Filter(), number=number, by="ref")
    assert rows[0].ref == first


def test_a_selection_over_all_pages_is_every_match(lyon):
    made = crowd(lyon, 2 * listing.PAGE)
    assert listing.ids(lyon.board, TODAY, Filter(text="rang-1")) == [each.id for each in made[100:200]]


# --- the rest -----------------------------------------------------------------


def test_everything_is_listed_for_a_file_lane_by_lane_with_archived_ones_last(lyon):
    inventory.archive(lyon.action("ligne"), by=lyon.by())
    rows = list(everything(lyon.board))
    assert [row.ref for row in rows] == [1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 2]
    assert [places(lyon.board).get(row.id) for row in rows] == [1, 2, 3, 1, 2, 3, 1, 2, 1, 2, 3, None]
    assert (rows[6].note, {row.as_of for row in rows}) == ("", {lyon.board.version})


def test_a_file_holds_what_the_inventory_shows_of_a_filter(lyon):
    for wanted in (
        Filter(late=True),
        Filter(text="7 h"),
        Filter(horizon=Horizon.later),
        Filter(archived=True),
        Filter(),
    ):
        rows, total = page(lyon.board, TODAY, wanted)
        assert [row.id for row in everything(lyon.board, wanted, TODAY)] == [row.id for row in rows]
        assert total == len(rows)


def test_the_rank_of_an_action_is_its_place_in_its_lane(lyon):
    assert [rank_of(lyon.action(name), TODAY) for name in ("sms", "frais", "horaires")] == [(1, 4), (4, 4), (2, 2)]


def test_the_next_to_sort_is_the_first_unless_it_was_skipped(lyon):
    assert unsorted(lyon.board) == (lyon.action("fragiles").id, 3)
    assert unsorted(lyon.board, after=lyon.action("fragiles").rank) == (lyon.action("delais").id, 3)
    assert unsorted(lyon.board, after=lyon.action("relais").rank) == (lyon.action("fragiles").id, 3)
    assert unsorted(lyon.danas_board) == (None, 0)


def test_every_board_is_summed_up_by_its_own_day(lyon):
    members.accept(
        members.invitation(members.invite(lyon.danas_board, members.Role.member, by=lyon.by("dana")), lyon.clock()),
        lyon.amina, by=lyon.by(),
    )  # fmt: skip
    actions.edit(lyon.danas_action, by=lyon.by("dana"), due_on=date(2026, 11, 22))
    both = [lyon.board, lyon.danas_board]
    summed = summaries(both, {BOARD: TODAY, DANAS_BOARD: date(2026, 11, 22)})
    lyons, danas = summed[BOARD], summed[DANAS_BOARD]
    assert (lyons.inbox, lyons.now, lyons.next, lyons.later, lyons.late) == (3, 4, 3, 2, 1)
    assert (danas.now, danas.late) == (1, 0)
    assert (lyons.next_due, danas.next_due) == (date(2026, 11, 24), date(2026, 11, 22))


def test_no_boards_are_summed_up_too(lyon):
    assert summaries([], {}) == {}


def test_a_board_without_actions_has_no_summary(lyon):
    inventory.archive(lyon.danas_action, by=lyon.by("dana"))
    assert summaries([lyon.danas_board], {DANAS_BOARD: TODAY}) == {}


@pytest.mark.parametrize(
    "question",
    [
        lambda world: lanes(world.board, TODAY),
        lambda world: page(world.board, TODAY, Filter(text="rang")),
        lambda world: list(everything(world.board)),
        lambda world: summaries([world.board], {BOARD: TODAY}),
        lambda world: unsorted(world.board),
        lambda world: seen.titles(world.board, "inbox"),
    ],
)
def test_a_question_takes_as_many_queries_with_500_actions_as_with_12(lyon, question):
    few = seen.queries(lambda: question(lyon))
    crowd(lyon, 500, owner="Zoé")
    assert seen.queries(lambda: question(lyon)) == few <= 4

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from boardapp.domain import actions, boards, inventory, lanes, listing, placement, ruler
from boardapp.domain.actions import Horizon, Status
from boardapp.domain.inventory import Entry
from boardapp.domain.ruler import MOST, marks
from tests.world import DAY0, TODAY


@dataclass(frozen=True)
class Due:
    due_on: date


def drawn(*days):
    """Day, shapes, how many more and lift of each mark, for due dates so many days after day 0."""
    dues = [Due(DAY0 + timedelta(days=day)) for day in days]
    return [(mark.day, len(mark.dues), mark.more, mark.lift) for mark in marks(DAY0, dues)]


def due_on(world, name, day):
    actions.edit(world.action(name), by=world.by(), due_on=day)


def of(world, today=TODAY):
    return ruler.of(world.board, today)


# --- where things stand ---------------------------------------------------------


@pytest.mark.parametrize(("day", "place"), [(-400, 0), (-1, 0), (0, 0), (5, 5), (30, 30), (31, 30), (400, 30)])
def test_a_day_outside_the_thirty_stands_at_the_nearer_end(day, place):
    assert ruler.place(DAY0 + timedelta(days=day), DAY0) == place


def test_each_day_has_one_mark_with_its_due_dates():
    assert drawn(2, 6, 6, 12) == [(2, 1, 0, 0), (6, 2, 0, 0), (12, 1, 0, 0)]


def test_dates_before_and_after_the_thirty_days_gather_at_the_ends():
    assert drawn(-9, -3, 0, 30, 44) == [(0, 3, 0, 0), (30, 2, 0, 0)]


def test_above_three_on_a_day_a_number_tells_the_others():
    assert drawn(*[6] * 3) == [(6, 3, 0, 0)]
    assert drawn(*[6] * 4) == [(6, 2, 2, 0)]
    assert [mark.height for mark in marks(DAY0, [Due(DAY0)] * 40)] == [3]


def test_two_numbers_on_neighbouring_days_stand_at_two_heights():
    assert [lift for *_, lift in drawn(*[6] * 4, *[7] * 5, *[8] * 4, *[10] * 4)] == [0, 1, 0, 0]


# --- of a board ---------------------------------------------------------------------


def test_the_ruler_has_the_open_actions_of_do_now_that_have_a_due_date_late_ones_first(lyon):
    found = of(lyon)
    assert [due.title for due in found.dues] == [lyon.action(name).title for name in ("ligne", "sms", "frais")]
    assert [due.category_key for due in found.dues] == ["service", "communication", "governance"]
    assert [(mark.day, mark.dues[0].shape) for mark in found.marks] == [(2, "diamond"), (6, "speech"), (12, "triangle")]
    assert (found.day, found.place, found.end) == (5, 5, date(2026, 12, 18))


def test_within_seven_days_is_today_to_six_days_on(lyon):
    for name, day in (("sms", TODAY), ("frais", TODAY + timedelta(days=6)), ("visio", TODAY)):
        due_on(lyon, name, day)
    assert (of(lyon).soon, of(lyon).late, of(lyon).total) == (2, 1, 3)
    due_on(lyon, "frais", TODAY + timedelta(days=7))
    assert of(lyon).soon == 1


def test_what_is_due_after_day_30_is_counted_apart(lyon):
    due_on(lyon, "frais", date(2026, 12, 18))
    assert of(lyon).beyond == 0
    due_on(lyon, "frais", date(2027, 1, 4))
    assert (of(lyon).beyond, of(lyon).marks[-1].day) == (1, 30)


def test_before_day_0_and_after_day_30_the_ruler_still_tells(lyon):
    before, after = of(lyon, date(2026, 11, 15)), of(lyon, date(2026, 12, 28))
    assert (before.day, before.place, before.late, before.soon) == (-3, 0, 0, 1)
    assert (after.day, after.place, after.late, after.soon) == (40, 30, 3, 0)


def test_a_ruler_without_due_dates_is_empty(lyon):
    found = ruler.of(lyon.danas_board, TODAY)
    assert (found.marks, found.dues, found.total, found.height) == ([], [], 0, 1)
    assert ruler.of_all([], {}) == {}


def test_figures_count_all_where_the_drawing_stops(lyon):
    entries = [Entry(f"Relance {at}", Horizon.now, {"due_on": date(2026, 11, 19)}) for at in range(MOST + 20)]
    inventory.add(lyon.board, entries, by=lyon.by())
    found = of(lyon)
    assert (len(found.dues), found.total, found.late, found.soon) == (MOST, MOST + 23, MOST + 21, 1)


def test_each_board_is_measured_by_its_own_date(lyon):
    due_on_both = date(2026, 11, 24)
    boards.edit(lyon.danas_board, by=lyon.by("dana"), day0=date(2026, 11, 1))
    actions.edit(lyon.danas_action, by=lyon.by("dana"), due_on=due_on_both)
    found = ruler.of_all(
        [lyon.board, lyon.danas_board], {lyon.board.id: TODAY, lyon.danas_board.id: date(2026, 11, 25)}
    )
    assert (found[lyon.board.id].late, found[lyon.danas_board.id].late) == (1, 1)
    assert [mark.day for mark in found[lyon.danas_board.id].marks] == [23]


# --- finished rows -------------------------------------------------------------------


def lane(world, today=TODAY):
    return listing.lane(world.board, Horizon.now, today)


def names(world, rows):
    return [
        next(name for name in ("sms", "ligne", "visio", "frais") if world.action(name).id == row.id) for row in rows
    ]


def test_a_finished_row_stands_until_the_evening_of_its_day_and_is_folded_after(lyon):
    assert (names(lyon, lane(lyon).cards), lane(lyon).folded) == (["sms", "ligne", "visio", "frais"], [])
    tomorrow = lane(lyon, TODAY + timedelta(days=1))
    assert names(lyon, tomorrow.cards) == ["sms", "ligne", "frais"]
    assert (names(lyon, tomorrow.folded), tomorrow.done, tomorrow.unseen) == (["visio"], 1, 0)


def test_a_stopped_row_folds_the_day_after_its_last_change_on_the_boards_wall(lyon):
    lyon.clock.advance(hours=14)  # 23:12 in Lyon
    actions.edit(lyon.action("frais"), by=lyon.by(), status=Status.stopped)
    assert names(lyon, lane(lyon).folded) == []
    assert names(lyon, lane(lyon, TODAY + timedelta(days=1)).folded) == ["visio", "frais"]


def test_only_do_now_folds_and_a_filter_shows_all_that_it_finds(lyon):
    lyon.clock.advance(days=2)
    today = lyon.board.today(lyon.clock())
    placement.move(lyon.action("ligne"), Horizon.next, by=lyon.by())
    actions.edit(lyon.action("ligne"), by=lyon.by(), status=Status.done)
    later = today + timedelta(days=3)
    assert not listing.lane(lyon.board, Horizon.next, later).folded
    found = listing.lanes(lyon.board, later, listing.Filter(status=Status.done))
    assert [len(each.cards) for each in found] == [0, 1, 1, 0]


def test_ranks_count_the_rows_that_stand(lyon):
    tomorrow = TODAY + timedelta(days=1)
    assert lanes.rank_of(lyon.action("frais"), TODAY) == (4, 4)
    assert lanes.rank_of(lyon.action("frais"), tomorrow) == (3, 3)
    assert lanes.rank_of(lyon.action("visio"), tomorrow) == (0, 3)


def test_one_rank_up_passes_the_next_row_that_stands(lyon):
    lyon.clock.advance(days=1)
    today = lyon.board.today(lyon.clock())
    placement.shift(lyon.action("frais"), -1, by=lyon.by())
    assert names(lyon, lane(lyon, today).cards) == ["sms", "frais", "ligne"]
    placement.shift(lyon.action("frais"), 1, by=lyon.by())
    assert names(lyon, lane(lyon, today).cards) == ["sms", "ligne", "frais"]
    assert placement.shift(lyon.action("frais"), 1, by=lyon.by()) is None


def test_a_crowd_of_finished_rows_hides_no_row_that_stands(lyon):
    values = {"status": Status.done, "done_on": date(2026, 11, 20)}
    inventory.add(lyon.board, [Entry(f"Fait {at}", Horizon.now, values) for at in range(130)], by=lyon.by())
    last = inventory.add(lyon.board, [Entry("Encore à faire", Horizon.now)], by=lyon.by())[0][0]
    now = lane(lyon)
    assert (now.cards[-1].id, len(now.cards), len(now.folded), now.unseen) == (last.id, 5, 100, 30)

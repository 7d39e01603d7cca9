from datetime import UTC, date, datetime, timedelta

import pytest

from boardapp.domain import boards, categories, inventory, ledger, members, opening
from boardapp.domain.actions import Horizon
from boardapp.domain.boards import Board, Role
from boardapp.domain.errors import Invalid
from boardapp.domain.events import By, Closed
from boardapp.domain.inventory import Entry
from tests import seen
from tests.world import DAY0, TODAY


def opened(world, title="Panne de chauffage", **settings):
    return opening.open_board(title, world.bruno, by=world.by("bruno"), **settings)


def test_a_title_is_enough_to_open_a_board(lyon):
    board = opened(lyon)
    assert (board.title, board.aim, board.cap, board.timezone, board.language) == (
        "Panne de chauffage",
        "",
        12,
        "UTC",
        "en",
    )
    assert board.day0 == TODAY
    assert len(categories.of(board)) == 6
    assert seen.kinds(board) == ["board.opened"]
    assert ledger.verify() == []


def test_who_opens_a_board_is_its_facilitator_and_alone_on_it(lyon):
    board = opened(lyon)
    assert [(member.user, member.role) for member in members.of(board)] == [(lyon.bruno, Role.facilitator)]


def test_day_0_is_today_where_the_board_is(lyon):
    at = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    by = By("user", lyon.bruno.id, at)
    assert opening.open_board("A", lyon.bruno, by=by, timezone="Europe/Paris").day0 == date(2026, 11, 24)
    assert opening.open_board("B", lyon.bruno, by=by, timezone="America/Montreal").day0 == date(2026, 11, 23)


def test_a_board_like_another_takes_its_settings_and_categories_but_no_actions_and_no_people(lyon):
    categories.edit(lyon.category("service"), by=lyon.by(), name="Accueil", shape="star", colour="plum")
    categories.shift(lyon.category("people"), -1, by=lyon.by())
    boards.edit(lyon.board, by=lyon.by(), cap=7)
    board = opened(lyon, like=lyon.board)
    assert (board.cap, board.timezone, board.language) == (7, "Europe/Paris", "fr")
    looks = [
        [(each.name, each.key, each.shape, each.colour) for each in categories.of(one)] for one in (board, lyon.board)
    ]
    assert looks[0] == looks[1]
    assert [seen.refs(board, horizon) for horizon in Horizon] == [[], [], [], []]
    assert [member.user for member in members.of(board)] == [lyon.bruno]


def test_a_board_like_another_has_categories_of_its_own(lyon):
    board = opened(lyon, like=lyon.board)
    categories.edit(categories.of(board)[0], by=lyon.by("bruno"), name="Autre chose")
    assert categories.named(lyon.board, "Autre chose") is None


@pytest.mark.parametrize(
    ("field", "code", "values"),
    [
        ("title", "title_empty", {"title": " \u200b "}),
        ("title", "too_long", {"title": "t" * 141}),
        ("title", "unstorable", {"title": "a\x00"}),
        ("aim", "too_long", {"aim": "a" * 281}),
        ("aim", "unstorable", {"aim": "\ud800"}),
        ("timezone", "unknown_choice", {"timezone": "Europe/Lyon"}),
        ("language", "unknown_choice", {"language": "de"}),
        ("day0", "date_invalid", {"day0": date(1, 1, 1)}),
        ("day0", "date_invalid", {"day0": date(2101, 1, 1)}),
    ],
)
def test_a_board_is_neither_opened_nor_edited_with_a_value_that_cannot_be(lyon, field, code, values):
    before = seen.state(lyon.board)
    for command in (lambda: opened(lyon, **values), lambda: boards.edit(lyon.board, by=lyon.by(), **values)):
        with pytest.raises(Invalid, match=code) as caught:
            command()
        assert caught.value.field == field
    assert seen.state(lyon.board) == before
    assert len(boards.of(lyon.bruno)) == 1


@pytest.mark.parametrize("cap", [0, -1, 101])
def test_the_cap_is_between_1_and_100(lyon, cap):
    with pytest.raises(Invalid, match="out_of_range"):
        boards.edit(lyon.board, by=lyon.by(), cap=cap)


def test_a_board_is_edited_as_one_event(lyon):
    version = lyon.board.version
    boards.edit(lyon.board, by=lyon.by(), title="  La   grève ", aim="Répondre à tous", cap=9, day0=date(2026, 11, 20))
    board = lyon.board
    assert (board.title, board.aim, board.cap, board.day0) == ("La grève", "Répondre à tous", 9, date(2026, 11, 20))
    assert seen.kinds(board, since=version) == ["board.edited"]


def test_saving_what_stands_there_already_is_no_event(lyon):
    version = lyon.board.version
    boards.edit(lyon.board, by=lyon.by(), title=lyon.board.title, aim=lyon.board.aim)
    assert seen.kinds(lyon.board, since=version) == []


def test_a_closed_board_takes_no_change(lyon):
    boards.close(lyon.board, by=lyon.by())
    before = seen.state(lyon.board)
    with pytest.raises(Closed):
        inventory.add(lyon.board, [Entry("Trop tard")], by=lyon.by())
    with pytest.raises(Closed):
        boards.edit(lyon.board, by=lyon.by(), title="Trop tard")
    assert seen.state(lyon.board) == before


def test_a_reopened_board_is_as_it_was(lyon):
    before = seen.state(lyon.board)
    boards.close(lyon.board, by=lyon.by())
    assert lyon.board.closed_at == lyon.clock()
    boards.reopen(lyon.board, by=lyon.by())
    assert seen.state(lyon.board) == before
    inventory.add(lyon.board, [Entry("De nouveau")], by=lyon.by())


def test_closing_and_reopening_twice_is_done_once(lyon):
    version = lyon.board.version
    boards.reopen(lyon.board, by=lyon.by())
    boards.close(lyon.board, by=lyon.by())
    with pytest.raises(Closed):
        boards.close(lyon.board, by=lyon.by())
    assert seen.kinds(lyon.board, since=version) == ["board.closed"]


def test_everybody_sees_their_own_boards_the_newest_first(lyon):
    board = opened(lyon)
    assert boards.of(lyon.bruno) == [board, lyon.board]
    assert boards.of(lyon.dana) == [lyon.danas_board]


def test_a_role_covers_the_ones_below_it():
    covered = [[one.covers(other) for other in Role] for one in Role]
    assert covered == [[True, False, False], [True, True, False], [True, True, True]]


def test_everybody_has_their_role_and_a_stranger_none(lyon):
    roles = [boards.role_of(lyon.board, lyon.person(name)) for name in ("amina", "bruno", "chloe", "dana")]
    assert roles == [Role.facilitator, Role.member, Role.reader, None]


# --- the clock ----------------------------------------------------------------


def test_five_days_after_day_0_twenty_five_are_left(lyon):
    at = lyon.clock()
    assert (lyon.board.today(at), lyon.board.day(at), lyon.board.days_left(at)) == (TODAY, 5, 25)
    assert lyon.board.end == DAY0 + timedelta(days=30)


@pytest.mark.parametrize(("day", "left"), [(0, 30), (30, 0), (31, -1), (-2, 32)])
def test_the_clock_runs_before_and_after_its_thirty_days(day, left):
    board = Board(day0=DAY0, timezone="Europe/Paris")
    at = datetime(2026, 11, 18, 12, tzinfo=UTC) + timedelta(days=day)
    assert (board.day(at), board.days_left(at)) == (day, left)


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        ("Europe/Paris", datetime(2026, 11, 22, 22, 59, 59, tzinfo=UTC), datetime(2026, 11, 22, 23, 0, tzinfo=UTC)),
        ("America/Montreal", datetime(2026, 11, 23, 4, 59, 59, tzinfo=UTC), datetime(2026, 11, 23, 5, 0, tzinfo=UTC)),
        ("Asia/Kolkata", datetime(2026, 11, 22, 18, 29, 59, tzinfo=UTC), datetime(2026, 11, 22, 18, 30, tzinfo=UTC)),
    ],
)
def test_a_new_day_begins_at_midnight_where_the_board_is(zone, before, after):
    board = Board(day0=DAY0, timezone=zone)
    assert (board.day(before), board.day(after)) == (4, 5)


@pytest.mark.parametrize("day0", [date(2026, 10, 20), date(2027, 3, 20)])
def test_a_change_of_clocks_neither_skips_nor_repeats_a_day(day0):
    board = Board(day0=day0, timezone="Europe/Paris")
    start = datetime(day0.year, day0.month, day0.day, tzinfo=UTC)
    hours = [board.day(start + timedelta(hours=hour)) for hour in range(24 * 12)]
    lengths = [hours.count(day) for day in range(1, 11)]
    changed = 25 if day0.month == 10 else 23
    assert sorted(lengths) == sorted([24] * 9 + [changed])
    assert hours == sorted(hours)

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boardapp.exchange.dates import BadDate, has_clock, order_of, read_date

DAY = date(2026, 11, 5)
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        *("2026-11-05", "2026-11-5", "2026/11/05", "2026.11.05", "05/11/2026", "5/11/2026", "05.11.2026", "05-11-2026"),
        *("05/11/26", "05.11.26", "2026-11-05T10:30:00Z", "2026-11-05 00:00", "05/11/2026 17:00", "05/11/2026, 17h30"),
    ],
)
def test_a_date_is_read_in_the_ways_people_write_it(text):
    assert read_date(text) == DAY


def test_the_month_comes_first_where_the_column_says_so_but_never_between_dots():
    assert read_date("11/05/2026", "mdy") == read_date("11-05-2026", "mdy") == read_date("05.11.2026", "mdy") == DAY


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31/11/2026", "date_impossible"),
        ("31/11", "date_impossible"),
        ("2026-02-30", "date_impossible"),
        ("0000-01-01", "date_impossible"),
        ("13/13/2026", "date_impossible"),
        ("29/02", "date_without_year"),
        ("28/11", "date_without_year"),
        ("26-11-28", "date_unreadable"),
        ("dès que possible", "date_unreadable"),
        ("07/Sep/21 5:34 PM", "date_unreadable"),
        ("Avril-Mai 2026", "date_unreadable"),
        ("05/11/2026 ou avant", "date_unreadable"),
        ("05/11-2026", "date_unreadable"),
        ("45982", "date_unreadable"),
        ("30/12/1899", "date_too_far"),
        ("0001-01-01", "date_too_far"),
        ("9999-12-31", "date_too_far"),
    ],
)
def test_a_date_is_refused_rather_than_made_up(text, code):
    with pytest.raises(BadDate) as error:
        read_date(text)
    assert error.value.code == code


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["03/28/2020", "04/05/2020"], "mdy"),
        (["28/03/2020", "04/05/2020"], "dmy"),
        (["04/05/2020", "", "soon"], None),
        (["03/28/2020", "03/29/2020", "28/03/2020"], "mdy"),
        (["03/28/2020", "28/03/2020"], None),
        (["2020-03-28", "28.03.2020"], None),
    ],
)
def test_a_column_decides_its_order_by_the_cells_that_leave_no_choice(cells, order):
    assert order_of(cells) == order


@pytest.mark.parametrize(("text", "clock"), [("2026-11-05 17:00", True), ("2026-11-05T00:00:00Z", False), ("x", False)])
def test_midnight_is_no_time_of_day(text, clock):
    assert has_clock(text) is clock


@given(DAYS)
def test_every_iso_date_is_read(day):
    assert read_date(day.isoformat()) == day


@given(DAYS, st.sampled_from(["dmy", "mdy"]))
def test_every_date_is_read_in_the_order_it_was_written(day, order):
    first, second = (day.day, day.month) if order == "dmy" else (day.month, day.day)
    assert read_date(f"{first}/{second:02}/{day.year:04}", order) == day

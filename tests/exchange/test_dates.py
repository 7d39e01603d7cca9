from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boardapp.exchange.dates import BadDate, are_serials, has_clock, order_of, read_date, read_serial

DAY = date(2026, 11, 5)
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        *("2026-11-05", "2026-11-5", "2026/11/05", "2026.11.05", "05/11/2026", "5/11/2026", "05.11.2026", "05-11-2026"),
        *(
            "05/Nov/26 5:34 PM",
            "5 novembre 2026",
            "5 nov. 26",
            "jeudi 5 novembre 2026",
            "Le 5 Novembre 2026",
            "5-Nov-2026",
        ),
        *("Nov 5, 2026", "November 5th, 2026", "Thu, 5 Nov 2026 17:00", "5 November 2026", "5 nov. 2026 à 17h30"),
        *("2026-11-05T10:00:00.000Z", "2026-11-05T10:00:00+0000", "Nov 5, 2026 3:04 PM"),
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
        ("Avril-Mai 2026", "date_unreadable"),
        ("avril 2026", "date_unreadable"),
        ("T2 2026", "date_unreadable"),
        ("asap", "date_unreadable"),
        ("28 brumaire 2026", "date_unreadable"),
        ("28 novembre 2026 ou avant", "date_unreadable"),
        ("Nov 28, 2026 → Dec 2, 2026", "date_unreadable"),
        ("28 novembre", "date_without_year"),
        ("Nov 28", "date_without_year"),
        ("28 nov. 17:00", "date_without_year"),
        ("31 novembre 2026", "date_impossible"),
        ("28 novembre 1926", "date_too_far"),
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


@pytest.mark.parametrize(
    ("text", "month"),
    [
        *(("1er janvier 2026", 1), ("1 janv. 2026", 1), ("Jan 1, 2026", 1), ("1 févr. 2026", 2), ("1 fev 2026", 2)),
        *(("1 February 2026", 2), ("1 mars 2026", 3), ("Mar 1, 2026", 3), ("1 avr. 2026", 4), ("1 Apr 2026", 4)),
        *(("1 mai 2026", 5), ("May 1, 2026", 5), ("1 juin 2026", 6), ("1 Jun 2026", 6), ("1 juil. 2026", 7)),
        *(("1 Jul 2026", 7), ("1 AOÛT 2026", 8), ("1 Aug 2026", 8), ("1 sept. 2026", 9), ("1 Sep 2026", 9)),
        *(("1 octobre 2026", 10), ("1 Oct 2026", 10), ("1 nov. 2026", 11), ("1 déc. 2026", 12), ("1 Dec 2026", 12)),
    ],
)
def test_months_are_named_in_french_and_english(text, month):
    assert read_date(text) == date(2026, month, 1)


def test_the_number_of_a_spreadsheet_is_a_day_only_where_its_column_holds_nothing_else():
    assert are_serials(["46331", "", "46354.5"])
    assert read_serial("46331") == DAY
    assert not are_serials(["46331", "asap"])
    assert not are_serials(["46331", "75001"])
    assert not are_serials(["35000", "46331"])
    assert not are_serials(["", ""])


@pytest.mark.parametrize(("text", "clock"), [("46354.5", True), ("46354", False), ("46354.0", False)])
def test_a_part_of_a_day_is_a_time(text, clock):
    assert has_clock(text) is clock


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

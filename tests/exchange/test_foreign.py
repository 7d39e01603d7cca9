"""What the cells of other people's files say more, or differently, than ours."""

from datetime import date

import pytest

from boardapp.exchange.drafts import Draft, Problem
from boardapp.exchange.mapping import drafts, guess
from boardapp.exchange.reading import read_table
from boardapp.exchange.tables import Table


def drafted(text: str, mapping: list[str | None] | None = None, **options) -> list[Draft]:
    table = read_table(text.encode())
    return drafts(table, mapping or guess(table), **options)


def codes(draft: Draft) -> list[str]:
    return [problem.code for problem in draft.problems]


def test_a_list_is_a_horizon_or_a_state_by_what_it_is_called():
    later, done, north = drafted("title,list\nOpen,Later\nClose,Done\nMove,North\n")
    assert (later.horizon, later.status) == ("later", None)
    assert (done.horizon, done.status) == (None, "done")
    assert (north.horizon, north.status, north.note, codes(north)) == (None, None, "list: North", ["unknown_value"])


def test_a_state_may_be_called_like_a_horizon():
    later, done = drafted("title,status\nOpen,Plus tard\nClose,Terminé\n")
    assert (later.horizon, later.status, codes(later)) == ("later", None, [])
    assert (done.horizon, done.status) == (None, "done")


def test_a_list_says_more_than_a_state_that_is_only_open():
    running, done = drafted("title,status,column\nOpen,Open,In progress\nClose,Closed,In progress\n")
    assert (running.status, running.note) == ("running", "")
    assert (done.status, done.note, codes(done)) == ("done", "column: In progress", ["unknown_value"])


def test_a_day_of_completion_makes_an_action_done():
    done, open_ = drafted("Name,Completed At\nOpen,2026-09-15\nClose,\n")
    assert (done.status, done.done_on) == ("done", date(2026, 9, 15))
    assert (open_.status, open_.done_on) == (None, None)


def test_where_a_row_has_no_title_another_column_gives_it():
    text = "Measure_L2,Measure_L3\nBorders,Close them\nSchools,\n,\nShops,Open them\n,Ask\n"
    mapping = ["title_else", "title"]
    close, schools, shops, ask = drafted(text, mapping)
    assert [draft.title for draft in (close, schools, shops, ask)] == ["Close them", "Schools", "Open them", "Ask"]
    assert [draft.note for draft in (close, schools, ask)] == ["Measure_L2: Borders", "", ""]


def test_rows_without_either_title_are_skipped():
    found = drafted("a,b,c\nx,,1\n,,2\n,z,3\n", ["title", "title_else", "note"])
    assert [draft.skipped for draft in found] == [None, "empty_title", None]


def test_rows_that_a_careful_reader_passes_over_say_why():
    table = Table([["title", "note"], ["Open", "x"], ["Total", "1"]], [1, 2, 3], passed={3: "total"})
    assert [draft.skipped for draft in drafts(table, ["title", "note"])] == [None, "total"]


def test_the_numbers_of_a_spreadsheet_are_read_as_days_and_said():
    first, second = drafted("title,due\nOpen,46331\nClose,46354.5\n")
    assert (first.due_on, first.note) == (date(2026, 11, 5), "")
    assert first.problems == [Problem("date_from_number", {"name": "due", "value": "46331", "date": "2026-11-05"})]
    assert (second.due_on, second.note) == (date(2026, 11, 28), "due: 46354.5")


def test_a_number_among_other_dates_is_no_day():
    first, second = drafted("title,due\nOpen,46331\nClose,2026-11-28\n")
    assert (first.due_on, first.note, codes(first)) == (None, "due: 46331", ["date_unreadable"])
    assert second.due_on == date(2026, 11, 28)


@pytest.mark.parametrize("cell", ["Avril-Mai 2026", "T2 2026", "asap", "dès que possible"])
def test_no_date_is_invented(cell):
    (draft,) = drafted(f"title,due\nOpen,{cell}\n")
    assert (draft.due_on, draft.note, codes(draft)) == (None, f"due: {cell}", ["date_unreadable"])


def test_a_share_of_work_done_is_a_state_and_stays_readable():
    none, half, done = drafted("Action,Avancement\nOuvrir,0 %\nFermer,50 %\nPayer,100 %\n")
    assert [draft.status for draft in (none, half, done)] == ["to_start", "running", "done"]
    assert [draft.note for draft in (none, half, done)] == ["", "Avancement: 50 %", ""]


def test_of_several_labels_the_first_is_the_category_and_all_stay_in_the_note():
    (draft,) = drafted('title,labels\nOpen,"care; urgent, press"\n')
    assert (draft.category, draft.note) == ("care", "labels: care; urgent, press")
    assert draft.problems == [Problem("several_labels", {"name": "labels", "value": "care; urgent, press"})]


def test_a_label_that_the_board_knows_comes_first():
    (draft,) = drafted('title,labels\nOpen,"urgent, Éxpérience"\n', categories=["experience", "Service"])
    assert draft.category == "Éxpérience"


@pytest.mark.parametrize("cell", ["Sales (green)", "Sales-green", "Sales (sky_dark)"])
def test_the_colour_behind_a_label_is_no_part_of_its_name(cell):
    (draft,) = drafted(f"title,labels\nOpen,{cell}\n")
    assert (draft.category, draft.note, draft.problems) == ("Sales", f"labels: {cell}", [])


def test_a_category_may_hold_commas():
    (draft,) = drafted('title,category\nOpen,"Support (food, housing)"\n')
    assert (draft.category, draft.problems) == ("Support (food, housing)", [])


def test_without_a_header_no_cell_stands_beyond_the_last_column():
    table = Table([["Call the clients", "x"], ["Open the desk", "y"]], [1, 2], header_row=None)
    first, _ = drafts(table, guess(table))
    assert (first.title, first.note, first.problems) == ("Call the clients", "B: x", [])


def test_json_in_a_cell_is_kept_as_it_is():
    (draft,) = drafted('title,tags\nOpen,"[ { ""shop"": ""<b>wine</b>"" } ]"\n', ["title", None])
    assert draft.note == 'tags: [ { "shop": "<b>wine</b>" } ]'


def test_the_key_of_an_issue_is_kept_rather_than_its_number():
    (draft,) = drafted("Summary,Issue id,Issue key\nOpen,10007,HELP-7\n")
    assert (draft.source_id, draft.note) == ("HELP-7", "Issue id: 10007")

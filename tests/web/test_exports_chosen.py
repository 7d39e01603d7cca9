"""Part of a board as a file: what a filter shows, some of the columns, a sheet for each horizon; and its due dates."""

import csv
import html
import io
import re
from datetime import date

import pytest
from icalendar import Calendar
from openpyxl import load_workbook

from boardapp.domain import actions, inventory
from boardapp.domain.actions import Status
from boardapp.exchange.headers import HEADERS

HERE = "/boards/1"
BRUNOS = 1  # the first owner of the world


def rows_of(answer, delimiter=";"):
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def workbook(answer):
    assert answer.status_code == 200
    return load_workbook(io.BytesIO(answer.data))


def entries(answer):
    assert answer.status_code == 200
    return {str(each["summary"]): each for each in Calendar.from_ical(answer.data).walk("VEVENT")}


def sent_by(page, **pressed):
    """What a browser sends for the form of the page as it stands."""
    form = re.search(r'<form method="get" action="[^"]+export.xlsx">.*?</form>', page, re.DOTALL)[0]
    fields = []
    for field in re.findall(r"<input[^>]*>", form):
        name, value, kind = (re.search(rf'{each}="([^"]*)"', field)[1] for each in ("name", "value", "type"))
        if kind == "hidden" or " checked" in field:
            fields.append((name, html.unescape(value)))
    fields.append(("locale", re.search(r'value="(\w+)"[^>]* selected', form)[1]))
    return [(name, pressed.get(name, value)) for name, value in fields]


@pytest.mark.parametrize(
    ("asked", "refs"),
    [
        ("late=1", ["A-2"]),
        (f"owner={BRUNOS}", ["A-1", "A-5", "A-12"]),
        ("horizon=later", ["A-8", "A-9"]),
        ("q=%23communication", ["A-1", "A-7"]),
        ("q=A-3", ["A-3"]),
        ("q=nothing-says-this", []),
        ("late=1&rows=all", [f"A-{number}" for number in range(1, 13)]),
    ],
)
def test_a_file_holds_what_the_filter_of_the_address_shows(chloe, asked, refs):
    assert sorted((row["ref"] for row in rows_of(chloe.get(f"{HERE}/export.csv?{asked}"))), key=len) == refs
    sheet = workbook(chloe.get(f"{HERE}/export.xlsx?{asked}")).worksheets[0]
    assert sorted((row[0].value for row in sheet.iter_rows(min_row=2)), key=len) == refs


def test_an_action_keeps_its_place_in_a_file_of_some(chloe):
    row, *_ = rows_of(chloe.get(f"{HERE}/export.csv?q=A-4"))
    assert (row["horizon"], row["rang"]) == ("Faire maintenant", "4")


def test_archived_actions_are_a_filter_too(look, chloe):
    with look() as world:
        inventory.archive(world.action("ligne"), by=world.by())
    assert [row["ref"] for row in rows_of(chloe.get(f"{HERE}/export.csv?archived=1"))] == ["A-2"]


def test_the_columns_asked_for_are_there_in_the_agreed_order(chloe):
    asked = "column=version&column=title&column=uid&column=ref&column=title&column=password_hash"
    assert list(rows_of(chloe.get(f"{HERE}/export.csv?{asked}"))[0]) == ["ref", "action", "uid", "version"]
    (sheet,) = workbook(chloe.get(f"{HERE}/export.xlsx?{asked}&locale=en")).worksheets
    assert [cell.value for cell in sheet[1]] == ["ref", "action", "uid", "version"]


@pytest.mark.parametrize("asked", ["", "?column=", "?column=nothing"])
def test_without_a_choice_all_columns_are_there(chloe, asked):
    assert list(rows_of(chloe.get(f"{HERE}/export.csv{asked}"))[0]) == list(HEADERS["fr"].values())


def test_a_sheet_for_each_horizon_follows_the_one_with_all(chloe):
    book = workbook(chloe.get(f"{HERE}/export.xlsx?sheets=horizons"))
    assert book.sheetnames == ["Toutes les actions", "Faire maintenant", "Ensuite", "Plus tard", "À trier"]
    assert [sheet.max_row - 1 for sheet in book.worksheets] == [12, 4, 3, 2, 3]
    assert workbook(chloe.get(f"{HERE}/export.xlsx?locale=en")).sheetnames == ["All actions"]


def test_the_form_as_it_stands_asks_for_everything(chloe):
    fields = sent_by(chloe.get(f"{HERE}/export").text)
    assert [name for name, _ in fields if name != "column"] == ["locale"]
    assert {value for name, value in fields if name == "column"} == set(HEADERS["fr"])
    assert chloe.get(f"{HERE}/export.csv", query_string=fields).data == chloe.get(f"{HERE}/export.csv").data


def test_a_view_leads_to_its_own_export_and_back_to_everything(chloe):
    for page in ("", "/actions"):
        shown = chloe.get(f"{HERE}{page}?late=1&q=ligne").text
        address = html.unescape(re.search(r'href="(/boards/1/export\?[^"]+)"', shown)[1])
        form = chloe.get(address).text
        assert [row["ref"] for row in rows_of(chloe.get(f"{HERE}/export.csv", query_string=sent_by(form)))] == ["A-2"]
        everything = sent_by(form, rows="all")
        assert len(rows_of(chloe.get(f"{HERE}/export.csv", query_string=everything))) == 12
    assert "/export?" not in chloe.get(HERE).text + chloe.get(f"{HERE}/actions").text


def test_an_address_that_says_nonsense_gives_a_file_all_the_same(chloe):
    for asked in ("q=%ff%fe", "owner=x&category=99999999999", "rows=&sheets=&locale=xx", "horizon=nowhere&late="):
        for kind in ("csv", "xlsx", "ics"):
            assert chloe.get(f"{HERE}/export.{kind}?{asked}").status_code == 200
        assert chloe.get(f"{HERE}/export?{asked}").status_code == 200


def test_due_dates_are_days_of_a_calendar(chloe):
    found = entries(chloe.get(f"{HERE}/export.ics"))
    entry = found["Prévenir par SMS les clients qui ont rendez-vous cette semaine"]
    assert entry.decoded("dtstart") == date(2026, 11, 24)
    assert "dtend" not in entry
    assert entry["url"] == "http://localhost/actions/1"
    assert [str(each) for each in entry["categories"].cats] == ["Communication"]
    assert (entry["status"], entry["transp"]) == ("CONFIRMED", "TRANSPARENT")
    assert "Faire maintenant · En cours\nBruno Carvalho" in entry["description"]
    assert (
        "Do now · Running" in entries(chloe.get(f"{HERE}/export.ics?locale=en"))[str(entry["summary"])]["description"]
    )
    assert len(found) == len([row for row in rows_of(chloe.get(f"{HERE}/export.csv")) if row["échéance"]])


def test_what_is_done_is_ticked_what_is_stopped_is_called_off_what_is_archived_is_gone(look, chloe):
    with look() as world:
        actions.edit(world.action("frais"), by=world.by(), status=Status.stopped)
        inventory.archive(world.action("ligne"), by=world.by())
    found = entries(chloe.get(f"{HERE}/export.ics"))
    assert found["✓ Proposer la visioconférence à la place du rendez-vous en agence"]["status"] == "CONFIRMED"
    assert found["Ne plus facturer les rendez-vous manqués"]["status"] == "CANCELLED"
    assert not [title for title in found if "ligne" in title]


def test_a_second_calendar_changes_the_entry_and_adds_none(look, chloe, clock):
    title = "Ne plus facturer les rendez-vous manqués"
    before = entries(chloe.get(f"{HERE}/export.ics"))[title]
    clock.advance(hours=1)
    with look() as world:
        actions.edit(world.action("frais"), by=world.by(), due_on=date(2026, 12, 24))
    after = entries(chloe.get(f"{HERE}/export.ics"))[title]
    assert before["uid"] == after["uid"]
    assert (before["sequence"] < after["sequence"], after.decoded("dtstart")) == (True, date(2026, 12, 24))
    assert before.decoded("last-modified") < after.decoded("last-modified") == clock()


def test_what_people_wrote_stays_text_in_a_calendar(look, chloe):
    with look() as world:
        title, step = 'a;b,c\\d:e "f" ' + "é" * 90, "x\r\nEND:VCALENDAR"
        actions.edit(world.action("frais"), by=world.by(), title=title, first_step=step)
    answer = chloe.get(f"{HERE}/export.ics")
    assert title in entries(answer)
    assert answer.data.count(b"\r\nEND:VCALENDAR") == 1
    assert max(map(len, answer.data.split(b"\r\n"))) <= 75

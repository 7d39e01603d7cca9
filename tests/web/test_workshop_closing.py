"""The end of the hour: what everybody takes along, what is deleted, and who may stay."""

import csv
import io

import pytest
from icalendar import Calendar
from sqlalchemy import func, select

from boardapp.database import db
from boardapp.domain import people
from boardapp.domain.actions import Action
from boardapp.domain.boards import Role, role_of
from boardapp.domain.workshop import committing, secret_lines, voting
from boardapp.domain.workshop.ballots import Ballot
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.secret_lines import Line
from boardapp.domain.workshop.workshops import Workshop
from tests.web.rooms import DESK, SEAT, Room
from tests.world import IDS, PASSWORD, TODAY

NUIT = IDS["nuit"]


@pytest.fixture
def room(app, amina):
    return Room(app, amina)


@pytest.fixture
def soizic(room):
    phone = room.phone("Soizic")
    room.go("inventory")
    return phone


def takes(look, name="Soizic"):
    """An action of Do now is theirs, due today, by their own promise."""
    with look() as world:
        workshop = db.session.get_one(Workshop, 1)
        values = {"owner": name, "due_on": TODAY, "first_step": "Appeler le foyer", "benefit": ""}
        committing.take_on(workshop, world.action("sms"), seen=world.action("sms").owner_id, by=world.by(), **values)


def test_closing_keeps_what_was_still_hidden_and_deletes_what_leads_to_people(room, soizic, look, amina):
    with look() as world:
        person = db.session.get_one(Participant, 1)
        secret_lines.write(person, "Une ligne jamais révélée", None, world.clock())
        voting.give(db.session.get_one(Participant, 1), NUIT, 3)
    assert amina.post(f"{DESK}/close").status_code == 303
    with look():
        action = db.session.scalars(select(Action).where(Action.title == "Une ligne jamais révélée")).one()
        assert action.archived_at is None
        assert (db.session.get_one(Action, NUIT).votes, db.session.get_one(Action, NUIT).voters) == (3, 1)
        assert [db.session.scalar(select(func.count()).select_from(each)) for each in (Line, Ballot)] == [0, 0]


def test_closing_twice_is_closing_once(room, soizic, look, amina):
    amina.post(f"{DESK}/close")
    with look() as world:
        version = world.board.version
    assert amina.post(f"{DESK}/close").status_code == 303
    with look() as world:
        assert world.board.version == version


def test_the_last_screen_is_a_sentence(english, room, soizic, look, amina):
    takes(look)
    amina.post(f"{DESK}/close")
    for page in (amina.get(f"{DESK}?lang=en").text, soizic.get(f"{SEAT}?lang=en").text):
        assert "3 actions, 2 owners, first due" in page


def test_each_participant_has_their_own_actions_and_a_file_for_the_calendar(room, soizic, look, amina):
    takes(look)
    amina.post(f"{DESK}/close")
    assert "Prévenir par SMS" in soizic.get(SEAT).text
    answer = soizic.get(f"{SEAT}.ics")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert "attachment" in answer.headers["Content-Disposition"]
    (entry,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert str(entry["SUMMARY"]).startswith("Prévenir par SMS")
    assert entry["DTSTART"].dt == TODAY
    assert "Appeler le foyer" in str(entry["DESCRIPTION"])


def test_somebody_without_an_action_gets_an_empty_calendar(room, soizic, amina):
    amina.post(f"{DESK}/close")
    assert Calendar.from_ical(soizic.get(f"{SEAT}.ics").data).walk("VEVENT") == []


def test_the_trace_holds_counts_and_ranks_and_no_names(room, soizic, look, amina):
    with look():
        voting.give(db.session.get_one(Participant, 1), NUIT, 3)
    takes(look)
    amina.post(f"{DESK}/close")
    answer = amina.get(f"{DESK}/trace.csv?locale=en")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0] == ["place", "ref", "action", "unites", "points", "people", "challenge level", "effort", "horizon"]
    assert rows[1][2:6] == ["Loger l’équipe de nuit près du centre d’appels", "1", "3", "1"]
    assert ["", "", "participants", "1"] in rows
    assert ["", "", "people who voted", "1"] in rows
    assert "Soizic" not in answer.text
    assert "Haddad" not in answer.text


def test_a_formula_in_a_title_runs_in_no_spreadsheet(room, soizic, look, amina):
    amina.post("/boards/1/actions", {"lines": "=1+1"})
    assert '"\'=1+1"' in amina.get(f"{DESK}/trace.csv").text


def test_whoever_asks_may_stay_once_a_facilitator_says_yes(room, soizic, look, amina):
    amina.post(f"{DESK}/close")
    asked = soizic.post(f"{DESK}/stay", {"email": "soizic@example.fr"})
    assert asked.status_code == 303
    refused = soizic.post(f"{DESK}/account", {"name": "Soizic Le Goff", "password": PASSWORD})
    assert refused.status_code == 403
    assert "soizic@example.fr" in amina.get(DESK).text
    assert amina.post(f"{DESK}/welcome", {"participant": 1}).status_code == 303
    assert 'name="password"' in soizic.get(SEAT).text
    entered = soizic.post(f"{DESK}/account", {"name": "Soizic Le Goff", "password": PASSWORD})
    assert entered.location == "/boards/1"
    assert soizic.get("/boards/1").status_code == 200
    with look() as world:
        user = people.find("soizic@example.fr")
        assert (user.name, role_of(world.board, user)) == ("Soizic Le Goff", Role.member)


@pytest.mark.parametrize(
    ("where", "data"),
    [("stay", {"email": "no address"}), ("stay", {"email": ""}), ("stay", {"email": "\x00@x.fr"})],
)
def test_an_address_that_is_none_is_refused_and_kept(room, soizic, amina, where, data):
    amina.post(f"{DESK}/close")
    answer = soizic.post(f"{DESK}/{where}", data)
    assert answer.status_code == 422
    assert 'class="error"' in answer.text


def test_a_short_password_is_refused_with_a_sentence(room, soizic, amina):
    amina.post(f"{DESK}/close")
    soizic.post(f"{DESK}/stay", {"email": "soizic@example.fr"})
    amina.post(f"{DESK}/welcome", {"participant": 1})
    answer = soizic.post(f"{DESK}/account", {"name": "Soizic", "password": "court"})
    assert answer.status_code == 422
    assert 'class="error"' in answer.text


def test_a_seat_is_kept_for_an_hour_and_then_is_none(room, soizic, amina, clock):
    amina.post(f"{DESK}/close")
    clock.advance(minutes=59)
    assert soizic.get(SEAT).status_code == 200
    clock.advance(minutes=2)
    assert soizic.get(SEAT).location == "/join"


def test_a_board_has_another_workshop_once_the_first_is_closed(room, soizic, amina):
    amina.post(f"{DESK}/close")
    assert amina.post("/boards/1/workshop/opening").location == "/workshops/2"
    assert amina.get("/boards/1/workshop").status_code == 200
    assert amina.get("/workshops/1").status_code == 200

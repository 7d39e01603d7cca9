"""What no page of a room sends: in every phase, each form of it filled with nonsense is answered in words."""

import pytest

from boardapp.database import db
from boardapp.domain.workshop import participants
from boardapp.domain.workshop.workshops import Phase
from boardapp.web.workshop import voting
from tests.web.rooms import DESK, SEAT, Room, wall, words
from tests.world import IDS

HOSTILE = "<script>alert(1)</script>\u202e\u0000'\"; DROP TABLE line--"
ODD = ("", "-1", "1", "1-2-1", "1:1", "1:now", "999999999", "9" * 40, "é٣²", HOSTILE, "x" * 20_000)
FIELDS = {
    "lines": ("lines", "once"),
    "lines/mine": ("line", "text", "drop"),
    "pairs": ("say",),
    "merges": ("which", "undo"),
    "shapes": ("say",),
    "vote": ("points", "challenge", "effort"),
    "disagreements": ("says",),
    "commitments": ("action", "seen", "who", "owner", "due", "due_on", "first_step", "benefit"),
    "stay": ("email",),
    "account": ("name", "password"),
    "done": ("phase",),
}
LED = {
    "phase": ("to", "seen"),
    "clock": ("do",),
    "light": ("action",),
    "seats": ("seat", "do"),
    "groups": ("which", "undo"),
    "splits": ("say",),
    "count": ("seen",),
    "round": ("seen",),
    "papers": ("drop", "seen", "points-1"),
    "cuts": ("now", "next", "now_to", "next_to"),
    "plan": ("now", "next", "now_to", "next_to"),
    "exceptions": ("move",),
    "assignments": ("action", "seen", "who", "owner", "due", "due_on", "first_step", "benefit"),
    "welcome": ("participant",),
}


@pytest.fixture
def room(app, amina):
    return Room(app, amina)


def sent(browser, fields):
    """What a browser is answered to nothing at all, and to each odd value in each field of each form."""
    for noun, names in fields.items():
        yield noun, "nothing", browser.post(f"{DESK}/{noun}")
        for odd in ODD:
            for htmx in (False, True):
                yield noun, odd[:40], browser.post(f"{DESK}/{noun}", dict.fromkeys(names, odd), htmx=htmx)


def broken(answers):
    return [(noun, odd, answer.status_code) for noun, odd, answer in answers if answer.status_code >= 500]


@pytest.mark.parametrize("phase", [each for each in Phase if each is not Phase.welcome])
def test_nonsense_from_a_phone_breaks_nothing(room, amina, phase):
    phone = room.phone("Soizic")
    room.go(phase)
    if phase is Phase.commit:
        amina.post(f"{DESK}/light", {"action": 1})

    assert broken(sent(phone, FIELDS)) == []
    assert phone.get(SEAT).status_code == 200


@pytest.mark.parametrize("phase", [each for each in Phase if each is not Phase.welcome])
def test_nonsense_from_the_desk_breaks_nothing(room, amina, phase):
    room.phone("Soizic")
    room.go(phase)

    assert broken(sent(amina, LED)) == []
    assert amina.get(DESK).status_code == 200
    assert amina.get(room.path("wall")).status_code == 200


@pytest.mark.parametrize("htmx", [False, True])
def test_a_vote_from_before_the_room_went_on_is_answered_in_words(room, english, htmx):
    phone = room.phone("Soizic")
    for phase in ("prioritise", "commit"):
        room.go(phase)
    assert room.lead.post(f"{DESK}/count", {"seen": 1}).status_code == 303

    answer = phone.post(f"{DESK}/vote", {"points": f"{IDS['sms']}:1"}, htmx=htmx, headers={"Accept-Language": "en"})

    assert answer.status_code == 422
    assert "The votes were counted already" in answer.text
    assert ('id="seat"' in answer.text) is htmx


@pytest.mark.parametrize(
    ("noun", "fields"), [("phase", {"to": "moon"}), ("clock", {"do": "x"}), ("light", {"action": "x"})]
)
def test_nonsense_on_the_desk_is_said_and_changes_nothing(room, amina, english, noun, fields):
    room.go("commit")
    lit = words(wall(room))

    answer = amina.post(f"{DESK}/{noun}", fields)

    assert answer.status_code == 422
    assert "Choose one of the list." in answer.text or "Enter a whole number" in answer.text
    assert words(wall(room)) == lit


def test_a_count_of_a_round_that_is_over_does_not_say_that_votes_are_revealed(room, amina, english):
    room.go("prioritise")
    for noun in ("count", "round"):
        amina.post(f"{DESK}/{noun}", {"seen": 1})
    amina.get("/boards/1")  # says what was done, once

    answer = amina.post(f"{DESK}/count", {"seen": 1}, htmx=True)

    assert "The votes are revealed." not in answer.text


def test_code_entry_that_is_closed_says_for_how_long(room, visitor):
    for _ in range(participants.WRONG_CODES):
        visitor.post("/join", {"code": "WRONG"})

    answer = visitor.post("/join", {"code": "WRONG"})

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")


def test_a_tap_on_an_action_that_is_merged_that_very_moment_is_answered(room, app):
    """What is read after the vote was written may be without it."""
    room.phone("Soizic")
    with app.test_request_context():
        soizic = db.session.get(participants.Participant, 1)
        assert [piece for piece in voting._changed(soizic, 999_999) if "vote-" in piece] == []

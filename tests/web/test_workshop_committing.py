"""Who takes it on, by when: on a phone, on the desk, two at once, and what is typed wrong."""

import re
from datetime import timedelta

import pytest

from boardapp.domain import actions
from tests import seen
from tests.web.rooms import DESK, SEAT, Room, wall, words
from tests.world import IDS, TODAY

pytestmark = pytest.mark.usefixtures("english")
FRAIS, SMS = IDS["frais"], IDS["sms"]
COMMITMENTS, ASSIGNMENTS = f"{DESK}/commitments", f"{DESK}/assignments"
SOON = (TODAY + timedelta(days=14)).isoformat()


@pytest.fixture
def room(app, amina, look):
    with look() as world:
        actions.edit(world.action("frais"), by=world.by(), owner="")
        actions.edit(world.action("ligne"), by=world.by(), due_on=None)
    room = Room(app, amina)
    room.go("commit")
    return room


def form(**values):
    whole = {
        "action": FRAIS,
        "seen": "",
        "who": "me",
        "owner": "",
        "due": SOON,
        "due_on": "",
        "first_step": "",
        "benefit": "",
    }
    return whole | {"next": SEAT, "once": "a"} | values


def stored(look, name="frais"):
    with look() as world:
        action = world.action(name)
        return action.owner.shown if action.owner else None, action.due_on and action.due_on.isoformat()


def light(amina, id_):
    amina.post(f"{DESK}/light", {"action": id_})


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_i_take_it(room, ines, look, amina, htmx):
    light(amina, FRAIS)
    assert "Who takes it on?" in words(wall(room))

    answer = ines.post(COMMITMENTS, form(first_step="Lister", benefit="Du temps"), htmx=htmx)

    assert answer.status_code == (200 if htmx else 303)
    assert stored(look) == ("Inès", SOON)
    assert "Inès takes it on, by 7 Dec" in words(ines.get(SEAT))
    assert "First step: Lister" in words(wall(room))
    assert "Inès takes on by 7 Dec: A-4 “Ne plus facturer les rendez-vous manqués”" in words(
        amina.get("/boards/1/history")
    )


def test_somebody_else_is_named_and_a_date_that_is_typed_counts(room, ines, look):
    answer = ines.post(COMMITMENTS, form(who="other", owner="Malo", due_on="2026-12-20"))
    assert answer.location == SEAT
    assert stored(look) == ("Malo", "2026-12-20")


def test_a_tap_sent_twice_is_one_commitment(room, ines, look):
    for _ in range(2):
        assert ines.post(COMMITMENTS, form()).location == SEAT
    with look() as world:
        assert len([each for each in events(world) if each.kind == "workshop.committed"]) == 1


def events(world):
    return seen.events(world.board)


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_the_second_of_two_is_told_who_has_it_and_may_take_over(room, ines, samir, look, htmx):
    light(room.lead, FRAIS)
    ines.post(COMMITMENTS, form())

    late = samir.post(COMMITMENTS, form(first_step="Appeler les agences"), htmx=htmx)

    assert late.status_code == 422
    assert "Inès took this on a moment ago. Send it again to take over" in words(late)
    assert "Take over from Inès" in words(late)
    assert 'value="Appeler les agences"' in late.text
    assert stored(look) == ("Inès", SOON)
    holder = re.search(r'name="seen" value="(\d+)"', late.text)[1]
    assert samir.post(COMMITMENTS, form(seen=holder, once="b")).location == SEAT
    assert stored(look) == ("Samir", SOON)


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"who": "other", "owner": "  "}, "Write who takes it on"),
        ({"due": ""}, "Choose by when"),
        ({"due_on": "31/02/2026"}, "Enter a real date"),
        ({"first_step": "x" * 141}, "140 characters at most"),
        ({"benefit": "x" * 141}, "140 characters at most"),
        ({"who": "other", "owner": "x" * 61}, "60 characters at most"),
        ({"action": "13"}, "This action was merged, finished or archived meanwhile."),
        ({"action": ""}, "This action was merged, finished or archived meanwhile."),
    ],
)
def test_what_cannot_be_used_comes_back_with_a_sentence_and_all_that_was_typed(room, look, values, said, htmx):
    ines = room.phone("Inès")
    light(room.lead, FRAIS)
    answer = ines.post(COMMITMENTS, form(benefit="Du temps") | values, htmx=htmx)

    assert (answer.status_code, said in words(answer)) == (422, True)
    assert ('value="Du temps"' in answer.text) or "benefit" in values
    assert stored(look)[0] is None


def test_the_desk_sets_owner_and_date_for_somebody_without_a_phone(room, amina, look):
    light(amina, FRAIS)
    wrong = amina.post(ASSIGNMENTS, form(who="other", owner=""))
    assert (wrong.status_code, "Write who takes it on" in words(wrong)) == (422, True)

    answer = amina.post(ASSIGNMENTS, form(who="me", owner="Malo", next=DESK))

    assert answer.location == DESK
    assert stored(look) == ("Malo", SOON)


def test_next_goes_to_what_lacks_something_and_then_to_the_next_phase(room, amina, look):
    page = amina.get(DESK).text
    assert upcoming(page) == FRAIS
    light(amina, FRAIS)
    assert upcoming(amina.get(DESK).text) == IDS["ligne"]
    amina.post(ASSIGNMENTS, form(owner="Malo"))
    amina.post(ASSIGNMENTS, form(action=IDS["ligne"], seen="", owner="Amina Haddad", once="c"))
    assert 'name="to" value="close" data-key="ArrowRight"' in amina.get(DESK).text


def upcoming(page):
    return int(re.search(r'name="action" value="(\d+)" data-key="ArrowRight"', page)[1])


def test_the_run_says_what_is_still_missing(room):
    said = words(wall(room))
    assert "who?, 30 Nov" in said
    assert "Amina Haddad, when?" in said


def test_without_anything_in_the_light_the_phone_shows_the_list(room, ines, amina):
    light(amina, "")
    assert "The facilitator puts one action after the other into the light." in words(ines.get(SEAT))

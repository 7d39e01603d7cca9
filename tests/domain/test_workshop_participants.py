"""Who sits in a room: names, claims, limits, codes."""

from datetime import timedelta

import pytest

from boardapp.database import db
from boardapp.domain.errors import Invalid, NotAllowed, TooMany
from boardapp.domain.workshop import closing, participants, workshops
from boardapp.domain.workshop.participants import Participant


@pytest.fixture
def room(lyon):
    workshop = workshops.prepare(lyon.board, by=lyon.by())
    workshops.open_room(workshop, by=lyon.by())
    return workshop


def seat(room, lyon, name):
    return participants.seated(room.id, participants.join(room, name, at=lyon.clock()), lyon.clock())


def test_a_first_name_is_enough(lyon, room):
    soizic = seat(room, lyon, "  Soizic ")
    assert (soizic.name, soizic.team) == ("Soizic", "")
    assert participants.present(room) == [soizic]


def test_only_the_hash_of_a_token_is_kept(lyon, room):
    token = participants.join(room, "Soizic", at=lyon.clock())
    assert token not in str(db.session.get(Participant, 1).__dict__)


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "x" * 200, "\x00", "\ud800"])
def test_a_name_that_is_none_is_refused(lyon, room, name):
    with pytest.raises(Invalid) as refused:
        participants.join(room, name, at=lyon.clock())
    assert refused.value.field == "name"
    assert participants.present(room) == []


def test_two_people_do_not_share_a_name_however_it_is_written(lyon, room):
    seat(room, lyon, "Élodie")
    with pytest.raises(Invalid) as refused:
        participants.join(room, "ELODIE", at=lyon.clock())
    assert refused.value.code == "name_here"


def test_a_claim_takes_the_seat_once_it_is_confirmed_and_the_old_phone_has_none(lyon, room):
    token = participants.join(room, "Soizic", at=lyon.clock())
    second = participants.claim(room, "soizic", at=lyon.clock())
    assert participants.seated(room.id, second, lyon.clock()) is None
    assert [each.name for each in participants.present(room)] == ["Soizic"]
    participants.confirm(participants.claims(room)[0])
    assert participants.seated(room.id, token, lyon.clock()) is None
    assert participants.seated(room.id, second, lyon.clock()).id == 1
    assert participants.claims(room) == []


def test_a_refused_claim_leaves_the_seat_to_the_first_phone(lyon, room):
    token = participants.join(room, "Soizic", at=lyon.clock())
    second = participants.claim(room, "Soizic", at=lyon.clock())
    participants.dismiss(participants.claims(room)[0])
    assert participants.holder(room.id, second) is None
    assert participants.seated(room.id, token, lyon.clock()) is not None


def test_whoever_is_taken_out_has_no_seat_and_leaves_the_name_free(lyon, room):
    soizic = seat(room, lyon, "Soizic")
    participants.dismiss(soizic)
    assert participants.present(room) == []
    assert seat(room, lyon, "Soizic").id != soizic.id


def test_a_seat_lasts_an_hour_beyond_the_closing(lyon, room):
    token = participants.join(room, "Soizic", at=lyon.clock())
    closing.close(room, by=lyon.by())
    last = lyon.clock() + timedelta(minutes=59)
    assert participants.seated(room.id, token, last) is not None
    assert participants.seated(room.id, token, last + timedelta(minutes=1)) is None


def test_a_seat_opens_one_room_only(lyon, room):
    token = participants.join(room, "Soizic", at=lyon.clock())
    other = workshops.prepare(lyon.danas_board, by=lyon.by("dana"))
    workshops.open_room(other, by=lyon.by("dana"))
    assert participants.seated(other.id, token, lyon.clock()) is None


def test_a_room_that_is_not_open_takes_nobody_in(lyon):
    prepared = workshops.prepare(lyon.board, by=lyon.by())
    with pytest.raises(Invalid):
        participants.join(prepared, "Soizic", at=lyon.clock())
    workshops.open_room(prepared, by=lyon.by())
    closing.close(prepared, by=lyon.by())
    with pytest.raises(NotAllowed):
        participants.join(prepared, "Soizic", at=lyon.clock())


def test_a_code_is_read_in_any_case_and_with_any_spaces(lyon, room):
    shown = workshops.shown_code(room.code)
    for typed in (shown, shown.lower(), f" {room.code[:2]} {room.code[2:]} ", "-".join(room.code)):
        assert participants.of_code(typed, lyon.clock()) is not None


@pytest.mark.parametrize("code", ["", "XXXX", "é", "0" * 5000, "7K4M9Q2X'; --"])
def test_a_wrong_code_is_refused_with_a_sentence(lyon, room, code):
    with pytest.raises(Invalid) as refused:
        participants.of_code(code, lyon.clock())
    assert (refused.value.field, refused.value.code) == ("code", "code_unknown")


def test_guessing_closes_the_entry_by_code_for_a_minute(lyon, room):
    for _ in range(participants.WRONG_CODES):
        with pytest.raises(Invalid):
            participants.of_code("WRONG", lyon.clock())
        db.session.rollback()  # each guess is a request of its own
    with pytest.raises(TooMany):
        participants.of_code(room.code, lyon.clock())
    assert participants.of_code(room.code, lyon.clock() + timedelta(minutes=1, seconds=1)) is not None
    participants.join(room, "Soizic", at=lyon.clock())  # the QR code goes on


def test_the_code_of_a_closed_room_says_so(lyon, room):
    closing.close(room, by=lyon.by())
    with pytest.raises(Invalid) as refused:
        participants.of_code(room.code, lyon.clock())
    assert refused.value.code == "code_closed"


def test_codes_hold_nothing_that_looks_like_something_else():
    assert len(workshops.CODE_SIGNS) == 30
    assert not set("01ILOU") & set(workshops.CODE_SIGNS)
    assert len({workshops.new_code() for _ in range(100)}) == 100

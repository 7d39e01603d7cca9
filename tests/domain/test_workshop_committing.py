from datetime import timedelta

import pytest
from sqlalchemy import select

from boardapp.database import db
from boardapp.domain import actions, history, inventory
from boardapp.domain.actions import Status
from boardapp.domain.boards import Role
from boardapp.domain.errors import Invalid, NotAllowed
from boardapp.domain.events import By
from boardapp.domain.workshop import committing, participants, running, workshops
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.workshops import Phase
from tests.world import IDS, TODAY

WEEK = TODAY + timedelta(days=7)


@pytest.fixture
def room(lyon):
    workshop = workshops.prepare(lyon.board, by=lyon.by())
    workshops.open_room(workshop, by=lyon.by())
    return workshop


@pytest.fixture
def soizic(lyon, room):
    participants.join(room, "Soizic", "", at=lyon.clock())
    return By("participant", db.session.scalar(select(Participant.id)), lyon.clock())


def open_ones(lyon):
    """Two in Do now lack what makes a commitment: `frais` its owner, `sms` its date."""
    actions.edit(lyon.action("frais"), by=lyon.by(), owner="")
    actions.edit(lyon.action("sms"), by=lyon.by(), due_on=None)


def take_on(lyon, room, name, by, *, seen=None, **values):
    whole = {"owner": "Soizic", "due_on": WEEK, "first_step": "", "benefit": ""} | values
    return committing.take_on(room, lyon.action(name), seen=seen, by=by, **whole)


def test_the_run_is_what_is_done_now_by_rank_without_what_is_over(lyon, room):
    assert [row.id for row in committing.run(lyon.board)] == [IDS[name] for name in ("sms", "ligne", "frais")]


def test_the_light_goes_to_the_next_that_lacks_an_owner_or_a_date_and_begins_again(lyon, room):
    open_ones(lyon)
    rows = committing.run(lyon.board)

    order = [committing.following(rows, lit) for lit in (None, IDS["sms"], IDS["ligne"], IDS["frais"])]

    assert [row.id for row in order] == [IDS[name] for name in ("sms", "frais", "frais", "sms")]
    assert committing.following(rows[:1], IDS["sms"]) is None


def test_the_phase_begins_with_the_first_that_lacks_something(lyon, room):
    actions.edit(lyon.action("frais"), by=lyon.by(), owner="")

    running.go_to(room, Phase.commit, seen=Phase.welcome, by=lyon.by())

    assert room.spotlight_id == IDS["frais"]


def test_who_takes_it_on_becomes_its_owner_in_one_event_of_theirs(lyon, room, soizic):
    open_ones(lyon)

    event = take_on(lyon, room, "frais", soizic, first_step="Lister les rendez-vous", benefit="Moins d’appels")

    frais = lyon.action("frais")
    assert (frais.owner.shown, frais.due_on, frais.first_step) == ("Soizic", WEEK, "Lister les rendez-vous")
    assert (event.kind, event.actor_kind, event.actor_id) == ("workshop.committed", "participant", soizic.id)
    assert "Soizic" not in str(event.body)
    history.undo(event, by=lyon.by(), role=Role.facilitator)
    assert lyon.action("frais").owner is None


def test_of_two_who_take_it_at_once_the_second_is_told_who_has_it(lyon, room, soizic):
    open_ones(lyon)
    take_on(lyon, room, "frais", soizic, owner="Malo")

    with pytest.raises(Invalid) as error:
        take_on(lyon, room, "frais", soizic, owner="Soizic")

    assert (error.value.code, error.value.params["name"]) == ("taken_meanwhile", "Malo")
    assert lyon.action("frais").owner.shown == "Malo"
    malo = lyon.action("frais").owner_id
    take_on(lyon, room, "frais", soizic, owner="Soizic", seen=malo)
    assert lyon.action("frais").owner.shown == "Soizic"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("owner", " ", "owner_missing"),
        ("due_on", None, "due_missing"),
        ("owner", "x" * 61, "too_long"),
        ("first_step", "x" * 141, "too_long"),
        ("benefit", "x" * 141, "too_long"),
    ],
)
def test_what_is_no_commitment_saves_nothing(lyon, room, field, value, code):
    open_ones(lyon)

    with pytest.raises(Invalid) as error:
        take_on(lyon, room, "frais", lyon.by(), **{field: value})

    assert (error.value.field, error.value.code) == (field, code)
    assert lyon.action("frais").owner is None


def test_what_is_archived_or_in_a_closed_room_is_taken_on_by_nobody(lyon, room, soizic):
    inventory.archive(lyon.action("relais"), by=lyon.by())
    with pytest.raises(NotAllowed):
        take_on(lyon, room, "relais", soizic)
    with workshops.stirring(room.id) as connection:
        connection.execute(workshops.Workshop.__table__.update().values(closed_at=lyon.clock()))

    with pytest.raises(NotAllowed):
        take_on(lyon, room, "frais", soizic)


def test_only_actions_of_this_board_can_be_chosen(lyon, room):
    assert committing.chosen(room, IDS["sms"]) is lyon.action("sms")
    assert committing.chosen(room, lyon.danas_action.id) is None
    assert committing.chosen(room, None) is None


def test_the_people_in_the_room_may_be_proposed_then_those_of_the_board(lyon, room, soizic):
    actions.edit(lyon.action("sms"), by=lyon.by(), status=Status.running)

    found = committing.names(room)

    assert found[0] == "Soizic"
    assert {"Léa Morvan", "Chloé Nguyen"} < set(found)

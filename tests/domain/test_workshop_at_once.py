"""Several at once: taps of one phone, a vote while the votes are revealed, two who take the same action on."""

import pytest
from sqlalchemy import func, select

from boardapp.database import db
from boardapp.domain import actions, ledger
from boardapp.domain.errors import Invalid
from boardapp.domain.events import By
from boardapp.domain.facts import Event
from boardapp.domain.workshop import committing, counting, participants, placing, voting, workshops
from boardapp.domain.workshop.ballots import Ballot
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.workshops import Workshop
from tests.together import together
from tests.world import IDS, TODAY


@pytest.fixture
def room(lyon):
    workshop = workshops.prepare(lyon.board, by=lyon.by())
    workshops.open_room(workshop, by=lyon.by())
    for name in ("Soizic", "Malo"):
        participants.join(workshop, name, at=lyon.clock())
    return workshop


def seat(name):
    return db.session.scalars(select(Participant).where(Participant.name == name)).one()


def giving(name, action, points):
    return lambda: voting.give(seat(name), IDS[action], points)


def happened(kind):
    return db.session.scalar(select(func.count()).select_from(Event).where(Event.kind == kind))


def test_points_placed_at_the_same_moment_stay_within_the_budget(database, room):
    names = ("sms", "ligne", "frais", "nuit", "matin", "delais")

    got = together(database.app, *(giving("Soizic", name, 2) for name in names))

    assert got.count(None) == 2
    assert [error.code for error in got if error] == ["points_spent"] * 4
    assert db.session.scalar(select(func.sum(Ballot.value))) == 4


def test_the_same_tap_sent_by_two_lines_at_once_counts_once(database, room):
    together(database.app, *[giving("Soizic", "sms", 3)] * 4)

    assert db.session.scalars(select(Ballot.value)).all() == [3]


def test_a_vote_during_the_reveal_is_counted_or_refused(database, lyon, room):
    by = lyon.by()

    def revealing():
        return counting.count(db.session.get(Workshop, 1), seen=1, by=by) and None

    tasks = [revealing, revealing, giving("Soizic", "sms", 3), giving("Malo", "sms", 2)]
    got = together(database.app, *tasks)
    db.session.rollback()

    counted = sum(points for points, answer in zip((3, 2), got[2:], strict=True) if answer is None)
    assert got[:2] == [None, None]
    assert all(answer is None or answer.code == "vote_over" for answer in got[2:])
    assert lyon.action("sms").votes == counted
    assert (happened("workshop.counted"), ledger.verify()) == (1, [])


def test_two_facilitators_who_place_at_once_do_it_once(database, lyon, room):
    by = lyon.by()

    def placing_all():
        return placing.place_all(db.session.get(Workshop, 1), 4, 3, by=by) and None

    assert together(database.app, placing_all, placing_all) == [None, None]
    assert (happened("workshop.placed"), ledger.verify()) == (1, [])


def test_of_two_who_take_an_action_on_at_once_one_is_told_of_the_other(database, lyon, room):
    actions.edit(lyon.action("frais"), by=lyon.by(), owner="")
    at = lyon.clock()

    def taking(name):
        def take():
            by = By("participant", seat(name).id, at)
            values = {"owner": name, "due_on": TODAY, "first_step": "", "benefit": ""}
            action = committing.chosen(room_now := db.session.get(Workshop, 1), IDS["frais"])
            return committing.take_on(room_now, action, seen=None, by=by, **values) and None

        return take

    got = together(database.app, taking("Soizic"), taking("Malo"))
    db.session.rollback()

    (error,) = [each for each in got if each is not None]
    assert isinstance(error, Invalid)
    assert (error.code, error.params["name"]) == ("taken_meanwhile", lyon.action("frais").owner.shown)

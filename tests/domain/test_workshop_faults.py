"""Enemies and bad luck in a room: presses that cross, seats that are pulled away, numbers that no page offers."""

import json
import threading

import pytest
from sqlalchemy import func, select

from boardapp.database import db
from boardapp.domain import boards, ledger, members
from boardapp.domain.actions import Action
from boardapp.domain.errors import Closed, Invalid, NotAllowed
from boardapp.domain.events import By
from boardapp.domain.facts import Event
from boardapp.domain.workshop import closing, grouping, participants, placing, running, secret_lines, voting, workshops
from boardapp.domain.workshop.ballots import Ballot, Question
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.secret_lines import Line
from boardapp.domain.workshop.workshops import Phase, Workshop
from tests.room import Room
from tests.served import until
from tests.together import together
from tests.world import IDS, World

# for the one who asks: other workers have databases of their own on this server, where others wait for others
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"


def room_now():
    return db.session.get_one(Workshop, 1)


def claimed(room, name="soizic"):
    participants.claim(room.workshop, name, at=room.world.clock())
    return participants.claims(room.workshop)[-1]


def test_a_claim_confirmed_twice_at_once_is_confirmed_once(database, lyon):
    room = Room(lyon, "Soizic")
    id_ = claimed(room).id

    def confirming():
        found = db.session.get(Participant, id_)
        return found and participants.confirm(found)

    assert together(database.app, *[confirming] * 4) == [None] * 4
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Participant)) == 1


def test_a_claim_confirmed_and_refused_at_once_is_one_of_both(database, lyon):
    room = Room(lyon, "Soizic")
    id_ = claimed(room).id

    def doing(what):
        return lambda: (found := db.session.get(Participant, id_)) and what(found)

    assert together(database.app, doing(participants.dismiss), doing(participants.confirm)) == [None] * 2
    db.session.rollback()
    assert [each.name for each in participants.present(room.workshop)] == ["Soizic"]
    assert participants.claims(room.workshop) == []


def test_whoever_claims_the_seat_of_somebody_who_is_taken_out_waits_no_longer(lyon):
    room = Room(lyon, "Soizic")
    claimed(room)

    participants.dismiss(room.person("Soizic"))

    assert participants.claims(room.workshop) == []
    assert participants.present(room.workshop) == []


def test_a_full_room_is_full_for_whoever_claims_a_name_that_nobody_has(lyon, monkeypatch):
    room = Room(lyon, "Soizic", "Malo")
    monkeypatch.setattr(participants, "MOST", 2)

    with pytest.raises(Invalid, match="room_full"):
        participants.claim(room.workshop, "Inès", at=lyon.clock())
    assert claimed(room).claims_id == room.person("Soizic").id


@pytest.mark.parametrize("name", ["ﷺ" * 60, "ΐ" * 60, "é" * 60, "名" * 60, "İ" * 60, "a" + "\u0301" * 30])
def test_a_name_in_any_script_sits(lyon, name):
    room = Room(lyon)
    token = participants.join(room.workshop, name, at=lyon.clock())

    assert participants.seated(room.id, token, lyon.clock()) is not None
    with pytest.raises(Invalid, match="name_here"):
        participants.join(room.workshop, name, at=lyon.clock())


def test_one_name_joined_on_two_phones_at_once_is_one_seat(database, lyon):
    Room(lyon)
    at = lyon.clock()

    got = together(database.app, *[lambda: participants.join(room_now(), "Soizic", at=at)] * 4)

    assert sorted(getattr(each, "code", "sits") for each in got) == ["name_here"] * 3 + ["sits"]


@pytest.mark.parametrize(("now", "after"), [(-5, 3), (3, -5), (-1, -1)])
def test_cuts_below_zero_place_nothing(lyon, now, after):
    room = Room(lyon, phase=Phase.place)

    with pytest.raises(Invalid, match="out_of_range"):
        placing.place_all(room.workshop, now, after, by=lyon.by())
    assert room.workshop.cut_now is None


def test_a_vote_that_arrives_while_the_room_closes_is_counted_or_refused(database, lyon):
    room = Room(lyon, "Soizic")
    by = lyon.by()

    def closing_it():
        return closing.close(room_now(), by=by) and None

    def voting_late():
        return voting.give(db.session.get_one(Participant, 1), IDS["sms"], 3)

    got = together(database.app, closing_it, voting_late, closing_it)
    db.session.rollback()

    assert got[0] is got[2] is None
    assert (got[1] is None) == (lyon.action("sms").votes == 3)
    assert got[1] is None or got[1].code == "workshop_closed"
    assert room.kinds().count("workshop.closed") == 1
    assert ledger.verify() == []


def test_closing_counts_the_vote_that_was_being_written_when_it_began_on_postgresql(postgresql, clock):
    """The one who closes waits for the room's row, and reads what there is to count only then."""
    postgresql.renew("lyon")
    with postgresql.app.app_context():
        world = World(clock)
        room = Room(world, "Soizic")
        by, person = world.by(), room.person("Soizic").id

        held = threading.Event()

        def slowly():
            with workshops.stirring(1) as connection:
                held.set()
                until(lambda: connection.exec_driver_sql(WAITING).scalar())
                row = {"workshop_id": 1, "round": 1, "participant_id": person, "question": Question.points}
                row |= {"action_id": IDS["sms"], "other_id": 0, "value": 3}
                connection.execute(Ballot.__table__.insert().values(**row))

        def closing_it():
            assert held.wait(10)
            return closing.close(room_now(), by=by) and None

        got = together(postgresql.app, slowly, closing_it)
        db.session.rollback()

        assert got == [None, None]
        assert world.action("sms").votes == 3


def test_two_who_press_next_and_one_who_closes_make_no_half_steps(database, lyon):
    room = Room(lyon, "Soizic")
    room.write(room.person("Soizic"), "Ouvrir un guichet mobile")
    by = lyon.by()

    def on():
        return running.go_to(room_now(), Phase.group, seen=Phase.inventory, by=by) and None

    got = together(database.app, on, lambda: closing.close(room_now(), by=by) and None, on)
    db.session.rollback()

    assert all(each is None or isinstance(each, NotAllowed) for each in got)
    assert room.workshop.closed_at is not None
    assert room.inbox().count("Ouvrir un guichet mobile") == 1
    assert db.session.scalar(select(func.count()).select_from(Line)) == 0
    assert ledger.verify() == []


def test_a_line_written_during_the_reveal_is_an_action_once(database, lyon):
    names = [f"Qui {n}" for n in range(5)]
    room = Room(lyon, *names)
    by, at = lyon.by(), lyon.clock()

    def writing(n):
        return lambda: secret_lines.write(db.session.get_one(Participant, n + 1), f"Ligne {n}", f"m{n}", at) and None

    def on():
        return running.go_to(room_now(), Phase.group, seen=Phase.inventory, by=by) and None

    got = together(database.app, writing(0), writing(1), on, writing(2), writing(3), writing(4))
    db.session.rollback()

    assert got == [None] * 6
    assert sorted(title for title in room.inbox() if title.startswith("Ligne")) == [f"Ligne {n}" for n in range(5)]
    assert db.session.scalar(select(func.count()).where(Line.action_id.is_(None))) == 0
    assert ledger.verify() == []


def test_two_who_say_yes_at_once_merge_once(database, lyon):
    room = Room(lyon, "Soizic", "Malo", "Inès")
    for name in ("Soizic", "Malo"):
        room.write(room.person(name), "Appeler les clients sans eau chaude")
    room.go(Phase.group)
    key, at = grouping.pairs(lyon.board)[0], lyon.clock()

    def saying(n):
        return lambda: grouping.say_same(db.session.get_one(Participant, n), key, grouping.YES, at) and None

    got = together(database.app, saying(1), saying(2), saying(3))
    db.session.rollback()

    assert got == [None] * 3
    assert room.kinds().count("actions.merged") == 1
    assert ledger.verify() == []


def test_an_address_that_is_changed_after_the_yes_needs_another(lyon):
    room = Room(lyon, "Soizic")
    closing.close(room.workshop, by=lyon.by())
    closing.ask_to_stay(room.person("Soizic"), "soizic@example.fr")
    closing.welcome(room.person("Soizic"), by=lyon.by())
    closing.ask_to_stay(room.person("Soizic"), "prefet@example.fr")

    newcomer = members.Newcomer("prefet@example.fr", "Soizic", "quatre mots bien choisis", "fr")
    with pytest.raises(NotAllowed, match="not_welcomed"):
        closing.stay(room.person("Soizic"), newcomer, by=By("participant", 1, lyon.clock()))
    assert [each.name for each in closing.asking(room.workshop)] == ["Soizic"]


def test_in_the_room_of_a_closed_board_nothing_is_written_and_its_seats_end(lyon):
    room = Room(lyon, "Soizic")
    soizic = room.person("Soizic")
    boards.close(lyon.board, by=lyon.by())

    for doing in (
        lambda: room.write(soizic, "Jamais révélée"),
        lambda: voting.give(soizic, IDS["sms"], 1),
        lambda: participants.join(room.workshop, "Malo", at=lyon.clock()),
        lambda: closing.close(room.workshop, by=lyon.by()),
    ):
        with pytest.raises(Closed):
            doing()
    assert db.session.scalar(select(func.count()).select_from(Line)) == 0
    assert soizic.stays(lyon.clock())
    lyon.clock.advance(minutes=61)
    assert not soizic.stays(lyon.clock())


@pytest.mark.parametrize("values", [{"points": 1, "most": 1}, {"method": "scores"}])
def test_the_rules_of_the_vote_may_change_while_it_runs(lyon, values):
    room = Room(lyon, "Soizic", phase=Phase.prioritise)
    voting.give(room.person("Soizic"), IDS["sms"], 3)
    workshops.prepare(lyon.board, by=lyon.by(), **values)

    closing.close(room.workshop, by=lyon.by())
    assert ledger.verify() == []


def test_nothing_leads_from_a_person_to_what_they_wrote_once_the_room_is_closed(lyon):
    room = Room(lyon, "Soizic", "Malo")
    for name in ("Soizic", "Malo"):
        room.write(room.person(name), f"Écrit par {name[0]}", f"form of {name}")
    room.go(Phase.group)
    room.write(room.person("Malo"), "Écrit plus tard", "another form")
    voting.give(room.person("Soizic"), IDS["sms"], 3)
    closing.close(room.workshop, by=lyon.by())

    written = [each for each in db.session.scalars(select(Action)) if each.title.startswith("Écrit")]
    assert len(written) == 3
    assert db.session.scalar(select(func.count()).select_from(Ballot)) == 0
    assert db.session.scalar(select(func.count()).select_from(Line)) == 0
    for event in db.session.scalars(select(Event)):
        assert event.kind == "workshop.closed" or "participant" not in json.dumps(event.body)
        assert event.actor_kind != "participant" or (event.actor_id, event.once) == (None, None)
    assert ledger.verify() == []

"""The inventory: lines nobody else reads, and their reveal."""

import pytest
from sqlalchemy import select, update

from boardapp.database import db
from boardapp.domain import inventory, ledger
from boardapp.domain.actions import Action, Horizon, Status
from boardapp.domain.errors import Invalid, NotAllowed
from boardapp.domain.events import Event
from boardapp.domain.workshop import running, secret_lines, workshops
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.secret_lines import Counts, Line
from boardapp.domain.workshop.workshops import Phase, Workshop
from tests import seen
from tests.room import Room
from tests.together import together

SECRET = "Ouvrir un numéro vert canari"


@pytest.fixture
def room(lyon):
    return Room(lyon, "Inès", "Samir")


def texts(participant):
    return [line.text for line in secret_lines.mine(participant)]


def test_each_line_of_a_text_is_an_action_without_its_bullet(room):
    assert room.write(room.person("Inès"), f"- {SECRET}\n\n2. Rappeler les clients\n").taken == 2
    assert texts(room.person("Inès")) == ["Rappeler les clients", SECRET]
    assert texts(room.person("Samir")) == []


def test_two_hundred_lines_are_taken_at_a_time_and_the_rest_comes_back(room):
    written = room.write(room.person("Inès"), "\n".join(f"Ligne {n}" for n in range(2000)))
    assert (written.taken, len(written.rest), written.rest[0]) == (200, 1800, "Ligne 200")
    assert secret_lines.counts(room.workshop) == Counts(200, 1)


def test_a_form_that_is_sent_twice_is_written_once(room):
    for _ in range(2):
        assert room.write(room.person("Inès"), "Une\nDeux", once="form").taken == 2
    room.write(room.person("Samir"), "Une\nDeux", once="form")
    assert (len(texts(room.person("Inès"))), len(texts(room.person("Samir")))) == (2, 2)
    room.go(Phase.group)
    for _ in range(2):
        room.write(room.person("Inès"), "Trois", once="late")
    room.write(room.person("Inès"), "Une\nDeux", once="form")
    assert room.inbox().count("Trois") == 1
    assert len(texts(room.person("Inès"))) == 3


@pytest.mark.parametrize(
    ("text", "code"), [("", "action_empty"), ("\n - \n", "action_empty"), ("a" * 2001, "too_long")]
)
def test_what_is_no_line_is_refused(room, text, code):
    with pytest.raises(Invalid) as refused:
        room.write(room.person("Inès"), text)
    assert refused.value.code == code


def test_ones_own_lines_are_edited_and_removed_while_they_are_secret(room):
    room.write(room.person("Inès"), "Une\nDeux")
    two, one = secret_lines.mine(room.person("Inès"))
    secret_lines.edit(room.person("Inès"), {one.id: "Un"})
    secret_lines.remove(room.person("Inès"), two.id)
    assert texts(room.person("Inès")) == ["Un"]


def test_nobody_touches_the_lines_of_another(room):
    room.write(room.person("Inès"), SECRET)
    (line,) = secret_lines.mine(room.person("Inès"))
    with pytest.raises(NotAllowed):
        secret_lines.edit(room.person("Samir"), {line.id: "Rien"})
    with pytest.raises(NotAllowed):
        secret_lines.remove(room.person("Samir"), line.id)
    assert texts(room.person("Inès")) == [SECRET]


def test_a_line_is_in_no_table_but_its_own_before_the_reveal(room):
    room.write(room.person("Inès"), SECRET)
    tables = [table for table in db.metadata.sorted_tables if table.name != "line"]
    for table in tables:
        assert SECRET not in repr(db.session.execute(table.select()).all()), table.name


def test_leaving_the_inventory_makes_all_lines_actions_to_sort_in_one_event(room):
    before = room.inbox()
    room.write(room.person("Inès"), "Une\nDeux @Bruno #service !demain")
    room.write(room.person("Samir"), "Trois")
    event = room.go(Phase.prioritise)
    assert (event.kind, room.workshop.phase) == ("workshop.revealed", Phase.prioritise)
    assert sorted(set(room.inbox()) - set(before)) == ["Deux @Bruno #service !demain", "Trois", "Une"]
    assert room.workshop.revealed_at == room.world.clock()
    lines = db.session.scalars(select(Line)).all()
    made = {line.text: db.session.get(Action, line.action_id) for line in lines}
    assert all(action.title == text for text, action in made.items())
    assert {(each.already_running, each.status, each.horizon) for each in made.values()} == {
        (True, Status.running, Horizon.inbox)
    }
    assert ledger.verify() == []


def test_the_order_of_the_reveal_is_drawn_by_lot(room):
    for who in (room.person("Inès"), room.person("Samir")):
        room.write(who, "\n".join(f"{who.name} {n:02}" for n in range(30)))
    room.go(Phase.group)
    revealed = [row.title for row in secret_lines.revealed(room.workshop)]
    assert len(revealed) == 60
    assert revealed != sorted(revealed)
    assert {title.split()[0] for title in revealed[:30]} == {"Inès", "Samir"}


def test_a_long_line_goes_on_in_the_note(room):
    room.write(room.person("Inès"), "mot " * 100)
    room.go(Phase.group)
    (action,) = inventory.chosen(room.world.board, [secret_lines.revealed(room.workshop)[0].id])
    assert len(action.title) <= 140
    assert action.note.startswith("… mot")


def test_a_line_after_the_reveal_is_an_action_at_once_by_nobody_in_particular(room):
    room.write(room.person("Inès"), "Une")
    room.go(Phase.group)
    room.world.clock.advance(minutes=1)
    room.write(room.person("Samir"), "Une idée de plus")
    event = seen.events(room.world.board)[-1]
    assert (event.kind, event.actor_kind, event.actor_id) == ("action.added", "participant", None)
    late = [row.title for row in secret_lines.revealed(room.workshop) if row.created_at > room.workshop.revealed_at]
    assert late == ["Une idée de plus"]
    (action,) = (each for each in seen.lanes(room.world.board)[Horizon.inbox] if each.title == late[0])
    assert not action.already_running


def test_going_back_hides_nothing(room):
    room.write(room.person("Inès"), "Une")
    room.go(Phase.group)
    room.go(Phase.inventory)
    room.write(room.person("Inès"), "Deux")
    assert room.inbox()[-1] == "Deux"


def test_a_room_that_skipped_the_silence_and_comes_back_has_it(room):
    assert room.go(Phase.group).kind == "workshop.moved"
    room.write(room.person("Inès"), "À découvert")
    room.go(Phase.inventory)
    room.write(room.person("Inès"), SECRET)
    assert SECRET not in room.inbox()
    assert secret_lines.hidden(room.workshop) == 1
    assert room.go(Phase.group).kind == "workshop.revealed"
    assert room.inbox().count(SECRET) == 1


def test_a_closed_room_takes_no_line(room):
    with workshops.stirring(room.id) as connection:
        connection.execute(update(Workshop).values(closed_at=room.world.clock()))
    for phase in (Phase.inventory, Phase.group):
        with workshops.stirring(room.id) as connection:
            connection.execute(update(Workshop).values(phase=phase))
        with pytest.raises(NotAllowed, match="workshop_closed"):
            room.write(room.person("Inès"), "Une")


def test_two_who_press_at_once_reveal_once_and_lose_no_line_that_comes_meanwhile(room, database):
    room.write(room.person("Inès"), "\n".join(f"Ligne {n}" for n in range(20)))
    world, id_ = room.world, room.id

    def press():
        running.go_to(db.session.get(Workshop, id_), Phase.group, seen=Phase.inventory, by=world.by())

    def write(n):
        return lambda: secret_lines.write(
            db.session.scalars(select(Participant)).first(), f"Entre {n}", None, world.clock()
        )

    db.session.rollback()
    answers = together(database.app, press, write(1), press, write(2), write(3), write(4))
    assert not [each for each in answers if isinstance(each, Exception)]
    kinds = db.session.scalars(select(Event.kind).where(Event.kind.like("workshop.%"))).all()
    assert kinds.count("workshop.revealed") == 1
    assert secret_lines.hidden(room.workshop) == 0
    assert len(secret_lines.revealed(room.workshop)) == 24

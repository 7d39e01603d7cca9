"""The room categorises: what has no category is dealt to phones, two who agree decide, the facilitator settles."""

import pytest
from sqlalchemy import select

from boardapp.database import db
from boardapp.domain import actions, inventory, ledger
from boardapp.domain.actions import Action
from boardapp.domain.errors import Invalid
from boardapp.domain.workshop import dealing
from boardapp.domain.workshop.dealing import DONT_KNOW
from boardapp.domain.workshop.workshops import Phase
from tests import seen
from tests.room import Room

BARE = {"horaires", "delais", "relais"}  # of the world: those without a category


@pytest.fixture
def room(lyon):
    return Room(lyon, "Inès", "Samir", "Soizic", phase=Phase.categorise)


def say(room, name, action, key):
    category = room.world.category(key).id if key else DONT_KNOW
    return dealing.say(room.person(name), room.world.action(action).id, category, room.world.clock())


def dealt(room):
    return {name: {row.id for row in dealing.hand(room.person(name))} for name in ("Inès", "Samir", "Soizic")}


def test_each_action_without_a_category_goes_to_two_phones(room):
    hands = [id_ for hand in dealt(room).values() for id_ in hand]
    assert {id_: hands.count(id_) for id_ in hands} == {room.world.action(name).id: 2 for name in BARE}


def test_a_reload_deals_the_same(room):
    assert dealt(room) == dealt(room)


def test_two_who_agree_give_the_category(room):
    assert say(room, "Inès", "relais", "people") is None
    event = say(room, "Samir", "relais", "people")
    assert (event.kind, event.actor_kind, event.actor_id) == ("action.category", "participant", None)
    assert room.world.action("relais").category.key == "people"
    assert ledger.verify() == []


def test_two_who_differ_leave_it_to_the_facilitator(room):
    say(room, "Inès", "relais", "service")
    say(room, "Samir", "relais", "process")
    (split,) = dealing.progress(room.workshop).splits
    assert split.action.title == room.world.action("relais").title
    assert {(each.key, count) for each, count in split.named} == {("service", 1), ("process", 1)}
    assert room.world.action("relais").id not in dealt(room)["Soizic"]
    dealing.settle(room.workshop, room.world.action("relais"), room.world.category("process").id, by=room.world.by())
    assert dealing.progress(room.workshop).splits == []
    assert seen.events(room.world.board)[-1].actor_kind == "user"


def test_who_does_not_know_leaves_it_to_another(room):
    (name, *_) = [name for name, hand in dealt(room).items() if room.world.action("relais").id in hand]
    say(room, name, "relais", None)
    assert room.world.action("relais").id not in dealt(room)[name]
    assert dealing.progress(room.workshop).splits == []


def test_what_nobody_knows_is_left_to_the_facilitator(room):
    for name in ("Inès", "Samir", "Soizic"):
        say(room, name, "relais", None)
    (split,) = dealing.progress(room.workshop).splits
    assert split.named == []


def test_alone_in_the_room_one_word_is_enough(lyon):
    room = Room(lyon, "Inès", phase=Phase.categorise)
    assert len(dealing.hand(room.person("Inès"))) == len(BARE)
    assert say(room, "Inès", "relais", "people") is not None


def test_whoever_comes_late_gets_what_is_left(room):
    for name in ("Inès", "Samir"):
        say(room, name, "relais", "people")
    room.seat("Maud")
    asked = set()
    while hand := dealing.hand(room.person("Maud")):
        asked |= {row.id for row in hand}
        dealing.say(room.person("Maud"), hand[0].id, DONT_KNOW, room.world.clock())
    assert asked == {room.world.action(name).id for name in BARE - {"relais"}}


def test_an_answer_for_what_is_sorted_meanwhile_changes_nothing(room):
    say(room, "Inès", "relais", "people")
    actions.edit(room.world.action("relais"), by=room.world.by(), category_id=room.world.category("service").id)
    assert say(room, "Samir", "relais", "people") is None
    assert room.world.action("relais").category.key == "service"


def test_an_answer_that_names_nothing_changes_nothing(room):
    at = room.world.clock()
    assert dealing.say(room.person("Inès"), room.world.action("relais").id, 999, at) is None
    assert dealing.say(room.person("Inès"), room.world.danas_action.id, DONT_KNOW, at) is None
    with pytest.raises(Invalid):
        dealing.settle(room.workshop, room.world.action("relais"), 999, by=room.world.by())


def test_progress_counts_by_category_and_what_is_left(room):
    progress = dealing.progress(room.workshop)
    standing = db.session.scalars(select(Action).where(Action.board_id == 1, Action.rank.is_not(None))).all()
    assert (progress.sorted, progress.left) == (len(standing) - len(BARE), len(BARE))
    inventory.archive(room.world.action("relais"), by=room.world.by())
    assert dealing.progress(room.workshop).left == len(BARE) - 1

"""The room groups: pairs asked on phones, merges by two who agree or by hand, and their undo."""

import pytest

from boardapp.database import db
from boardapp.domain import history, inventory, ledger, merging
from boardapp.domain.actions import Horizon
from boardapp.domain.boards import Role
from boardapp.domain.errors import Conflict, Invalid
from boardapp.domain.events import By
from boardapp.domain.inventory import Entry
from boardapp.domain.workshop import dealt, grouping
from boardapp.domain.workshop.ballots import Ballot
from boardapp.domain.workshop.grouping import DONT_KNOW, NO, YES
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.workshops import Phase, Workshop
from tests.room import Room
from tests.together import together

ONE, OTHER = "Rappeler les clients fragiles chaque matin", "Rappeler chaque matin les clients fragiles"


@pytest.fixture
def room(lyon):
    """Three people, and two lines that say the same (`Recenser les clients fragiles à rappeler` is near them)."""
    room = Room(lyon, "Inès", "Samir", "Soizic")
    room.write(room.person("Inès"), f"{ONE}\nPrêter des vélos")
    room.write(room.person("Samir"), OTHER)
    room.go(Phase.group)
    return room


def key(room):
    ids = [row.id for row in grouping.clusters(room.workshop) if row.title in (ONE, OTHER)]
    return (min(ids), max(ids))


def say(room, name, value, which=None):
    return grouping.say_same(room.person(name), which or key(room), value, room.world.clock())


def titles(room):
    return {row.title: row.unites for row in grouping.clusters(room.workshop)}


def test_lines_that_read_alike_are_a_pair(room):
    assert key(room) in grouping.pairs(room.world.board)
    assert grouping.waiting(room.workshop) >= 1


def test_what_has_its_place_is_not_compared_with_its_like(lyon):
    inventory.add(
        lyon.board,
        [Entry("Fermer à 17 h les agences", Horizon.now), Entry("Fermer les agences à 17 h", Horizon.next)],
        by=lyon.by(),
    )
    assert grouping.pairs(lyon.board) == []
    inventory.add(lyon.board, [Entry("Fermer les agences dès 17 h")], by=lyon.by())
    assert len(grouping.pairs(lyon.board)) == 2


def test_two_who_agree_merge_a_pair(room):
    assert say(room, "Inès", YES) is None
    event = say(room, "Samir", YES)
    assert (event.kind, event.actor_kind, event.actor_id) == ("actions.merged", "participant", None)
    assert titles(room)[ONE if ONE in titles(room) else OTHER] == 2
    assert ledger.verify() == []


@pytest.mark.parametrize("values", [(YES,), (YES, NO), (NO, NO), (YES, DONT_KNOW, NO), (DONT_KNOW, DONT_KNOW)])
def test_anything_else_merges_nothing(room, values):
    for name, value in zip(("Inès", "Samir", "Soizic"), values, strict=False):
        say(room, name, value)
    assert grouping.merges(room.workshop) == []


def test_changing_ones_mind_is_no_second_voice(room):
    for value in (YES, NO, YES):
        say(room, "Inès", value)
    assert grouping.merges(room.workshop) == []
    assert db.session.query(Ballot).count() == 1


def test_alone_in_the_room_one_word_is_enough(lyon):
    room = Room(lyon, "Inès")
    room.write(room.person("Inès"), f"{ONE}\n{OTHER}")
    room.go(Phase.group)
    assert say(room, "Inès", YES) is not None


def test_a_pair_of_which_one_is_merged_drops_out(room):
    pair = key(room)
    before = grouping.pairs(room.world.board)
    say(room, "Inès", YES)
    merging.merge(inventory.chosen(room.world.board, pair), by=room.world.by())
    assert len(grouping.pairs(room.world.board)) < len(before)
    assert say(room, "Samir", YES, pair) is None
    assert len(grouping.merges(room.workshop)) == 0


def test_two_words_at_once_merge_once(room, database):
    pair = key(room)
    ids = [room.person(name).id for name in ("Inès", "Samir", "Soizic")]
    at = room.world.clock()

    def word(id_):
        return lambda: grouping.say_same(db.session.get(Participant, id_), pair, YES, at)

    db.session.rollback()
    answers = together(database.app, *(word(id_) for id_ in ids))
    assert not [each for each in answers if isinstance(each, Exception)]
    assert len(grouping.merges(room.workshop)) == 1


def test_merging_by_hand_keeps_what_has_its_place_already(room):
    chosen = [*inventory.chosen(room.world.board, [key(room)[0]]), room.world.action("sms")]
    grouping.unite(room.workshop, chosen, by=room.world.by())
    assert room.world.action("sms").archived_at is None
    (largest, *_) = grouping.clusters(room.workshop)
    assert (largest.id, largest.unites) == (room.world.action("sms").id, 2)


def test_merging_by_hand_takes_two(room):
    with pytest.raises(Invalid, match="merge_two"):
        grouping.unite(room.workshop, room.world.actions("relais"), by=room.world.by())


def test_a_merge_of_the_room_is_taken_back_and_not_asked_again(room):
    pair = key(room)
    say(room, "Inès", YES)
    event = say(room, "Samir", YES)
    history.undo(event, by=By("participant", None, room.world.clock()), role=Role.member)
    assert {ONE, OTHER} <= titles(room).keys()
    assert pair not in [each.key for each in grouping.hand(room.person("Soizic"))]
    assert history.standing(grouping.merges(room.workshop)) == set()
    with pytest.raises(Conflict):
        history.undo(event, by=room.world.by(), role=Role.facilitator)


def test_a_merge_of_the_board_is_none_of_the_room(room):
    event = merging.merge(room.world.actions("relais", "delais"), by=room.world.by())
    assert event not in grouping.merges(room.workshop)
    other = grouping.unite(room.workshop, room.world.actions("nuit", "matin"), by=room.world.by())
    assert grouping.merges(room.workshop) == [other]


def test_a_phone_is_asked_a_few_and_the_same_after_a_reload(lyon):
    room = Room(lyon, *(f"Personne {n}" for n in range(12)))
    lines = [
        f"Rappeler les clients {word} chaque matin" for word in ("fragiles", "fidèles", "nouveaux", "isolés", "perdus")
    ]
    room.write(room.person("Personne 0"), "\n".join(lines))
    room.go(Phase.group)
    asked = {n: [pair.key for pair in grouping.hand(room.person(f"Personne {n}"))] for n in range(12)}
    assert asked == {n: [pair.key for pair in grouping.hand(room.person(f"Personne {n}"))] for n in range(12)}
    assert all(1 <= len(keys) <= dealt.AT_ONCE for keys in asked.values())
    assert {each for keys in asked.values() for each in keys} == set(grouping.pairs(lyon.board))


def test_with_nothing_alike_nothing_is_asked(lyon):
    room = Room(lyon, "Inès", phase=Phase.group)
    assert grouping.hand(room.person("Inès")) == []
    assert grouping.waiting(db.session.get(Workshop, room.id)) == 0

from types import SimpleNamespace

import pytest
from sqlalchemy import select

from boardapp.database import db
from boardapp.domain import actions, inventory
from boardapp.domain.errors import Invalid, NotAllowed
from boardapp.domain.workshop import counting, participants, running, voting, workshops
from boardapp.domain.workshop.ballots import Ballot, Question
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.workshops import Method, Phase
from tests.world import IDS

POINTS, CHALLENGE, EFFORT = Question.points, Question.challenge, Question.effort


@pytest.fixture
def room(lyon):
    workshop = workshops.prepare(lyon.board, by=lyon.by())
    workshops.open_room(workshop, by=lyon.by())
    return workshop


def sit(lyon, room, *names, team=""):
    for name in names:
        participants.join(room, name, team, at=lyon.clock())
    return [db.session.scalar(select(Participant).where(Participant.name == name)) for name in names]


def given(participant):
    return {action: value for (_, action), value in voting.mine(participant).items()}


def vote(participant, **points):
    for name, number in points.items():
        voting.give(participant, IDS[name], number)


def code_of(error):
    return error.value.code


def test_what_is_neither_done_nor_archived_is_voted_on(lyon, room):
    inventory.archive(lyon.action("nuit"), by=lyon.by())

    titles = {row.id for row in voting.choices(lyon.board)}

    assert titles == set(IDS.values()) - {IDS["visio"], IDS["nuit"]}


def test_a_number_is_said_in_all_so_that_a_tap_sent_twice_counts_once(lyon, room):
    (soizic,) = sit(lyon, room, "Soizic")

    vote(soizic, sms=2)
    vote(soizic, sms=2)

    assert given(soizic) == {IDS["sms"]: 2}


def test_nobody_puts_more_than_three_points_on_one_action_nor_more_than_five_in_all(lyon, room):
    (soizic,) = sit(lyon, room, "Soizic")
    vote(soizic, sms=3, ligne=2)

    with pytest.raises(Invalid) as four:
        vote(soizic, sms=4)
    with pytest.raises(Invalid) as six:
        vote(soizic, frais=1)
    with pytest.raises(Invalid) as less:
        vote(soizic, sms=-1)

    assert (code_of(four), code_of(six), code_of(less)) == ("points_most", "points_spent", "out_of_range")
    assert given(soizic) == {IDS["sms"]: 3, IDS["ligne"]: 2}


def test_a_point_that_is_taken_back_can_be_placed_anew(lyon, room):
    (soizic,) = sit(lyon, room, "Soizic")
    vote(soizic, sms=3, ligne=2)

    vote(soizic, ligne=0)
    vote(soizic, frais=2)

    assert given(soizic) == {IDS["sms"]: 3, IDS["frais"]: 2}


def test_points_on_what_was_archived_are_free_again_and_do_not_come_back(lyon, room):
    (soizic,) = sit(lyon, room, "Soizic")
    vote(soizic, sms=3, ligne=2)
    inventory.archive(lyon.action("sms"), by=lyon.by())

    vote(soizic, frais=3)
    inventory.restore(lyon.action("sms"), by=lyon.by())

    assert given(soizic) == {IDS["ligne"]: 2, IDS["frais"]: 3}


@pytest.mark.parametrize("name", ["visio", "dana"])
def test_what_is_done_or_of_another_board_takes_no_points(lyon, room, name):
    (soizic,) = sit(lyon, room, "Soizic")
    id_ = lyon.danas_action.id if name == "dana" else IDS[name]

    with pytest.raises(Invalid) as error:
        voting.give(soizic, id_, 1)

    assert code_of(error) == "vote_gone"


def test_each_phone_has_an_order_of_its_own_that_stays(lyon, room):
    rows = voting.choices(lyon.board)

    orders = [[row.id for row in voting.dealt(rows, id_)] for id_ in (1, 2, 3, 1)]

    assert orders[0] == orders[3]
    assert len({tuple(order) for order in orders}) > 1


def test_who_has_voted_is_who_placed_a_point_or_said_to_be_done(lyon, room):
    people = sit(lyon, room, "Soizic", "Malo", "Gwen")
    vote(people[0], sms=1)
    running.say_done(people[1], Phase.prioritise)

    assert voting.voted(room, people) == 2


def test_the_reveal_writes_points_and_voters_and_the_challenge_where_there_was_none(lyon, room):
    soizic, malo = sit(lyon, room, "Soizic", "Malo")
    vote(soizic, nuit=3, matin=2)
    vote(malo, nuit=2, delais=1, sms=1)

    event = counting.count(room, seen=1, by=lyon.by())

    found = {name: (lyon.action(name).votes, lyon.action(name).voters) for name in ("nuit", "matin", "sms", "ligne")}
    assert found == {"nuit": (5, 2), "matin": (2, 1), "sms": (1, 1), "ligne": (0, 0)}
    levels = [lyon.action(name).challenge_level for name in ("nuit", "matin", "delais", "sms", "horaires")]
    assert levels == [4, 3, 2, 4, None]
    assert (event.kind, room.counted_at, lyon.action("visio").votes) == ("workshop.counted", lyon.clock(), None)


def test_two_who_reveal_at_once_do_it_once_and_no_vote_comes_after(lyon, room):
    (soizic,) = sit(lyon, room, "Soizic")
    counting.count(room, seen=1, by=lyon.by())

    assert counting.count(room, seen=1, by=lyon.by()) is None
    with pytest.raises(Invalid) as late:
        vote(soizic, sms=1)
    assert code_of(late) == "vote_over"


def test_a_new_round_takes_back_what_was_counted_and_forgets_the_votes(lyon, room):
    (soizic,) = sit(lyon, room, "Soizic")
    vote(soizic, nuit=3)
    counting.count(room, seen=1, by=lyon.by())

    event = counting.revote(room, seen=1, by=lyon.by())

    assert (event.kind, room.round, room.counted_at) == ("workshop.revoted", 2, None)
    nuit = lyon.action("nuit")
    assert (nuit.votes, nuit.voters, nuit.challenge_level) == (None, None, None)
    assert lyon.action("sms").challenge_level == 4
    assert db.session.scalars(select(Ballot)).all() == []
    assert counting.revote(room, seen=1, by=lyon.by()) is None


def test_a_level_that_somebody_changed_after_the_count_stays_in_a_new_round(lyon, room):
    (soizic,) = sit(lyon, room, "Soizic")
    vote(soizic, nuit=3)
    counting.count(room, seen=1, by=lyon.by())
    actions.edit(lyon.action("nuit"), by=lyon.by(), challenge_level=2)

    counting.revote(room, seen=1, by=lyon.by())

    assert lyon.action("nuit").challenge_level == 2


def test_nothing_is_counted_once_the_room_has_closed(lyon, room):
    room.board.closed_at = None
    with workshops.stirring(room.id) as connection:
        connection.execute(workshops.Workshop.__table__.update().values(closed_at=lyon.clock()))

    with pytest.raises(NotAllowed):
        counting.count(room, seen=1, by=lyon.by())


def test_a_slip_of_paper_counts_like_a_phone_and_is_checked_like_one(lyon, room):
    called = voting.paper(room, "Papier", {(POINTS, IDS["sms"]): 3, (POINTS, IDS["nuit"]): 2}, seen=0, at=lyon.clock())
    with pytest.raises(Invalid) as error:
        voting.paper(room, "Papier", {(POINTS, IDS["sms"]): 3, (POINTS, IDS["nuit"]): 3}, seen=1, at=lyon.clock())

    slips = voting.slips(room)
    assert (called, code_of(error), [each.name for each in slips]) == ("Papier 1", "points_spent", ["Papier 1"])
    assert voting.turnout(room) == (1, 5)
    voting.drop_paper(room, slips[0].id, at=lyon.clock())
    assert (voting.turnout(room), voting.slips(room)) == ((0, 0), [])


def test_a_slip_that_is_sent_twice_counts_once(lyon, room):
    voting.paper(room, "Papier", {(POINTS, IDS["sms"]): 3}, seen=0, at=lyon.clock())

    with pytest.raises(Invalid) as error:
        voting.paper(room, "Papier", {(POINTS, IDS["sms"]): 3}, seen=0, at=lyon.clock())

    assert (code_of(error), voting.turnout(room)) == ("slip_meanwhile", (1, 3))


def test_few_people_with_many_points_are_to_be_discussed():
    rows = [SimpleNamespace(votes=votes, voters=voters) for votes, voters in ((23, 12), (14, 5), (13, 4), (0, 0))]

    assert counting.to_discuss(rows * 1, 24) == []
    rows.insert(1, SimpleNamespace(votes=15, voters=6))
    assert counting.to_discuss(rows, 24) == [(2, rows[1])]
    assert counting.to_discuss(rows, 23) == []


def test_scores_become_rounded_means_with_their_spread(lyon, room):
    workshops.prepare(lyon.board, by=lyon.by(), method=Method.scores)
    people = sit(lyon, room, "Soizic", "Malo", "Gwen", team="Sinistres")
    for each, level in zip(people, (1, 4, 4), strict=True):
        voting.score(each, CHALLENGE, IDS["delais"], level)
    voting.score(people[0], EFFORT, IDS["delais"], 2)
    assert counting.scored(room) == {}

    counting.count(room, seen=1, by=lyon.by())

    assert (lyon.action("delais").challenge_level, lyon.action("delais").effort) == (3, 2)
    found = counting.scored(room)[IDS["delais"], CHALLENGE]
    assert (found.least, found.most, found.mean, found.wide, found.people) == (1, 4, 3, True, 3)
    assert [name for name, _ in found.teams] == ["Sinistres"]


def test_a_score_is_from_one_to_four(lyon, room):
    workshops.prepare(lyon.board, by=lyon.by(), method=Method.scores)
    (soizic,) = sit(lyon, room, "Soizic")

    with pytest.raises(Invalid) as error:
        voting.score(soizic, CHALLENGE, IDS["sms"], 5)

    assert code_of(error) == "out_of_range"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ([("A", 4)] * 3 + [("B", 1)] * 3, [("A", 4.0), ("B", 1.0)]),
        ([("A", 4)] * 4 + [("B", 1), ("B", 2), ("C", 3)], [("A", 4.0), ("", 2.0)]),
        ([("A", 4)] * 4 + [("B", 1)], []),  # taken from the whole, A would leave what B thinks
        ([("A", 4)] * 4 + [("B", 2)] * 3 + [("C", 2)], [("A", 4.0), ("", 2.0)]),
        ([("a", 4)] * 2 + [("A", 1)], [("a", 3.0)]),
        ([("", 4)] * 9, []),
        ([("", 4)] * 5 + [("A", 1)] * 3, [("A", 1.0), ("", 4.0)]),
    ],
)
def test_a_function_with_fewer_than_three_voters_is_not_shown_alone(given, shown):
    assert counting.by_function(given) == shown

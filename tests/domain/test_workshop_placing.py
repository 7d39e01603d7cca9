import pytest
from sqlalchemy import select

from boardapp.database import db
from boardapp.domain import actions, boards, history, inventory, placement
from boardapp.domain.actions import Action, Horizon, Status
from boardapp.domain.boards import Role
from boardapp.domain.errors import Invalid, NotAllowed
from boardapp.domain.facts import Event
from boardapp.domain.inventory import Entry
from boardapp.domain.workshop import counting, participants, placing, voting, workshops
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.workshops import Method
from tests.world import IDS

NAMES = {id_: name for name, id_ in IDS.items()}
VOTES = {"delais": (3, 3), "nuit": (3,), "relais": (2, 2), "sms": (2,), "fragiles": (1,), "frais": (1,)}


@pytest.fixture
def room(lyon):
    workshop = workshops.prepare(lyon.board, by=lyon.by())
    workshops.open_room(workshop, by=lyon.by())
    return workshop


@pytest.fixture
def counted(lyon, room):
    """Six, three, four, two, one and one points."""
    people = {name: sit(lyon, room, name) for name in ("Soizic", "Malo", "Gwen", "Ewen")}
    for name, votes in VOTES.items():
        for points in votes:
            giver = next(each for each in people.values() if fits(each, name, points))
            voting.give(giver, IDS[name], points)
    counting.count(room, seen=1, by=lyon.by())
    return room


def sit(lyon, room, name):
    participants.join(room, name, "", at=lyon.clock())
    return db.session.scalar(select(Participant).where(Participant.name == name))


def fits(each, name, points):
    mine = voting.mine(each)
    return IDS[name] not in {action for _, action in mine} and sum(mine.values()) + points <= 5


def names(rows):
    return [NAMES[row.id] for row in rows]


def lane(lyon, horizon):
    return [NAMES[each.id] for each in placement.lane_of(lyon.board.id, horizon)]


def test_actions_are_ranked_by_points_then_by_people_then_as_the_board_stands(counted):
    order = names(placing.ranking(counted))

    assert order[:6] == ["delais", "relais", "nuit", "sms", "frais", "fragiles"]
    assert order[6:] == ["ligne", "portage", "matin", "covoiturage", "horaires"]


def test_before_the_count_the_order_is_that_of_the_board(lyon, room):
    assert names(placing.ranking(room)) == [name for name in IDS if name != "visio"]
    assert placing.cuts_of(room, placing.ranking(room)) == placing.Cuts(3, 3, suggested=True)


def test_a_tie_across_a_cut_is_named_on_both_sides(counted):
    rows = placing.ranking(counted)

    assert placing.ties(counted, rows, placing.Cuts(5, 4)) == {5: 6, 6: 5, 9: 10, 10: 9}
    assert placing.ties(counted, rows, placing.Cuts(4, 2)) == {}


def test_the_suggestion_is_what_has_the_average_or_more_then_a_third_of_it(counted):
    """17 points on six actions: 2.8 on average."""
    rows = placing.ranking(counted)

    assert placing.cuts_of(counted, rows) == placing.Cuts(3, 3, suggested=True)


def test_the_suggestion_stays_within_the_cap(lyon, counted):
    boards.edit(lyon.board, by=lyon.by(), cap=2)

    assert placing.cuts_of(counted, placing.ranking(counted)) == placing.Cuts(2, 4, suggested=True)


def test_a_cut_beyond_the_list_ends_with_it(counted):
    assert placing.cut(counted, 9, 9) == placing.Cuts(9, 2)
    assert placing.cut(counted, 500, 3) == placing.Cuts(11, 0)
    with pytest.raises(Invalid):
        placing.cut(counted, -1, 3)
    assert (counted.cut_now, counted.cut_next) == (11, 0)


def test_everything_is_placed_as_one_event_that_is_undone_as_one(lyon, counted):
    before = {name: (lyon.action(name).horizon, lyon.action(name).rank) for name in IDS}

    event = placing.place_all(counted, 3, 2, by=lyon.by())

    assert lane(lyon, Horizon.now) == ["visio", "delais", "relais", "nuit"]
    assert lane(lyon, Horizon.next) == ["sms", "frais"]
    assert lane(lyon, Horizon.later)[0] == "fragiles"
    assert lane(lyon, Horizon.inbox) == []
    assert placing.placed(counted) is event
    history.undo(event, by=lyon.by(), role=Role.facilitator)
    assert {name: (lyon.action(name).horizon, lyon.action(name).rank) for name in IDS} == before
    assert placing.placed(counted) is None


def test_placing_twice_the_same_is_done_once(lyon, counted):
    placing.place_all(counted, 3, 2, by=lyon.by())

    assert placing.place_all(counted, 3, 2, by=lyon.by()) is None
    assert placing.placed(counted) is not None


def test_a_cut_that_is_changed_afterwards_is_a_preview_again(lyon, counted):
    placing.place_all(counted, 3, 2, by=lyon.by())

    placing.cut(counted, 4, 2)

    assert placing.placed(counted) is None


def test_what_is_done_stopped_or_archived_stays_where_it_is(lyon, counted):
    actions.edit(lyon.action("sms"), by=lyon.by(), status=Status.stopped)
    inventory.archive(lyon.action("nuit"), by=lyon.by())
    before = {name: (lyon.action(name).horizon, lyon.action(name).rank) for name in ("visio", "sms", "nuit")}

    placing.place_all(counted, 1, 1, by=lyon.by())

    assert {name: (lyon.action(name).horizon, lyon.action(name).rank) for name in before} == before


@pytest.mark.slow
def test_five_hundred_actions_are_placed_at_once(lyon, room):
    inventory.add(lyon.board, [Entry(f"Action {n}") for n in range(500)], by=lyon.by())
    events = len(db.session.scalars(select(Event)).all())

    placing.place_all(room, 12, 20, by=lyon.by())

    lanes = [[each.id for each in placement.lane_of(1, horizon)] for horizon in (Horizon.now, Horizon.next)]
    assert ([len(each) for each in lanes], len(lane_ids())) == ([13, 20], 479)
    assert len(db.session.scalars(select(Event)).all()) == events + 1


def lane_ids():
    return [each.id for each in placement.lane_of(1, Horizon.later)]


def test_a_closed_room_places_nothing(lyon, counted):
    with workshops.stirring(counted.id) as connection:
        connection.execute(workshops.Workshop.__table__.update().values(closed_at=lyon.clock()))

    with pytest.raises(NotAllowed):
        placing.place_all(counted, 3, 2, by=lyon.by())


def test_by_scores_a_high_challenge_with_a_small_effort_comes_first(lyon, room):
    workshops.prepare(lyon.board, by=lyon.by(), method=Method.scores)
    levels = {"delais": (3, 2), "sms": (4, 4), "relais": (1, 1), "nuit": (4, 2)}
    for name in IDS:
        level, effort = levels.get(name, (2, 2))
        actions.edit(lyon.action(name), by=lyon.by(), challenge_level=level, effort=effort)
    counting.count(room, seen=1, by=lyon.by())

    rows = placing.ranking(room)

    assert names(rows)[:3] == ["nuit", "delais", "sms"]
    assert names(rows)[-1] == "relais"
    assert placing.cuts_of(room, rows) == placing.Cuts(2, 1, suggested=True)


def test_disagreement_is_counted_once_and_can_be_taken_back(lyon, counted):
    soizic, malo = (
        db.session.scalar(select(Participant).where(Participant.name == name)) for name in ("Soizic", "Malo")
    )

    for participant in (soizic, soizic, malo):
        placing.disagree(participant, IDS["sms"], 1)
    placing.disagree(malo, IDS["nuit"], 1)
    placing.disagree(malo, IDS["nuit"], 0)

    assert placing.disagreements(counted) == {IDS["sms"]: 2}
    assert placing.disagrees(soizic) == {IDS["sms"]}
    with pytest.raises(Invalid):
        placing.disagree(soizic, lyon.danas_action.id, 1)


def test_an_exception_moves_by_the_ordinary_command(lyon, counted):
    placing.place_all(counted, 3, 2, by=lyon.by())

    placement.move(db.session.get(Action, IDS["relais"]), Horizon.later, by=lyon.by())

    assert names(placing.standing(counted))[:4] == ["delais", "nuit", "sms", "frais"]
    assert placing.placed(counted) is not None

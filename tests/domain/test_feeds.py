"""Who may have a calendar of a board: somebody who belongs to it, by a link of the newest generation."""

from boardapp.database import db
from boardapp.domain import ledger, members
from boardapp.domain.boards import Role
from boardapp.domain.people import Kind, changing


def membership(world, name="bruno"):
    return members.mine(world.board, world.person(name).id)


def test_making_new_links_counts_for_one_person_and_is_no_fact_of_the_board(lyon):
    version, others = lyon.board.version, membership(lyon, "chloe").feed_generation
    for expected in (1, 2):
        members.renew_feed(membership(lyon))
        db.session.rollback()  # as the next request begins
        assert members.standing(membership(lyon).id).feed_generation == expected
    assert membership(lyon, "chloe").feed_generation == others
    assert lyon.board.version == version
    assert ledger.verify() == []


def test_who_left_has_none_and_comes_back_to_another_generation(lyon):
    bruno, before = lyon.person("bruno"), membership(lyon).feed_generation
    id_ = membership(lyon).id
    members.remove(membership(lyon), by=lyon.by())
    assert members.standing(id_) is None
    invited = members.invitation(members.invite(lyon.board, Role.reader, by=lyon.by()), lyon.clock())
    members.accept(invited, bruno, by=lyon.by("bruno"))
    assert members.standing(id_).feed_generation > before
    assert ledger.verify() == []


def test_whose_account_is_closed_has_none(lyon):
    id_ = membership(lyon).id
    with changing(None, lyon.by()) as change:
        change.put(lyon.person("bruno"), deactivated_at=lyon.clock())
        change.record(Kind.user_edited)
    assert members.standing(id_) is None


def test_nobody_stands_behind_a_number_of_no_membership(lyon):
    assert members.standing(999_999) is None

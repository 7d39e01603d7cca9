import pytest
from sqlalchemy import select

from boardapp.database import db
from boardapp.domain import boards, members
from boardapp.domain.boards import Membership, Role
from boardapp.domain.events import Event
from tests import seen
from tests.plain_browser import Browser
from tests.world import BOARD, DANAS_BOARD, USER_IDS

PAGE = f"/boards/{BOARD}/members"
IDS = {"amina": 1, "bruno": 2, "chloe": 3}  # memberships are numbered like their people on this board


def role(look, name, board_id=BOARD):
    with look() as world:
        board = world.board if board_id == BOARD else world.danas_board
        return boards.role_of(board, world.person(name))


def happened(look, kind):
    with look():
        query = select(Event).where(Event.kind == kind, Event.board_id == BOARD)
        return list(db.session.scalars(query.order_by(Event.id)))


def version(look):
    with look() as world:
        return world.board.version


def closed(look):
    with look() as world:
        boards.close(world.board, by=world.by())


def test_the_world_numbers_memberships_as_these_tests_believe(look):
    with look():
        for name, id_ in IDS.items():
            assert db.session.get(Membership, id_).user_id == USER_IDS[name]


def test_members_see_who_belongs_to_the_board_and_no_address(bruno, chloe):
    for browser in (bruno, chloe):
        page = browser.get(PAGE).text
        assert all(name in page for name in ("Amina Haddad", "Bruno Carvalho", "Chloé Nguyen"))
        assert "@example" not in page
        assert 'name="role"' not in page
        assert page.count("/end") == 2  # signing out, and leaving


def test_a_facilitator_sees_addresses_roles_and_the_form_to_invite(amina):
    page = amina.get(PAGE).text
    assert "bruno@example.fr" in page
    assert page.count('name="role"') == 4
    assert 'action="/memberships/2"' in page
    assert 'action="/memberships/2/end"' in page


def test_strangers_and_visitors_see_no_members(dana, visitor):
    assert dana.get(PAGE).status_code == 404
    assert visitor.get(PAGE).status_code == 303


def test_a_role_is_changed(amina, look):
    answer = amina.post("/memberships/2", {"role": "facilitator"})
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert "Bruno Carvalho" in amina.follow(answer).text
    assert role(look, "bruno") is Role.facilitator
    (event,) = happened(look, "member.changed")
    assert event.body["was"] == {"membership:2": {"role": "member"}}
    assert event.body["to"] == {"membership:2": {"role": "facilitator"}}
    assert event.actor_id == amina.id


@pytest.mark.parametrize("data", [{}, {"role": ""}, {"role": "admin"}, {"role": "owner"}])
def test_a_role_that_does_not_exist_is_refused(amina, look, data):
    answer = amina.post("/memberships/2", data)
    assert answer.status_code == 422
    assert "Bruno Carvalho" in answer.text
    assert role(look, "bruno") is Role.member


def test_the_last_facilitator_cannot_be_demoted(amina, look):
    answer = amina.post("/memberships/1", {"role": "member"})
    assert answer.status_code == 403
    assert role(look, "amina") is Role.facilitator
    assert happened(look, "member.changed") == []


def test_a_facilitator_removes_somebody(amina, bruno, look):
    answer = amina.post("/memberships/2/end")
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert bruno.get(f"/boards/{BOARD}").status_code == 404
    assert role(look, "bruno") is None
    assert len(happened(look, "member.removed")) == 1


def test_who_was_removed_has_no_membership_to_change(amina, look):
    amina.post("/memberships/2/end")
    before = version(look)
    for path, data in (("/memberships/2", {"role": "reader"}), ("/memberships/2/end", {})):
        assert amina.post(path, data).status_code == 404
    assert version(look) == before


@pytest.mark.parametrize(("name", "id_"), [("bruno", 2), ("chloe", 3)])
def test_everybody_may_leave(app, look, name, id_):
    browser = Browser(app, name)
    answer = browser.post(f"/memberships/{id_}/end")
    assert (answer.status_code, answer.location) == (303, "/boards")
    assert "Grève des transports à Lyon" in browser.follow(answer).text
    assert browser.get(PAGE).status_code == 404
    assert role(look, name) is None


def test_the_last_facilitator_cannot_leave(amina, look):
    amina.post("/me", {"name": "Amina Haddad", "locale": "en"})
    answer = amina.post("/memberships/1/end")
    assert answer.status_code == 403
    assert "A board needs at least one facilitator. Make somebody else facilitator first" in answer.text
    assert role(look, "amina") is Role.facilitator
    amina.post("/memberships/2", {"role": "facilitator"})
    assert amina.post("/memberships/1/end").location == "/boards"


FORMS = [
    (f"/boards/{BOARD}/invitations", {"role": "facilitator"}),
    ("/memberships/3", {"role": "facilitator"}),
    ("/memberships/1/end", {}),
    ("/invitations/1/revocation", {}),
]


@pytest.mark.parametrize(("path", "data"), FORMS)
def test_who_does_not_lead_the_board_is_told_so(bruno, chloe, look, path, data):
    before = version(look)
    for browser in (bruno, chloe):
        answer = browser.post(path, data)
        assert answer.status_code == 403
        assert "<h1>" in answer.text
    assert version(look) == before


@pytest.mark.parametrize(("path", "data"), FORMS)
def test_to_a_stranger_there_is_nothing(dana, look, path, data):
    before = version(look)
    assert dana.post(path, data).status_code == 404
    assert version(look) == before


@pytest.mark.parametrize(("path", "data"), FORMS)
def test_a_visitor_signs_in_first(visitor, look, path, data):
    before = version(look)
    assert visitor.post(path, data).status_code == 401
    assert version(look) == before


def test_a_facilitator_of_another_board_is_a_stranger_here(dana, amina, look):
    with look() as world:
        (hers,) = members.of(world.danas_board)
    assert amina.post(f"/memberships/{hers.id}", {"role": "reader"}).status_code == 404
    assert amina.post(f"/memberships/{hers.id}/end").status_code == 404
    assert amina.post("/memberships/999/end").status_code == 404
    assert role(look, "dana", DANAS_BOARD) is Role.facilitator


@pytest.mark.parametrize(("path", "data"), [*FORMS[:2], ("/memberships/3/end", {})])
def test_a_closed_board_keeps_its_members(amina, look, path, data):
    closed(look)
    before = version(look)
    assert amina.post(path, data).status_code == 409
    assert version(look) == before
    page = amina.get(PAGE).text
    assert 'name="role"' not in page
    assert "/memberships/" not in page


def test_a_form_sent_twice_does_it_once(amina, look):
    for _ in range(2):
        answer = amina.post("/memberships/2", {"role": "reader", "once": "k", "next": PAGE})
        assert (answer.status_code, answer.location) == (303, PAGE)
    assert len(happened(look, "member.changed")) == 1


def test_nothing_but_the_role_can_be_changed(amina, look):
    stowaways = {"board_id": "2", "user_id": "4", "removed_at": "2026-01-01", "id": "9", "admin": "1"}
    amina.post("/memberships/2", {"role": "reader"} | stowaways)
    (event,) = happened(look, "member.changed")
    assert event.body["to"] == {"membership:2": {"role": "reader"}}


def test_the_list_of_members_is_one_query(look):
    with look() as world:
        board = world.board
        assert seen.queries(lambda: [member.user.name for member in members.of(board)]) <= 2

import re
from urllib.parse import quote

import pytest
from sqlalchemy import select

from boardapp.database import db
from boardapp.domain import boards, members, people
from boardapp.domain.boards import Role
from boardapp.domain.events import Event
from tests.plain_browser import Browser
from tests.world import BOARD, PASSWORD, USER_IDS

PAGE = f"/boards/{BOARD}/members"
HERE = f"/boards/{BOARD}"
NEWCOMER = {"email": "eve@example.fr", "name": "Ève Martin", "password": PASSWORD}


@pytest.fixture
def invited(look):
    """Makes an invitation: `invited("reader")` is the path of its link."""

    def invite(role="member"):
        with look() as world:
            return "/invitations/" + members.invite(world.board, Role(role), by=world.by())

    return invite


def role(look, user_id):
    with look() as world:
        return boards.role_of(world.board, db.session.get(people.User, user_id))


def kinds(look):
    with look():
        return list(db.session.scalars(select(Event.kind).where(Event.board_id == BOARD).order_by(Event.version)))


def test_an_invitation_is_a_link_that_is_shown_once(amina, look):
    answer = amina.post(f"{HERE}/invitations", {"role": "reader"})
    assert (answer.status_code, answer.location) == (303, f"{PAGE}#link")
    page = amina.follow(answer)
    assert page.headers["Cache-Control"] == "no-store"
    address = re.search(r'<input id="link" value="http://localhost(/invitations/[\w-]{40,})" readonly', page.text)
    assert address
    again = amina.get(PAGE)
    assert address[1] not in again.text
    assert again.headers["Cache-Control"] == "private, no-cache"
    assert "/invitations/1/revocation" not in again.text  # the first two were used in the making of the world
    assert "/invitations/3/revocation" in again.text
    assert kinds(look)[-1] == "member.invited"


def test_a_page_that_looks_what_is_new_leaves_the_link_to_the_next_one(amina):
    """The stream may tell of the invitation before the answer to it has led on."""
    answer = amina.post(f"{HERE}/invitations", {"role": "reader"})
    assert 'id="link"' not in amina.client.get(PAGE, headers={"Board-Anew": "1"}).text
    assert 'id="link"' in amina.follow(answer).text


def test_a_link_is_shown_on_the_page_of_its_board_only(amina, look):
    with look() as world:
        members.accept(
            members.behind(members.invite(world.danas_board, Role.member, by=world.by("dana"))),
            world.amina,
            by=world.by(),
        )
    amina.post(f"{HERE}/invitations", {"role": "reader"})
    assert 'id="link"' not in amina.get("/boards/2/members").text
    assert 'id="link"' in amina.get(PAGE).text


def test_the_link_carries_the_address_that_the_operator_set(amina, app):
    app.extensions["settings"] = type(app.extensions["settings"])(
        **vars(app.extensions["settings"]) | {"base_url": "https://plan.example.org"}
    )
    page = amina.follow(amina.post(f"{HERE}/invitations", {"role": "reader"})).text
    assert 'value="https://plan.example.org/invitations/' in page


@pytest.mark.parametrize("data", [{}, {"role": "admin"}])
def test_nobody_is_invited_as_something_else(amina, look, data):
    before = kinds(look)
    assert amina.post(f"{HERE}/invitations", data).status_code == 422
    assert kinds(look) == before


def test_a_form_sent_twice_invites_once(amina, look):
    before = kinds(look)
    for _ in range(2):
        answer = amina.post(f"{HERE}/invitations", {"role": "member", "once": "k", "next": PAGE})
        assert answer.status_code == 303
    assert kinds(look) == [*before, "member.invited"]


def test_an_invitation_is_revoked(amina, visitor, invited, look):
    link = invited()
    answer = amina.post("/invitations/3/revocation")
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert visitor.get(link).status_code == 404
    assert visitor.post(link, NEWCOMER).status_code == 404
    assert kinds(look)[-1] == "invitation.revoked"


def test_a_used_invitation_cannot_be_revoked(amina, look):
    before = kinds(look)
    assert amina.post("/invitations/1/revocation").status_code == 403
    assert amina.post("/invitations/99/revocation").status_code == 404
    assert kinds(look) == before


def test_the_link_says_which_board_and_role_and_asks_a_newcomer_for_an_account(visitor, invited):
    link = invited("reader")
    page = visitor.get(f"{link}?lang=en")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "Grève des transports à Lyon" in page.text
    assert "Your role there: Reader." in page.text
    assert 'autocomplete="new-password"' in page.text
    assert f'href="/session?next={quote(link, safe="")}"' in page.text
    assert "Prévenir par SMS" not in page.text


def test_a_newcomer_gets_an_account_and_is_on_the_board(visitor, invited, look):
    answer = visitor.post(f"{invited('reader')}?lang=fr", NEWCOMER)
    assert (answer.status_code, answer.location) == (303, HERE)
    page = visitor.follow(answer).text
    assert "Prévenir par SMS" in page
    assert '<html lang="fr">' in page
    with look():
        eve = people.find("eve@example.fr")
        event = db.session.scalars(select(Event).where(Event.kind == "member.joined").order_by(Event.id.desc())).first()
        assert (eve.name, eve.locale, eve.admin) == ("Ève Martin", "fr", False)
        assert (event.actor_kind, event.actor_id) == ("user", eve.id)
        assert "eve@example.fr" not in str(event.body)
    assert role(look, eve.id) is Role.reader


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"email": "eve"}, "Enter an email address"),
        ({"email": "bruno@example.fr"}, "There is already an account with this address. Sign in with it"),
        ({"name": ""}, "Write a name"),
        ({"password": "short"}, "At least 12 characters"),
    ],
)
def test_a_newcomer_who_mistypes_keeps_what_was_typed_and_the_link(visitor, invited, look, wrong, sentence):
    link = invited()
    before = kinds(look)
    answer = visitor.post(f"{link}?lang=en", NEWCOMER | wrong)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert ('value="Ève Martin"' in answer.text) == ("name" not in wrong)
    assert PASSWORD not in answer.text
    assert kinds(look) == before
    assert visitor.get(link).status_code == 200


def test_somebody_with_an_account_joins_by_a_button(dana, invited, look):
    link = invited()
    page = dana.get(link).text
    assert "dana@example.org" in page
    assert 'name="password"' not in page
    answer = dana.post(link)
    assert (answer.status_code, answer.location) == (303, HERE)
    assert "Prévenir par SMS" in dana.follow(answer).text
    assert role(look, USER_IDS["dana"]) is Role.member


def test_somebody_with_an_account_signs_in_on_the_way(visitor, invited, look):
    link = invited()
    answer = visitor.post("/session", {"email": "dana@example.org", "password": PASSWORD, "next": link})
    assert "dana@example.org" in visitor.follow(answer).text
    visitor.post(link)
    assert role(look, USER_IDS["dana"]) is Role.member


@pytest.mark.parametrize("name", ["amina", "bruno"])
def test_who_belongs_to_the_board_already_does_not_use_the_link_up(app, invited, look, name):
    link = invited()
    assert Browser(app, name).get(link).location == HERE
    assert Browser(app, name).post(link).location == HERE
    assert Browser(app).get(link).status_code == 200


def test_an_invitation_raises_a_role(bruno, invited, look):
    link = invited("facilitator")
    assert bruno.get(link).status_code == 200
    bruno.post(link)
    assert role(look, bruno.id) is Role.facilitator


def test_a_used_link_names_whom_to_ask(dana, visitor, invited, look):
    link = invited()
    dana.post(link)
    for answer in (visitor.get(f"{link}?lang=en"), visitor.post(f"{link}?lang=en", NEWCOMER)):
        assert answer.status_code == 404
        assert "This link has expired or was used. Ask Amina Haddad for a new one" in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Grève des transports" not in answer.text
    with look():
        assert people.find("eve@example.fr") is None
    assert dana.get(link).location == HERE


def test_a_link_runs_out_after_seven_days(app, visitor, dana, invited, clock):
    link = invited()
    clock.advance(days=7)
    assert visitor.get(link).status_code == 404
    assert Browser(app).post(link, NEWCOMER).status_code == 404


def test_a_link_that_was_never_given_out_opens_nothing(visitor, amina):
    for path in ("/invitations/made-up", "/invitations/1", "/invitations/%00", "/invitations/é"):
        assert visitor.get(path).status_code == 404
        assert visitor.post(path, NEWCOMER).status_code == 404
        assert amina.post(path).status_code == 404


def test_who_was_removed_does_not_come_back_by_the_old_link(amina, dana, invited):
    link = invited()
    dana.post(link)
    amina.post("/memberships/5/end")
    assert dana.get(HERE).status_code == 404
    assert dana.post(link).status_code == 404


def test_a_newcomers_form_sent_twice_makes_one_account(app, invited, look):
    link = invited()
    for _ in range(2):
        answer = Browser(app).post(link, NEWCOMER | {"once": "k", "next": HERE})
        assert answer.status_code == 303
    assert kinds(look).count("member.joined") == 3


def test_nobody_joins_a_closed_board(dana, visitor, invited, look):
    link = invited()
    with look() as world:
        boards.close(world.board, by=world.by())
    assert '<form method="post" action="/invitations' not in visitor.get(link).text
    assert dana.post(link).status_code == 409
    assert visitor.post(link, NEWCOMER).status_code == 409
    with look():
        assert people.find("eve@example.fr") is None


@pytest.mark.parametrize(
    ("base", "only_here"),
    [("http://localhost:8000", True), ("http://127.0.0.1", True), ("http://[::1]:8000", True),
     ("http://192.168.1.20:8000", False), ("https://plan.example.org", False)],
)  # fmt: skip
def test_a_link_that_opens_on_one_machine_only_says_so(amina, app, base, only_here):
    settings = app.extensions["settings"]
    app.extensions["settings"] = type(settings)(**vars(settings) | {"base_url": base})
    page = amina.follow(amina.post(f"{HERE}/invitations", {"role": "reader"})).text
    assert ("BOARDAPP_BASE_URL" in page) is only_here

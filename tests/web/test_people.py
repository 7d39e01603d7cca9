import pytest
from sqlalchemy import select

from boardapp import config, create_app
from boardapp.database import db
from boardapp.domain import boards, opening, people, sessions
from boardapp.domain.events import By, Event
from boardapp.domain.people import User
from tests import databases
from tests.plain_browser import Browser
from tests.world import PASSWORD

NEW = "une phrase toute neuve"
FIRST = {"email": "Lea@Example.fr", "name": "Léa Morvan", "password": PASSWORD, "locale": "fr"}


@pytest.fixture
def started(pristine, tmp_path, clock):
    """Makes applications over a copy of a state of the world: `started("empty", SIGNUP="open")`."""
    apps = []

    def start(state="lyon", **settings):
        instance = tmp_path / f"instance-{len(apps)}"
        instance.mkdir()
        databases.copy(pristine / f"{state}.sqlite", instance / "boardapp.sqlite")
        settings = {"INSTANCE": str(instance), "SECRET_KEY": "s" * 32} | settings
        app = create_app(config.read({f"BOARDAPP_{name}": value for name, value in settings.items()}), clock=clock)
        app.testing = True
        apps.append(app)
        return app

    yield start
    for app in apps:
        databases.dispose(app)


@pytest.fixture
def fresh(started, clock):
    """An installation without accounts, and the token of its set-up link."""
    app = started("empty")
    with app.app_context():
        return app, sessions.issue("setup", clock())


def events_of(app, kind):
    with app.app_context():
        return list(db.session.scalars(select(Event).where(Event.kind == kind)))


def count(app, model=User):
    with app.app_context():
        return len(list(db.session.scalars(select(model))))


def test_the_set_up_link_shows_a_form_and_uses_nothing_up(fresh):
    app, token = fresh
    for _ in range(2):
        page = Browser(app).get(f"/setup/{token}")
        assert page.status_code == 200
        assert page.headers["Cache-Control"] == "no-store"
        assert 'autocomplete="new-password"' in page.text
    assert count(app) == 0


def test_the_set_up_link_makes_the_first_account_and_signs_in(fresh):
    app, token = fresh
    browser = Browser(app)
    answer = browser.post(f"/setup/{token}", FIRST)
    assert (answer.status_code, answer.location) == (303, "/boards")
    assert '<html lang="fr">' in browser.follow(answer).text
    with app.app_context():
        user = people.find("lea@example.fr")
        assert (user.name, user.locale, user.admin) == ("Léa Morvan", "fr", True)
    assert len(events_of(app, "user.registered")) == 1


def test_boards_that_waited_for_somebody_are_theirs(fresh, clock):
    app, token = fresh
    with app.app_context():
        opening.open_board("Sample", None, by=By("cli", None, clock()))
    browser = Browser(app)
    assert "Sample" in browser.follow(browser.post(f"/setup/{token}", FIRST)).text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"email": "lea"}, "Enter an email address"),
        ({"name": "  "}, "Write a name"),
        ({"password": "short"}, "At least 12 characters"),
        ({"password": "x" * 129}, "128 characters at most"),
        ({"locale": "de"}, "Choose one of the list"),
        ({"name": "a\0b"}, "characters that cannot be stored"),
    ],
)
def test_what_cannot_be_an_account_is_said_beside_its_field(fresh, wrong, sentence):
    app, token = fresh
    answer = Browser(app).post(f"/setup/{token}?lang=en", FIRST | wrong)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert ('value="Lea@Example.fr"' in answer.text) == ("email" not in wrong)
    assert PASSWORD not in answer.text
    assert count(app) == 0
    assert Browser(app).get(f"/setup/{token}").status_code == 200


def test_a_wrong_or_superseded_set_up_link_opens_nothing(fresh, clock):
    app, old = fresh
    with app.app_context():
        sessions.issue("setup", clock())
    for token in (old, "made-up", "%00", "é"):
        for answer in (
            Browser(app).get(f"/setup/{token}?lang=en"),
            Browser(app).post(f"/setup/{token}?lang=en", FIRST),
        ):
            assert answer.status_code == 404
            assert "This link was used or replaced, or is not complete. Ask for a new one" in answer.text
    assert count(app) == 0


def test_a_used_set_up_link_says_that_an_account_exists(fresh):
    app, token = fresh
    Browser(app).post(f"/setup/{token}", FIRST)
    answer = Browser(app).get(f"/setup/{token}?lang=en")
    assert answer.status_code == 404
    assert "The first account exists already. Sign in, or ask to be invited" in answer.text


def test_a_set_up_link_opens_nothing_once_there_is_an_account(app, visitor, look, clock):
    with look():
        token = sessions.issue("setup", clock())
    assert visitor.get(f"/setup/{token}").status_code == 404
    assert visitor.post(f"/setup/{token}", FIRST).status_code == 404
    assert count(app) == 4


def test_the_set_up_form_sent_twice_makes_one_account(fresh):
    app, token = fresh
    first, second = (Browser(app).post(f"/setup/{token}", FIRST | {"once": "k"}) for _ in range(2))
    assert (first.status_code, second.status_code, second.location) == (303, 303, "/")
    assert count(app) == 1


def reset_of(look, clock, name="bruno"):
    with look() as world:
        return sessions.issue("reset", clock(), world.person(name))


def test_a_reset_link_sets_a_password_and_signs_out_everywhere_else(app, bruno, visitor, look, clock):
    token = reset_of(look, clock)
    assert visitor.get(f"/resets/{token}").headers["Cache-Control"] == "no-store"
    answer = visitor.post(f"/resets/{token}", {"password": NEW})
    assert (answer.status_code, answer.location) == (303, "/boards")
    assert visitor.get("/boards").status_code == 200
    assert bruno.get("/boards").status_code == 303
    with look() as world:
        assert people.authenticate("bruno@example.fr", NEW) == world.bruno
    (event,) = events_of(app, "user.password")
    assert (event.actor_kind, event.actor_id) == ("user", bruno.id)
    assert NEW not in str(event.body)


def test_a_reset_link_is_used_once_and_only_by_a_good_password(visitor, app, look, clock):
    token = reset_of(look, clock)
    answer = visitor.post(f"/resets/{token}?lang=en", {"password": "short"})
    assert (answer.status_code, "At least 12 characters" in answer.text) == (422, True)
    assert visitor.post(f"/resets/{token}", {"password": NEW}).status_code == 303
    assert Browser(app).get(f"/resets/{token}").status_code == 404
    assert Browser(app).post(f"/resets/{token}", {"password": "a third good one"}).status_code == 404
    assert len(events_of(app, "user.password")) == 1


def test_a_reset_link_ends_after_thirty_minutes(visitor, look, clock):
    token = reset_of(look, clock)
    clock.advance(minutes=30)
    assert visitor.get(f"/resets/{token}").status_code == 404
    assert visitor.post(f"/resets/{token}", {"password": NEW}).status_code == 404


def test_a_reset_link_does_not_open_the_set_up_nor_a_closed_account(app, visitor, look, clock):
    token = reset_of(look, clock)
    assert visitor.get(f"/setup/{token}").status_code == 404
    with look() as world, people.changing(None, world.by()) as change:
        change.put(world.bruno, deactivated_at=clock())
        change.record(people.Kind.user_edited)
    assert visitor.post(f"/resets/{token}", {"password": NEW}).status_code == 404


def test_the_account_page_changes_name_and_language_at_once(amina, app, look):
    assert '<html lang="fr">' in amina.get("/me").text
    answer = amina.post("/me", {"name": "Amina H.", "locale": "en"})
    page = amina.follow(answer).text
    assert '<html lang="en">' in page
    assert "Saved." in page
    assert 'value="Amina H."' in page
    with look() as world:
        assert (world.amina.name, world.amina.locale) == ("Amina H.", "en")
    (event,) = events_of(app, "user.edited")
    assert event.body["to"] == {"user:1": {"locale": "en"}}
    assert event.body["hidden"] == {"user:1": ["name"]}


@pytest.mark.parametrize("wrong", [{"name": ""}, {"name": "x" * 61}, {"locale": "de"}, {"locale": ""}, {"name": "\0"}])
def test_an_account_page_that_cannot_be_saved_keeps_what_was_typed(amina, app, wrong):
    answer = amina.post("/me", {"name": "Amina H.", "locale": "en"} | wrong)
    assert answer.status_code == 422
    assert ('value="Amina H."' in answer.text) == ("name" not in wrong)
    assert events_of(app, "user.edited") == []


def test_the_account_page_cannot_make_an_admin(amina, look):
    amina.post("/me", {"name": "Amina", "locale": "fr", "admin": "y", "email": "x@example.fr", "id": "4"})
    with look() as world:
        assert (world.amina.admin, world.amina.email) == (False, "amina@example.fr")


def test_a_new_password_signs_out_everywhere_else(bruno, app, look):
    other = Browser(app)
    other.post("/session", {"email": "bruno@example.fr", "password": PASSWORD})
    answer = bruno.post("/me/password", {"current_password": PASSWORD, "password": NEW})
    assert (answer.status_code, answer.location) == (303, "/me")
    assert (bruno.get("/me").status_code, other.get("/me").status_code) == (200, 303)
    with look() as world:
        assert people.authenticate("bruno@example.fr", NEW) == world.bruno
    assert len(events_of(app, "user.password")) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"current_password": "not this one", "password": NEW}, "pas votre mot de passe|not your current password"),
        ({"current_password": PASSWORD, "password": "short"}, "12 "),
        ({}, "pas votre mot de passe|not your current password"),
    ],
)
def test_a_password_is_not_changed_without_the_old_one_or_a_good_new_one(bruno, app, typed, sentence):
    answer = bruno.post("/me/password", typed)
    assert answer.status_code == 422
    assert any(each in answer.text for each in sentence.split("|"))
    assert NEW not in answer.text
    assert events_of(app, "user.password") == []


@pytest.mark.slow
def test_wrong_current_passwords_are_tries(bruno):
    for _ in range(10):
        bruno.post("/me/password", {"current_password": "a guess", "password": NEW})
    assert bruno.post("/me/password", {"current_password": PASSWORD, "password": NEW}).status_code == 429


def test_nobody_has_an_account_page_without_an_account(visitor):
    assert visitor.get("/me").location == "/session?next=%2Fme"
    for path in ("/me", "/me/password"):
        assert visitor.post(path, {"name": "x"}).status_code == 401


def test_a_visitors_language_stays_for_the_pages_that_follow(visitor, look):
    english = {"Accept-Language": "en"}
    assert '<html lang="en">' in visitor.get("/", headers=english).text
    page = visitor.get("/session?next=/boards/1&lang=fr", headers=english).text
    assert '<html lang="fr">' in page
    assert 'href="?next=%2Fboards%2F1&amp;lang=en"' in page
    assert '<html lang="fr">' in visitor.get("/", headers=english).text
    assert '<html lang="fr">' in visitor.get("/?lang=xx", headers=english).text


def test_accounts_are_made_by_invitation_unless_the_operator_says_so(visitor):
    assert "/people/new" not in visitor.get("/session").text
    assert visitor.get("/people/new").status_code == 404
    assert visitor.post("/people/new", FIRST).status_code == 404


def test_where_sign_up_is_open_anybody_makes_an_account(started):
    app = started(SIGNUP="open")
    browser = Browser(app)
    assert 'href="/people/new?next=%2Fboards%2F1"' in browser.get("/session?next=/boards/1").text
    assert browser.get("/people/new").status_code == 200
    answer = browser.post("/people/new", FIRST)
    assert (answer.status_code, answer.location) == (303, "/boards")
    assert browser.get("/boards").status_code == 200
    assert browser.get("/people/new").location == "/"
    with app.app_context():
        assert people.find("lea@example.fr").admin is False
        assert boards.of(people.find("lea@example.fr")) == []


def test_an_address_has_one_account(started):
    answer = Browser(started(SIGNUP="open")).post("/people/new?lang=en", FIRST | {"email": "AMINA@example.fr"})
    assert answer.status_code == 422
    assert "There is already an account with this address. Sign in with it" in answer.text
    assert 'value="Léa Morvan"' in answer.text

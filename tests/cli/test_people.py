"""`boardapp user …`: accounts at the terminal."""

import re

import pytest
from sqlalchemy import select

from boardapp.database import db
from boardapp.domain import people, sessions
from boardapp.domain.events import Event
from tests.world import PASSWORD

EVE = ("user", "add", "Eve@example.fr", "--name", "Eve Martin")


def test_a_password_from_standard_input_opens_the_account(terminal, inside):
    told = terminal.tells(*EVE, "--admin", "--password-stdin", typed=f"{PASSWORD}\n")
    assert told == {"id": 5, "email": "eve@example.fr", "name": "Eve Martin", "link": None}
    with inside(terminal):
        user = people.authenticate("eve@example.fr", PASSWORD)
        assert (user.id, user.name, user.admin) == (5, "Eve Martin", True)


def test_without_a_password_a_link_is_printed_by_which_one_is_chosen(terminal, inside):
    link = terminal.tells(*EVE)["link"]
    path = re.fullmatch(r"http://127\.0\.0\.1:8000(/resets/[\w-]{40,})", link)[1]
    with inside(terminal) as app:
        assert not people.find("eve@example.fr").admin
    assert app.test_client().get(path).status_code == 200


def test_a_link_for_a_new_password_works_for_thirty_minutes(terminal, inside):
    text = terminal.says("user", "reset-password", "BRUNO@example.fr")
    token = re.search(r"/resets/([\w-]+)$", text.strip())[1]
    with inside(terminal) as app:
        now = app.extensions["clock"]()
        assert sessions.ticket("reset", token, now).user_id == people.find("bruno@example.fr").id
        assert sessions.ticket("reset", token, now + sessions.RESET_FOR) is None


def test_links_begin_with_the_address_that_the_settings_name(terminal):
    text = terminal.says("user", "reset-password", "bruno@example.fr", BASE_URL="https://board.example.org/")
    assert "\nhttps://board.example.org/resets/" in text


def test_an_account_is_registered_by_the_terminal(terminal, inside):
    terminal.says(*EVE)
    with inside(terminal):
        event = db.session.scalars(select(Event).order_by(Event.id.desc())).first()
        assert (event.kind, event.actor_kind, event.actor_id) == ("user.registered", "cli", None)
        assert "eve" not in str(event.body).casefold()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("user", "add", "bruno@example.fr", "--name", "B"), "There is already an account with this address"),
        (("user", "add", "nobody", "--name", "B"), "Enter an email address"),
        (("user", "add", "b@example.fr", "--name", " "), "Write a name"),
        (("user", "add", "b@example.fr", "--name", "B", "--password-stdin"), "At least 12 characters"),
        (("user", "reset-password", "b@example.fr"), "There is no account with the address b@example.fr"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(terminal, words, sentence):
    assert terminal.refuses(*words, typed="short\n").startswith(sentence)


def test_a_name_is_asked_for(terminal):
    result = terminal("user", "add", "b@example.fr")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--name" in result.stderr

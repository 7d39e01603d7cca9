import json

import pytest
from sqlalchemy import select

from boardapp.database import db
from boardapp.domain import ledger, people
from boardapp.domain.errors import Invalid, NotAllowed
from boardapp.domain.events import Event
from tests.together import together
from tests.world import PASSWORD


def refused(field, code, *arguments, **values):
    with pytest.raises(Invalid) as caught:
        people.register(*arguments, **values)
    assert (caught.value.field, caught.value.code) == (field, code)


def test_the_first_account_is_an_administrator(empty):
    user = people.register_first("amina@example.fr", "Amina", PASSWORD, by=empty.by(), locale="fr")
    assert (user.email, user.name, user.admin, user.locale) == ("amina@example.fr", "Amina", True, "fr")
    assert ledger.verify() == []


def test_the_first_account_is_made_once(empty):
    people.register_first("amina@example.fr", "Amina", PASSWORD, by=empty.by())
    with pytest.raises(NotAllowed, match="setup_done"):
        people.register_first("bruno@example.fr", "Bruno", PASSWORD, by=empty.by())
    assert people.find("bruno@example.fr") is None


def test_of_two_first_accounts_at_once_one_is_made(empty, database):
    def asking(name):
        return lambda: people.register_first(f"{name}@example.fr", name, PASSWORD, by=empty.by()).name

    made = together(database.app, asking("amina"), asking("bruno"))
    assert sorted(type(each).__name__ for each in made) == ["NotAllowed", "str"]


def test_a_later_account_is_no_administrator(lyon):
    user = people.register("eve@example.fr", "Ève", PASSWORD, by=lyon.by())
    assert not user.admin


def test_there_is_nobody_before_the_first_account(empty):
    assert not people.anybody()
    people.register_first("amina@example.fr", "Amina", PASSWORD, by=empty.by())
    assert people.anybody()


def test_an_address_has_one_account_however_it_is_written(lyon):
    refused("email", "email_taken", " AMINA@Example.FR ", "Another", PASSWORD, by=lyon.by())


@pytest.mark.parametrize(
    "email", ["", "amina", "@example.fr", "amina@", "a b@example.fr", "a@b@c.fr", "é" * 260 + "@x.fr"]
)
def test_an_address_that_cannot_be_one_is_refused(lyon, email):
    refused("email", "email_invalid", email, "Eve", PASSWORD, by=lyon.by())


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "name_empty"),
        (" \u200b ", "name_empty"),
        ("n" * 61, "too_long"),
        ("a\x00b", "unstorable"),
        ("\ud800", "unstorable"),
    ],
)
def test_a_name_that_cannot_be_kept_is_refused(lyon, name, code):
    refused("name", code, "eve@example.fr", name, PASSWORD, by=lyon.by())


@pytest.mark.parametrize(
    ("password", "code"),
    [("elevenchars", "password_short"), ("p" * 129, "too_long"), ("pass\ud800word pass", "unstorable")],
)
def test_a_password_too_short_or_too_long_is_refused(lyon, password, code):
    refused("password", code, "eve@example.fr", "Eve", password, by=lyon.by())


def test_a_refused_account_leaves_nothing_behind(lyon):
    refused("password", "password_short", "eve@example.fr", "Eve", "short", by=lyon.by())
    assert people.find("eve@example.fr") is None
    assert ledger.verify() == []


def test_signing_in_takes_the_address_in_any_case(lyon):
    assert people.authenticate(" Amina@EXAMPLE.fr", PASSWORD) == lyon.amina


def test_a_wrong_password_signs_nobody_in(lyon):
    assert people.authenticate("amina@example.fr", "a wrong password") is None


@pytest.mark.parametrize("email", ["", "nobody@example.fr", "a\x00b@example.fr", "\ud800@example.fr"])
def test_an_unknown_address_signs_nobody_in(lyon, email):
    assert people.authenticate(email, PASSWORD) is None


def test_an_unknown_address_costs_as_much_as_a_wrong_password(lyon, monkeypatch):
    tried = []
    monkeypatch.setattr(people, "matches", lambda hashed, password: tried.append(hashed[:30]))
    people.authenticate("nobody@example.fr", "a wrong password")
    people.authenticate("amina@example.fr", "a wrong password")
    assert len(tried) == 2
    assert tried[0].rpartition("$")[0] == tried[1].rpartition("$")[0] != ""


def test_a_deactivated_account_does_not_sign_in(lyon):
    with people.changing(None, lyon.by()) as change:
        change.put(lyon.bruno, deactivated_at=lyon.clock())
        change.record(people.Kind.user_edited)
    assert people.authenticate("bruno@example.fr", PASSWORD) is None


def test_a_password_is_never_stored_as_it_is(lyon):
    assert lyon.amina.password_hash.startswith("$argon2id$")
    assert PASSWORD not in lyon.amina.password_hash


def test_a_new_password_replaces_the_old_one(lyon):
    people.set_password(lyon.amina, "another good password", by=lyon.by())
    assert people.authenticate("amina@example.fr", PASSWORD) is None
    assert people.authenticate("amina@example.fr", "another good password") == lyon.amina


def test_a_profile_is_edited(lyon):
    people.edit_profile(lyon.amina, by=lyon.by(), name="  Amina   H. ", locale="en")
    assert (lyon.amina.name, lyon.amina.locale) == ("Amina H.", "en")
    assert ledger.verify() == []


def test_an_unknown_language_is_refused(lyon):
    with pytest.raises(Invalid, match="unknown_choice"):
        people.edit_profile(lyon.amina, by=lyon.by(), name="Amina", locale="tlh")
    assert lyon.amina.locale == "fr"


def test_the_ledger_tells_neither_names_nor_addresses(lyon):
    people.edit_profile(lyon.amina, by=lyon.by(), name="Secret Name", locale="fr")
    people.set_password(lyon.amina, "another good password", by=lyon.by())
    stored = json.dumps([each.body for each in db.session.scalars(select(Event))])
    assert "Secret Name" not in stored
    assert "amina@example.fr" not in stored
    assert "argon2" not in stored


def test_a_new_name_moves_the_labels_of_every_board(lyon):
    before = lyon.board.labels_version, lyon.danas_board.labels_version
    people.edit_profile(lyon.bruno, by=lyon.by("bruno"), name="Bruno C.", locale="fr")
    assert (lyon.board.labels_version, lyon.danas_board.labels_version) == (before[0] + 1, before[1] + 1)

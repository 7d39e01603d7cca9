from datetime import timedelta

import pytest

from boardapp.database import db
from boardapp.domain import history, people, sessions
from boardapp.domain.errors import Gone, Invalid, TooMany
from boardapp.domain.sessions import RESET_FOR, TRIES, TRIES_WITHIN
from tests.together import together
from tests.world import PASSWORD

HERE, THERE = "192.0.2.1", "192.0.2.2"
KEY = f"sign-in bruno@example.fr {HERE}"


def issued(world):
    """A link for Bruno; it was written on another connection, which a request that comes later reads."""
    token = sessions.issue("reset", world.clock(), world.bruno)
    db.session.rollback()
    return token


def tried(world, times):
    for _ in range(times):
        sessions.failed(KEY, world.clock())


def signing_in(world, password, client=HERE):
    return lambda: sessions.sign_in(" Bruno@Example.fr", password, at=world.clock(), client=client).id


def test_the_right_password_signs_in_and_forgets_the_wrong_ones(lyon):
    tried(lyon, TRIES - 1)
    assert signing_in(lyon, PASSWORD)() == lyon.bruno.id
    with pytest.raises(Invalid, match="wrong_password"):
        signing_in(lyon, "a guess")()


def test_after_too_many_tries_even_the_right_password_waits(lyon):
    tried(lyon, TRIES)
    with pytest.raises(TooMany):
        signing_in(lyon, PASSWORD)()
    assert signing_in(lyon, PASSWORD, THERE)() == lyon.bruno.id
    lyon.clock.now += TRIES_WITHIN
    assert signing_in(lyon, PASSWORD)() == lyon.bruno.id


def test_tries_sent_at_once_do_not_slip_past_the_limit(lyon, database):
    tried(lyon, TRIES - 2)
    got = together(database.app, *[signing_in(lyon, "a guess")] * 6)
    assert sorted(type(each).__name__ for each in got) == ["Invalid"] * 2 + ["TooMany"] * 4


def test_a_password_is_confirmed(lyon):
    sessions.confirm(lyon.bruno, PASSWORD, at=lyon.clock(), client=HERE)
    with pytest.raises(Invalid, match="wrong_current"):
        sessions.confirm(lyon.bruno, "a guess", at=lyon.clock(), client=HERE)


def test_a_reset_changes_the_password_once(lyon):
    token = issued(lyon)
    with pytest.raises(Invalid, match="password_short"):
        sessions.reset_password(token, "short", by=lyon.by())
    by = lyon.by(once="k")
    assert sessions.reset_password(token, "another good password", by=by) == lyon.bruno
    assert people.authenticate("bruno@example.fr", "another good password") == lyon.bruno
    db.session.rollback()
    assert sessions.of(lyon.bruno, lyon.clock()) == []
    assert history.repeats(by)
    assert not history.repeats(lyon.by())
    with pytest.raises(Gone):
        sessions.reset_password(token, "a third good password", by=lyon.by())


def test_a_link_opens_while_it_is_young_and_for_its_own_purpose(lyon):
    token = issued(lyon)
    assert sessions.opened("reset", token, lyon.clock()).user_id == lyon.bruno.id
    with pytest.raises(Gone, match="link_unknown"):
        sessions.opened("reset", token, lyon.clock() + RESET_FOR + timedelta(seconds=1))
    with pytest.raises(Gone, match="setup_done"):
        sessions.opened("setup", token, lyon.clock())

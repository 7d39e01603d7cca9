from datetime import timedelta

import pytest

from boardapp.database import db
from boardapp.domain import people, sessions
from boardapp.domain.sessions import LONG, RESET_FOR, SHORT, TRIES, TRIES_WITHIN
from tests.together import together
from tests.world import TOKENS


def anew(question):
    """Bookkeeping is written on a connection of its own: a request that comes later reads it."""

    def asked(*arguments):
        db.session.rollback()
        return question(*arguments)

    return asked


person_of, of, ticket, too_many = map(anew, (sessions.person_of, sessions.of, sessions.ticket, sessions.too_many))


def test_a_session_says_who_signed_in(lyon):
    token = sessions.start(lyon.bruno, lyon.clock(), agent="Firefox")
    assert person_of(token, lyon.clock()).id == lyon.bruno.id


def test_the_person_carries_the_token_they_came_with(lyon):
    assert person_of(TOKENS["bruno"], lyon.clock()).get_id() == TOKENS["bruno"]


def test_an_unknown_token_is_nobody(lyon):
    assert person_of("made-up", lyon.clock()) is None
    assert person_of("\ud800", lyon.clock()) is None


def test_the_token_itself_is_not_stored(lyon):
    token = sessions.start(lyon.bruno, lyon.clock())
    assert token not in {session.token_hash for session in of(lyon.bruno, lyon.clock())}


@pytest.mark.parametrize(("stay", "span"), [(False, SHORT), (True, LONG)])
def test_a_session_ends_by_itself(lyon, stay, span):
    token = sessions.start(lyon.bruno, lyon.clock(), stay=stay)
    assert person_of(token, lyon.clock() + span - timedelta(seconds=1)).id == lyon.bruno.id
    assert person_of(token, lyon.clock() + span) is None


def test_signing_out_ends_the_session_and_no_other(lyon):
    token = sessions.start(lyon.bruno, lyon.clock())
    sessions.end(token, lyon.clock())
    assert person_of(token, lyon.clock()) is None
    assert person_of(TOKENS["bruno"], lyon.clock()).id == lyon.bruno.id


def test_a_session_of_ones_own_is_ended_by_its_id(lyon):
    token = sessions.start(lyon.bruno, lyon.clock())
    newest, *_ = of(lyon.bruno, lyon.clock())
    sessions.end_one(lyon.bruno, newest.id, lyon.clock())
    assert person_of(token, lyon.clock()) is None


def test_nobody_ends_somebody_elses_session(lyon):
    (session,) = of(lyon.bruno, lyon.clock())
    sessions.end_one(lyon.dana, session.id, lyon.clock())
    assert person_of(TOKENS["bruno"], lyon.clock()).id == lyon.bruno.id


def test_all_sessions_but_this_one_are_ended(lyon):
    here = sessions.start(lyon.bruno, lyon.clock())
    sessions.end_all(lyon.bruno, lyon.clock(), but=here)
    assert person_of(TOKENS["bruno"], lyon.clock()) is None
    assert person_of(here, lyon.clock()).id == lyon.bruno.id
    assert person_of(TOKENS["amina"], lyon.clock()).id == lyon.amina.id


def test_all_sessions_are_ended(lyon):
    sessions.end_all(lyon.bruno, lyon.clock())
    assert of(lyon.bruno, lyon.clock()) == []


def test_a_deactivated_person_is_signed_out_at_once(lyon):
    with people.changing(None, lyon.by()) as change:
        change.put(lyon.bruno, deactivated_at=lyon.clock())
        change.record(people.Kind.user_edited)
    assert person_of(TOKENS["bruno"], lyon.clock()) is None


def test_a_reset_link_names_its_person_until_it_expires(lyon):
    token = sessions.issue("reset", lyon.clock(), lyon.bruno)
    assert ticket("reset", token, lyon.clock()).user_id == lyon.bruno.id
    assert ticket("reset", token, lyon.clock() + RESET_FOR) is None


def test_a_ticket_opens_only_its_own_door(lyon):
    token = sessions.issue("reset", lyon.clock(), lyon.bruno)
    assert ticket("setup", token, lyon.clock()) is None
    assert not sessions.redeem("setup", token)
    assert sessions.redeem("reset", token)


def test_a_ticket_is_redeemed_once_even_by_two_at_once(lyon, database):
    token = sessions.issue("reset", lyon.clock(), lyon.bruno)
    asked = together(database.app, *[lambda: sessions.redeem("reset", token)] * 4)
    assert sorted(asked) == [False, False, False, True]
    assert ticket("reset", token, lyon.clock()) is None


def test_a_new_set_up_link_replaces_the_old_one_and_does_not_expire(empty):
    old, new = sessions.issue("setup", empty.clock()), sessions.issue("setup", empty.clock())
    assert ticket("setup", old, empty.clock()) is None
    assert ticket("setup", new, empty.clock() + timedelta(days=400)) is not None


def test_ten_wrong_tries_are_too_many(lyon):
    for _ in range(TRIES - 1):
        sessions.failed("amina@example.fr", lyon.clock())
    assert not too_many("amina@example.fr", lyon.clock())
    sessions.failed("amina@example.fr", lyon.clock())
    assert too_many("amina@example.fr", lyon.clock())
    assert not too_many("bruno@example.fr", lyon.clock())


def test_wrong_tries_are_forgotten_after_a_while(lyon):
    for _ in range(TRIES):
        sessions.failed("amina@example.fr", lyon.clock())
    lyon.clock.now += TRIES_WITHIN
    assert not too_many("amina@example.fr", lyon.clock())
    sessions.failed("amina@example.fr", lyon.clock())
    assert not too_many("amina@example.fr", lyon.clock())


def test_wrong_tries_at_once_all_count(lyon, database):
    together(database.app, *[lambda: sessions.failed("amina@example.fr", lyon.clock())] * TRIES)
    assert too_many("amina@example.fr", lyon.clock())


def test_housekeeping_forgets_only_what_no_longer_matters(lyon):
    reset = sessions.issue("reset", lyon.clock(), lyon.bruno)
    for _ in range(TRIES):
        sessions.failed("amina@example.fr", lyon.clock())
    sessions.purge(lyon.clock())
    assert ticket("reset", reset, lyon.clock()) is not None
    assert too_many("amina@example.fr", lyon.clock())
    sessions.purge(lyon.clock.advance(days=90))
    assert not sessions.redeem("reset", reset)
    assert of(lyon.bruno, lyon.clock()) == []

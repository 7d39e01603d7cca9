"""A board file in which anything is changed anywhere: it is refused, or it is a board like any other. There its ledger
explains its tables, its history is told in both languages, and what can be undone is."""

import json
from contextlib import suppress
from copy import deepcopy

import hypothesis
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from boardapp.config import LOCALES
from boardapp.database import db
from boardapp.domain import history, ledger, people
from boardapp.domain.boards import Role
from boardapp.domain.errors import Conflict, Invalid, NotAllowed
from boardapp.domain.events import By
from boardapp.exchange.boardfile import reading
from boardapp.web import language
from boardapp.web.chronicle import sentence
from boardapp.web.mentions import Names
from tests import seen
from tests.transferred import document, lively_file, taken
from tests.world import Clock, World

JUNK = st.sampled_from(
    [None, True, 0, 1, -1, 10**10, "", "x", "now", "user:1", [], {}, "2026-11-18", "a" * 32, [1], {"v": 1}]
)
EVENTFUL = st.sampled_from(["events", "events", "events", "actions", None])


@pytest.fixture(scope="module")
def text(sqlite):
    return lively_file(sqlite)


def somewhere(draw, told):
    """A container in the document and a key in it, as deep as chance has it."""
    wanted = draw(EVENTFUL)
    at, key = told, wanted if wanted in told else draw(st.sampled_from(sorted(told)))
    while isinstance(at[key], (dict, list)) and at[key] and draw(st.integers(0, 9)):
        at = at[key]
        key = draw(st.sampled_from(sorted(at))) if isinstance(at, dict) else draw(st.integers(0, len(at) - 1))
    return at, key


def changed(draw, told):
    at, key = somewhere(draw, told)
    other, there = somewhere(draw, told)
    how = draw(st.sampled_from(["junk", "other", "swap", "gone", "twice"]))
    if how == "junk":
        at[key] = draw(JUNK)
    elif how == "other":
        at[key] = deepcopy(other[there])
    elif how == "swap":
        at[key], other[there] = deepcopy(other[there]), deepcopy(at[key])
    elif how == "gone":
        del at[key]
    elif isinstance(at, list):
        at.insert(key, deepcopy(at[key]))


def made_to_agree(told):
    """An enemy who changes one thing and then makes all else agree with it."""
    rows = {}
    for event in told["events"]:
        for key, facts in event["body"]["to"].items():
            if event["body"]["was"].get(key) is not None:
                event["body"]["was"][key] = {name: rows.get(key, {}).get(name) for name in facts}
            rows.setdefault(key, {}).update(facts)
    for section, table in reading.SECTIONS.items():
        mine = {key.partition(":")[2]: facts for key, facts in rows.items() if key.startswith(f"{table}:")}
        known = {str(each.get("uid", each.get("number"))): each for each in told[section]}
        told[section] = [known.get(name, {"name": "x"}) | shown(table, name, facts) for name, facts in mine.items()]
    told["board"].update(next(facts for key, facts in rows.items() if key.startswith("board:")))


def shown(table, name, facts):
    if table == "action":
        return facts | {"rank_key": facts.get("rank"), "uid": name}
    return facts | ({"number": int(name)} if table in ("membership", "invitation") else {"uid": name})


def lived_on(board, world):
    """Everything that pages and people do with a board's history."""
    events = seen.events(board)
    for locale in LOCALES:
        language.use(locale)
        names = Names.of(events, board)
        assert all(sentence(event, names) for event in events)
    by = By("user", people.find("ines@example.fr").id, world.clock())
    for event in reversed(events):
        try:
            history.undo(event, by=by, role=Role.facilitator)
        except (Conflict, NotAllowed):
            db.session.rollback()
    assert ledger.verify() == []
    document(board, world)


@pytest.mark.slow
def test_any_change_of_a_file_is_refused_or_makes_a_board_like_any_other(text, sqlite):
    accepted = []

    @given(st.data())
    @hypothesis.settings(suppress_health_check=list(HealthCheck))
    def search(data):
        told = json.loads(text)
        for _ in range(data.draw(st.integers(1, 2))):
            changed(data.draw, told)
        if data.draw(st.booleans()):
            with suppress(AttributeError, KeyError, TypeError, ValueError, StopIteration):
                made_to_agree(told)
        try:
            reading.read(json.dumps(told).encode())
        except Invalid:
            return
        sqlite.renew("lyon")
        with sqlite.app.app_context():
            world = World(Clock())
            sqlite.app.extensions["clock"] = world.clock
            try:
                board = taken(told, world)
            except Invalid:
                return
            assert ledger.verify() == []
            lived_on(board, world)
            accepted.append(told)

    search()
    assert accepted

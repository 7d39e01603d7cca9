"""Many people at one board at the same time: no edit is lost without a word, no action stands twice, all see the same.

On SQLite with one server and on PostgreSQL with two, each with commands beside it."""

import os
import random
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from boardapp import migrations
from boardapp.database import db
from boardapp.domain import inventory, ledger
from boardapp.domain.actions import Action, Horizon
from boardapp.domain.boards import Board
from boardapp.domain.events import Event
from boardapp.domain.inventory import Entry
from tests import databases, postgres, world
from tests.live import deeds
from tests.live.keys import Hand, Key, ask, beside, crowd, position
from tests.live.page import Drawn, Page
from tests.live.streams import faults, reading, version
from tests.served import Server, free_port, until
from tests.server.test_streams import domain, open_all

EDITORS, EDITS = 50, 3
MOVERS, MOVES, ACTIONS = 20, 50, 100
pytestmark = pytest.mark.slow


@dataclass
class Place:
    """An installation that is served, perhaps twice, and commands beside it."""

    servers: list[Server]
    app: Flask

    def address(self, turn: int) -> str:
        return self.servers[turn % len(self.servers)].address

    @contextmanager
    def hand(self, turn: int, key: Key) -> Iterator[Hand]:
        with closing(Hand(self.address(turn), key)) as hand:
            yield hand


@pytest.fixture
def on_sqlite(serve, port, neighbour):
    return Place([serve("--port", port).waits()], neighbour)


@pytest.fixture
def on_postgresql(serve, tmp_path):
    """Two servers over one database."""
    url = postgres.create(name := f"twice_{os.getpid()}")
    bare = databases.bare_app(url)
    with bare.app_context():
        migrations.upgrade(db.engine)
        world.build()
    databases.dispose(bare)
    with beside(tmp_path / "instance", url) as app:
        servers = [serve("--port", free_port(), DATABASE_URL=url).waits() for _ in range(2)]
        yield Place(servers, app)
        for server in servers:
            server.kill()
    postgres.drop(name)


@pytest.fixture(params=["on_sqlite", "on_postgresql"])
def place(request):
    return request.getfixturevalue(request.param)


def test_50_people_write_one_field_and_each_is_saved_or_shown_both_texts(place):
    people = crowd(place.app, EDITORS)
    with ThreadPoolExecutor(EDITORS) as pool:
        said = [each for told in pool.map(lambda at: writes(place, at, people[at]), range(EDITORS)) for each in told]
    saved = {event: text for status, event, text, _ in said if status == 200}
    refused = [(text, page) for status, _, text, page in said if status == 409]
    assert len(saved) + len(refused) == EDITORS * EDITS
    assert len(saved) >= EDITS
    assert refused
    assert all(text in page and re.search(r"person \d+ wrote \d+", page.replace(text, "")) for text, page in refused)
    with domain(place.app):
        made = list(db.session.scalars(select(Event).where(Event.id.in_(saved)).order_by(Event.version)))
        assert [each.body["to"]["action:1"]["note"] for each in made] == [saved[each.id] for each in made]
        assert len({each.version for each in made}) == len(saved)
        assert db.session.get_one(Action, 1).note == saved[made[-1].id]
        assert ledger.verify() == []


def writes(place, at, key):
    """Reads the action once, then saves what it typed as often as it is let: what it came to, each time."""
    told = []
    with place.hand(at, key) as hand:
        seen = version_of(hand.get("/actions/1").text)
        for turn in range(EDITS):
            text = f"person {at} wrote {turn}"
            said = hand.post("/actions/1/note", beside="http://board/actions/1", note=text, seen=seen)
            assert said.status in (200, 409), said.text
            told.append((said.status, deeds.event_of(said), text, unescape(said.text)))
            seen = version_of(said.text)
    return told


def version_of(page):
    return re.search(r'name="seen" value="(\d+)"', page)[1]


def test_20_people_move_100_actions_and_every_page_shows_the_same_board(place):
    people = crowd(place.app, MOVERS)
    with domain(place.app) as by:
        lanes = [horizon for horizon in Horizon for _ in range(ACTIONS // 4)]
        added, _ = inventory.add(
            db.session.get_one(Board, 1), [Entry(f"Une {at}", lane) for at, lane in enumerate(lanes)], by=by
        )
        ids = [action.id for action in added]
    at = [position(place.address(turn), key) for turn, key in enumerate(people)]
    pages = [Page(place.address(turn), 1, key.cookie, at[turn]) for turn, key in enumerate(people)]
    with reading(pages), ThreadPoolExecutor(MOVERS + 1) as pool:
        open_all(pages)
        work = [pool.submit(moves, place, turn, key, ids) for turn, key in enumerate(people)]
        work.append(pool.submit(commands, place, ids))
        for each in work:
            each.result()
        last = version(position(place.address(0), people[0]))
        until(lambda: all(each.version == last for each in pages), 10)
    drawn = Drawn.of(ask(place.address(0), people[0], "/boards/1").text)
    assert [each.drawn.unlike(drawn) for each in pages] == [[]] * MOVERS
    assert [wrong for each in pages if (wrong := faults(each))] == []
    assert Counter(drawn.ids()).most_common(1)[0][1] == 1
    assert set(ids) <= set(drawn.ids())
    assert all(in_order(cards) for cards in drawn.lists.values())
    with domain(place.app):
        assert ledger.verify() == []


def moves(place, turn, key, ids):
    chance = random.Random(turn)
    with place.hand(turn, key) as hand:
        for _ in range(MOVES):
            said = deeds.move(hand, ids, chance)
            assert said.status in (200, 422), said.text  # the one it was to stand before may have left the lane


def commands(place, ids):
    chance = random.Random(77)
    with domain(place.app) as by:
        for _ in range(MOVES):
            deeds.command(by, ids, chance)


def in_order(cards):
    ranks = [card.rank for card in cards]
    return ranks == sorted(set(ranks))

"""Every fault a line has, while things happen: no reader misses an event, gets one twice, or shows another board."""

import os
import random
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, nullcontext

import pytest

from tests.live import deeds
from tests.live.keys import Hand, ask, keys, position
from tests.live.page import Drawn, Page
from tests.live.proxy import between
from tests.live.streams import Stream, faults, reading, version
from tests.served import until
from tests.server.test_streams import domain, open_all

READERS, PAGES, WRITERS = 300, 20, 4
SILENCE = 7  # seconds; the browser's is 12, a beat comes every 5
pytestmark = pytest.mark.slow


class Faults:
    """Each begins, things happen, and it ends."""

    def __init__(self, serve, port, proxy, readers, loop):
        self.serve, self.port, self.proxy, self.readers, self.loop = serve, port, proxy, readers, loop
        self.server = None

    @contextmanager
    def dropped(self):
        for each in self.readers[::2]:
            self.loop.call_soon_threadsafe(each.drop)
        yield

    @contextmanager
    def frozen(self):
        """For longer than a reader waits for a word."""
        with self.proxy.silent():
            yield
            until(lambda: not any(each.now for each in self.readers if each.address == self.proxy.address))

    def refused(self):
        return self.proxy.answering("cut")

    def answered_by_nginx(self):
        return self.proxy.answering("502")

    @contextmanager
    def stopped(self, signum=signal.SIGTERM):
        """The server, and what is done meanwhile is done beside it."""
        os.killpg(self.server.process.pid, signum)
        self.server.process.wait()
        yield
        self.server = self.serve("--port", self.port).waits()

    def killed(self):
        return self.stopped(signal.SIGKILL)


@pytest.fixture
def events(request):
    """How many things happen in all: `--hypothesis-profile=thorough` for as many as on a long day."""
    return 2000 if request.config.getoption("--hypothesis-profile") == "thorough" else 280


def test_readers_miss_nothing_and_get_nothing_twice_over_every_fault(serve, port, neighbour, events):
    server = serve("--port", port).waits()
    held = keys(neighbour, "amina@example.fr", READERS // 10)
    at = position(server.address, held[0])
    with between(port) as proxy:
        readers = [reader(turn, server.address, proxy.address, held, at) for turn in range(READERS)]
        with reading(readers) as loop:
            open_all(readers)
            every = Faults(serve, port, proxy, readers, loop)
            every.server = server
            kinds = [nullcontext, every.dropped, every.refused, every.answered_by_nginx, every.frozen, every.stopped]
            for turn, fault in enumerate([*kinds, every.killed]):
                with fault():
                    happens(neighbour, every.server, held, events // 7, turn)
                open_all(readers)
            last = version(position(server.address, held[0]))
            until(lambda: all(each.version == last for each in readers), 60)
        page = Drawn.of(ask(server.address, held[0], "/boards/1").text)
    assert [(each.position, wrong) for each in readers if (wrong := faults(each))] == []
    assert all(each.opened > 2 for each in readers)
    pages = [each for each in readers if isinstance(each, Page)]
    assert [each.drawn.unlike(page) for each in pages] == [[]] * PAGES
    assert [each.stale for each in pages] == [[]] * PAGES
    assert last >= events // 2


def reader(turn, direct, behind, held, at):
    """A third directly at the server; some have the whole page before their eyes."""
    kind, address = (Page if turn < PAGES else Stream), (direct if turn % 3 == 0 else behind)
    return kind(address, 1, held[turn // 10].cookie, at, silence=SILENCE, keeps=turn < PAGES)


def happens(neighbour, server, held, count, seed):
    """Half through the server, where it runs, by several people at once; the rest by commands beside it."""
    runs = server.process.poll() is None
    with ThreadPoolExecutor(WRITERS) as pool:
        writers = range(WRITERS if runs else 0)
        shares = [pool.submit(write, server, held[at], count // 2 // WRITERS, seed + at) for at in writers]
        with domain(neighbour) as by:
            chance = random.Random(seed)
            for _ in range(count // 2):
                deeds.command(by, range(1, 13), chance)
        for share in shares:
            share.result()


def write(server, key, count, seed):
    chance = random.Random(seed)
    with closing(Hand(server.address, key)) as hand:
        for _ in range(count):
            deeds.some(hand, range(1, 13), chance)

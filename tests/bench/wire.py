"""Boards and moves over HTTP, signed in: one client, sixteen at once, and sixteen people at their own pace."""

import statistics
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from tests.bench import doors, load
from tests.bench.boards import board
from tests.bench.lines import Line, of_times
from tests.live.keys import Hand, Key, beside, keys

CLIENTS, SECONDS, COUNT = 16, 5, 500
PAGE = "/boards/1"
SAME = "the same bytes from a Flask view, same server"
BROWSER = ("Accept: text/html", "Accept-Encoding: gzip, deflate")


def lines(folder: Path) -> Iterator[Line]:
    folder.mkdir()
    with board(folder / "instance", COUNT):
        pass
    with beside(folder / "instance") as app:
        held = keys(app, "amina@example.fr", CLIENTS)
    instance = {"BOARDAPP_INSTANCE": str(folder / "instance"), "BOARDAPP_TIMEZONE": "UTC"}
    with doors.open_("timed", **instance, **{doors.TIMES: str(folder / "times")}) as (port, _):
        body, tag = _page(port, held[0])
        (folder / "body").write_bytes(body)
        with doors.open_("constant", **instance, **{doors.BODY: str(folder / "body")}) as (bare, _):
            yield from _reads(port, bare, held, tag)
        yield from _writes(port, held)


def _reads(port: int, bare: int, held: list[Key], tag: str) -> Iterator[Line]:
    plain, still = ([[get(PAGE, key, *more)] for key in held] for more in ((), (f"If-None-Match: {tag}",)))
    one, floor = (load.asked(each, plain[:1], SECONDS) for each in (port, bare))
    yield of_times("board over HTTP, 1 client", one["times"], floor["times"], SAME, "p50 ≤ 1.5 ms")
    one = load.asked(port, [[get(PAGE, held[0], f"If-None-Match: {tag}")]], SECONDS)
    assert set(one["statuses"]) == {"304"}, one["statuses"]
    yield of_times("the same, unchanged: 304", one["times"], floor["times"], SAME)
    many, floor = (load.asked(each, plain, SECONDS) for each in (port, bare))
    assert set(many["statuses"]) == {"200"}, many["statuses"]
    goal = "≥ 1,100 /s, ≥ 0.5"
    yield Line(
        "board over HTTP, 16 clients", many["rate"], floor["rate"], SAME, len(many["times"]), unit="/s", goal=goal
    )
    many = load.asked(port, still, SECONDS)
    yield Line("the same, unchanged: 304", many["rate"], floor["rate"], SAME, len(many["times"]), unit="/s")


def _writes(port: int, held: list[Key]) -> Iterator[Line]:
    moves = [
        [move(key, 1 + at * 30 + turn, lane) for lane in ("now", "later") for turn in range(20)]
        for at, key in enumerate(held)
    ]
    one = load.asked(port, moves[:1], SECONDS)
    yield of_times("move over HTTP, 1 client", one["times"], goal="p50 ≤ 4 ms")
    paced = load.asked(port, moves, 2 * SECONDS, 0.4)
    yield of_times("move at a human pace, 16 people", paced["times"], goal="p99 ≤ 15 ms")
    many = load.asked(port, moves, SECONDS)
    wrong = sum(count for status, count in many["statuses"].items() if status != "200")
    times = many["times"]
    yield Line("move over HTTP, 16 clients", many["rate"], turns=len(times), unit="/s", goal="≥ 300 /s")
    yield Line(
        "longest wait of these",
        max(times),
        turns=len(times),
        p99=statistics.quantiles(times, n=100)[98],
        goal="≤ 250 ms",
    )
    yield Line("refused or failed of these", wrong, turns=len(times), unit="", goal="0")


def get(path: str, key: Key, *more: str) -> bytes:
    """A request as a browser sends it."""
    told = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", f"Cookie: {key.cookie}", *BROWSER, *more, "", ""]
    return "\r\n".join(told).encode("latin-1")


def move(key: Key, action_id: int, lane: str) -> bytes:
    body = urlencode({"csrf_token": key.token, "horizon": lane})
    told = [
        f"POST /actions/{action_id}/placement HTTP/1.1", "Host: 127.0.0.1", f"Cookie: {key.cookie}", *BROWSER,
        "HX-Request: true", "HX-Current-URL: http://127.0.0.1/boards/1", f"Content-Length: {len(body)}",
        "Content-Type: application/x-www-form-urlencoded", "", body,
    ]  # fmt: skip
    return "\r\n".join(told).encode("latin-1")


def _page(port: int, key: Key) -> tuple[bytes, str]:
    """The board as it goes over the line, and its tag."""
    hand = Hand(f"http://127.0.0.1:{port}", key)
    said = hand.get(PAGE)
    hand.close()
    packer = zlib.compressobj(6, wbits=31)
    return packer.compress(said.text.encode()) + packer.flush(), said.headers["ETag"]

"""A room of 60 phones: a vote until it counts, a sign from a phone until the wall shows it, what a phone loads."""

import re
import statistics
import time
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests import find_chromium
from tests.bench import doors, load
from tests.bench.boards import board
from tests.bench.browsers import UNTIL
from tests.bench.lines import Line
from tests.live.keys import beside, keys
from tests.live.phones import Phone
from tests.server.hour import HERE, Hour

PEOPLE, WRITERS, SECONDS, PAUSE, TURNS = 60, 16, 12, 4.0, 40  # some 50 actions to vote on
DONE = "document.querySelectorAll('.ready .is').length === %d"


def lines(folder: Path) -> Iterator[Line]:
    folder.mkdir()
    with board(folder / "instance", 10):
        pass
    with beside(folder / "instance") as app:
        cookie = keys(app, "amina@example.fr")[0].cookie
    told = {
        "BOARDAPP_INSTANCE": str(folder / "instance"),
        "BOARDAPP_TIMEZONE": "UTC",
        doors.TIMES: str(folder / "times"),
    }
    with doors.open_("timed", **told) as (port, _), ExitStack() as held:
        hour = held.enter_context(Hour(Phone(f"http://127.0.0.1:{port}", cookie), PEOPLE))
        hour.open()
        hour.go("inventory")
        streams = [_get(f"{HERE}/seat/live", phone.cookie) for phone in hour.phones]
        with load.listening(port, streams), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium.find())
            yield _wall(browser, hour)
            browser.close()
            hour.write(people=WRITERS)
            hour.go("prioritise")
            yield from _votes(port, hour)
        yield _weight(hour)


def _votes(port: int, hour: Hour) -> Iterator[Line]:
    """Each person taps every four seconds or so: faster than anybody decides."""
    taps = []
    for phone in hour.phones:
        phone.look()
        ids = sorted({int(value.partition(":")[0]) for _, value in phone.buttons(f"{HERE}/vote")})
        taps.append([_tap(phone, f"{ids[0]}:{points}") for points in (1, 2, 1, 0)])
    said = load.asked(port, taps, SECONDS, PAUSE)
    assert set(said["statuses"]) == {"200"}, said["statuses"]
    p95 = statistics.quantiles(said["times"], n=100, method="inclusive")[94]
    yield Line(
        "a vote of 60 people, until it is counted",
        p95,
        turns=len(said["times"]),
        goal="p95 ≤ 100 ms",
        floor_is="here p95",
    )


def _wall(browser: Browser, hour: Hour) -> Line:
    """From where a phone says that it is done until the wall shows it."""
    hour.desk.get(HERE)
    address = re.search(r'href="(http://[^"]+/walls/[^"]+)"', hour.desk.page)
    assert address, hour.desk.page
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.goto(address[1])
    page.locator("#live[data-state=live]").wait_for(state="attached")
    times = []
    for turn, phone in enumerate(hour.phones[:TURNS], 1):
        phone.look()
        begun = time.time() * 1000
        phone.send(f"{HERE}/done")
        times.append(page.evaluate(UNTIL % (DONE % turn, "performance.timeOrigin + performance.now()")) - begun)
        time.sleep(0.2)
    p95 = statistics.quantiles(times, n=100, method="inclusive")[94]
    return Line(
        "a sign of a phone, until the wall shows it", p95, turns=TURNS, goal="p95 ≤ 200 ms", floor_is="here p95"
    )


def _weight(hour: Hour) -> Line:
    """The page of a phone and all it names but the fonts, by gzip 6."""
    phone = hour.phones[0]
    page = phone.look()
    files = [
        phone.get(path).text for path in sorted(set(re.findall(r'(?:src|href)="(/static/[^"]+\.(?:css|js))"', page)))
    ]
    size = sum(len(zlib.compress(text.encode(), 6, 31)) for text in (page, *files))
    return Line("the page of a phone, gzip 6, no fonts", size / 1024, turns=len(files) + 1, unit="KB", goal="≤ 25 KB")


def _tap(phone: Phone, points: str) -> bytes:
    token = re.search(r'"X-CSRFToken":"([^"]+)"', phone.page)
    assert token, phone.page
    body = f"points={points.replace(':', '%3A')}"
    told = [
        f"POST {HERE}/vote HTTP/1.1", "Host: 127.0.0.1", f"Cookie: {phone.cookie}", "HX-Request: true",
        f"X-CSRFToken: {token[1]}", "Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}",
        "", body,
    ]  # fmt: skip
    return "\r\n".join(told).encode("latin-1")


def _get(path: str, cookie: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\nLast-Event-ID: \r\n\r\n".encode("latin-1")

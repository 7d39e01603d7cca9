"""A real Chromium: until a large board is drawn, what that takes over the line, and until it shows a change."""

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

from tests import find_chromium
from tests.bench import doors
from tests.bench.boards import board
from tests.bench.lines import Line, of_times
from tests.live.keys import Hand, Key, beside, keys

VIEWS, MOVES = 8, 40
DRAWN = """addEventListener("load", () => requestAnimationFrame(() => requestAnimationFrame(() => {
  window.drawn = performance.now();
})));"""
CHANGED = """window.changes = [];
new MutationObserver(() => {
  window.changes.push(performance.timeOrigin + performance.now());
}).observe(document.getElementById("board"), { childList: true, subtree: true });"""
UNTIL = "new Promise((done) => { const look = () => (%s ? done(%s) : setTimeout(look, 2)); look(); })"


def lines(folder: Path) -> Iterator[Line]:
    folder.mkdir()
    with board(folder / "instance", 500):
        pass
    with beside(folder / "instance") as app:
        key = keys(app, "amina@example.fr")[0]
    told = {
        "BOARDAPP_INSTANCE": str(folder / "instance"),
        "BOARDAPP_TIMEZONE": "UTC",
        doors.TIMES: str(folder / "times"),
    }
    with doors.open_("timed", **told) as (port, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium.find())
        address = f"http://127.0.0.1:{port}"
        views = [_view(browser.new_context(), address, key) for _ in range(VIEWS + 1)][1:]
        yield of_times("Chromium, 500 actions, cold: drawn", [drawn for drawn, _ in views], goal="≤ 500 ms")
        size = statistics.median(size for _, size in views) / 1024
        yield Line("the same: bytes on the wire, gzip 6", size, turns=VIEWS, unit="KB", goal="≤ 165 KB")
        times = _changes(browser.new_context(), address, key)
        p95 = statistics.quantiles(times, n=100, method="inclusive")[94]
        yield Line("a move, until another browser shows it", p95, turns=MOVES, goal="p95 ≤ 100 ms", floor_is="here p95")
        browser.close()


def _view(context: BrowserContext, address: str, key: Key) -> tuple[float, int]:
    """Milliseconds and bytes of a first view: nothing is kept from before, and gzip is all that is understood, as on
    plain http in a meeting room."""
    _sign_in(context, address, key)
    context.set_extra_http_headers({"Accept-Encoding": "gzip"})
    page = context.new_page()
    sizes: list[int] = []
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    page.add_init_script(DRAWN)
    page.goto(f"{address}/boards/1", wait_until="load")
    drawn = page.evaluate(UNTIL % ("window.drawn && document.fonts.status === 'loaded'", "window.drawn"))
    assert page.locator(".card").count() == 400
    context.close()
    return float(drawn), int(sum(sizes))


def _changes(context: BrowserContext, address: str, key: Key) -> list[float]:
    """From where somebody's move is sent until the board of somebody else has changed."""
    _sign_in(context, address, key)
    page = context.new_page()
    page.goto(f"{address}/boards/1")
    page.locator("#live[data-state=live]").wait_for(state="attached")
    page.evaluate(CHANGED)
    hand, times = Hand(address, key), []
    for turn in range(MOVES):
        page.evaluate("window.changes.length = 0")
        begun = time.time() * 1000
        hand.post("/actions/1/placement", beside=f"{address}/boards/1", horizon=("later", "now")[turn % 2])
        times.append(page.evaluate(UNTIL % ("window.changes.length", "window.changes[0]")) - begun)
        time.sleep(0.1)
    hand.close()
    context.close()
    return times


def _sign_in(context: BrowserContext, address: str, key: Key) -> None:
    name, _, value = key.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": address}])

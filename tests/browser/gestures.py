"""What people do on a board, and what tests read there; what follows a gesture is waited for, as by these."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Locator, Page, Request, Route, expect

from tests.world import BOARD, IDS

HERE = f"/boards/{BOARD}"
MOMENT = datetime(2026, 11, 24, 9, tzinfo=UTC)
AHEAD = 4  # seconds: a clock can only be stopped at a moment to come; by 12 a silent line would be given up


def move_link(page: Page, name: str) -> Locator:
    return page.locator(f"#action-{IDS[name]} a.move")


def titles(page: Page, lane: str) -> list[str]:
    """As they are at this moment; what they become is said by `stand`."""
    return page.locator(f"#cards-{lane} h3").all_inner_texts()


def stand(page: Page, lane: str, texts: list[str]) -> None:
    expect(page.locator(f"#cards-{lane} h3")).to_have_text(texts, use_inner_text=True)


def holds(page: Page, lane: str, *names: str) -> None:
    """The lane has the cards of these names in the world, in this order."""
    cards = page.locator(f"#cards-{lane} > .card")
    expect(cards).to_have_count(len(names))
    for at, name in enumerate(names):
        expect(cards.nth(at)).to_have_id(f"action-{IDS[name]}")


def is_at(page: Page, path: str) -> None:
    """Once the address ends so: a click that leads elsewhere is over before the new page is there."""
    expect(page).to_have_url(re.compile(re.escape(path) + "$"))


def fits(page: Page) -> None:
    """Once the page is there, nothing of it is wider than the window."""
    expect(page.locator("body")).to_be_visible()
    assert page.locator("html").evaluate("(page) => page.scrollWidth - innerWidth") <= 0


def choose(page: Page, value: str) -> None:
    page.locator(f"#move-menu button[value={value}]").click()


def add(page: Page, text: str) -> None:
    page.locator("#line").fill(text)
    page.locator("#line").press("Enter")


def title_link(page: Page, name: str) -> Locator:
    return page.locator(f"#action-{IDS[name]} h3 a")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def card(page: Page, lane: str, name: str) -> Locator:
    """The card of an action, if it stands in that lane."""
    return page.locator(f"#cards-{lane} #action-{IDS[name]}")


@contextmanager
def held(page: Page, asked: str, method: str = "") -> Iterator[list[Route]]:
    """What is asked meanwhile at these addresses, in this way if one is said, is answered afterwards only."""
    waiting: list[Route] = []
    holding = [True]

    def hold(route: Route) -> None:
        if holding and method in ("", route.request.method):
            waiting.append(route)
        else:
            route.continue_()

    page.route(asked, hold)
    yield waiting
    holding.clear()
    for route in waiting:
        route.continue_()


def next_frames(page: Page) -> None:
    """What was done has been drawn."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


@contextmanager
def asking_nothing(page: Page) -> Iterator[None]:
    """What is done meanwhile on a live page asks the server for nothing, nor does what follows in the next frames."""
    live(page)
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    yield
    next_frames(page)
    page.remove_listener("request", note)
    assert asked == []


def stop_clock(page: Page) -> None:
    """Its time, which `page.clock.install()` gave it, goes on by `page.clock.run_for` alone."""
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + AHEAD)


def time_stands(page: Page, seconds: float = 0) -> None:
    """To the page it is one moment, or so long after, however long all takes; its timers go on."""
    page.clock.set_fixed_time(MOMENT + timedelta(seconds=seconds))


def live(page: Page) -> Page:
    """The page, once what happens on the board comes to it."""
    expect(page.locator("#live[data-state=live]")).to_have_count(1)
    return page


def deaf(page: Page) -> Page:
    """The board on a page to which nothing comes of what happens there."""
    page.route("**/live", lambda route: route.fulfill(status=204))
    page.goto(HERE)
    expect(page.locator("#live[data-state=closed]")).to_have_count(1)
    return page

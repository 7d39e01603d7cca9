"""A real Chromium before the real application: one browser per worker, one address per test.

`visit("amina")` opens a window in which she is signed in, with JavaScript or without, at any size, in either language.
Others had it before, at other addresses (`windows` says what they can have left); with `fresh=True` nobody had.
A test fails when the page logs an error, breaks the content policy or asks another host for something; what a test
provokes on purpose it takes back with `complaints.expect("422")`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from tests import find_chromium, world
from tests.browser.tour import Shut, Tour, signed_in
from tests.browser.windows import ARGUMENTS, DESK, PATIENCE, Kind, Windows, act_once_it_is_there
from tests.served import Door, in_thread

PHONE = (390, 844)
expect.set_options(timeout=PATIENCE)

Visit = Callable[..., Page]


@dataclass
class Complaints:
    """What went wrong in the windows of a test."""

    heard: list[str] = field(default_factory=list)

    def expect(self, text: str) -> None:
        """Take back what the test provoked; it must have come."""
        assert any(text in each for each in self.heard), f"nobody complained of {text}: {self.heard}"
        self.heard = [each for each in self.heard if text not in each]

    def listen(self, context: BrowserContext, address: str) -> Callable[[], None]:
        """Until what is returned is called."""
        told = {
            "console": self._console,
            "weberror": lambda error: self.heard.append(str(error.error)),
            "request": lambda request: self._request(request, address),
        }
        for name, hear in told.items():
            context.on(name, hear)

        def no_longer() -> None:
            for name, hear in told.items():
                context.remove_listener(name, hear)

        return no_longer

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.heard.append(message.text)

    def _request(self, request: Request, address: str) -> None:
        if not request.url.startswith((address, "data:")):
            self.heard.append(f"another host was asked: {request.url}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        act_once_it_is_there(patch)
        browser = playwright.chromium.launch(executable_path=find_chromium.find(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def door() -> Iterator[Door]:
    door = Door()
    with in_thread(door) as address:
        door.port = address.rpartition(":")[2]
        yield door


@pytest.fixture(scope="session")
def windows(chromium: Browser, door: Door) -> Windows:
    return Windows(chromium, f"http://nobody.tests.localhost:{door.port}")


@pytest.fixture
def address(app: Flask, door: Door) -> Iterator[str]:
    """Where the application of this test is served, over its own copy of the world."""
    with door.leading_to(app, app.extensions["live"].stop) as here:
        yield here


@pytest.fixture
def shut(app: Flask, address: str, door: Door) -> Shut:
    """`with shut():` nobody is inside the application of this test."""
    return lambda: door.shut(address, app.extensions["live"].stop)


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    complaints = Complaints()
    yield complaints
    assert complaints.heard == []


@pytest.fixture
def visit(app: Flask, address: str, windows: Windows, complaints: Complaints) -> Iterator[Visit]:
    """Open a window: `visit("amina", "/boards/1", javascript=False, size=PHONE, language="en", dark=True)`."""
    lent = []

    def visiting(
        name: str | None = None, path: str = "/", *, language: str = "fr", javascript: bool = True,
        size: tuple[int, int] = DESK, dark: bool = False, fresh: bool = False,
    ) -> Page:  # fmt: skip
        kind = Kind(language, javascript, touch=size[0] < 701)
        window = windows.fresh(kind) if fresh else windows.lend(kind)
        window.address = address
        lent.append((window, complaints.listen(window.context, address)))
        if name:
            signed_in(app, window.context, address, name, language)
        page = window.context.new_page()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.goto(path)
        return page

    yield visiting
    for window, no_longer in lent:
        windows.take_back(window)
        no_longer()


@pytest.fixture
def tour(app: Flask, clock: world.Clock, pristine: Path, complaints: Complaints, shut: Shut) -> Tour:
    """A way through all screens, over a house where each of them can be seen."""
    return Tour(app, clock, pristine, complaints.heard, shut)

"""A real Chromium before the real application: one browser per worker, one server and one window per test.

`visit("amina")` opens a window in which she is signed in, with JavaScript or without, at any size, in either language.
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
from tests.browser.tour import Tour, signed_in
from tests.served import in_thread

PHONE = (390, 844)
DESK = (1280, 900)
PATIENCE = 15_000  # milliseconds: a worker may share its processor with many
expect.set_options(timeout=PATIENCE)
WATCH_POLICY = """document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`content policy: ${event.effectiveDirective} ${event.blockedURI}`);
});"""

Visit = Callable[..., Page]


@dataclass
class Complaints:
    """What went wrong in the windows of a test."""

    heard: list[str] = field(default_factory=list)

    def expect(self, text: str) -> None:
        """Take back what the test provoked; it must have come."""
        assert any(text in each for each in self.heard), f"nobody complained of {text}: {self.heard}"
        self.heard = [each for each in self.heard if text not in each]

    def listen(self, context: BrowserContext, address: str) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self.heard.append(str(error.error)))
        context.on("request", lambda request: self._request(request, address))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.heard.append(message.text)

    def _request(self, request: Request, address: str) -> None:
        if not request.url.startswith((address, "data:")):
            self.heard.append(f"another host was asked: {request.url}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium.find(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the application of this test is served, over its own copy of the world."""
    with in_thread(app) as here:
        yield here


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    complaints = Complaints()
    yield complaints
    assert complaints.heard == []


@pytest.fixture
def visit(app: Flask, address: str, chromium: Browser, complaints: Complaints) -> Iterator[Visit]:
    """Open a window: `visit("amina", "/boards/1", javascript=False, size=PHONE, language="en", dark=True)`."""
    contexts = []

    def visiting(
        name: str | None = None, path: str = "/", *, language: str = "fr", javascript: bool = True,
        size: tuple[int, int] = DESK, dark: bool = False,
    ) -> Page:  # fmt: skip
        context = chromium.new_context(
            base_url=address, locale=language, java_script_enabled=javascript, reduced_motion="reduce",
            viewport={"width": size[0], "height": size[1]}, has_touch=size[0] < 701, timezone_id="Europe/Paris",
            color_scheme="dark" if dark else "light",
        )  # fmt: skip
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.add_init_script(WATCH_POLICY)
        complaints.listen(context, address)
        if name:
            signed_in(app, context, address, name, language)
        page = context.new_page()
        page.goto(path)
        return page

    yield visiting
    for context in contexts:
        context.close()


@pytest.fixture
def tour(app: Flask, clock: world.Clock, pristine: Path, complaints: Complaints) -> Tour:
    """A way through all screens, over a house where each of them can be seen."""
    return Tour(app, clock, pristine, complaints.heard)

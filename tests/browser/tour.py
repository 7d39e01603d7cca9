"""A way through screens: one window for each person, in one language, over the furnished house."""

import dataclasses
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from flask import Flask
from playwright.sync_api import BrowserContext, Error, Page, ViewportSize
from sqlalchemy import update

from boardapp.database import db, keep
from boardapp.domain import sessions
from boardapp.domain.events import By
from boardapp.domain.people import User
from tests import databases, world
from tests.browser import audit, rooms
from tests.browser.audit import SETTLED, SIZES, Finding
from tests.browser.furniture import furnish
from tests.browser.screens import Screen
from tests.plain_browser import Browser as PlainBrowser

BLANK = "about:blank"
Shut = Callable[[], AbstractContextManager[None]]


class Tour:
    """`open_window(who)` opens a page that fits the tour: its language, its first width. `shut` keeps everybody out."""

    def __init__(
        self, app: Flask, clock: Callable[[], datetime], pristine: Path, heard: list[str], shut: Shut
    ) -> None:  # fmt: skip
        self.app, self.clock, self.pristine, self.heard, self.shut = app, clock, pristine, heard, shut
        app.extensions["settings"] = dataclasses.replace(app.extensions["settings"], signup="open")
        with app.app_context():
            self.names = furnish(clock)
            self.file = Path(db.engine.url.database or "")
        self.kept = self.file.with_suffix(".kept")
        self.touched, self.home = False, ""
        self.windows: dict[str | None, Page] = {}
        self.broken: list[Finding] = []
        self.unsure: list[Finding] = []

    def speak(self, language: str) -> None:
        """Everybody reads this language from now on, in new windows."""
        with self.app.app_context(), keep() as connection:
            connection.execute(update(User).values(locale=language))
        with self.shut():
            databases.dispose(self.app)
            shutil.copy(self.file, self.kept)
        self.windows.clear()

    def go(self, screen: Screen, open_window: Callable[[str | None], Page]) -> Page:
        """The screen as it is first seen; what was done on the one before is as if it had not been."""
        page = self.windows.get(screen.who) or self.windows.setdefault(screen.who, open_window(screen.who))
        self.home = page.url if page.url != BLANK else self.home
        if screen.who is None:
            page.context.clear_cookies()  # somebody may have signed in there
        names = self._ready(screen)
        if screen.seated:
            rooms.sit_down(self.app, page.context, self.home, names["seat"])
        answer = page.goto(screen.path.format(**names))
        if answer and answer.status >= 400 and str(answer.status) != screen.complains:
            raise Error(f"the answer is {answer.status}")
        screen.begin(page)
        if screen.meanwhile:
            with self.app.app_context():
                screen.meanwhile(By("user", world.USER_IDS["bruno"], self.clock()))
        if screen.act:
            screen.act(page)
            page.locator(screen.held).first.wait_for()
            page.wait_for_load_state()
        return page

    def _ready(self, screen: Screen) -> dict[str, str]:
        """Lay the house out for this screen; the names that its address may hold."""
        will_touch = screen.empty_house or screen.room is not None
        if self.touched or will_touch:
            self._leave()
        if self.touched:
            self._lay(self.kept)
        self.touched = will_touch or screen.act is not None
        if screen.room:
            with self.app.test_request_context():
                return screen.room(self.clock)
        if not screen.empty_house:
            return self.names
        self._lay(self.pristine / "empty.sqlite")
        with self.app.app_context():
            return {"setup": sessions.issue("setup", self.clock())}

    def look(self, screen: Screen, page: Page, width: int, theme: str) -> None:
        """Turn the window to this width and theme, in place, and note what is wrong there."""
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        self.turn(screen, page, {"width": width, "height": SIZES[width]})
        broken, unsure = audit.look(page, screen.name, f"{width} {theme}")
        self.broken += broken
        self.unsure += unsure

    def turn(self, screen: Screen, page: Page, size: ViewportSize) -> None:
        """Another size for the same screen, without a new visit."""
        if page.viewport_size != size:
            page.set_viewport_size(size)
            self._hold(screen, page)

    def stumble(self, screen: Screen, error: Error) -> None:
        """A gesture that could not be done is a finding like others: the tour goes on."""
        self.broken.append(Finding(screen.name, "", "gesture", screen.path, "", str(error)[:400]))

    def listen(self, screen: Screen) -> None:
        """Nothing is said in the console but what is expected here."""
        said = [each for each in self.heard if not (screen.complains and screen.complains in each)]
        self.heard.clear()
        self.broken += [Finding(screen.name, "", "console", screen.path, "", each[:400]) for each in said]

    def _hold(self, screen: Screen, page: Page) -> None:
        """A menu closes when the window changes."""
        page.evaluate(SETTLED)
        if screen.act and screen.held != "main":
            page.keyboard.press("Escape")
            if not page.locator(screen.held).first.is_visible():
                screen.act(page)
                page.locator(screen.held).first.wait_for()

    def _leave(self) -> None:
        """No page asks for what is about to go: who is signed in would be told that they are not."""
        for page in self.windows.values():
            page.goto(BLANK)

    def _lay(self, content: Path) -> None:
        """This file under the running application."""
        with self.shut():
            databases.dispose(self.app)
            for file in self.file.parent.glob(f"{self.file.name}*"):
                file.unlink()
            databases.copy(content, self.file)


def signed_in(app: Flask, context: BrowserContext, address: str, name: str, language: str) -> None:
    """Give the window the cookie that the plain browser of this person has, and the language asked for."""
    with app.app_context(), keep() as connection:
        connection.execute(update(User).where(User.id == world.USER_IDS[name]).values(locale=language))
    cookie = PlainBrowser(app, name).client.get_cookie("board")
    assert cookie is not None
    context.add_cookies([{"name": "board", "value": cookie.value, "url": address}])

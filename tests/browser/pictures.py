"""`make screenshots`: every screen as PNG into `screenshots/`, in three widths, both themes and both languages.

It starts the product by itself on an installation of its own, filled with the sample board of `boardapp demo`, on a day
that is always the same, so that two runs can be compared.
"""

import html
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from unittest.mock import patch

from click.testing import CliRunner
from flask import Flask
from playwright.sync_api import Browser, Error, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler

from boardapp import cli, config, create_app
from boardapp.database import db
from boardapp.domain import members, people
from boardapp.domain.boards import Board, Role
from boardapp.domain.events import By
from tests import databases, find_chromium, world
from tests.browser.audit import LANGUAGES, SETTLED, SIZES, THEMES
from tests.browser.screens import SCREENS, Screen
from tests.browser.tour import Tour, signed_in
from tests.served import Door, in_thread

FOLDER = Path(__file__).parents[2] / "screenshots"
WIDTHS = (390, 1280, 1920)


class Silent(WSGIRequestHandler):
    """Says nothing of the requests that go well."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing."""


def take(names: list[str]) -> int:
    """How many pictures were taken."""
    screens = [screen for screen in SCREENS if not names or screen.name in names]
    FOLDER.mkdir(exist_ok=True)
    with ExitStack() as held:
        place = Path(held.enter_context(tempfile.TemporaryDirectory()))
        app = held.enter_context(house(place))
        door = Door()
        door.port = held.enter_context(in_thread(door, request_handler=Silent)).rpartition(":")[2]
        stop = app.extensions["live"].stop
        address = held.enter_context(door.leading_to(app, stop))
        playwright = held.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=find_chromium.find(), args=["--no-sandbox"])
        tour = Tour(app, world.Clock(), place, [], lambda: door.shut(address, stop))
        for language in LANGUAGES:
            tour.speak(language)
            for width in WIDTHS:
                tour.windows.clear()
                window = partial(opened, app, browser, address, language, width)
                for screen in screens:
                    pictured(tour, screen, window, width, language)
        browser.close()
    return len(list(FOLDER.glob("*.png")))


def pictured(tour: Tour, screen: Screen, window: "partial[Page]", width: int, language: str) -> None:
    try:
        page = tour.go(screen, window)
    except Error as error:
        print(f"{screen.name}: {str(error).splitlines()[0]}", file=sys.stderr)
        return
    whole = screen.held == "main"  # a menu closes when the window grows
    for theme in THEMES:
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        if whole:
            page.evaluate("scrollTo(0, 0)")
        page.evaluate(SETTLED)
        path = FOLDER / f"{screen.name}-{width}-{theme}-{language}.png"
        page.screenshot(path=path, full_page=whole, animations="disabled", caret="hide")


def opened(app: Flask, browser: Browser, address: str, language: str, width: int, who: str | None) -> Page:  # noqa: PLR0917
    context = browser.new_context(
        base_url=address, locale=language, viewport={"width": width, "height": SIZES[width]}, has_touch=width < 701,
        reduced_motion="reduce", timezone_id="Europe/Paris", permissions=["clipboard-write"],
    )  # fmt: skip
    if who:
        signed_in(app, context, address, who, language)
    context.set_default_timeout(15_000)
    return context.new_page()


@contextmanager
def house(place: Path) -> Iterator[Flask]:
    """The people of the tests around the sample board, on its fifth day."""
    databases.Sqlite.prepare(place)
    instance = place / "instance"
    instance.mkdir(mode=0o700)
    databases.copy(place / "empty.sqlite", instance / "boardapp.sqlite")
    settings = {"INSTANCE": str(instance), "SECRET_KEY": "s" * 32, "TIMEZONE": "Europe/Paris", "DEFAULT_LOCALE": "fr"}
    told = {f"BOARDAPP_{name}": value for name, value in settings.items()}
    app = create_app(config.read(told), clock=world.Clock())
    app.testing = True
    with app.app_context():
        users = {
            name: people.register(email, said, world.PASSWORD, by=By("system", None, world.OPENED), locale=language)
            for name, (email, said, language) in world.PEOPLE.items()
        }
        world.sign_in(users)
    with patch.dict(os.environ, told), patch("boardapp.cli.demo.now", world.Clock()):
        result = CliRunner().invoke(cli.main, ["demo"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    with app.app_context():
        _invite()
    yield app
    databases.dispose(app)


def _invite() -> None:
    board = db.session.get(Board, world.BOARD)
    assert board
    for name, role in (("bruno", Role.member), ("chloe", Role.reader)):
        link = members.invite(board, role, by=By("user", world.USER_IDS["amina"], world.NOW))
        invited = members.invitation(link, world.NOW)
        user = db.session.get(people.User, world.USER_IDS[name])
        assert invited
        assert user
        members.accept(invited, user, by=By("user", user.id, world.NOW))


def listed() -> None:
    """A page to look at them side by side: one row a screen and language, pictures in order of width."""
    rows = []
    for screen in SCREENS:
        for language in LANGUAGES:
            names = [f"{screen.name}-{width}-{theme}-{language}.png" for width in WIDTHS for theme in THEMES]
            there = [html.escape(name) for name in names if (FOLDER / name).exists()]
            images = "".join(f'<a href="{name}"><img src="{name}" alt="{name}" loading="lazy"></a>' for name in there)
            rows.append(f"<h2>{screen.name}, {language}</h2><div>{images}</div>" if there else "")
    style = "body{font:14px sans-serif}div{display:flex;gap:8px}img{height:420px;object-fit:cover;object-position:top}"
    text = f'<!doctype html><html lang="en"><title>Screens</title><style>{style}</style>{"".join(rows)}</html>'
    (FOLDER / "index.html").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    taken = take(sys.argv[1:])
    listed()
    print(f"{taken} pictures: {FOLDER / 'index.html'}")

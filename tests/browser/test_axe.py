"""Most screens once under axe-core and our own measure, dealt so that languages, themes and widths meet two by two.

`make axe` looks at every screen in every combination.
"""

import itertools
import re

import pytest
from flask import Flask
from playwright.sync_api import Error, Page

from tests.browser.audit import LANGUAGES, SIZES, THEMES, WIDTHS
from tests.browser.conftest import Visit
from tests.browser.screens import BRIEF, SCREENS, Screen
from tests.browser.tour import Tour

BOARD = next(screen for screen in SCREENS if screen.name == "board")
# ten of the twenty combinations hold every pair of two of their values
ROWS = [
    (LANGUAGES[(at + dark) % 2], THEMES[dark], width) for at, width in enumerate(WIDTHS) for dark in range(len(THEMES))
]


def dealt(row: int) -> list[Screen]:
    """Every tenth screen, and always the board."""
    return [BOARD, *(screen for screen in BRIEF[row :: len(ROWS)] if screen is not BOARD)]


def test_the_rows_hold_every_pair() -> None:
    for some, others in itertools.combinations(range(3), 2):
        met = {(row[some], row[others]) for row in ROWS}
        assert len(met) == len({row[some] for row in ROWS}) * len({row[others] for row in ROWS})


def test_every_page_is_among_the_screens(app: Flask) -> None:
    adapter = app.url_map.bind("localhost")
    numbers = re.compile(r"\{\w+\}")
    seen = {adapter.match(numbers.sub("1", screen.path).partition("?")[0], method="GET")[0] for screen in SCREENS}
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert pages - seen - FORMS_ONLY - NO_PAGES == set()


FORMS_ONLY = {"people.password"}  # its form stands on another page
NO_PAGES = {
    "static", "status.up", "live.stream", "exports.table", "exports.workbook", "exports.calendar",
    "exports.document", "feeds.feed", "imports.skipped", "imports.leftover", "closing.trace", "closing.calendar",
    "faces.desk", "faces.wall", "faces.seat",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("row", range(len(ROWS)), ids=["-".join(map(str, row)) for row in ROWS])
def test_screens_are_for_everybody(tour: Tour, visit: Visit, row: int) -> None:
    language, theme, width = ROWS[row]
    tour.speak(language)

    def window(who: str | None) -> Page:
        return visit(who, language=language, size=(width, SIZES[width]), dark=theme == "dark")

    for screen in dealt(row):
        try:
            tour.look(screen, tour.go(screen, window), width, theme)
        except Error as error:
            tour.stumble(screen, error)
        tour.listen(screen)
    assert not tour.broken, "\n" + "\n".join(map(str, tour.broken))

"""Every screen in both languages, both themes and five widths, with a mouse and, on the narrow ones, with a finger."""

import itertools
from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Page

from tests.browser.audit import LANGUAGES, SIZES, THEMES, rows
from tests.browser.conftest import Visit
from tests.browser.screens import SCREENS, Screen
from tests.browser.tour import Tour

HANDS = {"touch": (320, 390), "mouse": (768, 1280, 1920)}
CASES = list(itertools.product(SCREENS, LANGUAGES))


@pytest.mark.parametrize(("screen", "language"), CASES, ids=[f"{screen.name}-{language}" for screen, language in CASES])
def test_a_screen_is_for_everybody(
    tour: Tour, visit: Visit, record_property: Callable[[str, object], None], screen: Screen, language: str
) -> None:
    tour.speak(language)
    audits = 0
    for widths in HANDS.values():
        tour.windows.clear()

        def window(who: str | None, first: int = widths[0]) -> Page:
            return visit(who, language=language, size=(first, SIZES[first]))

        try:
            page = tour.go(screen, window)
            for width, theme in itertools.product(widths, THEMES):
                tour.look(screen, page, width, theme)
                audits += 1
        except Error as error:
            tour.stumble(screen, error)
        tour.listen(screen)
    for name, found in (("broken", rows(tour.broken)), ("unsure", rows(tour.unsure)), ("audits", audits)):
        record_property(f"{name} {screen.name} {language}", found)
    assert not tour.broken, "\n" + "\n".join(map(str, tour.broken))

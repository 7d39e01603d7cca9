"""What the first view of a large board weighs, and how still it stands."""

import gzip
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Page, Response, expect

from boardapp.domain import inventory
from boardapp.domain.actions import Horizon, Status
from boardapp.domain.inventory import Entry
from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.gestures import HERE, held, live, next_frames
from tests.world import ACTIONS, TODAY, World

Look = Callable[[], AbstractContextManager[World]]
KB = 1024
BUDGET = {"script": 28 * KB, "stylesheet": 14 * KB, "document": 30 * KB, "font": 75 * KB}
MOST_REQUESTS = 8
MOST_SHIFT = 0.02
EMPTY = "about:blank"
ACTIONS_IN_ALL = 120
SHIFTS = """window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });"""


@dataclass
class Weight:
    """What came for one kind of file: how many, and their bytes once squeezed."""

    files: int = 0
    squeezed: int = 0

    def add(self, response: Response, kind: str) -> None:
        body = response.body()
        self.files += 1
        self.squeezed += len(body) if kind == "font" else len(gzip.compress(body, 6))


@pytest.fixture
def large(look: Look) -> None:
    """The Lyon board with 120 actions, which differ as those of a crisis do."""
    words = [each["title"] for each in ACTIONS.values()]
    with look() as world:
        kinds = [world.category(key) for key in ("experience", "process", "service", "governance", "communication")]
        entries = [
            Entry(
                f"{words[number % len(words)]} dans l’agence {number}",
                list(Horizon)[number % 4],
                {
                    "category_id": kinds[number % 5].id,
                    "owner": f"Responsable {number % 17}",
                    "due_on": TODAY + timedelta(days=number % 40 - 5) if number % 3 else None,
                    "status": list(Status)[number % 3],
                    "challenge": f"Enjeu {number}" if number % 2 else "",
                    "challenge_level": number % 4 + 1,
                },
            )
            for number in range(len(ACTIONS), ACTIONS_IN_ALL)
        ]
        inventory.add(world.board, entries, by=world.by())


def first_view(page: Page) -> dict[str, Weight]:
    """Everything that the board asks for until it stands still; what then goes on coming to it has no weight."""
    came: list[Response] = []
    page.on("response", lambda response: came.append(response))  # noqa: PLW0108 - no builtin is taken here
    page.goto(HERE)
    live(page).evaluate("document.fonts.ready")
    weights: dict[str, Weight] = {}
    for response in came:
        if "event-stream" in response.headers.get("content-type", ""):
            continue
        kind = response.request.resource_type
        weights.setdefault(kind, Weight()).add(response, kind)
    return weights


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("size", [DESK, PHONE])
def test_the_first_view_of_a_large_board_is_light(visit: Visit, size: tuple[int, int]) -> None:
    page = visit("amina", EMPTY, size=size, fresh=True)
    weights = first_view(page)
    expect(page.locator(".card")).to_have_count(ACTIONS_IN_ALL)
    for kind, most in BUDGET.items():
        assert 0 < weights[kind].squeezed <= most, f"{kind}: {weights}"
    assert sum(weight.files for weight in weights.values()) <= MOST_REQUESTS, weights


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize(("size", "path"), [(DESK, HERE), (PHONE, HERE), (DESK, "/actions/1"), (PHONE, "/actions/1")])
def test_nothing_moves_when_the_fonts_come_late(visit: Visit, size: tuple[int, int], path: str) -> None:
    page = visit("amina", EMPTY, size=size, fresh=True)
    page.context.add_init_script(SHIFTS)
    with held(page, "**/*.woff2") as waiting:
        with page.expect_request("**/*.woff2"):
            page.goto(path, wait_until="domcontentloaded")
        expect(page.locator("h1")).to_be_visible()
        next_frames(page)
        assert waiting
    page.evaluate("document.fonts.ready")
    next_frames(page)
    assert page.evaluate("window.shifted") <= MOST_SHIFT

"""`/patterns` shows every component there is, in both languages, and only to whoever builds the product."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2.runtime import Macro

from boardapp.domain.actions import Horizon, Status
from boardapp.domain.categories import COLOURS, SHAPES
from boardapp.domain.workshop import counting, participants, voting, workshops
from boardapp.domain.workshop.ballots import Question
from boardapp.domain.workshop.workshops import Phase
from tests.plain_browser import Browser
from tests.world import World

TEMPLATES = Path(__file__).parents[2] / "templates"
Macros = set[tuple[str, str]]


def written() -> Macros:
    """Each macro of each component, by its file and its name."""
    return {
        (_component(path), name)
        for path in TEMPLATES.rglob("_*.html")
        for name in re.findall(r"\{%-?\s*macro (\w+)\(", path.read_text("utf-8"))
    }


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> Macros:
    """The macros that were really called."""
    found: Macros = set()
    invoke = Macro._invoke

    def noting(self: Macro, *more: Any) -> str:
        found.add((_component(Path(self._func.__code__.co_filename)), self.name))
        return invoke(self, *more)

    monkeypatch.setattr(Macro, "_invoke", noting)
    return found


def scored(world: World) -> None:
    """Two people have scored one action differently, and it was revealed."""
    workshop = workshops.current(world.board)
    assert workshop is not None
    for name, level in (("Inès", 1), ("Malo", 4)):
        person = participants.seated(workshop.id, participants.join(workshop, name, at=world.clock()), world.clock())
        assert person is not None
        voting.score(person, Question.challenge, 1, level)
        voting.score(person, Question.effort, 1, level)
    counting.count(workshop, seen=1, by=world.by())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_component_is_shown(visitor: Browser, amina: Browser, called: Macros, look: Any, language: str) -> None:
    """Those of a room are shown by its rehearsal, where they have the style sheets they need."""
    page = visitor.get(f"/patterns?lang={language}")
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text
    for method in ("points", "scores"):
        amina.post("/boards/1/workshop", {"method": method})
        for phase in Phase:
            assert amina.get(f"/boards/1/workshop/rehearsal/{phase}?lang={language}").status_code == 200
    desk = amina.post("/boards/1/workshop/opening").location
    with look() as world:
        scored(world)
    for what, fields in (("phase", {"to": "prioritise", "seen": "welcome"}), ("light", {"action": 1})):
        assert amina.post(f"{desk}/{what}", fields).status_code == 303
    assert amina.get(f"{desk}?lang={language}").status_code == 200
    assert sorted(written() - called) == []


def test_there_are_components_to_show() -> None:
    assert len(written()) > 30


def test_every_shape_colour_state_and_lane_is_shown_in_light_and_in_dark(visitor: Browser) -> None:
    page = visitor.get("/patterns").text
    themes = [page[page.index(f'data-theme="{theme}"') :].partition("</section>")[0] for theme in ("light", "dark")]
    for section in themes:
        for horizon in Horizon:
            cards = section[section.index(f'class="lane {horizon}"') :].partition("</ol>")[0]
            assert all(f'class="card {status}' in cards for status in Status)
            assert " late" in cards
        assert all(f"#shape-{shape}" in section for shape in SHAPES)
        assert all(f'class="category {colour}"' in section for colour in COLOURS)
        assert all(f"level-{level}" in section for level in range(1, 5))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("theme=dark", ' data-theme="dark"'),
        (
            "theme=light&density=compact&text_size=larger",
            ' data-theme="light" data-density="compact" data-text="larger"',
        ),
        ("theme=x&density=&text_size=%22", ""),
    ],
)
def test_the_page_looks_as_its_address_says_whoever_asks(amina: Browser, asked: str, expected: str) -> None:
    amina.post("/me", {"name": "Amina", "locale": "fr", "theme": "dark", "text_size": "large"})
    assert f'<html lang="en"{expected}>' in amina.get(f"/patterns?lang=en&{asked}").text


def test_its_buttons_are_of_nothing_that_is_stored(visitor: Browser) -> None:
    page = visitor.get("/patterns").text
    ids = {int(found) for found in re.findall(r'="/(?:boards|actions|categories)/(\d+)', page)}
    assert ids
    assert min(ids) >= 900_000_000


def test_an_installation_has_no_such_page(app: Flask, visitor: Browser, amina: Browser) -> None:
    app.testing = False
    for browser in (visitor, amina):
        answer = browser.get("/patterns")
        assert answer.status_code == 404
        assert "900000" not in answer.text
    app.debug = True
    assert visitor.get("/patterns").status_code == 200


def _component(path: Path) -> str:
    """A component by its folder and file: two rooms have a card."""
    return f"{path.parent.name}/{path.name}"

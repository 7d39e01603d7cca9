"""Every page that can be asked for: it changes nothing, it is whole, and it says so in the reader's language."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import text

from boardapp.database import Base, db
from tests.plain_browser import Browser
from tests.world import World

Look = Callable[[], AbstractContextManager[World]]
VALUES = {"horizon": "now", "name": "app.css", "token": "nobody-has-this-token"}


class Outline(HTMLParser):
    """What somebody who jumps from heading to heading, or from landmark to landmark, finds on a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.levels: list[int] = []
        self.landmarks: Counter[str] = Counter()
        self.navs: list[str] = []
        self.controls: list[str] = []
        self.inside = 0  # how deep in sections and the like, where a header or footer is none of the page
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.ids.update([told["id"]] if "id" in told else [])
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag == "nav":
            self.navs.append(told.get("aria-label") or told.get("aria-labelledby", ""))
        if tag in ("a", "button", "input", "select", "textarea", "summary"):
            self.controls.append(told.get("href", tag))
        if tag == "main" or (tag in ("header", "footer") and not self.inside):
            self.landmarks[tag] += 1
        self.inside += tag in ("main", "section", "article", "aside", "nav")

    def handle_endtag(self, tag: str) -> None:
        self.inside -= tag in ("main", "section", "article", "aside", "nav")


def pages(app: Flask) -> Iterator[str]:
    """An address for each GET route, with ids of the world (each kind of row has one numbered 1)."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            path = rule.rule
            for converter, name in re.findall(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>", path):
                value = VALUES.get(name, "1" if converter == "int" else "status")
                path = re.sub(rf"<[^<>]*\b{name}>", value, path)
            yield path


def content(look: Look) -> str:
    with look():
        rows = [
            [repr(row) for row in db.session.execute(text(f'SELECT * FROM "{table.name}"'))]
            for table in Base.metadata.sorted_tables
        ]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def test_getting_every_page_changes_nothing(app: Flask, look: Look, amina: Browser, visitor: Browser) -> None:
    before = content(look)
    for path in pages(app):
        for browser in (amina, visitor):
            assert browser.get(path).status_code < 500, path
            assert browser.get(path, htmx=True).status_code < 500, path
    assert content(look) == before


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_is_whole(app: Flask, language: str, amina: Browser, visitor: Browser) -> None:
    amina.post("/me", {"name": "Amina Haddad", "locale": language})
    seen = 0
    for path in [*pages(app), "/nothing-here"]:
        for browser in (amina, visitor):
            answer = browser.get(path, headers={"Accept-Language": language})
            if answer.mimetype == "text/html" and answer.status_code != 303:
                assert_whole(answer.text, language, f"{path} ({browser.name})")
                seen += 1
    assert seen > 30


def assert_whole(page: str, language: str, where: str) -> None:
    outline = Outline(page)
    assert not [id_ for id_, count in outline.ids.items() if count > 1], where
    assert outline.levels.count(1) == 1, where
    assert [outline.levels[0], *outline.landmarks.values()] == [1, 1, 1, 1], where
    skipped = [(above, below) for above, below in pairwise(outline.levels) if below > above + 1]
    assert skipped == [], where
    assert outline.controls[0] == "#main", where
    assert all(outline.navs), where
    assert len(set(outline.navs)) == len(outline.navs), where
    assert re.search(f'<html lang="{language}"[ >]', page), where
    assert re.search(r"<title>[^<]+ · Trois Temps</title>", page), where
    assert "None" not in re.sub(r"<[^>]*>", "", page), where

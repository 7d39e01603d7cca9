"""Every page that can be asked for: it changes nothing, it is whole, and it says so in the reader's language."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import text

from boardapp.database import Base, db
from tests.plain_browser import Browser
from tests.world import World

Look = Callable[[], AbstractContextManager[World]]
VALUES = {"horizon": "now", "name": "app.css", "token": "nobody-has-this-token"}


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
def test_every_page_is_whole(app: Flask, language: str, amina: Browser) -> None:
    amina.post("/me", {"name": "Amina Haddad", "locale": language})
    for path in pages(app):
        answer = amina.get(path)
        if answer.mimetype != "text/html" or answer.status_code >= 300:
            continue
        page = answer.text
        ids = Counter(re.findall(r'\sid="([^"]*)"', page))
        assert not [id_ for id_, count in ids.items() if count > 1], path
        assert page.count("<h1") == 1, path
        assert f'<html lang="{language}">' in page, path
        assert re.search(r"<title>[^<]+ · Trois Temps</title>", page), path
        assert "None" not in re.sub(r"<[^>]*>", "", page), path

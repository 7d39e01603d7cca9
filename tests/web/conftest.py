"""What web tests share beyond the browsers."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from boardapp.database import db
from boardapp.domain import people
from tests import databases
from tests.plain_browser import Browser
from tests.web.planted import Garden, Planted
from tests.web.rooms import Room
from tests.world import Clock, World


@pytest.fixture
def english(look: Callable[[], AbstractContextManager[World]]) -> None:
    """Everybody on the Lyon board reads English, the language of the msgids."""
    with look() as world:
        for name in ("amina", "bruno", "chloe"):
            person = world.person(name)
            people.edit_profile(person, by=world.by(name), name=person.name, locale="en")


@pytest.fixture
def queries(app: Flask) -> Callable[[Callable[[], Any]], int]:
    """How many statements a request asks of the database; no context is open around it."""
    with app.app_context():
        engine = db.engine

    def count(request: Callable[[], Any]) -> int:
        asked: list[str] = []

        def note(connection: Any, cursor: Any, statement: str, *more: Any) -> None:
            asked.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            assert request().status_code == 200
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len([statement for statement in asked if statement.lstrip().upper().startswith(("SELECT", "WITH"))])

    return count


@pytest.fixture(scope="session")
def planted(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Planted:
    """The world with words that only its members may read: an SQLite file, made once per worker."""
    path = tmp_path_factory.mktemp("planted") / "planted.sqlite"
    databases.copy(pristine / "lyon.sqlite", path)
    return Planted.at(path, Clock())


@pytest.fixture
def garden(app: Flask, planted: Planted) -> Garden:
    """The application over that file, anew whenever a test asks."""
    made = Garden(app, planted)
    made.renew()
    return made


@pytest.fixture
def ines(room: Room) -> Browser:
    """A phone in the room of the test."""
    return room.phone("Inès")


@pytest.fixture
def samir(room: Room) -> Browser:
    return room.phone("Samir")

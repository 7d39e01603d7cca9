"""The command line, called in this process over an installation of its own."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from boardapp import config, create_app
from boardapp.cli import main
from tests import databases


class Terminal:
    """`terminal("board", "list")` runs a command; what it printed and its exit code come back."""

    def __init__(self, instance: Path, **settings: str) -> None:
        self.instance = instance
        self.settings = {f"BOARDAPP_{name}": value for name, value in {"INSTANCE": str(instance), **settings}.items()}

    def __call__(self, *words: object, typed: str | bytes | None = None, **settings: str) -> Result:
        extra = {f"BOARDAPP_{name}": value for name, value in settings.items()}
        return CliRunner().invoke(main, [str(word) for word in words], input=typed, env=self.settings | extra)

    def says(self, *words: object, code: int = 0, typed: str | bytes | None = None, **settings: str) -> str:
        """Standard output of a command that ends with this exit code."""
        result = self(*words, typed=typed, **settings)
        assert result.exit_code == code, f"{result.exit_code}: {result.output}"
        return result.stdout

    def tells(self, *words: object, **more: Any) -> dict[str, Any]:
        """The one JSON object on standard output."""
        return dict(json.loads(self.says(*words, "--json", **more)))

    def refuses(self, *words: object, code: int = 1, **more: Any) -> str:
        """The one sentence on standard error of a command that fails with this exit code."""
        result = self(*words, **more)
        assert (result.exit_code, result.stdout) == (code, ""), result.output
        (line,) = result.stderr.splitlines()
        return line


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the person who runs the tests has set stays out of them."""
    for name in os.environ:
        if name.startswith("BOARDAPP_") and not name.startswith("BOARDAPP_TEST"):
            monkeypatch.delenv(name)


@pytest.fixture
def new(tmp_path: Path) -> Terminal:
    """An installation of which there is nothing yet."""
    return Terminal(tmp_path / "instance", TIMEZONE="Europe/Paris")


@pytest.fixture
def terminal(pristine: Path, new: Terminal) -> Terminal:
    """An installation that holds the world of the tests."""
    new.instance.mkdir(mode=0o700)
    databases.copy(pristine / "lyon.sqlite", new.instance / "boardapp.sqlite")
    return new


@pytest.fixture
def inside() -> Callable[[Terminal], AbstractContextManager[Flask]]:
    """`with inside(terminal):` reads what a command has stored."""

    @contextmanager
    def looking(terminal: Terminal) -> Iterator[Flask]:
        app = create_app(config.read(terminal.settings))
        with app.app_context():
            yield app
        databases.dispose(app)

    return looking

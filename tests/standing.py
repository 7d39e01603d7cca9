"""One application per worker, handed from test to test: to build it, to compile what it asks and draws and to squeeze
its files takes fifty times as long as a request.

What it knows of a test lies in its folder, its settings and a few extensions, and is new for each test; a house test
counts the extensions. A test that wants other routes or another installation builds its own.
"""

import shutil
from pathlib import Path

from flask import Flask
from jinja2 import FileSystemBytecodeCache

from boardapp import config, create_app
from boardapp.web import kept, live
from tests import databases
from tests.world import Clock

RENEWED = {"settings", "clock", "kept", "live"}
SETTINGS = {"SECRET_KEY": "s" * 32, "TIMEZONE": "Europe/Paris"}


class Standing:
    """`renew(clock)` is the whole application over a copy of the world, on SQLite; no context is open."""

    def __init__(self, pristine: Path, folder: Path) -> None:
        self.pristine = pristine
        self.instance = folder / "instance"
        settings = SETTINGS | {"INSTANCE": str(self.instance)}
        self.app = create_app(config.read({f"BOARDAPP_{name}": value for name, value in settings.items()}))
        self.app.testing = True
        self.app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(pristine))  # for what builds another one
        self.settings, self.config = self.app.extensions["settings"], dict(self.app.config)

    def renew(self, clock: Clock) -> Flask:
        databases.dispose(self.app)
        shutil.rmtree(self.instance)
        self.instance.mkdir(mode=0o700)
        databases.copy(self.pristine / "lyon.sqlite", self.instance / "boardapp.sqlite")
        self.app.config.clear()
        self.app.config.update(self.config)
        self.app.extensions |= {"settings": self.settings, "clock": clock}
        kept.init_app(self.app)
        live.init_app(self.app)
        return self.app

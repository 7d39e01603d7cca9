"""The process that answers: the application with its housekeeping, which ends when nobody watches over it any more."""

import logging
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from urllib.parse import urlsplit

import click
from flask import Flask

from boardapp import create_app
from boardapp.asgi import Door
from boardapp.cli import address, supervisor
from boardapp.config import Settings
from boardapp.domain import people, sessions
from boardapp.domain.imports import leftovers, waiting

HOUSEKEEPING = 600  # seconds
_LOST_GRACE = 1
_log = logging.getLogger("boardapp")


def application(settings: Settings) -> Door:
    """What Granian loads in its worker."""
    for signum in (signal.SIGTERM, signal.SIGINT):  # until the loop runs there is nothing to end but the start
        signal.signal(signum, signal.SIG_DFL)
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s")
    app = create_app(settings)
    for task in (_end_with_parent, lambda: keep_house(app, threading.Event()), lambda: _announce(app)):
        _beside(task)
    return Door(app)


def _beside(task: Callable[[], None]) -> None:
    threading.Thread(target=task, daemon=True).start()


def _end_with_parent() -> None:
    """A worker that outlives its parent would hold the port, and nobody could stop it by Ctrl-C."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(_LOST_GRACE)
        os._exit(1)


def keep_house(app: Flask, end: threading.Event) -> None:
    """Forget what has run out. A disk that is full for a while must not end the server, nor this thread."""
    while not end.wait(HOUSEKEEPING):
        try:
            with app.app_context():
                tidy(app.extensions["clock"]())
        except Exception:  # noqa: BLE001
            _log.warning("Housekeeping failed; it is tried again in %d seconds", HOUSEKEEPING, exc_info=True)


def tidy(at: datetime) -> None:
    sessions.purge(at)
    waiting.purge(at)
    leftovers.purge(at)


def _announce(app: Flask) -> None:
    """Say where the board is as soon as it answers there, so that a link that is shown works."""
    settings: Settings = app.extensions["settings"]
    here = address.here(settings)
    if not _answers(here):
        return
    supervisor.ready()
    click.echo(f"Trois Temps is at {here}")
    if shared := address.shared(settings):
        click.echo(f"Share this address: {shared}")
    with app.app_context():
        if not people.anybody():
            token = sessions.issue("setup", app.extensions["clock"]())
            click.echo(f"Create the first account (the link works once): {settings.base_url or here}/setup/{token}")


def _answers(here: str) -> bool:
    place = urlsplit(here)
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection((place.hostname, place.port), timeout=1):
            return True
        time.sleep(0.01)
    return False

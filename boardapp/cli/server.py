"""`boardapp serve` and `boardapp migrate`: the one server of a database, and its tables brought up to date."""

import errno
import multiprocessing
import os
import signal
import socket
import sys
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import click
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.server.common import AbstractServer

from boardapp import config, migrations
from boardapp.cli import address, answers, lock, machine, worker
from boardapp.cli.address import DEFAULT_PORT
from boardapp.cli.answers import Failure, application
from boardapp.config import Settings
from boardapp.database import db, file_of
from boardapp.migrations import Standing

_NEXT = 20  # ports tried after the default one
_GRACE = 5  # seconds for requests under way when the server stops


@click.command()
@click.option("--host", help="Address to listen on: 127.0.0.1 (this machine alone) or 0.0.0.0 (the network).")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on; else 8000 or the next free one.")
def serve(*, host: str | None, port: int | None) -> None:
    """Serve the board until Ctrl-C, after migrating the database if it is older.

    While there is no account it prints a link that creates the first one: valid until used or the next start.
    """
    with ExitStack() as held:
        settings = _settings(host, port, held)
        with application(settings):
            _refuse_network(path := file_of(db.engine))
            held.enter_context(lock.alone(path, settings.base_url or address.here(settings)))
            _bring_up_to_date()
        _run(settings)


@click.command()
def migrate() -> None:
    """Make the tables, or bring them up to date after a copy of the database was taken."""
    with application():
        if answers.standing() is Standing.current:
            click.echo("The database is up to date.")
            return
        with lock.alone(file_of(db.engine)):
            copy = _bring_up_to_date()
        click.echo("The database is up to date now." + (f" A copy of it as it was: {copy}" if copy else ""))


def bring_up_to_date() -> None:
    """For commands that may come first on a new installation."""
    if answers.standing() is not Standing.current:
        with lock.alone(file_of(db.engine)):
            _bring_up_to_date()


def _bring_up_to_date() -> Path | None:
    if answers.standing() is Standing.newer:
        answers.require(Standing.newer)
    return migrations.upgrade(db.engine)


def _settings(host: str | None, port: int | None, held: ExitStack) -> Settings:
    """Those of the environment, with what was asked for on the command line and a port that is free, and ours as long
    as `held`."""
    said = {"BOARDAPP_HOST": host, "BOARDAPP_PORT": port and str(port)}
    settings = config.read(os.environ | {name: value for name, value in said.items() if value})
    return replace(settings, port=_port(settings, held))


def _port(settings: Settings, held: ExitStack) -> int:
    """The port asked for, or the first free one from the default on. Granian would share one that is taken."""
    first = settings.port or DEFAULT_PORT
    for port in range(first, first + (1 if settings.port else _NEXT)):
        with ExitStack() as claim:
            ours = claim.enter_context(lock.port(settings.host, port, lock.PATIENCE if settings.port else 0))
            if ours and _available(settings.host, port):
                held.push(claim.pop_all())
                return port
    if settings.port:
        raise Failure(f"Port {first} is taken by another program: stop that one, or choose another port with --port")
    raise Failure(f"The ports from {first} to {first + _NEXT - 1} are all taken: choose another with --port")


def _available(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a server that just stopped leaves traces
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise Failure(f"The board cannot be served at {host}, port {port}: {error.strerror}") from None
    return True


def _refuse_network(path: Path | None) -> None:
    kind = machine.file_system(path.parent) if path else None
    if kind in machine.NETWORK:
        raise Failure(
            f"{path} lies on a network drive ({kind}), on which SQLite can lose data: set BOARDAPP_INSTANCE to a "
            "folder of a local disk"
        )


def _run(settings: Settings) -> None:
    """One process for the requests, watched by this one, which opens no database any more.

    Forked on Linux, where that saves half of the start; no thread runs and no connection is open at that moment.
    """
    multiprocessing.set_start_method("fork" if sys.platform == "linux" else "spawn", force=True)
    server = Granian(
        "boardapp.cli.worker:application",
        address="127.0.0.1" if settings.host == "localhost" else settings.host,
        port=settings.port or DEFAULT_PORT,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        workers=1,
        respawn_failed_workers=True,
        workers_kill_timeout=_GRACE,
        log_enabled=False,
    )
    server.on_startup(lambda: _stop_with_terminal(server))
    try:
        server.serve(target_loader=partial(worker.application, settings), wrap_loader=False)
    except SystemExit:
        if not server.interrupt_signal:  # on Ctrl-C the worker may end before it is told to
            raise Failure("The server stopped: its worker ended twice in a row") from None


def _stop_with_terminal(server: AbstractServer[Any]) -> None:
    """A closed terminal stops the server; Granian would start a new worker and stay."""
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, server.signal_handler_interrupt)

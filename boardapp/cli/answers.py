"""How a command begins and ends: the application behind it, what it prints, and the code it exits with."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Any

import click
from flask import Flask, current_app
from sqlalchemy.exc import DBAPIError

from boardapp import create_app, database, migrations
from boardapp.config import BadSetting, Settings
from boardapp.database import Busy, db, sqlite
from boardapp.domain import people
from boardapp.domain.boards import Board
from boardapp.domain.errors import Closed, Refused, Repeated
from boardapp.domain.events import By
from boardapp.domain.people import User
from boardapp.migrations import Standing
from boardapp.web.sentences import refusal

_STANDINGS = {
    Standing.missing: "There is no database yet: run `boardapp migrate` (or `boardapp serve`) first.",
    Standing.older: "The database is of an older version: run `boardapp migrate` first.",
    Standing.newer: "The database was made by a newer version of boardapp: install that version. Nothing was changed.",
}


class Failure(click.ClickException):
    """A command that was refused: one sentence, and an exit code that says why."""

    exit_code = 1

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence if sentence.endswith((".", "?")) else f"{sentence}.")

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, file=file, err=True)


class Misuse(Failure):
    """A setting that cannot be used."""

    exit_code = 2


class Unready(Failure):
    """The database is not migrated, not reachable, busy, full or read-only."""

    exit_code = 3


class Fault(Failure):
    """Our own mistake."""

    exit_code = 4


class Commands(click.Group):
    """A group whose commands never end in a traceback."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except BadSetting as error:
            raise Misuse(str(error)) from None
        except Exception as error:
            told = " ".join(str(error).split())[:300]
            raise Fault(f"Something went wrong in boardapp: {type(error).__name__}: {told}") from error


as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")


def answer(data: dict[str, Any], text: str, *, as_json: bool) -> None:
    """What the command found or did: for a program, or for a person."""
    click.echo(json.dumps(data, ensure_ascii=False, default=str) if as_json else text)


@contextmanager
def application(told: Settings | None = None) -> Iterator[Flask]:
    """The application and its database for one command, whatever state the tables are in."""
    app = create_app(told)
    with app.app_context():
        try:
            yield app
        except (Refused, Closed, Repeated, Busy, DBAPIError, sqlite.Error) as error:
            raise _failure(error) from None
        finally:
            db.session.remove()
            db.engine.dispose()


@contextmanager
def ready() -> Iterator[Flask]:
    """The application on tables of this version; migrating them is left to `serve`, `migrate` and `demo`."""
    with application() as app:
        require(standing())
        yield app


def standing() -> Standing:
    """How the tables compare with what this version needs; looking makes no file."""
    path = database.file_of(db.engine)
    if path is not None and not path.exists():
        return Standing.missing
    with db.engine.connect() as connection:
        return migrations.standing(connection)


def require(found: Standing) -> None:
    if found is not Standing.current:
        raise Unready(_STANDINGS[found])


def settings() -> Settings:
    return current_app.extensions["settings"]


def now() -> datetime:
    return current_app.extensions["clock"]()


def acting(user: User | None = None) -> By:
    """Whoever sits at the terminal, as this account where one is named."""
    return By("cli", user.id if user else None, now())


def account(email: str) -> User:
    """The active account with this address."""
    user = people.find(email)
    if user is None or not user.is_active:
        raise Failure(f"There is no account with the address {email}")
    return user


def board_numbered(number: int) -> Board:
    board = db.session.get(Board, number)
    if board is None:
        raise Failure(f"There is no board {number}: `boardapp board list` shows those there are")
    return board


def _failure(error: Exception) -> Failure:
    if isinstance(error, Refused):
        return Failure(refusal(error))
    if isinstance(error, Closed):
        return Failure("This board is closed. Nothing was saved.")
    if isinstance(error, Repeated):
        return Failure("This was done before. Nothing was saved.")
    if isinstance(error, Busy):
        return Unready("Another program keeps writing to the database. Nothing was saved: try again.")
    return Unready(f"The database cannot be used: {' '.join(str(error.__cause__ or error).split())}")

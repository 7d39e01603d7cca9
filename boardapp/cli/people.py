"""Accounts at the terminal: add one, let somebody choose a new password."""

import secrets
import sys

import click

from boardapp.cli import address
from boardapp.cli.answers import account, acting, answer, as_json, now, ready
from boardapp.domain import people, sessions
from boardapp.domain.people import User

_UNTIL = "a link that works once, within 30 minutes"


@click.group()
def user() -> None:
    """Accounts: add one, or let somebody choose a new password."""


@user.command("add")
@click.argument("email")
@click.option("--name", required=True, help="As others will see it.")
@click.option("--admin", is_flag=True, help="May look after this installation.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input; print no link.")
@as_json
def add(*, email: str, name: str, admin: bool, password_stdin: bool, as_json: bool) -> None:
    """Add an account. Without --password-stdin it prints a link by which the person chooses a password."""
    password = _typed() if password_stdin else secrets.token_urlsafe(32)
    with ready():
        made = people.register(email, name, password, by=acting(), admin=admin)
        link = None if password_stdin else _link(made)
        text = f"{made.name} has an account with the address {made.email}."
        if link:
            text += f" To choose a password, {_UNTIL}:\n{link}"
        answer({"id": made.id, "email": made.email, "name": made.name, "link": link}, text, as_json=as_json)


@user.command("reset-password")
@click.argument("email")
def reset_password(*, email: str) -> None:
    """Print a link by which somebody chooses a new password, once, within 30 minutes."""
    with ready():
        person = account(email)
        click.echo(f"For {person.name}, {_UNTIL}:\n{_link(person)}")


def _typed() -> str:
    """One line: what `echo` or a password manager sends, without its line end."""
    return sys.stdin.readline().rstrip("\r\n")


def _link(person: User) -> str:
    return address.link("people.reset", token=sessions.issue("reset", now(), person))

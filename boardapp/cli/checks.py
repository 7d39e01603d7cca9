"""Is all well: the ledger against the tables, and the machine, the settings and the database under them."""

import click
from sqlalchemy import func, select

from boardapp import config
from boardapp.cli import health
from boardapp.cli.answers import Failure, answer, as_json, ready
from boardapp.database import db
from boardapp.domain import ledger
from boardapp.domain.boards import Board
from boardapp.domain.events import Event


@click.command()
@as_json
@click.pass_context
def verify(context: click.Context, *, as_json: bool) -> None:
    """Replay the ledger from its first event and compare it with the tables; exit code 1 when they differ."""
    with ready():
        differences = ledger.verify()
        boards = db.session.scalar(select(func.count(Board.id)))
        events = db.session.scalar(select(func.count(Event.id)))
    about = {"ok": not differences, "boards": boards, "events": events, "differences": differences}
    text = f"{_some(events, 'event')} of {_some(boards, 'board')} replayed: {_verdict(len(differences))}"
    answer(about, "\n".join([*differences, text]), as_json=as_json)
    context.exit(Failure.exit_code if differences else 0)


@click.command()
@as_json
@click.pass_context
def doctor(context: click.Context, *, as_json: bool) -> None:
    """Look at the settings, the secret key, the disk and the database; exit code 1 when one of them is a failure."""
    findings = list(health.findings(config.read()))
    failed = any(each.state == health.FAILURE for each in findings)
    about = [{"name": each.name, "state": each.state, "says": each.says} for each in findings]
    lines = [f"{each.state:<8} {each.name}: {each.says}" for each in findings]
    answer({"ok": not failed, "checks": about}, "\n".join(lines), as_json=as_json)
    context.exit(Failure.exit_code if failed else 0)


def _verdict(differences: int) -> str:
    return (
        f"{_some(differences, 'difference')} from the tables." if differences else "the tables are as the ledger tells."
    )


def _some(count: int | None, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"

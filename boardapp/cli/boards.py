"""Boards at the terminal: open one, list them all, take one in from its file."""

from datetime import date, datetime
from typing import IO, Any

import click
from sqlalchemy import select

from boardapp.cli.answers import account, acting, answer, as_json, now, ready, settings
from boardapp.database import db
from boardapp.domain import listing, opening, transfer
from boardapp.domain.actions import Horizon
from boardapp.domain.boards import Board
from boardapp.exchange.boardfile import reading


@click.group()
def board() -> None:
    """Boards: open one, list them, or take one in from its file."""


@board.command("add")
@click.argument("title")
@click.option("--by", "email", required=True, metavar="EMAIL", help="The account that becomes its facilitator.")
@click.option("--day0", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Day 0, as 2026-11-18; else today.")
@click.option("--aim", default="", metavar="TEXT", help="The aim for the 30 days, in one sentence.")
@as_json
def add(*, title: str, email: str, day0: datetime | None, aim: str, as_json: bool) -> None:
    """Open a board."""
    with ready():
        user = account(email)
        opened = opening.open_board(
            title, user, by=acting(user), day0=day0.date() if day0 else None, aim=aim,
            timezone=settings().timezone, language=user.locale or settings().default_locale,
        )  # fmt: skip
        answer({"id": opened.id}, f"Board {opened.id} is open: {opened.title}", as_json=as_json)


@board.command("list")
@as_json
def list_(*, as_json: bool) -> None:
    """List all boards, with how many actions are where."""
    with ready():
        boards = list(db.session.scalars(select(Board).order_by(Board.id)))
        days = {each.id: each.today(now()) for each in boards}
        counts = listing.summaries(boards, days)
        found = [_about(each, days[each.id], counts.get(each.id)) for each in boards]
        answer({"boards": found}, "\n".join(map(_line, found)) or "There is no board yet.", as_json=as_json)


@board.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--by", "email", required=True, metavar="EMAIL", help="The account that becomes its facilitator.")
@as_json
def import_(*, file: IO[bytes], email: str, as_json: bool) -> None:
    """Take in a whole board from the FILE that `boardapp export --format json` wrote elsewhere: an equal board, with
    its history and who made it ("-" reads standard input)."""
    with ready():
        user = account(email)
        copy = reading.read(file.read(reading.MAX_BYTES + 1))
        taken = transfer.take(copy, user, by=acting(user))
        told = {"id": taken.id, "actions": len(copy.of("action")), "events": len(copy.events)}
        line = f"Board {taken.id} is here: {taken.title} ({told['actions']} actions, {told['events']} changes)"
        answer(told, line, as_json=as_json)


def _about(each: Board, today: date, count: Any) -> dict[str, Any]:
    numbers = {name: int(getattr(count, name) or 0) if count else 0 for name in (*Horizon, "late")}
    return {
        "id": each.id,
        "title": each.title,
        "day": (today - each.day0).days,
        **{str(name): number for name, number in numbers.items()},
        "next_due": count.next_due if count else None,
        "closed": each.closed_at is not None,
    }


def _line(about: dict[str, Any]) -> str:
    line = (
        f"{about['id']:>4}  {about['title']}  (day {about['day']}: {about['now']} now, {about['next']} next, "
        f"{about['later']} later, {about['inbox']} to sort, {about['late']} late)"
    )
    return f"{line}  closed" if about["closed"] else line

"""Two sample boards: a transport strike as a team has it on day 5, and 194 actions that others took, to sort.

They are made by ordinary commands. Each step carries a mark of its own, so that running it again, also after it was
cut short, does no step twice.
"""

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from sqlalchemy import select

from boardapp.cli import server
from boardapp.cli.answers import application, now, settings
from boardapp.database import db
from boardapp.domain import actions, categories, comments, inventory, members, opening
from boardapp.domain.actions import Action, Horizon, Kind, Status
from boardapp.domain.boards import Board
from boardapp.domain.errors import Repeated
from boardapp.domain.events import By
from boardapp.domain.imports import taking
from boardapp.domain.imports.taking import Taking
from boardapp.domain.inventory import Entry
from boardapp.domain.people import User
from boardapp.exchange import intake

Step = tuple[datetime, str, Callable[[By], Any]]  # when, its mark, what is done
_SAMPLE = Path(__file__).parent.parent / "sample"
_DAY = 5
_OTHERS = {"en": "194 actions that others took", "fr": "194 actions que d’autres ont prises"}
_WHEN = {Status.running: 1, Status.done: 2, Status.stopped: 4}  # the day on which an action came to be so


@click.command()
def demo() -> None:
    """Add two sample boards, unless they are there. Without any account they go to the first one."""
    with application():
        server.bring_up_to_date()
        person = _first_person()
        boards = [_strike(person), _others(person)]
        for board in members.waiting():
            if person and board in boards:
                members.hand_over(board, person, by=By("system", None, now()))
        whose = f"They belong to {person.email}." if person else "The first account will have them."
        click.echo("\n".join(["Sample boards:", *(f"{board.id:>4}  {board.title}" for board in boards), whose]))


def _strike(person: User | None) -> Board:
    told = json.loads((_SAMPLE / "strike-board.json").read_text(encoding="utf-8"))
    zone = ZoneInfo(settings().timezone)
    day0 = now().astimezone(zone).date() - timedelta(days=_DAY)
    about = {"language": "fr", "timezone": zone.key, "day0": day0, "aim": told["aim"]}
    board = _opened("strike", told["title"], person, _at(day0, 0, zone), about)
    if board.closed_at is None:
        entries = [_entry(values, board) for values in told["actions"]]
        _once("strike:add", _at(board.day0, 0, zone, 20), lambda by: inventory.add(board, entries, by=by))
        for at, step, command in sorted(_later(board, told, zone), key=lambda each: each[0]):
            _once(step, at, command)
    return board


def _others(person: User | None) -> Board:
    language = settings().default_locale
    about = {"language": language, "timezone": settings().timezone}
    board = _opened("others", _OTHERS[language], person, now(), about)
    if board.closed_at is None:
        read = intake.read((_SAMPLE / "crisis-actions.csv").read_bytes())
        _once("others:import", now(), lambda by: taking.take(Taking(board, read.drafts, read.mapped), by=by))
    return board


def _opened(name: str, title: str, person: User | None, at: datetime, about: dict[str, Any]) -> Board:
    made = _once(f"{name}:open", at, lambda by: opening.open_board(title, person, by=by, **about))
    board = made if isinstance(made, Board) else db.session.get(Board, made.board_id)
    assert board is not None  # boards are never deleted  # noqa: S101
    return board


def _entry(values: dict[str, Any], board: Board) -> Entry:
    """Due days are counted from day 0; how far an action is comes on a later day."""
    plain = {name: value for name, value in values.items() if name not in ("title", "horizon", "status", "done")}
    category = categories.named(board, plain.pop("category", ""))
    due = plain.pop("due", None)
    plain |= {
        "category_id": category and category.id,
        "due_on": board.day0 + timedelta(days=due) if due is not None else None,
        "kind": Kind(plain.get("kind", Kind.do)),
    }
    return Entry(values["title"], Horizon(values["horizon"]), plain)


def _later(board: Board, told: dict[str, Any], zone: ZoneInfo) -> Iterator[Step]:
    """What happened on the days after: states and comments."""
    for ref, values in enumerate(told["actions"], 1):
        status = Status(values.get("status", Status.to_start))
        if status in _WHEN:
            at = _at(board.day0, _WHEN[status], zone, ref)
            yield at, f"strike:status:{ref}", partial(_become, board, ref, status)
    for said in told["then"]:
        at = _at(board.day0, said["day"], zone, 40)
        yield at, f"strike:comment:{said['ref']}", partial(_say, board, said["ref"], said["comment"])


def _become(board: Board, ref: int, status: Status, by: By) -> object:
    return actions.edit(_action(board, ref), by=by, status=status)


def _say(board: Board, ref: int, text: str, by: By) -> object:
    return comments.add(_action(board, ref), text, by=by)


def _action(board: Board, ref: int) -> Action:
    return db.session.scalars(select(Action).where(Action.board_id == board.id, Action.ref == ref)).one()


def _once(step: str, at: datetime, command: Callable[[By], Any]) -> Any:
    """What the command gives, or the event of the run that did this step before."""
    try:
        return command(By("system", None, at, once=f"demo:{step}"))
    except Repeated as error:
        return error.event


def _at(day0: date, days: int, zone: ZoneInfo, minutes: int = 0) -> datetime:
    return datetime.combine(day0 + timedelta(days=days), time(9), zone) + timedelta(minutes=minutes)


def _first_person() -> User | None:
    """An administrator, if there is one."""
    query = select(User).where(User.deactivated_at.is_(None)).order_by(User.admin.desc(), User.id)
    return db.session.scalars(query).first()

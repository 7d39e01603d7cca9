"""Exports of Trello and WeKan: the open cards of the open lists, in the order in which the board shows them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from boardapp.domain.words import clean_line
from boardapp.exchange.tables import Table, Unreadable

_COLUMNS = ("id", "title", "list", "owner", "due", "status", "labels", "description", "checklists", "link")
_NAME_MOST = 80
_NAMES_MOST = 20


@dataclass
class Card:
    """`line` is its place among the cards of the file, from 1."""

    line: int
    order: tuple[float, float]
    cells: dict[str, str]
    custom: dict[str, str] = field(default_factory=dict)


def table_of(file_format: str, cards: list[Card], archived: int, comments: int) -> Table:
    if not cards:
        raise Unreadable("nothing_open", count=archived)
    cards.sort(key=lambda card: card.order)
    custom = list(dict.fromkeys(name for card in cards for name in card.custom))
    table = Table(rows=[], lines=[], format=file_format)
    table.add(0, [*_COLUMNS, *custom])
    for card in cards:
        cells = [card.cells.get(name, "") for name in _COLUMNS]
        table.add(card.line, cells + [card.custom.get(name, "") for name in custom])
    if archived:
        table.notice("archived_cards", count=archived)
    if comments:
        table.notice("comments_left", count=comments)
    if custom:
        table.notice("custom_fields", names=[clean_line(name)[:_NAME_MOST] for name in custom[:_NAMES_MOST]])
    return table


def checklist(name: str, items: Iterable[tuple[str, bool]]) -> str:
    return "\n".join([name, *(f"[{'x' if done else ' '}] {text}" for text, done in items)])


def moment(text: Any) -> str:
    """2026-11-21T14:30:00.000Z as a person would write it. The clock stays: it is not that of the reader."""
    day, _, clock = str(text or "").partition("T")
    return f"{day} {clock[:5]} UTC" if clock else day


def joined(names: Iterable[Any]) -> str:
    return ", ".join(str(name) for name in names if name)


def by_id(rows: Any, key: str, value: Callable[[dict[str, Any]], Any] = lambda row: row) -> dict[str, Any]:
    return {str(row.get(key)): value(row) for row in rows or ()}


def place(row: dict[str, Any], key: str) -> float:
    value = row.get(key)
    return float(value) if isinstance(value, (int, float)) else 0.0

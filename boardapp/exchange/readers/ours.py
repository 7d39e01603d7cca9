"""Our own JSON, whole boards or actions alone: each action becomes a row under the headers of our own files."""

from typing import Any

from boardapp.exchange.headers import FIELDS, HEADERS
from boardapp.exchange.readers import sheets
from boardapp.exchange.tables import Table, Unreadable


def is_ours(document: Any) -> bool:
    return isinstance(document, dict) and document.get("format") == "troistemps"


def read(document: dict[str, Any]) -> Table:
    """Other keys, of the file or of an action, are for a reader of whole boards. The line is the place in the list."""
    actions = document.get("actions")
    if not isinstance(actions, list) or not all(isinstance(action, dict) for action in actions):
        raise Unreadable("json_unknown")
    names = HEADERS["en"]
    table = Table(rows=[], lines=[], format="troistemps", exact=True)
    table.add(0, [names[field] for field in FIELDS])
    for place, action in enumerate(actions, 1):
        table.add(place, [_said(action.get(field)) for field in FIELDS])
    return table


def _said(value: object) -> str:
    return value if isinstance(value, str) else sheets.said(value)

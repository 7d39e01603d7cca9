"""JSON: which of the boards that we know it comes from."""

import json
import re
from typing import Any

from boardapp.exchange.readers import ours, trello, wekan
from boardapp.exchange.tables import Table, Unreadable

_OPENING = re.compile(r"\s*(\{\s*[\"}]|\{\s*\Z|\[\s*\{)")


def is_json(text: str) -> bool:
    """An object, or a list of them: "[ ] call" is a line of a list with a box to tick."""
    return _OPENING.match(text) is not None


def read(text: str, encoding: str) -> Table:
    document = _parsed(text)
    try:
        table = _read(document)
    except (AttributeError, KeyError, TypeError) as error:
        # the right keys on the outside, something else within
        raise Unreadable("json_unknown") from error
    table.rows = [table.storable(line, row) for line, row in zip(table.lines, table.rows, strict=True)]
    table.encoding = encoding
    return table


def _read(document: Any) -> Table:
    if ours.is_ours(document):
        table = ours.read(document)
    elif trello.is_trello(document):
        table = trello.read(document)
    elif wekan.is_wekan(document):
        table = wekan.read(document)
    else:
        raise Unreadable("json_unknown")
    return table


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable("json_broken", line=error.lineno) from error
    except (RecursionError, ValueError) as error:
        # brackets in brackets without end, a number of five thousand digits
        raise Unreadable("json_broken", line=1) from error

"""The first rows of a file as the actions they will become: only what is known of them, under the file's own names."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from boardapp.domain.actions import Horizon, Kind, Status
from boardapp.web import reasons
from boardapp.web.language import day, gettext
from boardapp.web.shell import word

_ALWAYS = ("horizon", "status")  # every action has one, so a file that tells none is told what it gets
_FIRST = ("category", "horizon", "owner", "due_on", "status")  # in the order of the inventory
_LAST = ("need", "challenge", "first_step", "benefit", "hypothesis", "result", "note")  # long texts
_UNSHOWN = ("title", "source_id")


@dataclass(frozen=True)
class Head:
    """A column of the preview: its name here, and the name of the file's column that it is read from."""

    name: str
    source: str
    long: bool = False


@dataclass(frozen=True)
class Grid:
    title: Head
    heads: list[Head]
    rows: list[tuple[int, str, list[str]]]
    """Line of the file, title, and a text for each head."""


def grid(lines: Sequence[Any], mapped: Mapping[str, str], left: Collection[str]) -> Grid:
    """`mapped` is field → column of the file; `left` are categories for which the board has no room."""
    inner = [field for field in reasons.FIELDS if field not in (*_FIRST, *_LAST, *_UNSHOWN)]
    texts = {field: [_text(line, field, left) for line in lines] for field in (*_FIRST, *inner, *_LAST)}
    shown = [field for field, said in texts.items() if field in mapped or field in _ALWAYS or any(said)]
    rows = [(line.row, line.title, [texts[field][at] for field in shown]) for at, line in enumerate(lines)]
    return Grid(_head("title", mapped), [_head(field, mapped) for field in shown], rows)


def _head(field: str, mapped: Mapping[str, str]) -> Head:
    name = gettext(reasons.FIELDS[field])
    source = mapped.get(field, "")
    return Head(name, "" if source.casefold() == name.casefold() else source, field in _LAST)


def _text(line: Any, field: str, left: Collection[str]) -> str:
    value = _SAID[field](line) if field in _SAID else getattr(line, field)
    return "" if field == "category" and value in left else str(value or "")


def _horizon(line: Any) -> str:
    return gettext("Archived") if line.archived_on else word(Horizon(line.horizon or "inbox"))


def _status(line: Any) -> str:
    return word(Status(line.status or ("done" if line.done_on else "running" if line.already_running else "to_start")))


_SAID = {
    "horizon": _horizon,
    "status": _status,
    "kind": lambda line: word(Kind(line.kind)) if line.kind else "",
    "due_on": lambda line: day(line.due_on),
    "done_on": lambda line: day(line.done_on),
    "challenge_level": lambda line: word(line.challenge_level) if line.challenge_level else "",
    "already_running": lambda line: gettext("yes") if line.already_running else "",
}
"""How a field is said where its value is not a text."""

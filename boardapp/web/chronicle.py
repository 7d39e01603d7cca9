"""What happened, told: each event as one sentence in the reader's language, with the texts that it changed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from boardapp.domain import history
from boardapp.domain.actions import LIMITS
from boardapp.domain.boards import Board, Role
from boardapp.domain.events import Event
from boardapp.domain.kinds import Kind
from boardapp.web import access
from boardapp.web.affairs import AFFAIRS, SETTINGS
from boardapp.web.deeds import DEEDS, FIELDS
from boardapp.web.language import gettext, moment
from boardapp.web.mentions import Mention, Names, subject

_SHORT = 280
_DETAILED = (Kind.action_edited, Kind.action_challenge, Kind.board_edited)
TEXTS = frozenset(LIMITS) - {"source_id"}
"""The fields of an action whose earlier texts can be put back."""


@dataclass(frozen=True)
class Reworded:
    """A field before and after, shortened; `field` is its name where this person can put the earlier text back."""

    label: str
    was: str
    to: str
    field: str | None


@dataclass(frozen=True)
class Told:
    id: int
    version: int
    at: datetime
    day: date  # on the board's wall, as is the hour
    hour: str
    who: str
    sentence: str
    undo: bool  # this person may take it back now
    action_id: int | None
    reworded: tuple[Reworded, ...]


def told(events: Sequence[Event], board: Board) -> list[Told]:
    """Events as this person reads them, in the order given; at most six queries, however many there are."""
    names = Names.of(events, board)
    member = access.may(Role.member)
    undoable = history.undoable(events, access.person(), access.role_here()) if member else set()
    return [
        Told(
            id=event.id,
            version=event.version,
            at=event.at,
            day=board.today(event.at),
            hour=moment(event.at, board.timezone),
            who=Mention(event, names).who,
            sentence=sentence(event, names),
            undo=event.id in undoable,
            action_id=subject(names.root(event)),
            reworded=tuple(_reworded(Mention(event, names), TEXTS if member else frozenset())),
        )
        for event in events
    ]


def by_day(happened: Sequence[Told]) -> list[tuple[date, list[Told]]]:
    """The days on which something happened, in the order given."""
    return [(on, list(each)) for on, each in groupby(happened, key=lambda told: told.day)]


def sentence(event: Event, names: Names) -> str:
    """What an event did, without a full stop, so that another sentence can quote it."""
    return _SENTENCES[Kind(event.kind)](Mention(event, names))


def taken_back(event: Event, board: Board) -> str:
    """What undoing this event did."""
    names = Names.of([event], board)
    said = sentence(names.root(event), names)
    if history.takes_back(event):
        return gettext("Done again: %(sentence)s", sentence=said)
    return gettext("Undone: %(sentence)s", sentence=said)


def _undone(mention: Mention) -> str:
    event, names = mention.event, mention.names
    said = sentence(names.root(event), names)
    if history.takes_back(event):
        return gettext("%(who)s undid: %(sentence)s", who=mention.who, sentence=said)
    return gettext("%(who)s did again: %(sentence)s", who=mention.who, sentence=said)


_SENTENCES: dict[Kind, Callable[[Mention], str]] = DEEDS | AFFAIRS | {Kind.event_undone: _undone}


def _reworded(mention: Mention, restorable: frozenset[str]) -> Iterator[Reworded]:
    """What the sentence does not say of an edit; of an undo, the texts, since each can be put back."""
    event, kind = mention.event, Kind(mention.event.kind)
    on_board = kind is Kind.board_edited
    key = f"board:{event.board_id}" if on_board else f"action:{subject(mention.names.root(event))}"
    was, to = event.body["was"].get(key), event.body["to"].get(key, {})
    if not was or kind not in (*_DETAILED, Kind.event_undone):
        return
    for name, label in (SETTINGS if on_board else FIELDS).items():
        if name in to and (kind in _DETAILED or name in TEXTS):
            back = name if not on_board and name in restorable and was[name] else None
            yield Reworded(gettext(label), _short(mention, name, was[name]), _short(mention, name, to[name]), back)


def _short(mention: Mention, name: str, fact: Any) -> str:
    text = mention.names.word(name, fact)
    return text if len(text) <= _SHORT else f"{text[:_SHORT].rstrip()}…"

"""One cell into a draft. Whatever its field cannot hold is kept in the note as `name: value`, and reported."""

import re
from collections.abc import Callable, Collection
from datetime import date
from functools import cache

from boardapp.domain.words import clean_line, clean_text, fold, split_title
from boardapp.exchange import markup
from boardapp.exchange.dates import BadDate, has_clock
from boardapp.exchange.drafts import LIMITS, Draft
from boardapp.exchange.owners import Directory
from boardapp.exchange.values import WORDS, is_coarser, read_level, read_reference, read_whole, read_word

Take = Callable[[Draft, str, list[str]], None]
"""Puts a cell that is not empty into the draft; the list collects what goes to the end of the note."""

DATES = {"due_on", "done_on", "created_on", "archived_on"}

_READERS: dict[str, Callable[[str], object]] = {
    "challenge_level": read_level,
    "effort": read_level,
    "ref": read_reference,
    "rank": read_whole,
    "votes": read_whole,
    "days_late": read_whole,
    "version": read_whole,
}
_SEVERAL_LINES = {"hypothesis", "result"}
_BETWEEN_LABELS = re.compile(r"[,;|\n\r]")
_COLOURS = (
    "black blue crimson darkgreen gold gray green indigo lime magenta mistyrose navy orange paleturquoise peachpuff"
    " pink plum purple red saddlebrown silver sky slateblue white yellow"
)
_COLOURED = re.compile(rf"(?: \(|-)(?:{'|'.join(_COLOURS.split())})(?:_dark|_light)?\)?$")
_QUOTED = 80


def take_value(field: str, name: str) -> Take | None:
    """None for the fields that are plain text."""
    if field in WORDS:
        return take_read(field, name, lambda cell: read_word(field, cell))
    return take_read(field, name, _READERS[field]) if field in _READERS else None


def take_read(field: str, name: str, read: Callable[[str], object]) -> Take:
    """A column of values repeats a few words ten thousand times: each is looked up once per file."""
    known = cache(read)

    def take(draft: Draft, cell: str, extra: list[str]) -> None:
        value = known(cell)
        if value is None:
            draft.report("unknown_value", field=field, name=name, value=_quoted(cell))
            extra.append(f"{name}: {cell}")
        else:
            setattr(draft, field, value)
            if is_coarser(cell):
                extra.append(f"{name}: {cell}")

    return take


def take_lane(name: str) -> Take:
    """A list of another board may be called like a horizon ("Later") or like a state ("Done"), in one and the same
    column. As a state it says more than one that only says the action is open."""
    take_horizon = take_read("horizon", name, lambda cell: read_word("horizon", cell))
    lane = cache(lambda cell: read_word("horizon", cell))
    state = cache(lambda cell: read_word("status", cell))

    def take(draft: Draft, cell: str, extra: list[str]) -> None:
        found = state(cell) if lane(cell) is None else None
        if isinstance(found, str) and draft.status in (None, "to_start", found):
            draft.status = found
        else:
            take_horizon(draft, cell, extra)

    return take


def take_state(name: str, read: Callable[[str], str | None]) -> Take:
    """A state that is called like a horizon ("Later") says that, where nothing else does."""
    take_status = take_read("status", name, read)
    lane = cache(lambda cell: None if read(cell) else read_word("horizon", cell))

    def take(draft: Draft, cell: str, extra: list[str]) -> None:
        found = lane(cell)
        if isinstance(found, str) and draft.horizon is None and not cell.isdecimal():
            draft.horizon = found
        else:
            take_status(draft, cell, extra)

    return take


def take_date(field: str, name: str, read: Callable[[str], date]) -> Take:
    """A time of day has no field: the whole cell is then kept in the note as well."""

    def take(draft: Draft, cell: str, extra: list[str]) -> None:
        try:
            setattr(draft, field, read(cell.strip()))
        except BadDate as bad:
            draft.report(bad.code, field=field, name=name, value=_quoted(cell))
            extra.append(f"{name}: {cell}")
        else:
            if has_clock(cell.strip()):
                extra.append(f"{name}: {cell}")

    return take


def take_numbered_date(take: Take, field: str, name: str) -> Take:
    """A day that came as a spreadsheet's number is said, for a number may also mean something else."""

    def take_and_say(draft: Draft, cell: str, extra: list[str]) -> None:
        take(draft, cell, extra)
        day = getattr(draft, field)
        if day is not None:
            draft.report("date_from_number", name=name, value=_quoted(cell), date=day.isoformat())

    return take_and_say


def take_owner(name: str, directory: Directory) -> Take:
    put = _text("owner", name, clean_line)
    known = cache(directory.read)

    def take(draft: Draft, cell: str, extra: list[str]) -> None:
        carrier = known(cell)
        put(draft, carrier.name, extra)
        if carrier.several:
            draft.report("several_owners", name=name, value=_quoted(cell))
        if not carrier.plain:
            extra.append(f"{name}: {cell}")

    return take


def take_labels(name: str, categories: Collection[str]) -> Take:
    """An action has one category: the first that the board knows, else the first. The colours that other boards write
    behind their labels ("Sales (green)", "Sales-red") are no part of a name."""
    known = {fold(category) for category in categories}
    put = _text("category", name, clean_line)

    def take(draft: Draft, cell: str, extra: list[str]) -> None:
        labels = [_COLOURED.sub("", label.strip()) for label in _BETWEEN_LABELS.split(cell) if label.strip()] or [cell]
        put(draft, next((label for label in labels if fold(label) in known), labels[0]), extra)
        if len(labels) > 1:
            draft.report("several_labels", name=name, value=_quoted(cell))
        if labels != [cell]:
            extra.append(f"{name}: {cell}")

    return take


def take_text(field: str, name: str) -> Take:
    return _text(field, name, clean_text if field in _SEVERAL_LINES else clean_line)


def take_exact(field: str, name: str) -> Take:
    """For a file of our own: the cell is the value, to the last space."""
    return _text(field, name, str)


def take_note(draft: Draft, cell: str, extra: list[str]) -> None:
    draft.note = joined(draft.note, cell)


def take_leftover(name: str) -> Take:
    def take(draft: Draft, cell: str, extra: list[str]) -> None:
        extra.append(f"{name}: {cell}")

    return take


def take_stray(name: str) -> Take:
    """A cell to the right of the last header: kept like any other, but somebody may have slipped."""

    def take(draft: Draft, cell: str, extra: list[str]) -> None:
        draft.report("extra_cell", name=name, value=_quoted(cell))
        extra.append(f"{name}: {cell}")

    return take


def take_else(name: str) -> Take:
    """A second column of titles speaks where the first is empty."""
    put = _text("title", name, clean_line)

    def take(draft: Draft, cell: str, extra: list[str]) -> None:
        if draft.title:
            extra.append(f"{name}: {cell}")
        else:
            put(draft, cell, extra)

    return take


def shown(take: Take, name: str, allowance: markup.Allowance, *, in_note: bool) -> Take:
    """HTML as the text that it shows. A note has room for the addresses beside it; a field leaves them to the note."""

    def take_shown(draft: Draft, cell: str, extra: list[str]) -> None:
        if not allowance.covers(cell):
            take(draft, cell, extra)
            return
        text, addresses = (markup.as_note(cell), []) if in_note else markup.as_text(cell)
        if text != cell:
            draft.report_once("html_as_text")
        extra.extend(f"{name}: {address}" for address in addresses)
        if text:
            take(draft, text, extra)

    return take_shown


def joined(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _text(field: str, name: str, tidy: Callable[[str], str]) -> Take:
    limit = LIMITS.get(field)

    def take(draft: Draft, cell: str, extra: list[str]) -> None:
        text, rest = tidy(cell), ""
        if limit and len(text) > limit // 4 and _stored(text) > limit:
            text, rest = split_title(clean_line(text), limit)
        setattr(draft, field, text)
        if rest:
            draft.report("too_long", field=field, name=name, limit=limit or 0)
            _keep(draft, field, rest, name, extra)

    return take


def _stored(text: str) -> int:
    """How long it is once composed, which can make it longer: U+0958 becomes two letters."""
    return max(len(text), len(clean_line(text)))


def _keep(draft: Draft, field: str, rest: str, name: str, extra: list[str]) -> None:
    """The rest of a title opens the note, so that the two read on."""
    if field == "title":
        draft.note = joined(rest, draft.note)
    else:
        extra.append(f"{name}: {rest}")


def _quoted(cell: str) -> str:
    return cell if len(cell) <= _QUOTED else f"{cell[: _QUOTED - 1]}…"

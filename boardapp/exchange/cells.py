"""One cell into a draft. Whatever its field cannot hold is kept in the note as `name: value`, and reported."""

from collections.abc import Callable
from functools import cache

from boardapp.domain.words import clean_line, clean_text, split_title
from boardapp.exchange.dates import BadDate, Order, has_clock, read_date
from boardapp.exchange.drafts import LIMITS, Draft
from boardapp.exchange.values import WORDS, read_level, read_reference, read_whole, read_word

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
_QUOTED = 80


def take_value(field: str, name: str) -> Take | None:
    """None for the fields that are plain text."""
    if field in WORDS:
        return _value(field, name, lambda cell: read_word(field, cell))
    return _value(field, name, _READERS[field]) if field in _READERS else None


def take_date(field: str, name: str, order: Order) -> Take:
    """A time of day has no field: the whole cell is then kept in the note as well."""

    def take(draft: Draft, cell: str, extra: list[str]) -> None:
        try:
            setattr(draft, field, read_date(cell.strip(), order))
        except BadDate as bad:
            draft.report(bad.code, field=field, name=name, value=_quoted(cell))
            extra.append(f"{name}: {cell}")
        else:
            if has_clock(cell.strip()):
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


def joined(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _value(field: str, name: str, read: Callable[[str], object]) -> Take:
    """A column of values repeats a few words ten thousand times: each is looked up once per file."""
    known = cache(read)

    def take(draft: Draft, cell: str, extra: list[str]) -> None:
        value = known(cell)
        if value is None:
            draft.report("unknown_value", field=field, name=name, value=_quoted(cell))
            extra.append(f"{name}: {cell}")
        else:
            setattr(draft, field, value)

    return take


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

"""What somebody typed, made fit to store or refused with the field it was typed in."""

from boardapp.domain.errors import Invalid
from boardapp.domain.words import clean_line, clean_text, unstorable


def line(field: str, text: str, limit: int, *, empty: str | None = None) -> str:
    """One line; `empty` is the code of the refusal where a blank one will not do."""
    return _within(field, clean_line(_storable(field, text)), limit, empty)


def paragraphs(field: str, text: str, limit: int, *, empty: str | None = None) -> str:
    """Several lines, as they were set."""
    return _within(field, clean_text(_storable(field, text)), limit, empty)


def _storable(field: str, text: str) -> str:
    if unstorable(text):
        raise Invalid(field, "unstorable")
    return text


def _within(field: str, text: str, limit: int, empty: str | None) -> str:
    if empty and not text:
        raise Invalid(field, empty)
    if len(text) > limit:
        raise Invalid(field, "too_long", limit=limit)
    return text

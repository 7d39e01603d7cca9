"""What the repeated buttons and ticks of a room send: one form holds a button per row, whose value names the row."""

import re
from typing import Any

from wtforms import Field
from wtforms.widgets import HiddenInput

from boardapp.web.language import gettext

_PAIR = re.compile(r"([0-9]{1,9}):([a-z]{1,10}|[0-9]{1,4})")
_NUMBERS = re.compile(r"[0-9]{1,9}(?:-[0-9]{1,9})*")


class KeyField(Field):
    """The numbers in a button's value, such as 12-15-1; none where another button was pressed."""

    data: tuple[int, ...]

    def process_formdata(self, valuelist: list[str]) -> None:
        said = valuelist[0] if valuelist else ""
        if said and not _NUMBERS.fullmatch(said):
            self.data = ()
            raise ValueError(gettext("Choose one of the list."))
        self.data = tuple(int(number) for number in said.split("-")) if said else ()

    def of(self, count: int) -> tuple[int, ...]:
        """As many as are asked for, or none."""
        return self.data if len(self.data or ()) == count else ()


class TicksField(Field):
    """All the rows that were ticked."""

    data: list[int]

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = [int(said) for said in valuelist if re.fullmatch("[0-9]{1,9}", said)]


class TextsField(Field):
    """Texts of several rows under one name, in their order."""

    data: list[str]

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist


class PairField(Field):
    """An id and a number or a word; none where the button of another field was pressed."""

    widget = HiddenInput()
    data: tuple[int, str] | None

    def _value(self) -> str:
        return ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        found = _PAIR.fullmatch(valuelist[0]) if valuelist and isinstance(valuelist[0], str) else None
        self.data = (int(found[1]), found[2]) if found and found[0].isascii() else None
        if valuelist and self.data is None:
            raise ValueError(gettext("Choose one of the list."))

    @property
    def numbers(self) -> tuple[int, int] | None:
        """Where both are numbers."""
        return (self.data[0], int(self.data[1])) if self.data and self.data[1].isdigit() else None

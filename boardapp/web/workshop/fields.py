"""What the repeated buttons and ticks of a room send: numbers, one or several to a button."""

import re

from wtforms import Field

from boardapp.web.language import gettext

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

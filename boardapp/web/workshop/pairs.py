"""One button per row in one form: its value names the row and what is meant of it, such as 17:2."""

import re
from typing import Any

from wtforms import Field
from wtforms.widgets import HiddenInput

from boardapp.web.language import gettext

_PAIR = re.compile(r"([0-9]{1,9}):([a-z]{1,10}|[0-9]{1,4})")


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

"""Fields of the form in which a file is understood: what each column becomes, and what is taken of rows that differ."""

from collections import Counter
from typing import Any

from wtforms import Field, ValidationError

from boardapp.domain.imports.judging import ALIKE, TAKEN
from boardapp.exchange.mapping import CHOICES
from boardapp.web import reasons
from boardapp.web.language import gettext

ROWS_MOST = 20_000


class FieldsField(Field):
    """What each column becomes: one select per column, all of one name, in the order of the columns."""

    data: list[str | None]
    width = 0

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = [value or None for value in valuelist]

    def pre_validate(self, form: Any) -> None:
        named = Counter(field for field in self.data if field)
        if not named.keys() <= set(CHOICES) or len(self.data) not in (0, self.width):
            raise ValidationError(gettext("Choose one of the list."))
        for field in [field for field, count in named.items() if count > 1]:
            name = gettext((reasons.CHOICES | reasons.OURS)[field])
            raise ValidationError(gettext("Two columns cannot both become “%(field)s”. Choose one of them", field=name))


class TicksField(Field):
    """The numbers of the columns that are ticked."""

    data: list[int]

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = sorted({int(value) for value in valuelist if _is_small(value)})


class AllField(Field):
    """What is taken of all rows that differ; None where the form does not ask."""

    data: str | None
    among: tuple[str, ...] = TAKEN

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0] if valuelist else None

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and self.data not in self.among:
            raise ValidationError(gettext("Choose one of the list."))


class AlikeField(AllField):
    """What becomes of rows whose title is on the board already; None where nobody pressed its button."""

    among = ALIKE


class TitleField(Field):
    """The number of the column that was pressed as the one that says the action; None where none was."""

    data: int | None
    width = 0

    def process_formdata(self, valuelist: list[str]) -> None:
        said = valuelist[0] if valuelist else ""
        self.data = None if not said else int(said) if _is_small(said) else -1

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and not 0 <= self.data < self.width:
            raise ValidationError(gettext("Choose one of the list."))


class TakesField(Field):
    """The same for single rows, each as its line and its choice ("17:file"); none for a row that goes with all."""

    data: dict[str, str]

    def process_formdata(self, valuelist: list[str]) -> None:
        pairs = (value.partition(":") for value in valuelist[:ROWS_MOST])
        self.data = {line: choice for line, _, choice in pairs if choice}

    def pre_validate(self, form: Any) -> None:
        if not all(line.isascii() and line.isdigit() and len(line) < 10 for line in self.data):
            raise ValidationError(gettext("Choose one of the list."))
        if not set(self.data.values()) <= set(TAKEN):
            raise ValidationError(gettext("Choose one of the list."))


def _is_small(value: str) -> bool:
    """The number of a column, of which there are some hundreds at most."""
    return value.isascii() and value.isdigit() and len(value) < 4

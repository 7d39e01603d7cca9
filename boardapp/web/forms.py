"""Forms parse what was typed into values of the domain, and give it back with a sentence when it cannot be used."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import BooleanField, Field, FileField, IntegerField, SelectField, ValidationError
from wtforms.form import BaseForm
from wtforms.widgets import TextInput

from boardapp.domain.errors import Invalid
from boardapp.domain.marks import read_due, resolve
from boardapp.domain.words import unstorable
from boardapp.web.language import gettext
from boardapp.web.sentences import refusal

LARGEST = 2**31 - 1  # what an integer column of either database holds


class Form(FlaskForm):
    """A form of ours. The token is checked before any view runs, so forms do not check it again."""

    class Meta:
        csrf = False
        locales = False

        def wrap_formdata(self, form: BaseForm, formdata: Any) -> Any:
            """What a form of ours sends: JSON is none, and a file in the place of a text would be no text."""
            if formdata is not _Auto:
                return super().wrap_formdata(form, formdata)  # type: ignore[misc]
            fields = {name for name, field in form._fields.items() if isinstance(field, FileField)}
            files = MultiDict((name, file) for name, file in request.files.items(multi=True) if name in fields)
            return CombinedMultiDict((files, request.form)) if request.method == "POST" else None

    def carries(self, command: Callable[[], Any]) -> bool:
        """Whether the form was sent, could be read, and its command accepted it; errors stand beside their fields."""
        if not self.is_submitted() or not self.validate():
            return False
        try:
            self.outcome = command()
        except Invalid as error:
            field = self._fields.get(error.field) or next(iter(self._fields.values()))
            field.errors = [*field.errors, refusal(error)]
            return False
        return True

    @property
    def wrong(self) -> str:
        """All that is wrong with it, one sentence after the other."""
        return " ".join(error for errors in self.errors.values() for error in errors)

    @property
    def status(self) -> int:
        """200 for a form to fill in, 422 for one that comes back."""
        return self.http_status

    @property
    def http_status(self) -> int:
        """`status` for forms that have a field of that name, which hides it."""
        return 422 if self.errors else 200

    def values(self, *names: str) -> dict[str, Any]:
        return {name: self._fields[name].data for name in names or self._fields}

    def validate(self, extra_validators: Any = None) -> bool:
        """Text that no database can hold is refused beside its field, before anything else is asked of it."""
        fine = super().validate(extra_validators)
        for field in self._fields.values():
            texts = field.data if isinstance(field.data, list) else [field.data]
            if any(isinstance(text, str) and unstorable(text) for text in texts):
                field.errors = [*field.errors, gettext("This text holds characters that cannot be stored.")]
                fine = False
        return fine


class DayField(Field):
    """A date as people write it: 28/11/2026, 28/11, 2026-11-28, +7. Empty is no date."""

    widget = TextInput()

    def __init__(self, *arguments: Any, today: Callable[[], date] = date.today, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.today = today
        self.typed = ""

    def _value(self) -> str:
        return self.data.isoformat() if self.data else self.typed

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = valuelist[0].strip() if valuelist else ""
        due = read_due(self.typed) if self.typed else None
        self.data = resolve(due, self.today()) if due else None
        if self.typed and self.data is None:
            raise ValueError(gettext("Enter a real date, for example 28/11/2026"))


class TickField(BooleanField):
    """A tick beside a hidden field of its name that is always sent: a form without it leaves the tick as it is."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = "y" in valuelist


class ChoiceField(SelectField):
    """A select whose choices are named when it is shown, and that says what was wrong in our words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("Choose one of the list.")) from None

    def pre_validate(self, form: Any) -> None:
        if self.errors:  # it could not be read at all, and that is said already
            return
        try:
            super().pre_validate(form)
        except ValueError:
            raise ValidationError(gettext("Choose one of the list.")) from None


class NumberField(IntegerField):
    """A whole number, refused in our words; empty is none."""

    data: int | None

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("Enter a whole number")) from None
        if self.data is not None and abs(self.data) > LARGEST:
            self.data = None
            raise ValueError(gettext("Enter a whole number"))


def number_or_none(value: Any) -> int | None:
    """For selects of an optional number: an empty choice is none."""
    return int(value) if value not in (None, "", "None") else None

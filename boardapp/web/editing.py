"""The form of an action: all its fields or those that were sent, and which text stays where two people wrote one."""

from collections.abc import Iterable
from typing import Any

from wtforms import SelectMultipleField, StringField, TextAreaField

from boardapp.domain import categories
from boardapp.domain.actions import LEVELS, Action, Kind, Status
from boardapp.domain.boards import Board
from boardapp.domain.errors import Invalid
from boardapp.web import access
from boardapp.web.chronicle import TEXTS
from boardapp.web.deeds import FIELDS
from boardapp.web.forms import ChoiceField, DayField, Form, NumberField, TickField, number_or_none
from boardapp.web.language import gettext, locale, whole_day
from boardapp.web.shell import KINDS, LEVEL_WORDS, STATUSES, word

PARTS = {
    "title": ("title",),
    "status": ("status",),
    "owner": ("owner",),
    "due": ("due_on",),
    "category": ("category_id",),
    "challenge": ("challenge", "challenge_level"),
    "kind": ("kind",),
    "note": ("note",),
    "need": ("need",),
    "first-step": ("first_step",),
    "benefit": ("benefit",),
    "effort": ("effort",),
    "already-running": ("already_running",),
    "hypothesis": ("hypothesis",),
    "result": ("result",),
}
"""Each field has an address of its own, for a change that is sent as soon as it is made."""
_ABOUT = {"seen", "settle", "unsettled"}  # what a form says of its fields


class ActionForm(Form):
    """`seen` is the version that was read. Where somebody else wrote meanwhile, `settle` says which text of a field
    stays (`title:mine`), and `unsettled` names the other fields that wait for that, with what was seen of them."""

    title = TextAreaField()
    note = TextAreaField()
    need = StringField()
    owner = StringField()
    due_on = DayField()
    category_id = ChoiceField(coerce=number_or_none)
    challenge = StringField()
    challenge_level = ChoiceField(coerce=number_or_none)
    effort = ChoiceField(coerce=number_or_none)
    status = ChoiceField(id="action-status", coerce=Status)  # the page has a #status of its own
    kind = ChoiceField(coerce=Kind)
    already_running = TickField()
    first_step = StringField()
    benefit = StringField()
    hypothesis = StringField()
    result = StringField()
    seen = NumberField()
    settle = StringField()
    unsettled = SelectMultipleField(validate_choice=False)

    def offer(self, board: Board) -> None:
        """The choices of this board."""
        none = ("", "–")
        self.named = categories.of(board)
        self.due_on.today = lambda: board.today(access.now())
        self.category_id.choices = [none, *((each.id, each.label(locale())) for each in self.named)]
        self.challenge_level.choices = [none, *((level, gettext(LEVEL_WORDS[level])) for level in LEVELS)]
        self.effort.choices = [none, *((level, str(level)) for level in LEVELS)]
        self.status.choices = [(status, gettext(said)) for status, said in STATUSES.items()]
        self.kind.choices = [(kind, gettext(said)) for kind, said in KINDS.items()]

    def narrow(self, names: Iterable[str] = ()) -> None:
        """Only these fields (all unless told), and of them those that were sent: what was not sent is not emptied."""
        wanted = set(names) or set(self._fields)
        for name in self.fields():
            if name not in wanted or not self[name].raw_data:
                del self[name]
        if not self.fields():
            raise Invalid(next(iter(names), "title"), "nothing_sent")

    def fields(self) -> list[str]:
        """The fields of an action that it holds."""
        return [name for name in self._fields if name not in _ABOUT]

    def choose(self, action: Action) -> dict[str, int]:
        """Do what `settle` says. Fields that still wait are taken out of it: with what was seen of them."""
        name, _, choice = (self.settle.data or "").partition(":")
        if name not in self._fields or choice not in ("mine", "theirs", "both"):
            return {}
        if choice == "both" and name in TEXTS:
            self[name].data = both(name, getattr(action, name), self[name].data or "")
        waiting = {field: seen for field, seen in map(_waiting, self.unsettled.data or ()) if field in self.fields()}
        return {field: seen for field, seen in waiting.items() if field != name}

    def without(self, names: Iterable[str]) -> dict[str, Any]:
        """What is to be saved: not what waits, nor a field of which theirs stays."""
        name, _, choice = (self.settle.data or "").partition(":")
        left = {*names, *([name] if choice == "theirs" else [])}
        return {each: self[each].data for each in self.fields() if each not in left}

    def take(self, other: Form, names: Iterable[str]) -> None:
        """Show these fields as another form has them, with what was typed and what is wrong with it."""
        for name in names:
            self._fields[name] = other[name]
            setattr(self, name, other[name])


class CommentForm(Form):
    text = TextAreaField()


def stored(action: Action) -> ActionForm:
    """The form as the action stands; the version tells later what the writer had read."""
    values = {name: getattr(action, name) for names in PARTS.values() for name in names}
    owner = action.owner.shown if action.owner else ""
    form = ActionForm(formdata=None, data=values | {"owner": owner, "seen": action.version})
    form.offer(action.board)
    return form


def again(action: Action, form: ActionForm, names: Iterable[str]) -> ActionForm:
    """The whole form again: these fields as they were typed, the others as they are stored."""
    whole = stored(action)
    whole.take(form, names)
    if form.errors and form.seen.data is not None:
        whole.seen.data = form.seen.data  # nothing was saved: what changed since is still unread
    return whole


def both(name: str, theirs: str, mine: str) -> str:
    """Two texts of one field, one after the other."""
    between = "\n\n" if name == "note" else " / "
    return between.join(text for text in (theirs, mine) if text)


def label(name: str) -> str:
    said = FIELDS["owner_id" if name == "owner" else name]
    return gettext(said)


def shown(action: Action, name: str) -> str:
    """What stands in a field, as words."""
    value = getattr(action, name)
    if name == "owner":
        said = value.shown if value else ""
    elif name == "category_id":
        said = action.category.label(locale()) if action.category else ""
    elif name == "due_on":
        said = whole_day(value)
    elif name == "challenge_level" or isinstance(value, (Status, Kind)):
        said = word(value) if value else ""
    else:
        said = str(value or "")
    return said


def chosen(form: ActionForm, name: str) -> str:
    """What was typed into a field, as words."""
    field = form[name]
    if name == "due_on":
        said = whole_day(field.data)
    elif isinstance(field, ChoiceField):
        said = next((str(words) for value, words, on, *_ in field.iter_choices() if on and value), "")
    else:
        said = str(field.data or "")
    return said


def saved(action: Action, names: list[str]) -> str:
    """What is said when one field was saved, or several at once."""
    if len(names) != 1:
        return gettext("Saved.")
    name, value = names[0], "" if names[0] in TEXTS or names[0] == "already_running" else shown(action, names[0])
    if name == "due_on" and value:
        said = gettext("Due date saved: %(date)s.", date=value)
        late = action.late(action.board.today(access.now()))
        return f"{said} {gettext('This date is in the past. The action will be late.')}" if late else said
    if value:
        return gettext("Saved. %(field)s: %(value)s.", field=label(name), value=value)
    return gettext("Saved: %(field)s.", field=label(name))


def _waiting(said: str) -> tuple[str, int]:
    name, _, seen = said.partition(":")
    return name, int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0

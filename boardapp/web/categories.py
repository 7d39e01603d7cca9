"""Categories of a board: the list in its order, added to, renamed, marked, moved, and taken off."""

from typing import Any

from flask import Blueprint, Response, abort
from wtforms import StringField

from boardapp.domain import categories, history, recategorising
from boardapp.domain.boards import Board, Role
from boardapp.domain.categories import COLOURS, MOST, SEEDS, SHAPES, Category
from boardapp.domain.errors import Invalid
from boardapp.web import access, hypermedia
from boardapp.web.forms import ChoiceField, Form, number_or_none
from boardapp.web.language import gettext, locale
from boardapp.web.shell import COLOUR_WORDS, SHAPE_WORDS

room = Blueprint("categories", __name__)


class CategoryForm(Form):
    name = StringField()
    shape = ChoiceField(coerce=lambda value: value or None)
    colour = ChoiceField(coerce=lambda value: value or None)

    def offer(self, *first: tuple[str, str]) -> None:
        self.shape.choices = [*first, *((shape, gettext(SHAPE_WORDS[shape])) for shape in SHAPES)]
        self.colour.choices = [*first, *((colour, gettext(COLOUR_WORDS[colour])) for colour in COLOURS)]


class PlaceForm(Form):
    step = StringField()


class RemovalForm(Form):
    to = ChoiceField(coerce=number_or_none)


@room.route("/boards/<int:board_id>/categories", methods=["GET", "POST"])
@access.board(Role.facilitator)
def index(board: Board) -> Response:
    form = CategoryForm()
    form.offer(("", gettext("one that is free")))
    if form.carries(lambda: _add(board, form)):
        say = gettext("Category “%(name)s” added.", name=form.outcome.name)
        return _back(form.outcome, say, history.maker(form.outcome))
    return hypermedia.page(
        "categories/index.html", form.status, board=board, form=form, most=MOST,
        categories=categories.of(board), counts=recategorising.counts(board),
    )  # fmt: skip


@room.route("/categories/<int:category_id>", methods=["GET", "POST"])
@access.row(Category, Role.facilitator)
def show(category: Category) -> Response:
    form = CategoryForm(data=_values(category))
    form.offer()
    if form.carries(lambda: categories.edit(category, by=access.by(), **_edited(category, form))):
        return _back(category, gettext("Category “%(name)s” saved.", name=category.label(locale())), form.outcome)
    _in_use(category)
    proposed = SEEDS[category.key][locale()] if category.key else ""
    return hypermedia.page("categories/show.html", form.status, category=category, form=form, proposed=proposed)


@room.post("/categories/<int:category_id>/place")
@access.row(Category, Role.facilitator)
def place(category: Category) -> Response:
    _in_use(category)
    form = PlaceForm()
    event = categories.shift(category, _step(form), by=access.by())
    name = category.label(locale())
    up = form.step.data == "up"
    say = gettext("“%(name)s” moved up.", name=name) if up else gettext("“%(name)s” moved down.", name=name)
    return _back(category, say if event else "", event)


@room.route("/categories/<int:category_id>/removal", methods=["GET", "POST"])
@access.row(Category, Role.facilitator)
def removal(category: Category) -> Response:
    others = {each.id: each for each in categories.of(access.board_here()) if each.id != category.id}
    form = RemovalForm()
    form.to.choices = [("", gettext("none")), *((id_, each.label(locale())) for id_, each in others.items())]
    name = category.label(locale())
    if form.carries(lambda: recategorising.remove(category, by=access.by(), to=others.get(form.to.data))):
        return _back(category, gettext("Category “%(name)s” removed.", name=name), form.outcome)
    _in_use(category)
    count = recategorising.counts(access.board_here()).get(category.id, 0)
    return hypermedia.page("categories/removal.html", form.status, category=category, name=name, form=form, count=count)


def _add(board: Board, form: CategoryForm) -> Category:
    return categories.add(
        board, form.name.data or "", by=access.by(), shape=form.shape.data, colour=form.colour.data
    )  # fmt: skip


def _in_use(category: Category) -> None:
    """One that was taken off is found again by undo only. Asked after the command: a form sent twice took it off."""
    if category.removed_at is not None:
        abort(404)


def _back(category: Category, say: str, event: Any) -> Response:
    return hypermedia.see(f"/boards/{category.board_id}/categories", say=say, event=event)


def _values(category: Category) -> dict[str, Any]:
    return {"name": category.label(locale()), "shape": category.shape, "colour": category.colour}


def _edited(category: Category, form: CategoryForm) -> dict[str, Any]:
    """The fields to set; a name left as it was shown stays a seed's, and goes on to be translated."""
    values = form.values()
    values["name"] = (form.name.data or "").strip()
    if values["name"] == category.label(locale()):
        del values["name"]
    return values


def _step(form: PlaceForm) -> int:
    steps = {"up": -1, "down": 1}
    if form.step.data not in steps:
        raise Invalid("step", "unknown_choice")
    return steps[form.step.data]

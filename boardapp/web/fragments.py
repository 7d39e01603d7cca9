"""The answer to a change: a page to a plain form, to htmx what is new on the page that asks."""

from collections.abc import Sequence

from flask import Response, get_template_attribute
from markupsafe import Markup

from boardapp.domain.boards import Board, Role
from boardapp.domain.events import Event
from boardapp.web import access, hypermedia, pieces
from boardapp.web.forms import Form
from boardapp.web.hypermedia import Toast
from boardapp.web.pieces import Shown


def done(
    board: Board, event: Event | None, say: str, *, to: str, link: tuple[str, str] | None = None,
    more: Sequence[Markup] = (),
) -> Response:  # fmt: skip
    """The answer to a change: to a plain form the page it came from, to htmx just what is new on the board, and `more`:
    what is new beside it. With an action open beside it, a filtered board is not loaded anew under that."""
    if not hypermedia.wants_fragments():
        return hypermedia.see(hypermedia.way_back(to), say=say, event=event, link=link)
    toast = Toast.of(say, event, link)
    touched = pieces.touched([event] if event else [])
    if touched is None or (hypermedia.filtered() and not more):
        return hypermedia.see_anew(toast)
    shown = Shown(board, board.today(access.now()), access.may(Role.member))
    if hypermedia.filtered():
        new = pieces.in_place(shown, touched)
    else:
        new = [pieces.after(shown, event, touched)] if event else pieces.of(shown, touched, ())
    return hypermedia.fragments(*new, *more, *said(toast))


def refused(form: Form) -> Response:
    """The answer to a change by one click that could not be read: the sentence, at the top of the page."""
    return hypermedia.fragments(hypermedia.piece("#strip", escaped(form.wrong), "innerHTML"), status=422)


def escaped(text: str) -> str:
    return str(Markup.escape(text))


def said(toast: Toast) -> list[Markup]:
    """The sentence for the screen reader, and the toast with its undo."""
    html = get_template_attribute("_toast.html", "toast")(toast)
    return [hypermedia.piece("#status", Markup.escape(toast.say), "innerHTML"), hypermedia.piece("#toast", html)]


def heard(say: str) -> list[Markup]:
    """A sentence for the screen reader alone: what it says stands on the page already."""
    return [hypermedia.piece("#status", escaped(say), "innerHTML")]

"""Page or fragments: the only module that reads htmx's headers and writes its answers."""

import re
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import SplitResult, parse_qs, urlsplit

from flask import Flask, Response, make_response, redirect, render_template, request, session
from flask_htmx import HTMX
from markupsafe import Markup, escape

from boardapp.domain.events import Event
from boardapp.domain.history import takes_back

_htmx = HTMX()
_ID = re.compile(r"[0-9]{1,9}")
_BOARD = re.compile(r"/boards/\d+(/lanes/[a-z]+)?")
_ACTION = re.compile(r"/actions/(\d+)")


def init_app(app: Flask) -> None:
    _htmx.init_app(app)
    app.jinja_env.globals["toast"] = _toast_once


def wants_fragments() -> bool:
    """Whether htmx asks, and not to fill a page it finds in its history."""
    return bool(_htmx) and not _htmx.history_restore_request


def page(template: str, status: int = 200, **values: Any) -> Response:
    """A whole page; when a form comes back with errors, its title begins by saying so."""
    return make_response(render_template(template, wrong=status in (409, 422), **values), status)


@dataclass(frozen=True)
class Toast:
    """What was done, said once; `event_id` offers its undo, `link` (address and words) another way on."""

    say: str
    event_id: int | None = None
    link: tuple[str, str] | None = None
    redo: bool = False  # what was done was an undo, so that taking it back does the change again

    @classmethod
    def of(cls, say: str, event: Event | None, link: tuple[str, str] | None = None) -> "Toast":
        if event is None or event.final:
            return cls(say, None, link)
        return cls(say, event.id, link, redo=takes_back(event))


def see(address: str, *, say: str = "", event: Event | None = None, link: tuple[str, str] | None = None) -> Response:
    """After a plain form: on to a page, which says what was done and offers to undo it."""
    _remember(Toast.of(say, event, link))
    return redirect(address, 303, Response)  # type: ignore[return-value]


def go(address: str, *, say: str = "", event: Event | None = None, link: tuple[str, str] | None = None) -> Response:
    """The same for whoever asks: htmx is told to leave the page."""
    if not wants_fragments():
        return see(address, say=say, event=event, link=link)
    _remember(Toast.of(say, event, link))
    response = make_response("")
    response.headers["HX-Redirect"] = address
    return response


def fragments(*parts: Markup, status: int = 200) -> Response:
    """Several pieces in one answer; each names its place, and one that is not on the page is passed over."""
    return make_response(Markup("\n").join(parts), status)


def piece(target: str, html: str, swap: str = "outerMorph") -> Markup:
    """A fragment for the element that `target`, a CSS selector, finds."""
    return Markup(f'<hx-partial hx-target="{escape(target)}" hx-swap="{swap}">{html}</hx-partial>')  # noqa: S704


def filtered() -> bool:
    """Whether the page that asks is not a board as it stands: filtered, pieces could land where they do not belong;
    an action's own page, or the history, would go on to show what was."""
    asking = _asking()
    whole = _BOARD.fullmatch(asking.path) and parse_qs(asking.query).keys() <= {"open", "wall"}
    return bool(asking.path) and not whole


def beside_board() -> bool:
    """Whether the page that asks is a board, on which an action is shown beside it."""
    return bool(_BOARD.fullmatch(_asking().path))


def stands_open() -> int | None:
    """The action that stands open on the page that asks: beside its board, or as a page of its own."""
    asking = _asking()
    alone = _ACTION.fullmatch(asking.path)
    id_ = alone[1] if alone else parse_qs(asking.query).get("open", [""])[0]
    return int(id_) if _ID.fullmatch(id_) else None


def see_anew(toast: Toast | None = None) -> Response:
    """Too much changed to send piece by piece: the page is loaded anew, and says what was done."""
    if toast:
        _remember(toast)
    response = make_response("")
    response.headers["HX-Refresh"] = "true"
    return response


def way_back(default: str) -> str:
    """The page a form says to return to, if it is one of ours; a path and nothing else."""
    wanted = request.form.get("next") or request.args.get("next") or ""
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isascii()
    return wanted if ours and wanted.isprintable() and "\\" not in wanted and " " not in wanted else default


def _asking() -> SplitResult:
    """The address of the page that asks; empty where it says none."""
    try:
        return urlsplit(_htmx.current_url or "")
    except ValueError:
        return urlsplit("")


def _remember(toast: Toast) -> None:
    if toast.say:
        session["toast"] = asdict(toast)


def looks_anew() -> bool:
    """Whether a page asks for itself, to see what is new (live-anew.js). What is shown once is not for it: the next
    page, which may be on its way, has it to show."""
    return "Board-Anew" in request.headers


def _toast_once() -> Toast | None:
    kept = None if looks_anew() else session.pop("toast", None)
    return Toast(**kept) if kept else None

"""Every component with sample data, for whoever builds or judges them. In debug and in tests only: an installation has
no such page. Colours stand in light and dark side by side; whole components, of which a page has one each, in the
theme and the language that are chosen by links."""

import re
from typing import Any

from flask import Blueprint, Response, abort, current_app, request
from markupsafe import Markup

from boardapp.config import LOCALES
from boardapp.domain.people import SETTINGS
from boardapp.web import access, filters, hypermedia, reasons
from boardapp.web.hypermedia import Toast
from boardapp.web.language import locale, use
from boardapp.web.samples import Samples

room = Blueprint("patterns", __name__)
LOOKS = {"theme": "data-theme", "density": "data-density", "text_size": "data-text"}
_MOVING = re.compile(r' (?:autofocus(?:="\w+")?|popover|role="search")(?=[\s>])')
_H1 = re.compile(r"(</?)h1\b")
_ID = re.compile(r'\b(id|for|aria-labelledby|aria-describedby|list)="([\w-]+)"')


@room.get("/patterns")
@access.public
def show() -> Response:
    if not (current_app.debug or current_app.testing):
        abort(404)
    if request.args.get("lang") in LOCALES:
        use(request.args["lang"])
    sample = Samples(locale(), access.now())
    toast = Toast(sample.texts[2], event_id=1)
    return hypermedia.page(
        "patterns/show.html", sample=sample, board=sample.board, saying=toast, looks=_looks, still=still,
        address=filters.address, choices=reasons.FIELDS, ours=reasons.OURS,
    )  # fmt: skip


def still(html: Markup, mark: str = "") -> Markup:
    """A component that would take the focus, hide itself or have the page's heading, kept quiet among many; with
    `mark`, under ids of its own."""
    quiet = _H1.sub(r"\1h2", _MOVING.sub("", html))
    return Markup(_ID.sub(rf'\1="\2-{mark}"', quiet) if mark else quiet)  # noqa: S704


def _looks(person: Any) -> dict[str, str | None]:
    """How this page looks: as its address says, whoever looks at it."""
    asked = {name: request.args.get(name) for name in LOOKS}
    return {LOOKS[name]: value if value in set(SETTINGS[name]) else None for name, value in asked.items()}

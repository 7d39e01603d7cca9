"""What a browser sees: one room a noun, behind the doors of `access`."""

import io
from pathlib import Path
from typing import IO

from flask import Flask, Request, request
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter, IntegerConverter

from boardapp.config import Settings
from boardapp.domain.actions import Horizon
from boardapp.domain.sessions import LONG
from boardapp.domain.workshop.workshops import Phase
from boardapp.web import (
    access,
    accessibility,
    actions,
    assets,
    boards,
    categories,
    coding,
    editing,
    errors,
    exports,
    feeds,
    headers,
    history,
    hypermedia,
    imports,
    inventory,
    kept,
    language,
    lines,
    live,
    members,
    merging,
    origin,
    patterns,
    people,
    ready,
    sessions,
    shell,
    sorting,
    status,
    transfers,
)
from boardapp.web.cookies import Cookies
from boardapp.web.workshop import (
    categorising,
    closing,
    committing,
    faces,
    grouping,
    joining,
    leading,
    papers,
    participating,
    placing,
    preparing,
    scenes,
    voting,
    walls,
    welcome,
    writing,
)

BODY_MOST = 1024 * 1024
ROOMS = (
    sessions,
    people,
    boards,
    members,
    categories,
    lines,
    actions,
    inventory,
    merging,
    sorting,
    history,
    imports,
    exports,
    feeds,
    live,
    accessibility,
    patterns,
    status,
    transfers,
    preparing,
    joining,
    leading,
    walls,
    participating,
    writing,
    grouping,
    categorising,
    faces,
    closing,
    voting,
    papers,
    placing,
    committing,
)
SCENES = {
    Phase.welcome: welcome,
    Phase.inventory: writing,
    Phase.group: grouping,
    Phase.categorise: categorising,
    Phase.prioritise: voting,
    Phase.place: placing,
    Phase.commit: committing,
    Phase.close: closing,
}


class BoardRequest(Request):
    """Bodies are small but for files to import, see `_more_for_files`."""

    max_content_length = BODY_MOST
    max_form_memory_size = BODY_MOST
    max_form_parts = 25_000

    def _get_file_stream(self, *_: object, **__: object) -> IO[bytes]:
        """In memory, where the whole body is anyway: a file on the disk stayed open where somebody sent too much."""
        return io.BytesIO()


class HorizonConverter(BaseConverter):
    """`now` in an address is the horizon; what is no horizon is not found."""

    regex = "|".join(Horizon.__members__)

    def to_python(self, value: str) -> Horizon:
        return Horizon(value)


class PartConverter(BaseConverter):
    """A field of an action, by the name that addresses have for it."""

    regex = "|".join(editing.PARTS)


class PhaseConverter(BaseConverter):
    """A phase of a workshop, by its name."""

    regex = "|".join(Phase.__members__)

    def to_python(self, value: str) -> Phase:
        return Phase(value)


class IdConverter(IntegerConverter):
    """A number that no column can hold is the id of nothing."""

    regex = r"\d{1,9}"


def init_app(app: Flask, static: Path) -> None:
    settings: Settings = app.extensions["settings"]
    app.request_class = BoardRequest
    app.session_interface = Cookies()
    app.ensure_sync = lambda func: func  # type: ignore[method-assign]  # none of ours is async, so Flask need not look
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config.update(
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=LONG,
        SESSION_REFRESH_EACH_REQUEST=False,  # files that anybody's cache may keep must not carry a cookie
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        WTF_CSRF_TIME_LIMIT=None,  # a workshop's page stays open for hours
        WTF_CSRF_SSL_STRICT=False,  # `origin` looks at the Origin header instead, on http too
    )
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.url_map.converters |= {
        "horizon": HorizonConverter, "part": PartConverter, "phase": PhaseConverter, "int": IdConverter,
    }  # fmt: skip
    origin.init_app(app)
    app.before_request(_more_for_files)
    CSRFProtect(app)
    people_at_the_door(app)
    for part in (kept, language, hypermedia, headers, coding, shell, live, errors):
        part.init_app(app)
    assets.init_app(app, static)
    ready.init_app(app)
    scenes.init_app(app, SCENES)
    for room in ROOMS:
        app.register_blueprint(room.room)


def people_at_the_door(app: Flask) -> None:
    """Flask-Login says who is signed in; the session's row decides, so that signing out ends it everywhere."""
    login = LoginManager(app)
    login.session_protection = None
    login.user_loader(access.person_of)


def _more_for_files() -> None:
    """Asked before the token is looked for in the form, which is then read: a view would come too late."""
    if request.endpoint in ("imports.upload", "transfers.new"):
        request.max_content_length = request.max_form_memory_size = imports.BODY_MOST

"""Trois Temps: a crisis response planning board."""

import os
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from boardapp import config, database, web
from boardapp.config import BadSetting, Settings

__version__ = "0.1.0"
_PACKAGE = Path(__file__).parent


def create_app(settings: Settings | None = None, *, clock: Callable[[], datetime] | None = None) -> Flask:
    """The application. Settings come from the environment unless given; `clock` tells the time (UTC)."""
    settings = settings or config.read()
    app = Flask(
        "boardapp",
        template_folder=_folder("templates"),
        static_folder=None,
        instance_path=str(settings.instance),
        instance_relative_config=False,
    )
    _private_folder(settings.instance)
    app.extensions["settings"] = settings
    app.extensions["clock"] = clock or (lambda: datetime.now(UTC))
    app.config["SECRET_KEY"] = settings.secret_key or _kept_key(settings.instance)
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = database.engine_options(settings.database_url)
    database.db.init_app(app)
    with app.app_context():
        database.prepare(database.db.engine)
    web.init_app(app, Path(_folder("static")))
    return app


def _folder(name: str) -> str:
    """Templates and static files lie in the package of an installed wheel, and beside it in a checkout."""
    inside = _PACKAGE / name
    return str(inside if inside.is_dir() else _PACKAGE.parent / name)


def _private_folder(path: Path) -> None:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(f"BOARDAPP_INSTANCE={str(path)!r} cannot be used: {error.strerror}.") from None


def _kept_key(instance: Path) -> str:
    """The secret key of this installation, made once and readable by its owner alone."""
    path = instance / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = path.read_text().strip()
        if len(key) < 32:
            raise BadSetting(f"The secret key in {path} is too short: remove it to have a new one made.") from None
        return key
    with os.fdopen(handle, "w") as file:
        file.write(key := secrets.token_hex(32))
    return key

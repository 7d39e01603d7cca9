"""Where this installation is reached: what links that are printed begin with."""

import socket
from typing import Any

from flask import current_app

from boardapp.cli import lock
from boardapp.cli.answers import settings
from boardapp.config import Settings
from boardapp.database import db, file_of

DEFAULT_PORT = 8000
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 (recognised, not bound)
_LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1", "localhost": "127.0.0.1"}  # noqa: S104


def link(endpoint: str, **values: Any) -> str:
    """The whole address of a page, on the server that runs on this database if one does."""
    told = settings()
    base = told.base_url or lock.running_at(file_of(db.engine)) or here(told)
    return base + current_app.url_map.bind("").build(endpoint, values)


def here(told: Settings) -> str:
    """The address on this very machine."""
    host = _LOOPBACK.get(told.host, told.host)
    return _written(host, told.port or DEFAULT_PORT)


def shared(told: Settings) -> str | None:
    """The address for the others on this network, where the server listens on every interface."""
    if told.base_url or told.host not in EVERYWHERE:
        return told.base_url
    host = _own_host()
    return _written(host, told.port or DEFAULT_PORT) if host else None


def _written(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _own_host() -> str | None:
    """The interface that leads out of this machine; connecting a datagram socket sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        try:
            out.connect(("192.0.2.1", 9))
        except OSError:
            return None
        return str(out.getsockname()[0])

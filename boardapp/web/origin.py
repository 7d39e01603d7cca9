"""A change is only taken from our own pages: before the token is looked at, where the request comes from must fit."""

from urllib.parse import urlsplit

from flask import Flask, current_app, request
from flask_wtf.csrf import CSRFError

_SAFE = {"GET", "HEAD", "OPTIONS"}


class Foreign(CSRFError):
    """Sent by a page that is none of ours."""


def init_app(app: Flask) -> None:
    app.before_request(_check)


def _check() -> None:
    if request.method in _SAFE:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Foreign("from another site")
    origin = request.headers.get("Origin")
    if origin and not _ours(origin):  # browsers on plain http send no Sec-Fetch-Site
        raise Foreign("from another origin")


def _ours(origin: str) -> bool:
    base = current_app.extensions["settings"].base_url
    return urlsplit(origin).netloc == request.host or (base is not None and origin == base)

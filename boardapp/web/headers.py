"""What every answer carries, also errors and files: the content policy, and what browsers must not do with it."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
_SECURE = {"Strict-Transport-Security": "max-age=31536000"}
_PAGE = {"Cache-Control": "private, no-cache"}
VARY = "Cookie, HX-Request, Accept-Encoding, Accept-Language"  # what a page may differ by
Headers = list[tuple[str, str]]


def init_app(app: Flask) -> None:
    app.wsgi_app = _Completed(app.wsgi_app)  # type: ignore[method-assign, assignment]


class _Completed:
    """Around the application: there a dozen headers are one list put behind another, which each answer can afford."""

    def __init__(self, inner: Callable[..., Iterable[bytes]]) -> None:
        self._inner = inner

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        def complete(status: str, headers: Headers, *error: Any) -> Any:
            return start(status, _complete(headers, status, secure=environ["wsgi.url_scheme"] == "https"), *error)

        return self._inner(environ, complete)


def _complete(headers: Headers, status: str, *, secure: bool) -> Headers:
    given = {name.lower(): value for name, value in headers}
    wanted = _ALWAYS | _SECURE if secure else _ALWAYS
    still = status.startswith("304 ") and "vary" not in given  # a page that still stands says no type
    if still or given.get("content-type", "").startswith("text/html"):
        wanted = wanted | _PAGE
        headers = [pair for pair in headers if pair[0].lower() != "vary"] + [("Vary", VARY)]
    return headers + [pair for pair in wanted.items() if pair[0].lower() not in given]

"""Text goes out compressed, in the best way that the browser reads.

Whoever can lengthen a page and see how long it is on the wire could try to read a secret out of it. Pages that show a
secret (`no-store`) are therefore sent as they are. The token of forms stands in all others: it is signed anew with the
second in which its page is made, a page that is kept holds nothing of what its address says, and the token alone sends
no form (see `origin`)."""

import gzip
from functools import lru_cache

import brotli
import zstandard
from flask import Flask, Response, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

LEAST = 1000  # bytes; less is not worth the work
_TEXTS = ("text/", "application/json", "image/svg+xml")


def init_app(app: Flask) -> None:
    app.after_request(_squeeze)


def wanted(offered: tuple[str, ...] = ("zstd", "br", "gzip")) -> str:
    """The coding to answer with, the first that is offered and accepted; empty for none."""
    return _best(request.environ.get("HTTP_ACCEPT_ENCODING", ""), offered)


def squeezed(body: bytes, coding: str) -> bytes:
    """Levels that take a few milliseconds for the largest board: the first who asks waits for it."""
    if coding == "zstd":
        done = zstandard.ZstdCompressor(level=3).compress(body)
    elif coding == "br":
        done = brotli.compress(body, quality=4)
    elif coding == "gzip":
        done = gzip.compress(body, 6, mtime=0)
    else:
        done = body
    return done


@lru_cache(maxsize=256)
def _best(accepted: str, offered: tuple[str, ...]) -> str:
    """Browsers read gzip everywhere, the others over https and on their own machine alone."""
    named = parse_accept_header(accepted[:200], Accept)
    return next((coding for coding in offered if _takes(named, coding)), "")


def _takes(named: Accept, coding: str) -> bool:
    return any(name.strip().lower() == coding and quality > 0 for name, quality in named)


def _squeeze(response: Response) -> Response:
    coding = wanted()
    if coding and _worth(response):
        response.set_data(squeezed(response.get_data(), coding))
        response.headers["Content-Encoding"] = coding
    return response


def _worth(response: Response) -> bool:
    if "Content-Encoding" in response.headers or response.direct_passthrough or response.is_streamed:
        return False
    long = (response.content_length or 0) >= LEAST
    secret = "no-store" in response.headers.get("Cache-Control", "")
    return long and not secret and (response.mimetype or "").startswith(_TEXTS)

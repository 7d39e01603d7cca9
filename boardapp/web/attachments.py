"""Files to take along: saved under a name, and kept by no cache."""

from collections.abc import Iterable

from flask import Response


def attachment(lines: Iterable[bytes], kind: str, name: str) -> Response:
    response = Response(lines, content_type=kind)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response

"""CSS and behaviours, joined into a file per kind of page with its hash in the name; browsers keep them for a year."""

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import brotli
from flask import Flask, Response, abort, request
from markupsafe import Markup

from boardapp.web import access, coding
from boardapp.web.kept import Shelf

LAYERS = ("reset", "tokens", "base", "layout", "components", "states", "print")
BUNDLES = {
    "app.css": ("*.css", "components/*.css"),
    "stage.css": ("stage/*.css",),  # beside app.css
    "files.css": ("files/*.css",),  # the same: what becomes of a file
    "phone.css": (
        *("reset.css", "tokens.css", "base.css", "states.css"),
        *(f"components/{name}.css" for name in ("button", "field", "shape", "strip")),
        "phone/*.css",
    ),
    "rehearsal.css": ("phone/*.css",),  # beside both of the others: what a phone has of its own
    "app.js": ("*.js",),
    "stage.js": ("room/*.js", "stage/*.js"),  # beside app.js
    "phone.js": ("live.js", "live-read.js", "live-state.js", "room/*.js", "phone/*.js"),
}
"""What is served joined, by its name: which of our files it holds. A phone in a room loads as little as can be."""
_FOREVER = "public, max-age=31536000, immutable"
_SHORT = "public, max-age=300"
_NEEDLESS = re.compile(
    r"""(?P<kept>"(?:\\.|[^"\\])*")|/\*.*?\*/|\s*(?P<sign>[{};,>])\s*|(?<=:)\s+|(?P<space>\s+)""", re.DOTALL
)
_QUOTED = re.compile(r'="([a-z][a-z-]*)"\]')
_COMMENTS = re.compile(rb"^[ \t]*(?://.*\n)?", re.MULTILINE)
_SQUEEZED = (".css", ".js", ".svg", ".txt")


@dataclass(frozen=True)
class Asset:
    name: str
    body: bytes
    squeezed: bytes | None
    type: str


def init_app(app: Flask, folder: Path) -> None:
    assets = Assets(folder, watch=app.debug)
    app.extensions["assets"] = assets
    app.jinja_env.globals |= {"asset": assets.url, "drawing": assets.drawing}

    @app.get("/static/<path:name>", endpoint="static")
    @access.public
    def static(name: str) -> Response:
        return assets.answer(name)


def names(app: Flask) -> list[str]:
    """All files under the names that say their content."""
    return sorted(app.extensions["assets"].hashed())


class Assets:
    """All that is served from `static/`, read once at the start."""

    def __init__(self, folder: Path, *, watch: bool = False) -> None:
        self._hashed: dict[str, str] = {}
        self._assets: dict[str, Asset] = {}
        self._brotli: Shelf[bytes] = Shelf(4 * 1024 * 1024, len)
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.relative_to(folder).parts[0] not in ("css", "js"):
                self._take(path.relative_to(folder).as_posix(), path.read_bytes())
        for name, globs in BUNDLES.items():
            if name.endswith(".css"):
                self._take(name, self._linked(squeezed_css(joined_css(folder / "css", globs))))
            else:
                self._take(name, squeezed_js(joined_js(folder / "js", globs)))

    def url(self, name: str) -> str:
        """Where the browser finds it; the name changes with the content."""
        return f"/static/{self._hashed[name]}"

    def hashed(self) -> Iterable[str]:
        return self._hashed.values()

    def drawing(self, name: str) -> Markup:
        """A drawing of ours to stand in a page, where `<use>` finds its symbols without asking for another file."""
        return Markup(self._assets[name].body.decode())  # noqa: S704

    def answer(self, name: str) -> Response:
        asset = self._assets.get(name) or abort(404)
        tag = self._hashed[asset.name]
        if tag in request.headers.get("If-None-Match", ""):
            response = Response(status=304)
        else:
            response = self._sent(asset, coding.wanted(("br", "gzip")) if asset.squeezed else "")
        response.headers["ETag"] = f'W/"{tag}"'
        response.headers["Cache-Control"] = _FOREVER if name == tag else _SHORT
        response.headers["Vary"] = "Accept-Encoding"
        return response

    def _sent(self, asset: Asset, code: str) -> Response:
        if code == "br":  # the best there is takes a moment, so only who asks first waits for it
            body = self._brotli.get(asset.name, lambda: brotli.compress(asset.body, quality=11))
        else:
            body = asset.squeezed if code and asset.squeezed else asset.body
        response = Response(body, content_type=asset.type)
        if code:
            response.headers["Content-Encoding"] = code
        return response

    def _take(self, name: str, body: bytes) -> None:
        kind = "text/javascript" if name.endswith(".js") else mimetypes.guess_type(name)[0]
        kind = kind or ("font/woff2" if name.endswith(".woff2") else "text/plain")
        squeezed = gzip.compress(body, 9, mtime=0) if name.endswith(_SQUEEZED) else None
        text = "; charset=utf-8" if kind.startswith("text/") else ""
        stem, dot, ending = name.rpartition(".")
        hashed = f"{stem}-{hashlib.sha256(body).hexdigest()[:12]}{dot}{ending}"
        asset = Asset(name, body, squeezed, kind + text)
        self._hashed[name] = hashed
        self._assets |= {name: asset, hashed: asset}

    def _linked(self, css: bytes) -> bytes:
        """Fonts by their hashed names."""
        text = css.decode()
        for name, hashed in self._hashed.items():
            text = text.replace(f'url("/static/{name}")', f'url("/static/{hashed}")')
        return text.encode()


def joined_css(folder: Path, globs: Iterable[str]) -> bytes:
    """One file per component, in the order of the cascade layers, which each file names for itself."""
    files = sorted(_found(folder, globs), key=lambda path: (_layer(path, folder), path.name))
    order = f"@layer {', '.join(LAYERS)};\n"
    return (order + "\n".join(path.read_text() for path in files)).encode()


def squeezed_css(css: bytes) -> bytes:
    """Without comments and needless space: a sixth less to load, and the same rules, as a test reads."""
    text = _NEEDLESS.sub(lambda found: found["kept"] or found["sign"] or (found["space"] and " ") or "", css.decode())
    text = _QUOTED.sub(r"=\1]", text.replace(";}", "}"))
    for layer in LAYERS:  # the files of one layer become one block of it
        first, *blocks = text.split(f"@layer {layer}{{")
        text = first + (f"@layer {layer}{{" if blocks else "")
        text += "".join(block.removesuffix("}") for block in blocks[:-1]) + "".join(blocks[-1:])
    return text.encode()


def joined_js(folder: Path, globs: Iterable[str]) -> bytes:
    """Each behaviour in a block of its own, so that no name of one meets another's."""
    files = sorted(_found(folder, globs))
    return "\n".join(f"{{\n{path.read_text()}}}" for path in files).encode()


def squeezed_js(js: bytes) -> bytes:
    """Without the lines that are a comment and what each line is moved in by: a fifth less to load, line by line as it
    was. No text of ours goes over several lines."""
    return _COMMENTS.sub(b"", js)


def _found(folder: Path, globs: Iterable[str]) -> set[Path]:
    return {path for glob in globs for path in folder.glob(glob)}


def _layer(path: Path, folder: Path) -> int:
    """A file in a folder is of the components."""
    first = path.relative_to(folder).parts[0].removesuffix(".css")
    return LAYERS.index(first if first in LAYERS else "components")

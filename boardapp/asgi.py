"""The server's door: streams wait on one loop, and Flask answers everything else from a small pool of threads.

`boardapp.asgi:app` is the application for any ASGI server; `boardapp serve` runs it on Granian.
"""

import asyncio
import gc
import io
import signal
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flask import Flask

from boardapp import create_app
from boardapp.live.hub import Hub, Listener
from boardapp.web.imports import BODY_MOST
from boardapp.web.live import LISTENER

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

_ENDS = (signal.SIGTERM, signal.SIGINT)
_PATIENCE = 10  # seconds for a reader who takes nothing; it comes back and resumes
_TURN = 0.001  # seconds


class Left(ConnectionError):
    """Whoever was sending a request is gone before it was whole."""


@dataclass
class Answer:
    """What Flask says, whole; `listener` where the rest of the answer is a stream."""

    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""
    listener: Listener | None = None


class Door:
    """An ASGI application over a Flask one."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._hub: Hub = app.extensions["live"].hub
        self._pool = ThreadPoolExecutor(app.extensions["settings"].threads, thread_name_prefix="answers")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lives(receive, send)
        elif scope["type"] == "http":
            await self._answers(scope, receive, send)

    async def _lives(self, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        self._hub.rouse = lambda listeners: _rouse(loop, listeners)
        self._end_streams_first()
        run_evenly()
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await loop.run_in_executor(None, self._app.extensions["live"].stop)
        await send({"type": "lifespan.shutdown.complete"})

    async def _answers(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await _body(scope, receive)
        except Left:
            return
        environ = _environ(scope, body)
        answer = await asyncio.get_running_loop().run_in_executor(self._pool, partial(_asked, self._app, environ))
        start = {"type": "http.response.start", "status": answer.status, "headers": answer.headers}
        if answer.listener:
            await asyncio.ensure_future(self._streams(start, answer.listener, receive, send))  # it can be cancelled
        else:
            await send(start)
            await send({"type": "http.response.body", "body": answer.body})
            if body is None:
                await _left_unread(receive)

    async def _streams(self, start: dict[str, Any], listener: Listener, receive: Receive, send: Send) -> None:
        """Until it ends, the reader leaves, or takes nothing any more."""
        woken = asyncio.Event()
        listener.wake = woken.set
        left = asyncio.ensure_future(_leaves(receive, listener))
        try:
            await send(start)
            while not listener.over:
                if data := listener.take():
                    async with asyncio.timeout(_PATIENCE):
                        await send(_part(data))
                await woken.wait()
                woken.clear()
            await send({"type": "http.response.body", "body": listener.take(), "more_body": False})
        except (TimeoutError, OSError):
            pass
        finally:
            self._hub.leave(listener)
            left.cancel()

    def _end_streams_first(self) -> None:
        """A server that stops waits for its connections: streams end as soon as it is told to."""
        if threading.current_thread() is threading.main_thread():
            for signum in _ENDS:
                before = signal.getsignal(signum)
                signal.signal(signum, partial(self._stops, before))

    def _stops(self, before: Any, signum: int, frame: Any) -> None:
        self._hub.close()
        if callable(before):
            before(signum, frame)


def run_evenly() -> None:
    """Nobody waits long for a thread that computes. A short change gives its turn away at each of its statements; if it
    had to wait five milliseconds for it each time, as Python has it, it would hold the write lock for a tenth of a
    second beside a long file. And what the start has made is not looked through for garbage, which stops everybody."""
    sys.setswitchinterval(_TURN)
    gc.collect()
    gc.freeze()


def __getattr__(name: str) -> Any:
    """The application is made when a server asks for it, not when this module is read."""
    if name == "app":
        return Door(create_app())
    raise AttributeError(name)


def _rouse(loop: asyncio.AbstractEventLoop, listeners: Sequence[Listener]) -> None:
    """One word to the loop for all of them."""
    if listeners and not loop.is_closed():
        loop.call_soon_threadsafe(_wake, listeners)


def _wake(listeners: Sequence[Listener]) -> None:
    for listener in listeners:
        listener.wake()


async def _leaves(receive: Receive, listener: Listener) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.end()
    listener.wake()


def _part(data: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": data, "more_body": True}


async def _body(scope: Scope, receive: Receive) -> bytes | None:
    """What was sent, or None where it is more than any form may hold: that is not kept, and Flask says so."""
    length = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    chunked = any(name == b"transfer-encoding" for name, _ in scope["headers"])
    if length in (b"", b"0") and not chunked:
        return b""
    if _length(length) > BODY_MOST:
        return None
    kept, more = bytearray(), True
    while more:
        part = await receive()
        if part["type"] == "http.disconnect":
            raise Left
        if len(kept) <= BODY_MOST:  # what goes beyond is taken in and not kept
            kept += part.get("body", b"")
        more = part.get("more_body", False)
    return bytes(kept) if len(kept) <= BODY_MOST else None


def _length(said: bytes) -> int:
    return int(said) if said.isdigit() and len(said) < 19 else 0


async def _left_unread(receive: Receive) -> None:
    """A browser shows the answer once it could send all, so what is refused is taken in for a while and thrown away."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            while (part := await receive())["type"] == "http.request" and part.get("more_body", False):
                pass


def _environ(scope: Scope, body: bytes | None) -> dict[str, Any]:
    """The request in the words of WSGI."""
    host, port = scope.get("server") or ("localhost", 80)
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": scope.get("root_path", ""),
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": io.BytesIO(body or b""),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        LISTENER: None,
    }
    environ |= _headers(scope["headers"])
    environ.pop("HTTP_TRANSFER_ENCODING", None)  # it is whole, and with this Werkzeug would not look at its length
    environ["CONTENT_LENGTH"] = str(BODY_MOST * 1000 if body is None else len(body))
    return environ


def _headers(headers: Sequence[tuple[bytes, bytes]]) -> dict[str, str]:
    """Those with an underscore in their name are left out: they could pass for another one that a proxy sets."""
    told: dict[str, str] = {}
    for raw, value in headers:
        name = raw.decode("latin-1").upper().replace("-", "_")
        key = name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"
        if b"_" not in raw:
            text = value.decode("latin-1")
            between = ";" if key == "HTTP_COOKIE" else ","
            told[key] = f"{told[key]}{between}{text}" if key in told else text
    return told


def _asked(app: Flask, environ: dict[str, Any]) -> Answer:
    answer = Answer()

    def start(status: str, headers: list[tuple[str, str]], error: Any = None) -> Callable[[bytes], object]:
        answer.status = int(status.split(" ", 1)[0])
        answer.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return lambda data: None

    parts: Iterator[bytes] | Any = app.wsgi_app(environ, start)
    try:
        answer.body = b"".join(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()
    answer.listener = environ[LISTENER]
    return answer

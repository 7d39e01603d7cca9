"""Readers of streams, many at once on one loop, as browsers read them: raw HTTP, resumed by the last position."""

import asyncio
import random
import re
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

FINAL = (204, 401, 403, 404, 410)  # such an answer is not asked for again
MOST, STEADY = 15.0, 5.0  # seconds: the longest pause, and how long a line stands before a lost one is the first again
_PIECE = re.compile(r'<hx-partial hx-target="([^"]+)" hx-swap="([^"]+)">(.*?)</hx-partial>', re.DOTALL)
_TOLD = re.compile(rb'data-version="(\d+)"')


@dataclass
class Message:
    """One message of a stream: where it leaves off, its kind, its text, whose events it tells, and when it came."""

    id: str | None
    event: str
    data: str
    told: list[int]
    at: float


@dataclass(eq=False)
class Stream:
    """One reader: it connects, and comes back with its position whenever the line is lost."""

    address: str  # http://127.0.0.1:8000
    board: int
    cookie: str
    position: str = ""
    again: bool = True
    silence: float = 12.0  # seconds without a word after which the line is taken for dead
    keeps: bool = True  # the text of its messages
    window: int = 0  # bytes that wait on its side at most, where it is to be small
    status: int | None = None
    head: str = ""
    beats: int = 0
    messages: list[Message] = field(default_factory=list)
    opened: int = 0  # how often it was let in
    whole: int = 0  # how often the server ended the stream properly
    now: bool = False  # whether it is let in
    done: bool = False
    began: str = ""
    _retry: float = 1.0
    _tries: int = 0
    _writer: asyncio.StreamWriter | None = None

    async def read(self) -> None:
        """Until cancelled, or as long as it is let in when not `again`."""
        self.began = self.began or self.position
        while not self.done:
            try:
                await self._once()
            except (OSError, asyncio.IncompleteReadError, TimeoutError):
                pass
            finally:
                self.now = False
                self.drop()
            self.done = not self.again or self.status in FINAL
            if not self.done:
                await asyncio.sleep(self._pause())

    def drop(self) -> None:
        """As a lost line does."""
        if self._writer:
            self._writer.transport.abort()
            self._writer = None

    def hold(self) -> None:
        """It reads no more, until `go_on`: what is sent waits on the line."""
        assert self._writer
        self._writer.transport.pause_reading()  # type: ignore[attr-defined]

    def go_on(self) -> None:
        assert self._writer
        self._writer.transport.resume_reading()  # type: ignore[attr-defined]

    @property
    def version(self) -> int:
        """How far it has come."""
        return version(self.position) or 0

    def told(self) -> list[int]:
        """The board's versions whose events it was told, in the order in which they came."""
        return [each for message in self.messages for each in message.told]

    def text(self) -> str:
        return "\n".join(message.data for message in self.messages)

    async def show(self, message: Message) -> None:
        """What a browser does with it; nobody looks here."""

    async def get(self, path: str) -> tuple[int, str]:
        """A page, on a line of its own."""
        host, port = _place(self.address)
        reader, writer = await asyncio.open_connection(host, port)
        try:
            writer.write(_asked(path, f"{host}:{port}", self.cookie, "Connection: close"))
            head, _, body = (await asyncio.wait_for(reader.read(-1), 30)).partition(b"\r\n\r\n")
        finally:
            writer.transport.abort()
        announced = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        if not announced or len(body) < int(announced[1]):
            raise asyncio.IncompleteReadError(head + body, None)  # a line was cut: half a page is none
        return int(head.split(b" ", 2)[1]), body.decode()

    async def _once(self) -> None:
        host, port = _place(self.address)
        reader, self._writer = await self._connect(host, port)
        more = ("Accept: text/event-stream", f"Last-Event-ID: {self.position}")
        self._writer.write(_asked(f"/boards/{self.board}/live", f"{host}:{port}", self.cookie, *more))
        async with asyncio.timeout(self.silence):
            self.head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        self.status = int(self.head.split(" ", 2)[1])
        if self.status == 200 and "text/event-stream" in self.head:
            await self._listen(reader)

    async def _connect(self, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(sock=_line(host, port, self.window), limit=2**22)

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        self.opened += 1
        self.now = True
        since, rest = time.monotonic(), b""
        while chunk := await self._chunk(reader):
            if time.monotonic() - since > STEADY:
                self._tries = 0
            *blocks, rest = (rest + chunk).split(b"\n\n")
            for block in blocks:
                await self._take(block)
        self.whole += 1

    async def _chunk(self, reader: asyncio.StreamReader) -> bytes:
        """Of an answer that is sent in chunks; empty at its proper end."""
        async with asyncio.timeout(self.silence):
            size = int((await reader.readuntil(b"\r\n")).strip(), 16)
            return (await reader.readexactly(size + 2))[:-2]

    async def _take(self, block: bytes) -> None:
        fields = [line.partition(b": ")[::2] for line in block.split(b"\n")]
        said = {name: value.decode() for name, value in fields if name not in (b"data", b"")}
        if b"retry" in said:
            self._retry = int(said[b"retry"]) / 1000
        self.beats += block.startswith(b":")
        if b"id" in said or b"data:" in block:
            told = [int(each) for each in _TOLD.findall(block)]
            data = "\n".join(value.decode() for name, value in fields if name == b"data") if self.keeps else ""
            message = Message(said.get(b"id"), said.get(b"event", ""), data, told, time.perf_counter())
            self.messages.append(message)  # first: whoever sees from another thread how far it is finds it told
            self.position = message.id or self.position
            await self.show(message)

    def _pause(self) -> float:
        """As long as the browser's own reader waits before it comes back."""
        self._tries += 1
        return min(MOST, self._retry * 2 ** (self._tries - 1)) * (0.3 + 0.7 * random.random())


@contextmanager
def reading(streams: Sequence[Stream]) -> Iterator[asyncio.AbstractEventLoop]:
    """They read on a loop of their own, beside the test; what is done to them is called there."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    tasks = [asyncio.run_coroutine_threadsafe(each.read(), loop) for each in streams]
    try:
        yield loop
        for task in tasks:
            if task.done():
                task.result()  # a reader that failed by a mistake of its own says so
    finally:
        asyncio.run_coroutine_threadsafe(_end_all(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def version(position: str) -> int | None:
    """The board's version in a position."""
    parts = position.split("-")
    return int(parts[1]) if len(parts) == 4 else None


def faults(stream: Stream) -> list[str]:
    """Where it was not told each event once, in order, one after the other; a refresh covers all up to its version."""
    found, at = [], version(stream.began)
    for message in stream.messages:
        to = version(message.id) if message.id else None
        if to is None:
            continue
        if message.event != "refresh" and (at is None or message.told != [*range(at + 1, to + 1)]):
            found.append(f"from {at} to {to} it was told {message.told}")
        if message.event == "refresh" and at is not None and to < at:
            found.append(f"from {at} back to {to}")
        at = to
    return found


def pieces(message: Message) -> Iterator[tuple[str, str, str]]:
    """Target, swap style and content of each piece."""
    yield from _PIECE.findall(message.data)


async def _end_all() -> None:
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _place(address: str) -> tuple[str, int]:
    host, port = address.removeprefix("http://").split(":")
    return host, int(port)


def _line(host: str, port: int, window: int) -> socket.socket:
    """To this machine, so it is there at once or refused."""
    line = socket.socket()
    if window:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
    try:
        line.connect((host, port))
    except OSError:
        line.close()
        raise
    line.setblocking(False)
    return line


def _asked(path: str, host: str, cookie: str, *more: str) -> bytes:
    return "\r\n".join([f"GET {path} HTTP/1.1", f"Host: {host}", f"Cookie: {cookie}", *more, "", ""]).encode("latin-1")

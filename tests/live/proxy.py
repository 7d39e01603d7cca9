"""A line to a server that can be as bad as lines are: cut, refused, answered by somebody else, or silent."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

AWAY = b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 4\r\nConnection: close\r\n\r\naway"


class Proxy:
    """`mode` is what becomes of new lines: through, cut or 502. While it is `silent`, nothing goes through any line."""

    def __init__(self, server_port: int, loop: asyncio.AbstractEventLoop) -> None:
        self.mode = "through"
        self.port = 0
        self._server_port = server_port
        self._loop = loop
        self._flows = asyncio.Event()
        self._flows.set()
        self._lines: set[asyncio.WriteTransport] = set()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """All lines there are, at once."""
        self._loop.call_soon_threadsafe(lambda: [line.abort() for line in [*self._lines]])

    @contextmanager
    def answering(self, mode: str) -> Iterator[None]:
        """Lines are cut, and new ones get this answer."""
        self.mode = mode
        self.cut()
        yield
        self.mode = "through"

    @contextmanager
    def silent(self) -> Iterator[None]:
        self._loop.call_soon_threadsafe(self._flows.clear)
        yield
        self._loop.call_soon_threadsafe(self._flows.set)

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._lines.add(writer.transport)
        try:
            if self.mode == "502":
                await reader.readuntil(b"\r\n\r\n")
                writer.write(AWAY)
                await writer.drain()
            elif self.mode == "through":
                await self._through(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self._lines.discard(writer.transport)
            writer.transport.abort() if self.mode == "cut" else writer.close()

    async def _through(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self._server_port)
        try:
            there = asyncio.ensure_future(self._pump(reader, server_writer))
            await self._pump(server_reader, writer)
            there.cancel()
        finally:
            server_writer.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(2**16):
                await self._flows.wait()
                writer.write(data)
                await writer.drain()
        writer.transport.abort() if writer.transport.is_closing() else writer.close()


@contextmanager
def between(server_port: int) -> Iterator[Proxy]:
    """A proxy in front of a server, on a loop of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    proxy = Proxy(server_port, loop)

    async def begin() -> asyncio.Server:
        server = await asyncio.start_server(proxy.take, "127.0.0.1", 0, limit=2**22, backlog=1000)
        proxy.port = server.sockets[0].getsockname()[1]
        return server

    async def end() -> None:
        server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    server = asyncio.run_coroutine_threadsafe(begin(), loop).result(10)
    try:
        yield proxy
    finally:
        asyncio.run_coroutine_threadsafe(end(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()

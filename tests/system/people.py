"""Browsers without a window: somebody signed in through nginx, with a stream perhaps, and people who write."""

import asyncio
import http.client
import re
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from tests.live.streams import Stream
from tests.served import PATIENCE
from tests.system.site import HERE, Site
from tests.world import BOARD, PASSWORD, PEOPLE

FORM = "application/x-www-form-urlencoded"


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    text: str

    @property
    def token(self) -> str:
        return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.text)[1]


@dataclass
class Secure(Stream):
    """A stream through nginx, over https."""

    tls: ssl.SSLContext | None = None

    async def _once(self) -> None:
        host, port = self.address.rpartition("/")[2].split(":")
        reader, self._writer = await asyncio.open_connection(host, int(port), ssl=self.tls, limit=2**22)
        lines = [
            f"GET /boards/{self.board}/live HTTP/1.1", f"Host: {host}:{port}", "Accept: text/event-stream",
            f"Cookie: {self.cookie}", f"Last-Event-ID: {self.position}",
        ]  # fmt: skip
        self._writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        async with asyncio.timeout(self.silence):
            self.head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        self.status = int(self.head.split(" ", 2)[1])
        if self.status == 200 and "text/event-stream" in self.head:
            await self._listen(reader)


class Person:
    """`port` is a process to speak to, past nginx and without https; else everything goes as a browser's does."""

    def __init__(self, site: Site, cookie: str = "", *, port: int | None = None) -> None:
        self.site = site
        self.port = port
        self.jar = SimpleCookie()
        if cookie:
            self.jar["board" if port else "__Host-board"] = cookie

    def sign_in(self, name: str) -> "Person":
        answer = self.send("/session", token=self.get("/session").token, email=PEOPLE[name][0], password=PASSWORD)
        assert answer.status == 303, answer.text
        return self

    def at(self, port: int) -> "Person":
        """The same person, at one process."""
        return Person(self.site, self.key, port=port)

    @property
    def key(self) -> str:
        return self.jar["board" if self.port else "__Host-board"].value

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={each.value}" for name, each in self.jar.items())

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, None, headers)

    def send(self, path: str, *, token: str = "", htmx: str = "", **fields: str) -> Answer:
        """A form; it names its page's token, or one is fetched."""
        body = urlencode({"csrf_token": token or self.get(f"/boards/{BOARD}").token} | fields)
        return self.ask("POST", path, body, {"Content-Type": FORM} | ({"HX-Request": htmx} if htmx else {}))

    def ask(self, method: str, path: str, body: str | bytes | None, headers: dict[str, str]) -> Answer:
        line = self.line()
        try:
            line.request(method, path, body, {"Cookie": self.cookie} | headers)
            answer = line.getresponse()
            for each in answer.headers.get_all("Set-Cookie", []):
                self.jar.load(each)
            return Answer(answer.status, answer.headers, answer.read().decode("utf-8", "replace"))
        finally:
            line.close()

    def line(self) -> http.client.HTTPConnection:
        if self.port:
            return http.client.HTTPConnection(HERE, self.port, timeout=PATIENCE)
        return http.client.HTTPSConnection(HERE, self.site.https, timeout=PATIENCE, context=self.site.tls)

    def stream(self, *, board: int = BOARD) -> Stream:
        """From where the board's page stands now."""
        cursor = re.search(r'data-cursor="([^"]+)"', self.get(f"/boards/{board}").text)[1]
        if self.port:
            return Stream(f"http://{HERE}:{self.port}", board, self.cookie, cursor)
        return Secure(self.site.address, board, self.cookie, cursor, tls=self.site.tls)

    def add(self, title: str, *, token: str = "") -> Answer:
        return self.send(f"/boards/{BOARD}/actions", token=token, lines=title)


class Writer(threading.Thread):
    """Adds one action after another at a hurried person's pace, and notes which were acknowledged."""

    def __init__(self, person: Person, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.person = person
        self.token = person.get(f"/boards/{BOARD}").token
        self.acknowledged: list[str] = []
        self.refused: list[str] = []
        self.away = 0  # how often it was refused twice, one after the other
        self.enough = threading.Event()

    def run(self) -> None:
        again = 0
        for at in range(100_000):
            if self.enough.wait(0.1):
                return
            status = self._add(title := f"{self.name} number {at}")
            again = 0 if status == "303" else again + 1
            self.away += again > 1
            if status == "303":
                self.acknowledged.append(title)
            else:
                self.refused.append(status)

    def _add(self, title: str) -> str:
        try:
            return str(self.person.add(title, token=self.token).status)
        except (OSError, http.client.HTTPException) as error:
            return type(error).__name__


@contextmanager
def writing(person: Person, count: int = 4) -> Iterator[list[Writer]]:
    writers = [Writer(person, f"writer {at}") for at in range(count)]
    for writer in writers:
        writer.start()
    try:
        yield writers
    finally:
        for writer in writers:
            writer.enough.set()
        for writer in writers:
            writer.join(PATIENCE)

"""The application served: in a thread, or by `boardapp serve` as a process of its own, over an installation of its own.
Only 127.0.0.1 is spoken to."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkzeug.serving import make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

NOBODY = b"Nobody is here."
PATIENCE = 30  # seconds: a busy machine is slow, a server that does not come is a failure all the same
# `-m boardapp.cli`, but no worker is killed within a test: a server that ends by then has ended by itself
_PATIENT = "from boardapp.cli import main, server; server._GRACE = 3600; main()"


@contextmanager
def in_thread(app: "WSGIApplication", **options: Any) -> Iterator[str]:
    """Where an application of this process is served, from a thread of its own."""
    server = make_server("127.0.0.1", 0, app, threaded=True, **options)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Door:
    """One server for the tests of a worker, each under a name of its own. To a browser they are one site, which it
    warms up to once, and as many origins, which share neither cookies nor storage nor kept answers. What a page still
    sends when its test is over reaches nobody, and what was asked before is answered first."""

    def __init__(self) -> None:
        self.port = ""
        self.names = (f"test-{number}.tests.localhost" for number in count())
        self.apps: dict[str, WSGIApplication] = {}
        self.inside: set[tuple[str, object]] = set()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        here = environ["HTTP_HOST"], object()
        self.inside.add(here)  # before it is asked who is there, so that none slips in while others wait for the last
        try:
            answer = self.apps.get(here[0], _nobody)(environ, start_response)
        except BaseException:
            self.inside.discard(here)
            raise
        return self._until_over(here, answer)

    @contextmanager
    def leading_to(self, app: "WSGIApplication", stop: Callable[[], None] = lambda: None) -> Iterator[str]:
        """`stop` ends what goes on for ever, as a stream does."""
        host = f"{next(self.names)}:{self.port}"
        self.apps[host] = app
        try:
            yield f"http://{host}"
        finally:
            self._closed(host, stop)

    @contextmanager
    def shut(self, address: str, stop: Callable[[], None]) -> Iterator[None]:
        """Nobody is inside meanwhile: a page that is left sends a last word, which may come when its house is laid
        anew, and would find half of it."""
        host = address.removeprefix("http://")
        app = self.apps[host]
        try:
            self._closed(host, stop)
            yield
        finally:
            self.apps[host] = app

    def _closed(self, host: str, stop: Callable[[], None]) -> None:
        del self.apps[host]
        until(lambda: self._left(host, stop))

    def _until_over(self, here: tuple[str, object], answer: Iterable[bytes]) -> Iterator[bytes]:
        """A generator ends by itself when it is let go of: where a browser hangs up with something still to be read,
        werkzeug never closes what it was sending."""
        try:
            yield from answer
        finally:
            self.inside.discard(here)
            getattr(answer, "close", lambda: None)()

    def _left(self, host: str, stop: Callable[[], None]) -> bool:
        """Asked again until it is so: a stream may have been on its way in."""
        stop()
        return all(name != host for name, _ in list(self.inside))


class Server:
    """A server in a process group of its own, so that a test can kill all of it."""

    def __init__(self, folder: Path, *words: object, patient: bool = False, **settings: str) -> None:
        self.instance = folder / "instance"
        self.said = folder / f"said-{time.monotonic_ns()}"
        self.complained = self.said.with_suffix(".err")
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BOARDAPP_")}
        told = {"BOARDAPP_INSTANCE": str(self.instance)} | {f"BOARDAPP_{name}": text for name, text in settings.items()}
        program = ["-c", _PATIENT] if patient else ["-m", "boardapp.cli"]
        command = [sys.executable, *program, "serve", *map(str, words)]
        with self.said.open("wb") as out, self.complained.open("wb") as err:
            self.process = subprocess.Popen(command, env=kept | told, stdout=out, stderr=err, start_new_session=True)

    @property
    def output(self) -> str:
        return self.said.read_text(encoding="utf-8")

    @property
    def errors(self) -> str:
        return self.complained.read_text(encoding="utf-8")

    def waits(self) -> "Server":
        """Wait until it has said where it is: from then on it answers."""
        until(lambda: "\n" in self.output or self.process.poll() is not None)
        assert self.process.poll() is None, self.errors
        return self

    @property
    def address(self) -> str:
        return re.search(r"http://\S+", self.output)[0]

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    @property
    def link(self) -> str | None:
        found = re.search(r"\S+/setup/\S+", self.output)
        return found and found[0]

    def ends(self) -> tuple[int, str]:
        """Its exit code and what it complained of, once it has ended."""
        return self.process.wait(PATIENCE), self.errors

    def kill(self) -> None:
        """All processes at once, without a word, as a power cut would."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)


def until(done: Callable[[], object], patience: float = PATIENCE) -> None:
    limit = time.monotonic() + patience
    while not done():
        assert time.monotonic() < limit, "it does not happen"
        time.sleep(0.01)


def listening(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    """A port that nobody else is given before it is bound: not by the system, whose own begin at 32768 (elsewhere at
    49152), and not by another worker, as each has a thousand of its own."""
    return next(port for port in _ports if _can_be_bound(port))


def _all_ports() -> Iterator[int]:
    """Those of this worker, from another one on in each run: a run beside this one counts through the same."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    base, first = 20_000 + worker % 12 * 1000, os.getpid() * 37
    return (base + number % 1000 for number in count(first))


def _can_be_bound(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


_ports = _all_ports()


def _nobody(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """No error, of which a console would speak."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [NOBODY]

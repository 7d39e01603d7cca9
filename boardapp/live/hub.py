"""Who listens to which board, and what each has still to be sent. Knows neither Flask nor a server."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

MOST = 600  # streams of one process
MOST_EACH = 12  # of one session: its open tabs
WAITING = 64  # messages that wait for a slow reader; one more and its stream ends: it comes back and resumes

Frame = tuple[int | None, bytes]  # the version a message brings the page to, if any, and the message


class Full(RuntimeError):
    """There are as many streams as one process, or one session, may have."""


@dataclass(frozen=True)
class View:
    """What may differ between two readers of one board."""

    language: str
    may_write: bool


@dataclass(frozen=True)
class Reader:
    """Who listens, in which session."""

    session: str
    user_id: int
    name: str


@dataclass(eq=False)
class Listener:
    """One stream. What comes before `caught_up()` is kept, as what it missed is read at the same time."""

    board_id: int
    view: View
    reader: Reader
    wake: Callable[[], None] = lambda: None
    over: bool = False
    _begun: int | None = None
    _frames: deque[Frame] = field(default_factory=deque)
    _lock: Lock = field(default_factory=Lock)

    def caught_up(self, version: int, missed: bytes) -> None:
        """It is told what it missed, and has then been told all up to this version."""
        with self._lock:
            self._begun = version
            self._frames = deque([(None, missed), *(frame for frame in self._frames if self._new(frame))])

    def put(self, frames: Iterable[Frame]) -> None:
        with self._lock:
            self._frames.extend(frame for frame in frames if self._new(frame))
            full = len(self._frames) > WAITING
        if full:
            self.end()

    def take(self) -> bytes:
        """All that waits, for one write."""
        with self._lock:
            taken = b"".join(data for _, data in self._frames)
            self._frames.clear()
        return taken

    def end(self) -> None:
        self.over = True

    def _new(self, frame: Frame) -> bool:
        return frame[0] is None or self._begun is None or frame[0] > self._begun


class Hub:
    """All streams of this process. What is published is put to each listener at once and sent by whoever holds it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._listeners: dict[int, set[Listener]] = {}
        self._closed = False
        self.rouse: Callable[[Sequence[Listener]], None] = _wake_each

    def join(self, listener: Listener) -> None:
        with self._lock:
            everybody = [each for here in self._listeners.values() for each in here]
            mine = sum(each.reader.session == listener.reader.session for each in everybody)
            if self._closed or len(everybody) >= MOST or mine >= MOST_EACH:
                raise Full
            self._listeners.setdefault(listener.board_id, set()).add(listener)

    def leave(self, listener: Listener) -> None:
        with self._lock:
            here = self._listeners.get(listener.board_id, set())
            here.discard(listener)
            if not here:
                self._listeners.pop(listener.board_id, None)

    def boards(self) -> dict[int, set[View]]:
        """The boards somebody listens to, and in which views."""
        with self._lock:
            return {board_id: {each.view for each in here} for board_id, here in self._listeners.items()}

    def listeners(self, board_id: int | None = None) -> list[Listener]:
        with self._lock:
            groups = self._listeners.values() if board_id is None else [self._listeners.get(board_id, set())]
            return [each for here in groups for each in here]

    def publish(self, board_id: int, frames: Mapping[View, Frame]) -> None:
        here = [each for each in self.listeners(board_id) if each.view in frames]
        for listener in here:
            listener.put([frames[listener.view]])
        self.rouse(here)

    def send(self, data: bytes) -> None:
        """Something that is no version of a board, to everybody."""
        here = self.listeners()
        for listener in here:
            listener.put([(None, data)])
        self.rouse(here)

    def end(self, listeners: Sequence[Listener] | None = None) -> None:
        """These streams end, or all; each reader comes back and is asked who it is."""
        ending = self.listeners() if listeners is None else listeners
        for listener in ending:
            listener.end()
        self.rouse(ending)

    def close(self) -> None:
        """For good: whoever comes back finds another server, or this one started anew."""
        self._closed = True
        self.end()


def _wake_each(listeners: Sequence[Listener]) -> None:
    for listener in listeners:
        listener.wake()

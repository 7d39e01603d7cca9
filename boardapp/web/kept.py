"""What was made once and is asked for again. Nothing grows old here: a key says all that its thing is made of, so one
that would be wrong is never found, and what is asked for least leaves when there is no more room."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Generic, TypeVar

from flask import Flask, current_app

T = TypeVar("T")
_BESIDE = 1024  # bytes that a thing takes besides its own: its key, and its place
_MEGABYTE = 1024 * 1024


class Shelf(Generic[T]):
    """Things by their keys, at most so many bytes of them."""

    def __init__(self, most: int, weigh: Callable[[T], int]) -> None:
        self.size = 0
        self._most, self._weigh = most, weigh
        self._things: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._making: dict[Hashable, _Turn] = {}
        self._lock = Lock()

    @property
    def count(self) -> int:
        return len(self._things)

    def __iter__(self) -> Iterator[T]:
        with self._lock:
            return iter([thing for thing, _ in self._things.values()])

    def find(self, key: Hashable) -> T | None:
        with self._lock:
            found = self._things.get(key)
            if found is None:
                return None
            self._things.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, thing: T) -> T:
        weight = self._weigh(thing) + _BESIDE
        with self._lock:
            _, before = self._things.pop(key, (None, 0))
            self._things[key] = (thing, weight)
            self.size += weight - before
            while self.size > self._most:
                _, (_, freed) = self._things.popitem(last=False)
                self.size -= freed
        return thing

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is here, or is made now: by one of those who ask at the same moment, while the others wait for it."""
        found = self.find(key)
        if found is None:
            with self._turn(key):
                found = self.find(key)
                if found is None:
                    found = self.put(key, make())
        return found

    @contextmanager
    def _turn(self, key: Hashable) -> Iterator[None]:
        with self._lock:
            turn = self._making.setdefault(key, _Turn())
            turn.waiting += 1
        try:
            with turn.lock:
                yield
        finally:
            with self._lock:
                turn.waiting -= 1
                if not turn.waiting:
                    self._making.pop(key, None)


@dataclass
class _Turn:
    lock: Any = field(default_factory=Lock)
    waiting: int = 0


class Kept:
    """The shelves of one application: fragments that everybody shares, whole boards, and pages as they are sent to one
    person."""

    def __init__(self) -> None:
        self.fragments: Shelf[Any] = Shelf(8 * _MEGABYTE, _letters)
        self.boards: Shelf[Any] = Shelf(8 * _MEGABYTE, lambda board: board.size)
        self.pages: Shelf[bytes] = Shelf(16 * _MEGABYTE, len)


def init_app(app: Flask) -> None:
    app.extensions["kept"] = Kept()


def here() -> Kept:
    return current_app.extensions["kept"]


def _letters(text: str) -> int:
    return text.__sizeof__()

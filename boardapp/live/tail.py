"""Follows what is committed on the boards that somebody listens to, and publishes it; keeps every stream alive, and
ends those that may no longer listen."""

import logging
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event, Lock

from boardapp.database import committed
from boardapp.live.hub import Hub, Listener, View
from boardapp.live.messages import BEAT, Position, refresh
from boardapp.live.presence import Person, Presence

EVERY = 5.0  # seconds between two beats, after which each stream is also asked whether it may go on
RARELY = 1.0  # seconds: who is here is not said more often
_log = logging.getLogger("boardapp")


@dataclass(frozen=True)
class Tellers:
    """What the web knows: where boards stand, how to say what happened and who is there, who may listen no more; and
    how to tell other processes who is here."""

    stand: Callable[[Collection[int]], Mapping[int, Position]]
    tell: Callable[[int, Position, Position, Collection[View]], Mapping[View, bytes]]
    gather: Callable[[int, Sequence[Person], Collection[View]], Mapping[View, bytes]]
    barred: Callable[[Sequence[Listener]], Sequence[Listener]]
    greet: Callable[[Collection[int]], None]


@dataclass
class Tail:
    hub: Hub
    presence: Presence
    tellers: Tellers
    _lock: Lock = field(default_factory=Lock)
    _stands: dict[int, Position] = field(default_factory=dict)
    _here: dict[int, list[Person]] = field(default_factory=dict)  # as it was said last
    _said: float = 0.0

    def follow(self, board_id: int) -> Position:
        """From where on a listener that has just joined is told: all others hear first what is new, so that its first
        message begins where what it missed ends."""
        with self._lock:
            now = self.tellers.stand([board_id])[board_id]
            if now != (was := self._stands.setdefault(board_id, now)):
                self._publish(board_id, was, now, self.hub.boards()[board_id])
            return now

    def run(self, end: Event) -> None:
        seen, beat = 0, time.monotonic() + EVERY
        while not end.is_set():
            due = min(beat, self._said + RARELY) if self._unsaid() else beat
            seen = committed.wait(seen, max(0.0, due - time.monotonic()))
            self._safely(self.look)
            if time.monotonic() >= self._said + RARELY:
                self._safely(self.say_who)
            if time.monotonic() >= beat:
                beat = time.monotonic() + EVERY
                self._safely(self.beat)

    def look(self) -> None:
        """Publish what is new on each board that is listened to; forget those that are not."""
        with self._lock:  # whoever joins and then follows meanwhile is not forgotten
            wanted = self.hub.boards()
            self._stands = {id_: at for id_, at in self._stands.items() if id_ in wanted}
            for board_id, now in self.tellers.stand(self._stands.keys()).items() if self._stands else ():
                if now != self._stands[board_id]:
                    self._publish(board_id, self._stands[board_id], now, wanted[board_id])

    def say_who(self) -> None:
        """Tell each board who is there, where that has changed."""
        self._said = time.monotonic()
        wanted = self.hub.boards()
        self.tellers.greet([id_ for id_ in self._here if id_ not in wanted])  # the last of ours has left
        self._here = {id_: people for id_, people in self._here.items() if id_ in wanted}
        for board_id, views in wanted.items():
            people = self.presence.everywhere(board_id)
            if people != self._here.get(board_id):
                self.tellers.greet([board_id])
                said = self.tellers.gather(board_id, people, views)
                self.hub.publish(board_id, {view: (None, data) for view, data in said.items()})
                self._here[board_id] = people

    def beat(self) -> None:
        """Also for the other processes, which would take us to be gone."""
        self.hub.end(self.tellers.barred(self.hub.listeners()))
        self.hub.send(BEAT)
        self.tellers.greet(self.hub.boards())

    def _unsaid(self) -> bool:
        return any(self.presence.everywhere(id_) != self._here.get(id_) for id_ in self.hub.boards())

    def _publish(self, board_id: int, was: Position, now: Position, views: Iterable[View]) -> None:
        try:
            told = self.tellers.tell(board_id, was, now, list(views))
        except Exception:  # noqa: BLE001  what cannot be told can still be loaded
            _log.exception("What happened on a board could not be told; its pages load anew")
            told = dict.fromkeys(views, refresh(now))
        version = now.version if was.leads_to(now) else None  # of another life, or day: everybody hears it
        self.hub.publish(board_id, {view: (version, data) for view, data in told.items()})
        self._stands[board_id] = now

    def _safely(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception:  # noqa: BLE001  a database that is away for a moment must not silence the board for ever
            _log.exception("The live boards could not be looked after; it is tried again")
            time.sleep(0.5)

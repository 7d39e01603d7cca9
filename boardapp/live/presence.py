"""Who is here, and who writes where. Kept in memory: an open stream is somebody who is here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock

from boardapp.live.hub import Hub

WRITES_FOR = 8.0  # seconds after which somebody who said nothing more is no longer writing
AWAY_FOR = 15.0  # seconds after which another process that said nothing more is gone


@dataclass(frozen=True, order=True)
class Person:
    """`action_id` is where they write; 0 for nowhere."""

    name: str
    user_id: int
    action_id: int = 0


class Presence:
    def __init__(self, hub: Hub, clock: Callable[[], float]) -> None:
        self._hub = hub
        self._clock = clock
        self._lock = Lock()
        self._writes: dict[tuple[int, int], tuple[int, float]] = {}  # board and account: action, until when
        self._elsewhere: dict[tuple[str, int], tuple[list[Person], float]] = {}  # process and board

    def write(self, board_id: int, user_id: int, action_id: int) -> None:
        """Somebody writes in an action now; 0 when they have stopped."""
        with self._lock:
            if action_id:
                self._writes[board_id, user_id] = (action_id, self._clock() + WRITES_FOR)
            else:
                self._writes.pop((board_id, user_id), None)

    def hear(self, process: str, board_id: int, people: Iterable[Person]) -> None:
        """What another process says of its own streams."""
        with self._lock:
            self._elsewhere[process, board_id] = (list(people), self._clock() + AWAY_FOR)

    def here(self, board_id: int) -> list[Person]:
        """Each once, by name, of this process."""
        readers = {each.reader.user_id: each.reader.name for each in self._hub.listeners(board_id)}
        return sorted(Person(name, id_, self._where(board_id, id_)) for id_, name in readers.items())

    def everywhere(self, board_id: int) -> list[Person]:
        """Each once, by name, in whatever process; whoever writes anywhere is shown writing."""
        with self._lock:
            now = self._clock()
            self._elsewhere = {key: told for key, told in self._elsewhere.items() if told[1] > now}
            others = [each for (_, id_), told in self._elsewhere.items() if id_ == board_id for each in told[0]]
        people: dict[int, Person] = {}
        for person in [*self.here(board_id), *others]:
            known = people.get(person.user_id)
            people[person.user_id] = known if known and known.action_id else person
        return sorted(people.values())

    def _where(self, board_id: int, user_id: int) -> int:
        with self._lock:
            action_id, until = self._writes.get((board_id, user_id), (0, 0.0))
        return action_id if until > self._clock() else 0

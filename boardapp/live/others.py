"""What the processes on one PostgreSQL tell each other beside their commits: who is here, and who writes where."""

import json
from collections.abc import Callable, Collection
from secrets import token_hex

from boardapp.live.presence import Person, Presence

MOST = 7900  # bytes: PostgreSQL passes on less than 8,000
FIRST = 9  # people by name, as many as any page shows; then those who write, then whoever else there is room for


class Others:
    def __init__(self, presence: Presence, tell: Callable[[str], None]) -> None:
        self._presence = presence
        self._tell = tell
        self._process = token_hex(8)

    def greet(self, board_ids: Collection[int]) -> None:
        """Say who is here, on each of these boards. Who says nothing for a while is taken to be gone."""
        for board_id in board_ids:
            self._tell(json.dumps(self._of(board_id) | {"here": self._people(board_id)}))

    def write(self, board_id: int, user_id: int, action_id: int) -> None:
        """Somebody writes; their stream may be in any process."""
        self._presence.write(board_id, user_id, action_id)
        self._tell(json.dumps(self._of(board_id) | {"writes": [user_id, action_id]}))

    def hear(self, said: str) -> None:
        """What one of us said, perhaps this one."""
        told = json.loads(said)
        if told["process"] == self._process:
            return
        if "here" in told:
            self._presence.hear(told["process"], told["board"], [Person(*each) for each in told["here"]])
        if "writes" in told:
            self._presence.write(told["board"], *told["writes"])

    def _of(self, board_id: int) -> dict[str, object]:
        return {"process": self._process, "board": board_id}

    def _people(self, board_id: int) -> list[tuple[str, int, int]]:
        people, room, told = self._presence.here(board_id), MOST, []
        for person in [*people[:FIRST], *sorted(people[FIRST:], key=lambda each: not each.action_id)]:
            one = (person.name, person.user_id, person.action_id)
            room -= len(json.dumps(one)) + 2
            if room > 100:
                told.append(one)
        return told

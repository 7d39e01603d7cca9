"""The bell between whoever commits and whoever follows, in one process."""

import threading


class Commits:
    """Tells whoever follows that facts were committed. Each telling is counted, so that one is not missed by who is
    busy with the one before."""

    def __init__(self) -> None:
        self._told = threading.Condition()
        self._count = 0

    def tell(self) -> None:
        with self._told:
            self._count += 1
            self._told.notify_all()

    def wait(self, seen: int, seconds: float) -> int:
        """Until more than `seen` were told, or so long; how many were told by then."""
        with self._told:
            self._told.wait_for(lambda: self._count != seen, seconds)
            return self._count

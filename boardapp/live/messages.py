"""What goes down a stream: messages in the browser's own format, each with the position it leaves off at."""

import re
from dataclasses import dataclass
from datetime import date

BEAT = b":\n\n"  # says that the line still stands; it is no message
_POSITION = re.compile(r"([0-9a-f]{1,32})-(\d{1,9})-(\d{1,9})-(\d{8})", re.ASCII)


@dataclass(frozen=True)
class Position:
    """How far a page has come: the board's version and that of its labels within one life of the database, on one day
    of the board. After a restore the epoch is another, and a position of the old one is no position."""

    epoch: str
    version: int
    labels: int
    day: str  # 20261122

    def __str__(self) -> str:
        return f"{self.epoch}-{self.version}-{self.labels}-{self.day}"

    @classmethod
    def at(cls, epoch: str, version: int, labels: int, today: date) -> "Position":
        return cls(epoch, version, labels, f"{today:%Y%m%d}")

    @classmethod
    def read(cls, text: str) -> "Position | None":
        found = _POSITION.fullmatch(text)
        return cls(found[1], int(found[2]), int(found[3]), found[4]) if found else None

    def leads_to(self, other: "Position") -> bool:
        """Whether events alone lie between the two: no restore, no new name, no midnight."""
        same = (self.epoch, self.labels, self.day) == (other.epoch, other.labels, other.day)
        return same and self.version <= other.version


def message(data: str = "", *, at: Position | None = None, event: str = "") -> bytes:
    """One message. Without data and event it only moves the position on."""
    lines = [f"id: {at}"] if at else []
    lines += [f"event: {event}"] if event else []
    lines += [f"data: {line}" for line in data.splitlines() or [""]] if data or event else []
    return ("\n".join(lines) + "\n\n").encode()


def refresh(at: Position) -> bytes:
    """Too much changed to say it piece by piece."""
    return message(at=at, event="refresh")

"""A reader with the board before its eyes: what a browser shows of it, and does to it with each message."""

import asyncio
import re
from dataclasses import dataclass, field

from tests.live.streams import Message, Stream, pieces, version

_LIST = re.compile(r'<ol id="(cards-[a-z]+|done-now)"[^>]*>(.*?)</ol>', re.DOTALL)
_CARD = re.compile(r'<li id="(action-\d+)"[^>]*? data-v="(\d+)"(?: data-rank="([^"]*)")?.*?</li>', re.DOTALL)
_PART = re.compile(r'<(header|p|a|summary) id="((?:lane-head|more|tab|folded)-[a-z]+)".*?</\1>', re.DOTALL)
_CURSOR = re.compile(r'data-cursor="([^"]+)"')


@dataclass(frozen=True)
class Card:
    id: str
    version: int
    rank: str
    html: str


@dataclass
class Drawn:
    """The lists of a board with their cards, in order, and what stands around them. Two are equal that look alike."""

    lists: dict[str, list[Card]] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, page: str) -> "Drawn":
        lists = {name: _cards(html) for name, html in _LIST.findall(page)}
        return cls(lists, {found[2]: _plain(found[0]) for found in _PART.finditer(page)})

    def put(self, target: str, style: str, html: str) -> None:
        """One piece, as place.js and htmx put it; one whose place is not on the page is passed over."""
        name = target.removeprefix("#")
        if style == "place" and name in self.lists:
            self._place(name, _cards(html)[0])
        elif style == "delete":
            self._remove(name)
        elif name in self.parts:
            self.parts[name] = _plain(html)

    def unlike(self, other: "Drawn") -> list[str]:
        """What differs from another one, to be read by people."""
        pairs = {name: (self.parts.get(name), other.parts.get(name)) for name in self.parts.keys() | other.parts.keys()}
        found = [f"{name}: {ours} / {theirs}" for name, (ours, theirs) in pairs.items() if ours != theirs]
        for name in self.lists.keys() | other.lists.keys():
            ours, theirs = self.lists.get(name, []), other.lists.get(name, [])
            if [card.id for card in ours] != [card.id for card in theirs]:
                found.append(f"{name}: {[card.id for card in ours]} / {[card.id for card in theirs]}")
            known = {card.id: card for card in theirs}
            found += [f"{card} / {known[card.id]}" for card in ours if card != known.get(card.id, card)]
        return found

    def ids(self) -> list[int]:
        """The actions on it, lane after lane."""
        return [int(card.id.removeprefix("action-")) for cards in self.lists.values() for card in cards]

    def _place(self, name: str, fresh: Card) -> None:
        known = next((card for cards in self.lists.values() for card in cards if card.id == fresh.id), None)
        if known is None or known.version < fresh.version:
            self._remove(fresh.id)
            cards = self.lists[name]
            at = next((at for at, card in enumerate(cards) if card.rank > fresh.rank), len(cards))
            cards.insert(at, fresh)

    def _remove(self, id_: str) -> None:
        for cards in self.lists.values():
            cards[:] = [card for card in cards if card.id != id_]


@dataclass(eq=False)
class Page(Stream):
    """It loads its page first, and again where a message asks for that."""

    drawn: Drawn = field(default_factory=Drawn)
    shown: str = ""  # how far what it shows has come, told last: whoever sees it from another thread sees that
    loads: int = 0
    stale: list[str] = field(default_factory=list)  # pages that were older than what it had been told

    @property
    def version(self) -> int:
        """How far what it shows has come: a page that it is told to load takes its time."""
        return version(self.shown) or 0

    async def read(self) -> None:
        await self._load()
        self.position = self.began = self.shown
        await super().read()

    async def show(self, message: Message) -> None:
        if message.event == "refresh":
            await self._load()
        elif message.id and (version(message.id) or 0) > (version(self.shown) or 0):
            for target, style, html in pieces(message):
                self.drawn.put(target, style, html)
            self.shown = message.id

    async def _load(self) -> None:
        """Until it gets one, as the browser tries again."""
        status, page = 0, ""
        while status != 200:
            try:
                status, page = await self.get(f"/boards/{self.board}")
            except (OSError, TimeoutError, asyncio.IncompleteReadError):
                status = 0
            await asyncio.sleep(0 if status == 200 else 0.2)
        found = _CURSOR.search(page)
        assert found, "a board without a cursor"
        if (version(found[1]) or 0) < (version(self.position) or 0):
            self.stale.append(found[1])
        self.drawn = Drawn.of(page)
        self.loads += 1
        self.shown = found[1]


def _cards(html: str) -> list[Card]:
    return [Card(card[1], int(card[2]), card[3] or "", _plain(card[0])) for card in _CARD.finditer(html)]


def _plain(html: str) -> str:
    return re.sub(r"\s+", " ", html).strip()

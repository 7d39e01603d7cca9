"""The lanes of a board, drawn: each card once for all who read it in one language, and the lanes of a whole board."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import get_template_attribute
from markupsafe import Markup
from sqlalchemy import Row

from boardapp.domain import lanes as standing
from boardapp.domain import listing, ruler
from boardapp.domain.actions import Horizon
from boardapp.domain.boards import Board
from boardapp.domain.lanes import CARD, Lane
from boardapp.domain.listing import Filter
from boardapp.web import kept
from boardapp.web.language import locale


@dataclass(frozen=True)
class Shown:
    """A board as those see it who have its language of the moment and may, or may not, write."""

    board: Board
    today: date
    may_write: bool


@dataclass(frozen=True)
class Drawn:
    """The lanes of a board and the tabs that lead to each, and how many actions stand in them."""

    tabs: Markup
    lanes: Markup
    total: int

    @property
    def size(self) -> int:
        return self.tabs.__sizeof__() + self.lanes.__sizeof__()


def cards(rows: Iterable[Any], today: date, may_write: bool) -> Markup:  # noqa: FBT001  (templates call it)
    """Actions on the board. Each card is kept by all that it shows, so that another rank or name makes it another card;
    a sample, which is no row, is drawn each time."""
    draw, shelf, about = get_template_attribute("boards/_card.html", "card"), kept.here().fragments, (locale(), today)
    drawn = []
    for row in rows:
        key = (*about, may_write, *row[: len(CARD)]) if isinstance(row, (Row, tuple)) else None
        html = shelf.find(key) if key else None
        if html is None:
            html = draw(row, today, may_write)
            shelf.put(key, html) if key else None
        drawn.append(html)
    return Markup("".join(drawn))  # noqa: S704


def whole(shown: Shown, epoch: str) -> Drawn:
    """All lanes of a board: kept, as everybody who looks at it sees the same."""
    board = shown.board
    place = (epoch, board.id, board.version, board.labels_version)
    key = (*place, locale(), shown.may_write, shown.today)
    return kept.here().boards.get(key, lambda: _drawn(shown, standing.of(board, shown.today)))


def narrowed(shown: Shown, wanted: Filter) -> Drawn:
    """What a filter leaves of them; the cap counts what is there all the same."""
    board = shown.board
    return _drawn(shown, listing.lanes(board, shown.today, wanted), standing.heads(board, shown.today))


def _drawn(shown: Shown, lanes: list[Lane], unfiltered: dict[Horizon, Lane] | None = None) -> Drawn:
    draw, tab = (get_template_attribute("boards/_lane.html", name) for name in ("lane", "lane_tab"))
    board, dues = shown.board, ruler.of(shown.board, shown.today)
    ordered = [*lanes[1:], *lanes[:1]]  # to sort comes last to the keyboard, as it may be long
    boxes = [
        draw(lane, board, shown.today, shown.may_write, unfiltered and unfiltered[lane.horizon],
             dues if lane.horizon is Horizon.now else None)
        for lane in ordered
    ]  # fmt: skip
    return Drawn(Markup().join(map(tab, ordered)), Markup().join(boxes), sum(lane.total for lane in lanes))

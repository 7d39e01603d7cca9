"""What is new on a board, piece by piece: alike in the answer to one change and in the stream to everybody."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import get_template_attribute
from markupsafe import Markup
from sqlalchemy import Row, select

from boardapp.database import db
from boardapp.domain import listing, ruler
from boardapp.domain.actions import Horizon
from boardapp.domain.boards import Board
from boardapp.domain.categories import SEEDS
from boardapp.domain.events import EventSubject
from boardapp.domain.listing import LANE_MOST, Lane
from boardapp.web.hypermedia import piece
from boardapp.web.language import locale

FEW = 20  # an event with more subjects than this loads the page anew


@dataclass(frozen=True)
class Shown:
    """A board as those see it who have its language of the moment and may, or may not, write."""

    board: Board
    today: date
    may_write: bool


def category_label(row: Any) -> str:
    """The name of a row's category in the reader's language; empty where it has none."""
    return row.category_name or (SEEDS[row.category_key][locale()] if row.category_key else "")


def touched(event_ids: Sequence[int]) -> list[int] | None:
    """The actions these events changed; None when one changed many, or more than actions."""
    columns = (EventSubject.event_id, EventSubject.kind, EventSubject.row_id)
    rows = db.session.execute(select(*columns).where(EventSubject.event_id.in_(event_ids))).all() if event_ids else []
    few = all(sum(row.event_id == id_ for row in rows) <= FEW for id_ in event_ids)
    if not few or any(row.kind not in ("action", "owner", "comment") for row in rows):
        return None
    return list(dict.fromkeys(row.row_id for row in rows if row.kind == "action"))


def of(shown: Shown, ids: Sequence[int]) -> list[Markup]:
    """These actions where they stand now, and all on the board that counts them."""
    heads = listing.heads(shown.board, shown.today)
    rows = listing.standing(shown.board, ids, shown.today)
    gone = set(ids) - {row.id for row in rows}
    pieces = [*(removed(id_) for id_ in sorted(gone)), *_cards(shown, heads, rows)]
    for lane in heads.values():
        pieces += [_head(shown, lane), _more(shown, lane), _tab(lane)]
    return [*pieces, _folded_count(heads[Horizon.now])]


def in_place(shown: Shown, ids: Sequence[int]) -> list[Markup]:
    """The cards where they stand on a page that shows a part of the board."""
    return [piece(f"#action-{row.id}", card(shown, row)) for row in listing.cards(ids)]


def card(shown: Shown, row: Row[Any]) -> Markup:
    return get_template_attribute("boards/_card.html", "card")(row, shown.today, shown.may_write)


def removed(id_: int) -> Markup:
    return piece(f"#action-{id_}", "", "delete")


def _cards(shown: Shown, heads: dict[Horizon, Lane], rows: Sequence[Row[Any]]) -> Iterator[Markup]:
    """Each finds its place by its rank."""
    long = [horizon for horizon, lane in heads.items() if lane.total - lane.away > LANE_MOST]
    for row in rows:
        if row.folded or row.horizon not in long:
            yield piece("#done-now" if row.folded else f"#cards-{row.horizon}", card(shown, row), "place")
    for horizon in long if rows else ():
        yield from _at_the_edge(shown, horizon, {row.id for row in rows})


def _at_the_edge(shown: Shown, horizon: Horizon, ids: set[int]) -> Iterator[Markup]:
    """In a lane that holds more than it shows, as many move over the edge as moved."""
    lane = listing.lane(shown.board, horizon, shown.today)
    for at, row in enumerate(lane.cards):
        if row.id in ids or at >= LANE_MOST - len(ids):
            yield piece(f"#cards-{horizon}", card(shown, row), "place")
    for id_ in listing.beyond(shown.board, horizon, shown.today, len(ids)):
        yield removed(id_)


def _head(shown: Shown, lane: Lane) -> Markup:
    """Above Do now with its ruler, as each due date may have moved."""
    head = get_template_attribute("boards/_lane.html", "lane_head")
    dues = ruler.of(shown.board, shown.today) if lane.horizon is Horizon.now else None
    return piece(f"#lane-head-{lane.horizon}", head(lane, shown.board, shown.may_write, ruler=dues))


def _more(shown: Shown, lane: Lane) -> Markup:
    return piece(f"#more-{lane.horizon}", get_template_attribute("boards/_lane.html", "more")(lane, shown.board))


def _tab(lane: Lane) -> Markup:
    return piece(f"#tab-{lane.horizon}", get_template_attribute("boards/_lane.html", "lane_tab")(lane))


def _folded_count(lane: Lane) -> Markup:
    return piece("#folded-count", get_template_attribute("boards/_lane.html", "folded_count")(lane))

"""What is new on a board, piece by piece: alike in the answer to one change and in the stream to everybody."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask import get_template_attribute
from markupsafe import Markup
from sqlalchemy import Row

from boardapp.domain import lanes, ruler
from boardapp.domain.actions import Horizon
from boardapp.domain.categories import SEEDS
from boardapp.domain.events import Event
from boardapp.domain.lanes import LANE_MOST, Lane
from boardapp.web import kept
from boardapp.web.hypermedia import piece
from boardapp.web.lanes import Shown
from boardapp.web.lanes import cards as kept_cards
from boardapp.web.language import locale

FEW = 20  # an event with more subjects than this loads the page anew


def category_label(row: Any) -> str:
    """The name of a row's category in the reader's language; empty where it has none."""
    return row.category_name or (SEEDS[row.category_key][locale()] if row.category_key else "")


def touched(events: Sequence[Event]) -> list[int] | None:
    """The actions these events changed; None when one changed many, or more than actions."""
    each = [event.subjects for event in events]
    rows = [row for subjects in each for row in subjects]
    few = all(len(subjects) <= FEW for subjects in each)
    if not few or any(row.kind not in ("action", "owner", "comment") for row in rows):
        return None
    return list(dict.fromkeys(row.row_id for row in rows if row.kind == "action"))


def after(shown: Shown, event: Event, ids: Sequence[int]) -> Markup:
    """What this event made new on the board as it stands: drawn once for the answer to it and the stream of it."""
    board = shown.board
    key = (event.uid, board.version, board.labels_version, shown.today, shown.may_write, locale(), tuple(ids))
    return kept.here().fragments.get(key, lambda: Markup("\n").join(of(shown, ids, left(event))))


def of(shown: Shown, ids: Sequence[int], left: Iterable[str] = Horizon) -> list[Markup]:
    """These actions where they stand now, and all on the board that counts them: in the lanes that they stand in, and
    in those that they `left`, which may be any unless told."""
    rows = lanes.standing(shown.board, ids, shown.today)
    names = {*left, *(row.horizon for row in rows)}
    heads = {horizon: lane for horizon, lane in lanes.heads(shown.board, shown.today).items() if horizon in names}
    here = [row for row in rows if row.rank]
    gone = sorted(set(ids) - {row.id for row in here})
    pieces = [*(removed(id_) for id_ in gone), *_cards(shown, heads, here, len(ids))]
    for lane in heads.values():
        pieces += [_head(shown, lane), _more(shown, lane), _tab(lane)]
    return pieces + [_folded_count(lane) for lane in heads.values() if lane.horizon is Horizon.now]


def left(event: Event) -> set[str]:
    """The lanes that it took actions out of, and those it put them in."""
    facts = [*event.body["was"].values(), *event.body["to"].values()]
    return {row["horizon"] for row in facts if row and "horizon" in row}


def in_place(shown: Shown, ids: Sequence[int]) -> list[Markup]:
    """The cards where they stand on a page that shows a part of the board."""
    return [piece(f"#action-{row.id}", card(shown, row)) for row in lanes.cards(ids)]


def card(shown: Shown, row: Row[Any]) -> Markup:
    return kept_cards([row], shown.today, shown.may_write)


def removed(id_: int) -> Markup:
    return piece(f"#action-{id_}", "", "delete")


def _cards(shown: Shown, heads: dict[Horizon, Lane], rows: Sequence[Row[Any]], count: int) -> Iterator[Markup]:
    """Each finds its place by its rank. A lane is long that held more than it shows before so many may have left it."""
    long = [horizon for horizon, lane in heads.items() if lane.total - lane.away > LANE_MOST - count]
    for row in rows:
        if row.folded or row.horizon not in long:
            yield piece("#done-now" if row.folded else f"#cards-{row.horizon}", card(shown, row), "place")
    for horizon in long if count else ():
        mine = [row for row in rows if row.horizon == horizon and not row.folded]
        yield from _at_the_edge(shown, horizon, mine, count)


def _at_the_edge(shown: Shown, horizon: Horizon, mine: Sequence[Row[Any]], count: int) -> Iterator[Markup]:
    """In a lane that holds more than it shows, as many move over the edge as moved, or stand behind it now."""
    last, behind = lanes.edge(shown.board, horizon, shown.today, count)
    seen = [row for row in mine if row.rank <= last[-1].rank]
    for row in {row.id: row for row in (*seen, *last)}.values():
        yield piece(f"#cards-{horizon}", card(shown, row), "place")
    for id_ in {*behind, *(row.id for row in mine)} - {row.id for row in seen}:
        yield removed(id_)


def _head(shown: Shown, lane: Lane) -> Markup:
    """Above Do now with its ruler, as each due date may have moved."""
    board, dues = shown.board, ruler.of(shown.board, shown.today) if lane.horizon is Horizon.now else None
    about = (board.id, board.cap, shown.may_write, lane.horizon, lane.total, lane.open, dues and dues.key)
    head = _kept("lane_head", about, lane, board, shown.may_write, None, dues)
    return piece(f"#lane-head-{lane.horizon}", head)


def _more(shown: Shown, lane: Lane) -> Markup:
    more = _kept("more", (shown.board.id, lane.horizon, lane.unseen), lane, shown.board)
    return piece(f"#more-{lane.horizon}", more)


def _tab(lane: Lane) -> Markup:
    return piece(f"#tab-{lane.horizon}", _kept("lane_tab", (lane.horizon, lane.total), lane))


def _folded_count(lane: Lane) -> Markup:
    return piece("#folded-count", _kept("folded_count", (lane.away,), lane))


def _kept(macro: str, about: tuple[Any, ...], *values: Any) -> Markup:
    """A part of a lane in the language of the moment, by all that it shows: most are the same again and again."""
    shelf, key = kept.here().fragments, (macro, locale(), *about)
    return shelf.find(key) or shelf.put(key, get_template_attribute("boards/_lane.html", macro)(*values))

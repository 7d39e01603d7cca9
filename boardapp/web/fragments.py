"""Cards and lane heads, rendered alike for a page and for the answer to one change."""

from collections.abc import Sequence
from typing import Any

from flask import Response, get_template_attribute
from markupsafe import Markup
from sqlalchemy import select

from boardapp.database import db
from boardapp.domain import listing, ruler
from boardapp.domain.actions import Action, Horizon
from boardapp.domain.boards import Board, Role
from boardapp.domain.categories import SEEDS
from boardapp.domain.events import Event, EventSubject
from boardapp.web import access, hypermedia
from boardapp.web.forms import Form
from boardapp.web.hypermedia import Toast
from boardapp.web.language import locale

FEW = 20  # an event with more subjects than this reloads the page


def category_label(row: Any) -> str:
    """The name of a row's category in the reader's language; empty where it has none."""
    return row.category_name or (SEEDS[row.category_key][locale()] if row.category_key else "")


def done(
    board: Board, event: Event | None, say: str, *, to: str, link: tuple[str, str] | None = None,
    more: Sequence[Markup] = (),
) -> Response:  # fmt: skip
    """The answer to a change: to a plain form the page it came from, to htmx just what is new on the board, and `more`:
    what is new beside it. With an action open beside it, a filtered board is not loaded anew under that."""
    if not hypermedia.wants_fragments():
        return hypermedia.see(hypermedia.way_back(to), say=say, event=event, link=link)
    toast = Toast.of(say, event, link)
    touched = _touched(event)
    if touched is None or (hypermedia.filtered() and not more):
        return hypermedia.see_anew(toast)
    pieces = _in_place(board, touched) if hypermedia.filtered() else _pieces(board, touched)
    return hypermedia.fragments(*pieces, *more, *said(toast))


def refused(form: Form) -> Response:
    """The answer to a change by one click that could not be read: the sentence, at the top of the page."""
    return hypermedia.fragments(hypermedia.piece("#strip", escaped(form.wrong), "innerHTML"), status=422)


def escaped(text: str) -> str:
    return str(Markup.escape(text))


def said(toast: Toast) -> list[Markup]:
    """The sentence for the screen reader, and the toast with its undo."""
    html = get_template_attribute("_toast.html", "toast")(toast)
    return [hypermedia.piece("#status", Markup.escape(toast.say), "innerHTML"), hypermedia.piece("#toast", html)]


def heard(say: str) -> list[Markup]:
    """A sentence for the screen reader alone: what it says stands on the page already."""
    return [hypermedia.piece("#status", escaped(say), "innerHTML")]


def _touched(event: Event | None) -> list[int] | None:
    """The actions an event changed; None when there are many, or when it changed more than actions."""
    if event is None:
        return []
    rows = db.session.execute(
        select(EventSubject.kind, EventSubject.row_id).where(EventSubject.event_id == event.id).limit(FEW + 1)
    ).all()
    few = len(rows) <= FEW and all(kind in ("action", "owner", "comment") for kind, _ in rows)
    return [row_id for kind, row_id in rows if kind == "action"] if few else None


def _pieces(board: Board, ids: list[int]) -> list[Markup]:
    today = board.today(access.now())
    lanes = {lane.horizon: lane for lane in listing.lanes(board, today)}
    pieces = [_card_piece(board, lanes, id_) for id_ in ids]
    heads = [_head_piece(board, lane) for lane in lanes.values()]
    tabs = [_tab_piece(lane) for lane in lanes.values()]
    return [*pieces, *heads, *tabs, _folded_piece(lanes[Horizon.now])]


def _in_place(board: Board, ids: list[int]) -> list[Markup]:
    """The cards where they stand on a page that shows a part of the board."""
    card = get_template_attribute("boards/_card.html", "card")
    today, may_write = board.today(access.now()), access.may(Role.member)
    return [hypermedia.piece(f"#action-{row.id}", card(row, today, may_write)) for row in listing.cards(ids)]


def _card_piece(board: Board, lanes: dict[Horizon, listing.Lane], id_: int) -> Markup:
    """A card in its place; one that left the board, or stands beyond what its lane shows, goes."""
    action = db.session.get(Action, id_)
    lane = lanes[action.horizon] if action and action.archived_at is None else None
    lists = {f"#cards-{lane.horizon}": lane.cards, "#done-now": lane.folded} if lane else {}
    for target, rows in lists.items():
        order = [row.id for row in rows]
        if id_ in order:
            place = order.index(id_)
            before = f" before:#action-{order[place + 1]}" if place + 1 < len(order) else ""
            card = get_template_attribute("boards/_card.html", "card")
            html = card(rows[place], board.today(access.now()), access.may(Role.member))
            return hypermedia.piece(target, html, f"place{before}")
    return hypermedia.piece(f"#action-{id_}", "", "delete")


def _head_piece(board: Board, lane: listing.Lane) -> Markup:
    """Above Do now with its ruler, as each due date may have moved."""
    head = get_template_attribute("boards/_lane.html", "lane_head")
    dues = ruler.of(board, board.today(access.now())) if lane.horizon is Horizon.now else None
    html = head(lane, board, access.may(Role.member), ruler=dues)
    return hypermedia.piece(f"#lane-head-{lane.horizon}", html)


def _folded_piece(lane: listing.Lane) -> Markup:
    count = get_template_attribute("boards/_lane.html", "folded_count")
    return hypermedia.piece("#folded-count", count(lane))


def _tab_piece(lane: listing.Lane) -> Markup:
    tab = get_template_attribute("boards/_lane.html", "lane_tab")
    return hypermedia.piece(f"#tab-{lane.horizon}", tab(lane))

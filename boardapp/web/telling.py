"""What the stream says of a board: what happened and who is there, as pieces for every page that shows it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from flask import get_template_attribute
from markupsafe import Markup
from sqlalchemy import func, select

from boardapp.database import db
from boardapp.domain.boards import Board, date_in
from boardapp.domain.comments import Comment
from boardapp.domain.events import Event, EventSubject, Instance
from boardapp.live.hub import View
from boardapp.live.messages import Position, message, refresh
from boardapp.live.presence import Person
from boardapp.web import access, chronicle, pieces
from boardapp.web.hypermedia import piece
from boardapp.web.language import use
from boardapp.web.mentions import Names
from boardapp.web.pieces import Shown

GAP = 200  # events; a page that missed more is loaded anew
MANY = 40  # cards; so is one on which more have changed
FACES = 9  # people shown on a board, one of them perhaps oneself


About = tuple[list[int], list[str]]  # the actions that an event touched, and their fields


@dataclass(frozen=True)
class Told:
    """One event in a sentence, whose it is, and which fields of which actions it touched."""

    version: int
    by: int | None
    sentence: str
    actions: list[int]
    fields: list[str]


def stand(board_ids: Collection[int]) -> dict[int, Position]:
    """Where these boards stand now: one statement, as it is asked at each commit and of each page."""
    epoch = func.coalesce(select(Instance.epoch).scalar_subquery(), "").label("epoch")
    columns = (Board.id, Board.version, Board.labels_version, Board.timezone, epoch)
    now, rows = access.now(), db.session.execute(select(*columns).where(Board.id.in_(board_ids)))
    return {row.id: Position.at(row.epoch, row.version, row.labels_version, date_in(row.timezone, now)) for row in rows}


def tell(board_id: int, was: Position, now: Position, views: Collection[View]) -> Mapping[View, bytes]:
    """What happened on a board between two positions, for each view of it."""
    board = db.session.get_one(Board, board_id)
    happened = _between(board, was, now) if was.leads_to(now) else []
    if not 0 < len(happened) <= GAP:
        return dict.fromkeys(views, refresh(now))
    touched = pieces.touched([event.id for event in happened])
    left = set().union(*(pieces.left(event) for event in happened))
    names, about, today = Names.of(happened, board), _about(happened), board.today(access.now())
    told = {}
    for view in views:
        use(view.language)
        sentences = _sentences(happened, names, about)
        if touched is not None and len(touched) <= MANY:
            shown = Shown(board, today, view.may_write)
            told[view] = message("\n".join([*pieces.of(shown, touched, left), sentences]), at=now)
        else:
            told[view] = message(sentences) + refresh(now)
    return told


def gather(board_id: int, people: Sequence[Person], views: Collection[View]) -> Mapping[View, bytes]:
    """Who is there, for each view of a board."""
    here, writing = (get_template_attribute("live/_pieces.html", name) for name in ("here", "writing"))
    faces = piece("#here", here(people[:FACES], len(people)), "innerHTML")
    said = {}
    for view in views:
        use(view.language)
        busy = writing([person for person in people if person.action_id])
        said[view] = message("\n".join([faces, piece("#writing", busy, "innerHTML")]))
    return said


def _between(board: Board, was: Position, now: Position) -> list[Event]:
    query = select(Event).where(Event.board_id == board.id, Event.version > was.version, Event.version <= now.version)
    return list(db.session.scalars(query.order_by(Event.version).limit(GAP + 1)))


def _sentences(happened: Sequence[Event], names: Names, about: Mapping[int, About]) -> Markup:
    """In the language of the moment."""
    told = [
        Told(event.version, event.user_id, chronicle.sentence(event, names), *about[event.id]) for event in happened
    ]
    return piece("#told", get_template_attribute("live/_pieces.html", "told")(told), "innerHTML")


def _about(happened: Sequence[Event]) -> dict[int, About]:
    about: dict[int, About] = {event.id: ([], []) for event in happened}
    rows = db.session.scalars(select(EventSubject).where(EventSubject.event_id.in_(about))).all()
    parents = _parents([row.row_id for row in rows if row.kind == "comment"])
    for row in rows:
        if row.kind in ("action", "comment"):
            actions, fields = about[row.event_id]
            actions.append(parents[row.row_id] if row.kind == "comment" else row.row_id)
            fields += ["comment"] if row.kind == "comment" else row.fields.split(",")
    return about


def _parents(comment_ids: Sequence[int]) -> dict[int, int]:
    query = select(Comment.id, Comment.action_id).where(Comment.id.in_(comment_ids))
    return {row.id: row.action_id for row in db.session.execute(query)} if comment_ids else defaultdict(int)

"""What the stream says of a board: what happened and who is there, as pieces for every page that shows it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from flask import get_template_attribute
from markupsafe import Markup
from sqlalchemy import Integer, bindparam, func, select

from boardapp.database import db
from boardapp.domain.boards import Board, date_in
from boardapp.domain.comments import Comment
from boardapp.domain.events import Event
from boardapp.domain.facts import Instance
from boardapp.live.hub import View
from boardapp.live.messages import Position, message, refresh
from boardapp.live.presence import Person
from boardapp.statements import Prepared
from boardapp.web import access, chronicle, pieces
from boardapp.web.hypermedia import piece
from boardapp.web.language import use
from boardapp.web.mentions import Names
from boardapp.web.pieces import Shown

GAP = 200  # events; a page that missed more is loaded anew
MANY = 40  # cards; so is one on which more have changed
FACES = 9  # people shown on a board, one of them perhaps oneself


_STAND = Prepared(
    select(
        Board.id, Board.version, Board.labels_version, Board.timezone,
        func.coalesce(select(Instance.epoch).scalar_subquery(), "").label("epoch"),
    ).where(Board.id.in_(bindparam("boards", expanding=True, type_=Integer)))
)  # fmt: skip


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
    now, rows = access.now(), _STAND.all({"boards": list(board_ids)})
    return {row.id: Position.at(row.epoch, row.version, row.labels_version, date_in(row.timezone, now)) for row in rows}


def tell(board_id: int, was: Position, now: Position, views: Collection[View]) -> Mapping[View, bytes]:
    """What happened on a board between two positions, for each view of it."""
    board = db.session.get_one(Board, board_id)
    happened = _between(board, was, now) if was.leads_to(now) else []
    if not 0 < len(happened) <= GAP:
        return dict.fromkeys(views, refresh(now))
    touched = pieces.touched(happened)
    names, about, today = Names.of(happened, board), _about(happened), board.today(access.now())
    told = {}
    for view in views:
        use(view.language)
        sentences = _sentences(happened, names, about)
        if touched is not None and len(touched) <= MANY:
            new = _new(Shown(board, today, view.may_write), happened, touched)
            told[view] = message("\n".join([*new, sentences]), at=now)
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


def _new(shown: Shown, happened: Sequence[Event], touched: Sequence[int]) -> list[Markup]:
    if len(happened) == 1:
        return [pieces.after(shown, happened[0], touched)]
    return pieces.of(shown, touched, set().union(*(pieces.left(event) for event in happened)))


def _sentences(happened: Sequence[Event], names: Names, about: Mapping[int, About]) -> Markup:
    """In the language of the moment."""
    told = [
        Told(event.version, event.user_id, chronicle.sentence(event, names), *about[event.id]) for event in happened
    ]
    return piece("#told", get_template_attribute("live/_pieces.html", "told")(told), "innerHTML")


def _about(happened: Sequence[Event]) -> dict[int, About]:
    about: dict[int, About] = {event.id: ([], []) for event in happened}
    rows = [(event.id, row) for event in happened for row in event.subjects]
    parents = _parents([row.row_id for _, row in rows if row.kind == "comment"])
    for id_, row in rows:
        if row.kind in ("action", "comment"):
            actions, fields = about[id_]
            actions.append(parents[row.row_id] if row.kind == "comment" else row.row_id)
            fields += ["comment"] if row.kind == "comment" else row.fields.split(",")
    return about


def _parents(comment_ids: Sequence[int]) -> dict[int, int]:
    query = select(Comment.id, Comment.action_id).where(Comment.id.in_(comment_ids))
    return {row.id: row.action_id for row in db.session.execute(query)} if comment_ids else defaultdict(int)

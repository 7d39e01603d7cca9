"""The two boards of the world with words planted in them that nobody outside may ever read, and an address and a form
for every route. What an intruder would need to know (ids, tokens) is known here."""

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from flask import Flask
from werkzeug.test import TestResponse

from boardapp.database import Base, db, keep
from boardapp.domain import actions, boards, categories, comments, inventory, members, owners, people, sessions
from boardapp.domain.actions import Action, Horizon
from boardapp.domain.boards import Board, Role
from boardapp.domain.events import By, Event
from boardapp.domain.imports import leftovers, waiting
from boardapp.domain.imports.leftovers import ImportLeftover
from boardapp.domain.imports.waiting import ImportDraft
from boardapp.domain.inventory import Entry
from boardapp.domain.kinds import Kind as What
from boardapp.domain.workshop import closing, participants, running, secret_lines, workshops
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.workshops import Phase, Workshop
from boardapp.exchange.reading import read_table
from boardapp.web import kept
from tests import databases, world
from tests.plain_browser import Browser

TABLE = Path(__file__).parent / "access.csv"
PEOPLE = ("visitor", "dana", "chloe", "bruno", "amina", "removed", "replayed", "participant")
OUTSIDE = {"visitor", "dana", "removed", "replayed", "participant"}  # of Amina's board; one sits in its room
REMOVED, ENDED, INVITED, RESET = "removed-but-signed-in", "signed-out-long-ago", "invitation-token", "reset-token"
SEAT = "seat-of-a-participant"
FIELDS = ("note", "need", "challenge", "first_step", "benefit", "hypothesis", "result", "owner")
_MARKS = re.compile(r'(?:name="(?:csrf_token|once)" value=|"X-CSRFToken":)"[^"]*"')
FILE = b"action;owner\n%s;somebody\n"


@dataclass(frozen=True)
class Line:
    """One line of the table: a route, a method, what its form takes, and the answer each person gets."""

    rule: str
    method: str
    form: str  # as an address writes it; {edited} stands for a number
    expected: dict[str, str]

    def fields(self, ids: dict[str, int]) -> dict[str, list[str]]:
        return parse_qs(self.form.format_map(ids), keep_blank_values=True)

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"


def lines() -> list[Line]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [Line(row["rule"], row["method"], row["form"], row) for row in csv.DictReader(file)]


def canaries(board: str) -> list[str]:
    """What only the members of `lyon` or of `dana` may read."""
    names = (*FIELDS, "title", "archived", "comment", "category", "earlier", "file", "row", "board", "aim")
    return [canary(board, name) for name in names]


def canary(board: str, name: str) -> str:
    return f"canary-{board}-{name.replace('_', '-')}"


def plant(clock: Any) -> None:
    """Takes an application context over a fresh copy of the world."""
    _person_who_left(clock)
    _sessions()
    for board_id, name, by in ((world.BOARD, "lyon", "amina"), (world.DANAS_BOARD, "dana", "dana")):
        board = db.session.get(Board, board_id)
        assert board is not None
        _words(board, name, By("user", world.USER_IDS[by], clock()))
        _loose_ends(board, name, By("user", world.USER_IDS[by], clock()))
    bruno = By("user", world.USER_IDS["bruno"], clock())
    mine = db.session.get(Board, world.BOARD)
    assert mine is not None
    _file(mine, world.USER_IDS["bruno"], "bruno.csv", FILE % b"Une action de plus", clock())
    inventory.add(mine, [Entry("Ajoutée en dernier")], by=bruno)


def numbers(board: str = "lyon") -> dict[str, int]:
    """The ids that addresses of this board hold: the newest row of each kind. Takes an application context."""
    board_id = world.BOARD if board == "lyon" else world.DANAS_BOARD
    alive = boards.Membership.removed_at.is_(None)
    wanted: dict[str, tuple[Any, ...]] = {
        "action_id": (Action, Action.title == canary(board, "title")),
        "category_id": (categories.Category,),
        "event_id": (Event,),
        "import_draft_id": (ImportDraft,),
        "import_leftover_id": (ImportLeftover,),
        "invitation_id": (members.Invitation,),
        "membership_id": (boards.Membership, alive),
        "owner_id": (owners.Owner, owners.Owner.name == canary(board, "owner")),
        "workshop_id": (Workshop,),
    }
    ids = {name: _newest(board_id, *more) for name, more in wanted.items()}
    edited = _newest(board_id, Event, Event.kind == What.action_edited)
    seats = db.select(db.func.max(Participant.id)).where(Participant.workshop_id == ids["workshop_id"])
    return {"board_id": board_id, "edited": edited, "participant_id": db.session.scalar(seats) or 0} | ids


def _newest(board_id: int, model: Any, *more: Any) -> int:
    found = db.session.scalar(db.select(db.func.max(model.id)).where(model.board_id == board_id, *more))
    assert found is not None, model
    return int(found)


def path_of(rule: str, ids: dict[str, Any]) -> str:
    """The address of a route for these ids."""
    known = {"horizon": "now", "part": "status", "phase": "place", "name": "app.css"} | ids
    known["token"] = {"/invitations": INVITED, "/resets": RESET}.get(rule.rpartition("/")[0], "nobody-has-this")
    return re.sub(r"<(?:[^<>]*:)?(\w+)>", lambda found: str(known[found[1]]), rule)


@dataclass(frozen=True)
class Planted:
    """A file of the world with the words, and what an intruder would want to know about it."""

    path: Path
    ids: dict[str, int]  # of Amina's board
    theirs: dict[str, int]  # of Dana's
    content: str

    @classmethod
    def at(cls, path: Path, clock: Any) -> "Planted":
        bare = databases.bare_app(f"sqlite:///{path}")
        with bare.app_context():
            plant(clock)
            planted = cls(path, numbers("lyon"), numbers("dana"), content())
        databases.dispose(bare)  # closing the last connection brings the write-ahead log into the file
        return planted


def content() -> str:
    """All rows of all tables, as one number. Takes an application context."""
    plain: Any = db.session.connection().connection.driver_connection  # its rows are written down whole, and cheaply
    rows = [plain.execute(f'SELECT * FROM "{table.name}"').fetchall() for table in Base.metadata.sorted_tables]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


class Garden:
    """The application over the planted words."""

    def __init__(self, app: Flask, planted: Planted) -> None:
        self.app = app
        self.planted = planted
        self.ids, self.theirs = planted.ids, planted.theirs
        with app.app_context():
            self.path = Path(db.engine.url.database or "")

    def renew(self) -> None:
        """As it was planted, whatever somebody did."""
        databases.dispose(self.app)
        for file in self.path.parent.glob(f"{self.path.name}*"):
            file.unlink()
        databases.copy(self.planted.path, self.path)
        kept.init_app(self.app)

    def unchanged(self) -> bool:
        with self.app.app_context():
            return content() == self.planted.content

    def browser(self, name: str) -> Browser:
        if name in world.TOKENS:
            return Browser(self.app, name)
        made = Browser(self.app)
        held = {"removed": {"_user_id": REMOVED}, "replayed": {"_user_id": ENDED}, "participant": {"seat": SEAT}}
        if name in held:
            with made.client.session_transaction() as session:
                session.update({"_fresh": True} | held[name])
        return made

    def send(
        self, name: str, line: Line, *, ids: dict[str, int] | None = None, fields: Any = None, htmx: bool = False
    ) -> TestResponse:
        """Send the form of this line, or other fields, to its address for these ids, Amina's board unless told."""
        path = path_of(line.rule, self.ids if ids is None else ids)
        if line.method == "GET":
            return self.browser(name).get(path, htmx=htmx)
        return self.browser(name).post(path, line.fields(self.ids) if fields is None else fields, htmx=htmx)


def read(answer: Any) -> str:
    """All that an answer says, of a workbook what lies in it too."""
    if not answer.data.startswith(b"PK"):
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.data)) as inside:
        return "".join(inside.read(name).decode() for name in inside.namelist())


def told(answer: Any) -> str:
    """What an answer says, without the marks that differ from page to page."""
    return _MARKS.sub("", answer.text)


def _person_who_left(clock: Any) -> None:
    at = clock()
    user = people.register("rosa@example.fr", "Rosa", world.PASSWORD, by=By("system", None, at), locale="fr")
    lyon = db.session.get(Board, world.BOARD)
    assert lyon is not None
    by = By("user", world.USER_IDS["amina"], at)
    invited = members.invitation(members.invite(lyon, Role.member, by=by), at)
    assert invited is not None
    members.accept(invited, user, by=By("user", user.id, at))
    _file(lyon, user.id, canary("lyon", "file"), FILE % canary("lyon", "row").encode(), at)
    members.remove(next(each for each in members.of(lyon) if each.user_id == user.id), by=by)
    _session(user.id, REMOVED)


def _sessions() -> None:
    _session(world.USER_IDS["bruno"], ENDED)
    sessions.end(ENDED, world.NOW)


def _session(user_id: int, token: str) -> None:
    row = {"user_id": user_id, "token_hash": sessions.hash_of(token), "agent": "", "created_at": world.NOW}
    with keep() as connection:
        connection.execute(db.insert(sessions.UserSession).values(**row, expires_at=world.NOW + sessions.LONG))


def _words(board: Board, name: str, by: By) -> None:
    """Into every kind of row, and as what stood there before."""
    boards.edit(board, by=by, title=canary(name, "board"), aim=canary(name, "aim"))
    category = categories.add(board, canary(name, "category"), by=by)
    values = {field: canary(name, field) for field in FIELDS} | {"category_id": category.id}
    (action,), _ = inventory.add(board, [Entry(canary(name, "earlier"), Horizon.now, values)], by=by)
    actions.edit(action, by=by, title=canary(name, "title"))
    comments.add(action, canary(name, "comment"), by=by)
    (gone,), _ = inventory.add(board, [Entry(canary(name, "archived"))], by=by)
    inventory.archive(gone, by=by)


def _file(board: Board, user_id: int, name: str, content: bytes, at: Any) -> None:
    waiting.keep_file(board, user_id, name, content, table=read_table(content).to_json(), at=at)
    leftovers.leave({"board_id": board.id, "user_id": user_id, "file_name": name}, 1, content, at)


def _loose_ends(board: Board, name: str, by: By) -> None:
    """A file put aside, an invitation that is open, a link for a new password."""
    assert by.id is not None
    _file(board, by.id, canary(name, "file"), FILE % canary(name, "row").encode(), by.at)
    members.invite(board, Role.reader, by=by)
    _room(board, name, by)
    if name == "lyon":
        with keep() as connection:
            newest = db.select(db.func.max(members.Invitation.id)).scalar_subquery()
            known = db.update(members.Invitation).where(members.Invitation.id == newest)
            connection.execute(known.values(token_hash=sessions.hash_of(INVITED)))
            ticket = {"purpose": "reset", "token_hash": sessions.hash_of(RESET), "user_id": world.USER_IDS["chloe"]}
            later = world.NOW + sessions.RESET_FOR
            connection.execute(db.insert(sessions.Ticket).values(**ticket, expires_at=later))


def _room(board: Board, name: str, by: By) -> None:
    """A workshop in its inventory: a line of somebody is hidden, and in that of Amina's board a participant sits."""
    workshop = workshops.prepare(board, by=by)
    workshops.open_room(workshop, by=by)
    for seat in ("Soizic", "Inès"):
        token = participants.join(workshop, seat, at=by.at)
    somebody = participants.seated(workshop.id, token, by.at)
    assert somebody is not None
    running.go_to(workshop, Phase.inventory, seen=Phase.welcome, by=by)
    secret_lines.write(somebody, canary(name, "line"), None, by.at)
    closing.ask_to_stay(somebody, f"ines@{name}.example")
    if name == "lyon":
        with keep() as connection:
            first = db.update(Participant).where(Participant.name == "Soizic", Participant.workshop_id == workshop.id)
            connection.execute(first.values(token_hash=sessions.hash_of(SEAT)))


def routes(app: Flask) -> Iterator[tuple[str, set[str]]]:
    """Each route once, with its methods: some are split into one view per method."""
    found: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        found.setdefault(rule.rule, set()).update(rule.methods or ())
    yield from found.items()

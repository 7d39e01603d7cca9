"""The stream of a board: who may listen, what a page missed, and what happens from then on. And who writes where."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import Event, Lock, Thread
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, request
from flask_login import current_user

from boardapp.database import committed, db, read_one_moment, tell_others
from boardapp.domain import boards, inventory, seats, sessions
from boardapp.domain.boards import Board, Role
from boardapp.live import watch
from boardapp.live.hub import Full, Hub, Listener, Reader, View
from boardapp.live.messages import Position, refresh
from boardapp.live.others import Others
from boardapp.live.presence import Presence
from boardapp.live.tail import EVERY, Tail, Tellers
from boardapp.web import access
from boardapp.web.forms import Form, NumberField
from boardapp.web.language import locale
from boardapp.web.workshop import channels

room = Blueprint("live", __name__)
LISTENER = "boardapp.listener"  # of a request's environ: a server that sends streams itself finds here whom to send to


class PresenceForm(Form):
    action = NumberField()


class Live:
    """The streams of this application. The threads that feed them begin with the first one."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._started = Lock()
        self._threads: list[Thread] = []
        self._end = Event()
        self.hub = Hub()
        self.presence = Presence(self.hub, time.monotonic)
        self.others = Others(self.presence, tell_others)
        self.tail = Tail(self.hub, self.presence, self._tellers())

    def listen(self, listener: Listener, was: Position | None) -> None:
        """Open a stream for a page that stands there. Raises Full."""
        self.hub.join(listener)
        try:
            self._start()
            _catch_up(self, listener, was)
        except BaseException:
            self.hub.leave(listener)
            raise

    def stop(self) -> None:
        """All streams end, and what feeds them; both begin again with the next one."""
        with self._started:
            self.hub.end()
            self._end.set()
            committed.tell()
            for thread in self._threads:
                thread.join()
            self._threads = []
            self._end.clear()

    def _start(self) -> None:
        with self._started:
            if not self._threads:
                engine = db.engine
                follow = (lambda: self.tail.run(self._end), lambda: watch.run(engine, self.others.hear, self._end))
                self._threads = [Thread(target=task, daemon=True) for task in follow]
                for thread in self._threads:
                    thread.start()

    def _tellers(self) -> Tellers:
        works = (channels.stand, channels.tell, channels.gather, _barred, self.others.greet)
        return Tellers(*(self._inside(work) for work in works))

    def _inside(self, work: Callable[..., Any]) -> Callable[..., Any]:
        """What threads ask for is asked outside any request."""

        def inside(*values: Any) -> Any:
            with self._app.app_context():
                return work(*values)

        return inside


def init_app(app: Flask) -> None:
    app.extensions["live"] = Live(app)
    app.jinja_env.globals["live_cursor"] = cursor


def cursor(board: Board) -> str:
    """How far a page has come that is rendered from this row, which is read before all that it shows."""
    return str(Position.at(seats.epoch(), board.version, board.labels_version, board.today(access.now())))


@room.get("/boards/<int:board_id>/live")
@access.board(Role.reader)
def stream(board: Board) -> Response:
    reader = Reader(sessions.hash_of(current_user.get_id()), access.person().id, access.person().name)
    return follow(board.id, reader, may_write=access.may(Role.member))


@room.post("/boards/<int:board_id>/presence")
@access.board(Role.reader)
def presence(board: Board) -> Response:
    form = PresenceForm()
    action = form.action.data if form.validate() else None
    if action and not inventory.chosen(board, [action]):
        abort(404)
    current_app.extensions["live"].others.write(board.id, access.person().id, action or 0)
    committed.tell()
    return Response(status=204)


def follow(channel: int, reader: Reader, *, may_write: bool = False) -> Response:
    """The answer that goes on for as long as the page is open. Whether the reader may listen is asked before."""
    live: Live = current_app.extensions["live"]
    listener = Listener(channel, View(locale(), may_write), reader)
    try:
        live.listen(listener, Position.read(request.headers.get("Last-Event-ID", "")))
    except Full:
        return Response(status=503, headers={"Retry-After": "30"})
    return _opened(live.hub, listener)


def _catch_up(live: Live, listener: Listener, was: Position | None) -> None:
    """What it missed, up to where what all are told goes on."""
    now = live.tail.follow(listener.board_id)
    people = live.presence.everywhere(listener.board_id)
    here = channels.gather(listener.board_id, people, [listener.view])[listener.view]
    read_one_moment()
    if was == now:
        missed = b""
    elif was is None:
        missed = refresh(now)
    else:
        missed = channels.tell(listener.board_id, was, now, [listener.view])[listener.view]
    listener.caught_up(now.version, b"retry: 1000\n\n" + missed + here)


def _opened(hub: Hub, listener: Listener) -> Response:
    headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    if LISTENER in request.environ:
        request.environ[LISTENER] = listener
        return Response(iter(()), headers=headers)  # of unknown length
    response = Response(_sent(listener), headers=headers)
    response.call_on_close(lambda: hub.leave(listener))
    return response


def _sent(listener: Listener) -> Iterator[bytes]:
    """For a server that knows nothing of streams: a thread that waits."""
    woken = Event()
    listener.wake = woken.set
    while not listener.over:
        if data := listener.take():
            yield data
        woken.wait(2 * EVERY)
        woken.clear()


def _barred(listeners: Sequence[Listener]) -> list[Listener]:
    """Those that may not listen any more: signed out, removed, or with another role since."""
    here = [each for each in listeners if each.board_id > 0]
    if not here:
        return channels.barred(listeners)
    alive = sessions.alive({each.reader.session for each in here}, access.now())
    roles = boards.roles({each.board_id for each in here})
    barred = [each for each in here if each.reader.session not in alive or not _stands(each, roles)]
    return barred + channels.barred(listeners)


def _stands(listener: Listener, roles: Mapping[tuple[int, int], tuple[Role, bool]]) -> bool:
    role, still_open = roles.get((listener.board_id, listener.reader.user_id), (None, False))
    return role is not None and (role.covers(Role.member) and still_open) == listener.view.may_write

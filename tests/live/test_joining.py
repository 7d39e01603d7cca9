"""Whoever joins is told from exactly where what it missed ends, however far behind the teller is."""

from datetime import date

from boardapp.live.hub import Hub, Listener, Reader, View
from boardapp.live.messages import Position
from boardapp.live.presence import Presence
from boardapp.live.tail import Tail, Tellers

VIEW = View("fr", may_write=True)


class Board:
    """A board whose version a test says; it is told as the versions that a message covers."""

    def __init__(self) -> None:
        self.version = 3
        self.hub = Hub()
        self.presence = Presence(self.hub, lambda: 0.0)
        tellers = Tellers(self.stand, self.tell, lambda *_: {}, lambda _: [], lambda _: None)
        self.tail = Tail(self.hub, self.presence, tellers)

    def stand(self, board_ids):
        return {id_: Position.at("a", self.version, 0, date(2026, 11, 23)) for id_ in board_ids}

    def tell(self, board_id, was, now, views):
        told = " ".join(str(each) for each in range(was.version + 1, now.version + 1))
        return dict.fromkeys(views, f"[{told}]".encode())

    def joins(self) -> Listener:
        listener = Listener(1, VIEW, Reader("a", 1, "Amina"))
        self.hub.join(listener)
        listener.caught_up(self.tail.follow(1).version, b"")
        return listener


def test_what_the_teller_has_not_said_yet_is_said_before_somebody_joins():
    board = Board()
    first = board.joins()
    board.version = 5
    second = board.joins()
    board.version = 6
    board.tail.look()
    assert (first.take(), second.take()) == (b"[4 5][6]", b"[6]")


def test_a_board_is_followed_as_long_as_somebody_listens():
    board = Board()
    board.hub.leave(board.joins())
    board.version = 9
    board.tail.look()
    second = board.joins()
    board.version = 10
    board.tail.look()
    assert second.take() == b"[10]"

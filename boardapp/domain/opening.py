"""Opening a board: a title is enough; categories, cap and words can be taken from another board, its actions never."""

from datetime import date

from boardapp.domain import boards, categories
from boardapp.domain.boards import Board
from boardapp.domain.events import By, changing
from boardapp.domain.kinds import Kind
from boardapp.domain.people import User


def open_board(
    title: str,
    user: User | None,
    *,
    by: By,
    like: Board | None = None,
    timezone: str = "UTC",
    language: str = "en",
    day0: date | None = None,
    aim: str = "",
) -> Board:
    """A board whose facilitator is `user`; a sample is opened for nobody and waits for the first account
    (`members.settle`). Day 0 is today in the board's zone unless given."""
    with changing(None, by) as change:
        change.version = 1
        settings = {"cap": like.cap, "timezone": like.timezone, "language": like.language} if like else {}
        settings = {"timezone": timezone, "language": language} | settings
        board = boards.start(change, title, user, day0=day0, aim=aim, **settings)
        categories.seed(change, board, like)
        change.record(Kind.board_opened)
    return board

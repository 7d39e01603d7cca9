"""`boardapp board …` and `boardapp demo`."""

from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import func, select

from boardapp import create_app
from boardapp.cli import answers
from boardapp.database import db
from boardapp.domain import actions, boards, history, ledger, members, people
from boardapp.domain.actions import Action, Kind, Status
from boardapp.domain.boards import Board, Role
from boardapp.domain.events import By, Event
from boardapp.domain.members import Newcomer
from tests.world import PASSWORD

ADD = ("board", "add", "Panne du centre d’appels", "--by", "bruno@example.fr")


@pytest.fixture
def one_day(clock, monkeypatch):
    """No midnight falls between two commands."""
    monkeypatch.setattr(answers, "create_app", partial(create_app, clock=clock))


def test_a_board_is_opened_for_the_account_that_is_named(terminal, inside):
    told = terminal.tells(*ADD, "--day0", "2026-11-01", "--aim", "Répondre à tous")
    assert told == {"id": 3}
    with inside(terminal):
        board = db.session.get(Board, 3)
        assert (board.title, board.day0, board.aim) == (ADD[2], date(2026, 11, 1), "Répondre à tous")
        assert (board.timezone, board.language) == ("Europe/Paris", "fr")
        assert boards.role_of(board, people.find("bruno@example.fr")) is Role.facilitator
        (event,) = history.latest(board)
        assert (event.kind, event.actor_kind, event.actor_id) == ("board.opened", "cli", 2)


@pytest.mark.usefixtures("one_day")
def test_day_0_is_today_unless_told(terminal):
    terminal.says(*ADD)
    assert terminal.tells("board", "list")["boards"][2]["day"] == 0


def test_the_list_tells_how_many_actions_are_where(terminal):
    lyon, portal = terminal.tells("board", "list")["boards"]
    assert (lyon["id"], lyon["title"]) == (1, "Grève des transports à Lyon")
    assert [lyon[name] for name in ("now", "next", "later", "inbox", "closed")] == [4, 3, 2, 3, False]
    assert (portal["now"], portal["late"], portal["next_due"]) == (1, 0, None)
    assert "   2  Customer portal down  (day " in terminal.says("board", "list")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((*ADD[:2], "", *ADD[3:]), "Name the disruption in a few words."),
        ((*ADD[:4], "nobody@example.fr"), "There is no account with the address nobody@example.fr."),
        ((*ADD, "--day0", "1910-01-01"), "Enter a real date"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(terminal, words, sentence):
    assert terminal.refuses(*words).startswith(sentence)
    assert len(terminal.tells("board", "list")["boards"]) == 2


@pytest.mark.parametrize("words", [(*ADD, "--day0", "yesterday"), ADD[:3], ("board",), ("board", "remove")])
def test_wrong_usage_has_a_code_of_its_own(terminal, words):
    result = terminal(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Usage: " in result.stderr


def test_a_change_at_the_terminal_is_its_persons_own_to_undo(lyon):
    by = By("cli", lyon.bruno.id, lyon.clock())
    from_terminal = actions.edit(lyon.action("sms"), by=by, note="Par la console")
    assert history.undoable([from_terminal], lyon.bruno, Role.member) == {from_terminal.id}
    assert history.undoable([from_terminal], lyon.chloe, Role.member) == set()
    assert history.undo(from_terminal, by=lyon.by("bruno"), role=Role.member)


@pytest.mark.usefixtures("one_day")
def test_the_samples_are_a_strike_on_day_5_and_194_actions_to_sort(new, inside):
    new.says("demo")
    strike, others = new.tells("board", "list")["boards"]
    assert [strike[name] for name in ("day", "now", "next", "later", "inbox", "late")] == [5, 10, 7, 5, 2, 1]
    assert (others["inbox"], others["day"]) == (194, 0)
    with inside(new):
        here = select(Action).where(Action.board_id == strike["id"])
        found = list(db.session.scalars(here.order_by(Action.ref)))
        assert {each.kind for each in found} == set(Kind)
        assert {each.status for each in found} == set(Status)
        day0 = db.session.get(Board, 1).day0
        assert [each.done_on - day0 for each in found if each.done_on] == [timedelta(days=2)]
        moments = db.session.scalars(select(Event.at).where(Event.board_id == 1).order_by(Event.version)).all()
        assert moments == sorted(moments)
        assert ledger.verify() == []


def test_the_first_account_gets_the_samples_with_its_registration(new, inside):
    new.says("demo")
    with inside(new) as app:
        by = By("system", None, app.extensions["clock"]())
        user = members.settle(Newcomer("amina@example.fr", "Amina", PASSWORD), by=by)
        assert [boards.role_of(board, user) for board in boards.of(user)] == [Role.facilitator] * 2
        assert members.waiting() == []
        assert ledger.verify() == []


def test_samples_are_added_once_and_found_by_an_account_that_came_by_the_terminal(new, inside):
    new.says("demo")
    new.says("user", "add", "amina@example.fr", "--name", "Amina")
    first = new.says("demo")
    assert new.says("demo") == first
    assert "They belong to amina@example.fr." in first
    with inside(new):
        assert len(boards.of(people.find("amina@example.fr"))) == 2
        assert db.session.scalar(select(func.count(Action.id))) == 24 + 194
        assert ledger.verify() == []


def test_samples_go_to_somebody_where_there_are_accounts(terminal, inside):
    assert "They belong to amina@example.fr." in terminal.says("demo")
    with inside(terminal):
        assert len(boards.of(people.find("amina@example.fr"))) == 3


def test_a_sample_that_was_cut_short_is_completed(new, inside, monkeypatch):
    monkeypatch.setattr("boardapp.cli.demo.comments.add", lambda *_, **__: 1 / 0)
    assert new.refuses("demo", code=4).startswith("Something went wrong in boardapp: ZeroDivisionError")
    monkeypatch.undo()
    new.says("demo", TIMEZONE="Europe/Paris")
    with inside(new):
        kinds = db.session.scalars(select(Event.kind).where(Event.board_id == 1)).all()
        assert (kinds.count("actions.added"), kinds.count("comment.added")) == (1, 2)
        assert db.session.scalar(select(func.count(Action.id))) == 24 + 194


def test_a_closed_sample_stays_as_it_is(terminal, inside):
    terminal.says("demo")
    with inside(terminal) as app:
        boards.close(db.session.get(Board, 3), by=By("system", None, app.extensions["clock"]()))
    assert "Grève" in terminal.says("demo")

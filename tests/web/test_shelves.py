"""The shelves that hold what was made once."""

import threading

import pytest

from boardapp.domain.boards import Role
from boardapp.web.kept import Shelf
from tests.together import together
from tests.world import BOARD, IDS

PAGE = f"/boards/{BOARD}"


def test_a_thing_is_made_once_and_found_again():
    shelf, names = Shelf(10_000, len), iter(("first", "second"))
    assert [shelf.get("key", lambda: next(names)) for _ in range(2)] == ["first", "first"]


def test_who_asks_while_it_is_made_waits_for_it(app):
    shelf, calls, begun, go_on = Shelf(10_000, len), [], threading.Event(), threading.Event()

    def make():
        calls.append(1)
        begun.set()
        assert go_on.wait(10)
        return "thing"

    def second():
        assert begun.wait(10)
        threading.Timer(0.05, go_on.set).start()  # by then it waits; were it not to, it would make one itself
        return shelf.get("key", make)

    assert together(app, lambda: shelf.get("key", make), second) == ["thing", "thing"]
    assert len(calls) == 1


def test_what_could_not_be_made_is_tried_again():
    shelf = Shelf(10_000, len)
    with pytest.raises(ZeroDivisionError):
        shelf.get("key", lambda: 1 / 0)
    assert shelf.get("key", lambda: "thing") == "thing"


def test_it_never_holds_more_than_it_may():
    shelf = Shelf(20_000, len)
    for at in range(1000):
        shelf.put(at, "x" * (at % 3000))
        assert shelf.size <= 20_000
    assert shelf.find(999)
    assert shelf.find(0) is None


def test_what_is_asked_for_least_leaves_first():
    shelf = Shelf(4 * 1100, len)
    for name in ("one", "two", "three", "four"):
        shelf.put(name, "x")
    shelf.find("one")
    shelf.put("five", "x")
    assert [name for name in ("one", "two", "three", "four", "five") if shelf.find(name)] == [
        "one", "three", "four", "five",
    ]  # fmt: skip


def test_a_thing_put_twice_counts_once():
    shelf = Shelf(10_000, len)
    shelf.put("key", "x" * 100)
    shelf.put("key", "x" * 200)
    assert shelf.size < 2 * 1024


def test_two_members_share_the_lanes_of_a_board(app, amina, bruno):
    shelf = app.extensions["kept"].boards
    amina.get(PAGE)
    one = shelf.size
    bruno.get(PAGE)
    assert shelf.size == one > 0


def test_a_reader_has_lanes_of_their_own(app, amina, chloe):
    shelf = app.extensions["kept"].boards
    amina.get(PAGE)
    one = shelf.size
    chloe.get(PAGE)
    assert shelf.size > one


def test_after_a_change_only_the_card_that_changed_is_drawn(app, amina):
    amina.get(PAGE)
    shelf = app.extensions["kept"].fragments
    before = shelf.count
    amina.post(f"/actions/{IDS['sms']}", {"title": "Un titre tout neuf", "seen": 999})
    amina.get(PAGE)
    assert shelf.count == before + 1


@pytest.mark.parametrize("role", Role)
def test_no_card_holds_a_token_or_a_name_of_its_reader(app, amina, bruno, chloe, role):
    browser = {"facilitator": amina, "member": bruno, "reader": chloe}[role]
    browser.get(PAGE)
    lanes = "".join(thing.lanes for thing in app.extensions["kept"].boards)
    assert "csrf" not in lanes
    assert 'name="once"' not in lanes

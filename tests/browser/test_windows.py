"""A window that another test had is as good as a new one."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Timer
from time import sleep

import pytest
from flask import Flask
from playwright.sync_api import Page, Route

from tests.browser.conftest import Visit
from tests.browser.gestures import HERE
from tests.browser.windows import Kind, Window, Windows
from tests.served import NOBODY, Door

KIND = Kind("fr", javascript=True, touch=False)
LEAVE = "document.cookie = localStorage.left = sessionStorage.left = 'left=1'"
FOUND = "[document.cookie, localStorage.length, sessionStorage.length, history.length]"


def test_a_window_keeps_nothing_of_the_test_before(app: Flask, door: Door, windows: Windows) -> None:
    windows.take_back(windows.lend(KIND))
    first = found(app, door, windows)
    assert found(app, door, windows) == (first[0], ["", 0, 0, 2])


def test_a_window_whose_process_has_ended_is_not_lent_again(windows: Windows) -> None:
    window = windows.lend(KIND)
    window.context.close()
    windows.take_back(window)
    assert windows.lend(KIND) is not window


def test_a_window_whose_clock_stands_is_not_lent_again(windows: Windows) -> None:
    window = windows.lend(KIND)
    window.context.clock.install()
    windows.take_back(window)
    assert windows.lend(KIND) is not window


def test_what_comes_late_reaches_nobody(app: Flask, door: Door, windows: Windows) -> None:
    with door.leading_to(app) as address:
        pass
    window = windows.lend(KIND)
    answer = window.context.new_page().goto(f"{address}/session")
    said = answer.body()
    windows.take_back(window)
    assert said == NOBODY


def test_whoever_is_inside_has_left_when_the_door_is_shut() -> None:
    door, came, goes, left = Door(), Event(), Event(), Event()

    def slow(environ: object, start_response: object) -> Iterator[bytes]:
        came.set()
        assert goes.wait(10)
        yield b"here"
        left.set()

    def asked() -> bytes:
        return b"".join(door({"HTTP_HOST": address.removeprefix("http://")}, lambda *_: None))

    with door.leading_to(slow) as address, ThreadPoolExecutor() as others:
        first = others.submit(asked)
        assert came.wait(10)
        Timer(0.05, goes.set).start()
        with door.shut(address, lambda: None):
            assert left.is_set()
            assert asked() == NOBODY
        assert (first.result(), asked()) == (b"here", b"here")


@pytest.mark.parametrize(
    "act", [lambda page: page.keyboard.press("z"), lambda page: page.locator("#q").focus()], ids=["hand", "deed"]
)
def test_a_page_is_acted_on_once_it_has_its_scripts(visit: Visit, act: Callable[[Page], None]) -> None:
    def late(script: Route) -> None:
        sleep(0.3)
        script.continue_()

    page = visit("bruno", HERE)
    page.route("**/app-*.js", late)
    page.reload(wait_until="commit")
    act(page)
    assert page.evaluate("document.readyState") == "complete"


def found(app: Flask, door: Door, windows: Windows) -> tuple[Window, list[object]]:
    """What is there when a test comes; then it leaves something of each."""
    window = windows.lend(KIND)
    with door.leading_to(app) as window.address:
        page = window.context.new_page()
        page.goto("/session")
        there = page.evaluate(FOUND)
        page.evaluate(LEAVE)
        windows.take_back(window)
    return window, there

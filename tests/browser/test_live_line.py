"""The line between page and server: cut, silent, refused, asleep. The page says so, comes back and has lost nothing."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Page, expect

from boardapp.domain import actions, placement
from boardapp.domain.actions import Horizon
from boardapp.live import tail
from tests.browser.conftest import Complaints, Visit
from tests.browser.gestures import HERE, card, live, stop_clock
from tests.served import until
from tests.world import IDS, World

Look = Callable[[], AbstractContextManager[World]]
SILENCE, BRIEF, HIDDEN, LONGEST = 12_000, 1_500, 20_000, 15_000  # milliseconds, as live.js and live-state.js have them
STEP = 100
STREAM = "**/boards/1/live"


def with_clock(visit: Visit, path: str = HERE, **more: object) -> Page:
    """A page whose time can be moved on."""
    page = visit("amina", "about:blank", **more)
    page.clock.install()
    page.goto(path)
    return page


@pytest.fixture
def no_beat(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server says nothing while nothing happens."""
    monkeypatch.setattr(tail, "EVERY", 3600)


def fall_silent(page: Page) -> None:
    """Its time goes on in steps, shorter than any pause before the next try, until the line is given up."""
    stop_clock(page)
    for _ in range(0, 2 * SILENCE, STEP):
        page.clock.run_for(STEP)
        if page.locator("#live").get_attribute("data-state") == "waiting":
            return
    raise AssertionError("a silent line is never given up")


def change(look: Look) -> None:
    with look() as world:
        placement.move(world.action("nuit"), Horizon.now, by=world.by("bruno"))


def hide(page: Page, hidden: bool) -> None:  # noqa: FBT001  as the browser says it
    page.evaluate(
        """(hidden) => {
          Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def test_a_healthy_page_never_says_that_it_is_not_live(visit: Visit) -> None:
    page = visit("amina", "about:blank", language="en")
    page.add_init_script(
        """addEventListener("DOMContentLoaded", () => {
          window.said = "";
          new MutationObserver(() => { window.said += document.getElementById("not-live").textContent; })
            .observe(document.getElementById("not-live"), { childList: true });
        });"""
    )
    page.goto(HERE)
    live(page)
    assert page.evaluate("window.said") == ""
    expect(page.locator("#not-live")).to_be_hidden()
    expect(page.locator("#live .closed")).to_be_hidden()


def test_a_cut_is_said_and_what_was_missed_comes(visit: Visit, look: Look, complaints: Complaints) -> None:
    page = live(visit("amina", HERE, language="en", fresh=True))
    page.context.set_offline(True)
    expect(page.locator("#not-live")).to_have_text(re.compile(r"^Not live since \d\d:\d\d$"))
    change(look)
    page.context.set_offline(False)
    live(page)
    expect(card(page, "now", "nuit")).to_be_visible()
    expect(page.locator("#not-live")).to_be_hidden()
    complaints.expect("ERR_INTERNET_DISCONNECTED")


def test_the_wall_says_it_too(visit: Visit, complaints: Complaints) -> None:
    page = live(visit("chloe", f"{HERE}?wall=1", size=(1920, 1080), dark=True, language="en", fresh=True))
    page.context.set_offline(True)
    expect(page.locator("#not-live")).to_contain_text("Not live since")
    expect(page.locator("#not-live")).to_be_in_viewport()
    page.context.set_offline(False)
    live(page)
    expect(page.locator("#not-live")).to_be_hidden()
    complaints.expect("ERR_INTERNET_DISCONNECTED")


@pytest.mark.usefixtures("no_beat")
def test_a_silent_line_is_given_up_and_taken_again(visit: Visit, look: Look) -> None:
    page = with_clock(visit)
    live(page)
    with page.expect_request(STREAM) as again:
        fall_silent(page)
        cursor = page.locator("#live").get_attribute("data-cursor")
        page.clock.run_for(1_000)
    assert again.value.headers["last-event-id"] == cursor
    live(page)
    change(look)
    expect(card(page, "now", "nuit")).to_be_visible()


def test_a_change_that_did_not_arrive_is_no_longer_said_once_the_line_is_back(
    visit: Visit, complaints: Complaints
) -> None:
    page = live(visit("amina", HERE, fresh=True))
    page.context.set_offline(True)
    page.locator("#line").fill("Une ligne")
    page.locator("#line").press("Enter")
    expect(page.locator("#offline")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_have_count(0)
    expect(page.locator("#line")).to_have_value("Une ligne")
    complaints.expect("ERR_INTERNET_DISCONNECTED")
    complaints.expect("Failed to fetch")


@pytest.mark.usefixtures("no_beat")
def test_a_line_that_is_back_at_once_is_not_worth_a_word(visit: Visit) -> None:
    page = with_clock(visit)
    live(page)
    fall_silent(page)
    expect(page.locator("#not-live")).to_be_hidden()
    page.clock.run_for(1_000)
    live(page)
    page.clock.run_for(BRIEF)
    expect(page.locator("#not-live")).to_be_hidden()


def test_a_first_line_that_is_refused_is_tried_again(visit: Visit, look: Look, complaints: Complaints) -> None:
    page = visit("amina", "about:blank")
    answers = [502, 200]
    page.route(STREAM, lambda route: route.fulfill(status=answers.pop(0), body="…") if answers else route.continue_())
    page.goto(HERE)
    live(page)
    assert answers == []
    change(look)
    expect(card(page, "now", "nuit")).to_be_visible()
    complaints.expect("502")


def test_it_is_tried_again_every_quarter_of_a_minute_at_least(visit: Visit, complaints: Complaints) -> None:
    page = visit("amina", "about:blank")
    page.clock.install()
    page.add_init_script("window.tried = 0; document.addEventListener('live:state', () => window.tried++, true)")
    page.route(STREAM, lambda route: route.abort())
    page.goto(HERE)
    stop_clock(page)
    before = page.evaluate("window.tried")
    for count in range(1, 9):
        page.clock.run_for(LONGEST)
        until(lambda count=count: page.evaluate("window.tried") >= before + count)
    page.unroute(STREAM)
    page.clock.resume()  # it may be in the midst of a try, and waits once more after that
    page.evaluate("dispatchEvent(new Event('online'))")
    live(page)
    complaints.expect("ERR_FAILED")


def test_who_is_signed_out_is_told(visit: Visit, complaints: Complaints) -> None:
    page = live(visit("amina", HERE))
    page.context.clear_cookies()
    page.evaluate("dispatchEvent(new Event('offline'))")
    expect(page.locator("#live .closed")).to_be_visible()
    expect(page.locator("#not-live")).to_be_hidden()
    page.locator("#live .closed a").click()
    expect(page).to_have_url(re.compile(r"/session\?next="))
    complaints.expect("401")


def test_a_hidden_tab_lets_go_and_catches_up(visit: Visit, look: Look) -> None:
    page = with_clock(visit)
    live(page)
    hide(page, hidden=True)
    page.clock.run_for(HIDDEN)
    expect(page.locator("#live[data-state=paused]")).to_have_count(1)
    change(look)
    hide(page, hidden=False)
    live(page)
    expect(card(page, "now", "nuit")).to_be_visible()
    expect(page.locator("#not-live")).to_be_hidden()


def test_a_tab_hidden_for_a_moment_stays_live(visit: Visit) -> None:
    page = with_clock(visit)
    live(page)
    hide(page, hidden=True)
    page.clock.run_for(HIDDEN // 4)
    hide(page, hidden=False)
    page.clock.run_for(HIDDEN // 4)
    live(page)


def test_what_cannot_be_put_in_is_loaded(visit: Visit, look: Look) -> None:
    page = live(visit("amina", HERE))
    page.locator("#cards-now").evaluate(
        """(list) => Object.defineProperty(list, "children", { configurable: true, get() {
          delete this.children;
          throw new Error("once");
        } })"""
    )
    change(look)
    expect(card(page, "now", "nuit")).to_be_visible()
    with look() as world:
        actions.edit(world.action("sms"), status="stopped", by=world.by("bruno"))
    expect(page.locator(f"#action-{IDS['sms']}.stopped")).to_be_visible()

"""One hour in three windows: what the desk does is on the wall and on the phone, live, or by "Refresh" without scripts.

Each step waits for what it changes before the next one is made.
"""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from boardapp.domain import opening
from boardapp.domain.events import By
from tests.browser.conftest import PHONE, Visit
from tests.world import World

LAPTOP, PROJECTOR = (1280, 720), (1920, 1080)
CALL, AGAIN = "Call every customer who waits for an answer", "Call each customer who waits for an answer"
DESK = "A second desk at the station"
OUTCOME = "2 actions, 1 owner, first due 30 Nov."


class Hour:
    """The three windows. `live` are those that nobody loads anew."""

    def __init__(self, open_window: Callable[..., Page], board: int, *, live: bool) -> None:
        self.live, self.taps = live, 0
        self.desk = open_window("amina", f"/boards/{board}/workshop", size=LAPTOP)
        self.desk.get_by_role("button", name="Open the room").click()
        expect(self.desk.locator("#stage")).to_have_attribute("data-scene", "welcome")
        way = self.desk.get_by_role("link", name="Open the wall", include_hidden=True).first.get_attribute("href")
        self.wall = open_window(None, urlsplit(str(way)).path, size=PROJECTOR)
        expect(self.wall.locator(".join .code")).to_be_visible()
        self.phone = open_window(None, "/join", size=PHONE)

    def key(self, key: str) -> None:
        """On the desk; where no key is heard, the button that has it."""
        if self.live:
            self.desk.keyboard.press(key)
        else:
            self.desk.locator(f"button[data-key={key}]").click()

    def tap(self, name: str) -> None:
        self.phone.get_by_role("button", name=name, exact=True).click()
        self.taps += 1

    def turn(self, page: Page) -> Page:
        """The page, as it is now or will be in a moment."""
        if not self.live:
            page.get_by_role("link", name="Refresh", exact=True).click()
        return page

    def all_see(self, scene: str) -> None:
        """The desk was there first."""
        expect(self.desk.locator("#stage")).to_have_attribute("data-scene", scene)
        expect(self.turn(self.wall).locator("#stage")).to_have_attribute("data-scene", scene)
        expect(self.turn(self.phone).locator("#seat")).to_have_attribute("data-scene", re.compile(f"^{scene}-"))

    def stay(self) -> None:
        """Mark the pages, so that one that was loaded anew is known."""
        for page in (self.desk, self.wall, self.phone):
            page.evaluate("window.stayed = true")

    def stayed(self) -> bool:
        return all(page.evaluate("window.stayed === true") for page in (self.desk, self.wall, self.phone))

    def join(self) -> None:
        code = self.wall.locator(".join .code").inner_text().lower()
        assert re.fullmatch(r"\w{4}\s\w{4}", code)
        self.phone.get_by_label("Code of the room").fill(code)
        self.tap("Go on")
        expect(self.phone.get_by_label("Your first name")).to_be_visible()
        self.taps = 0
        self.phone.get_by_label("Your first name").fill("Soizic")
        self.tap("Join")
        expect(self.phone.locator("#seat")).to_have_attribute("data-scene", re.compile("^welcome-"))
        expect(self.turn(self.wall).locator(".ready")).to_contain_text("Soizic")

    def write(self) -> None:
        self.key("ArrowRight")
        self.all_see("inventory")
        self.phone.locator("#lines").fill(CALL)
        self.tap("Send")
        expect(self.phone.locator("#mine .rows > li")).to_have_count(1)
        assert self.taps <= 3
        self.phone.locator("#lines").fill(f"{AGAIN}\n{DESK}")
        self.tap("Send")
        expect(self.phone.locator("#mine .rows > li")).to_have_count(3)
        expect(self.turn(self.desk).locator(".tally b").first).to_have_text("3")
        expect(self.wall.get_by_text(CALL)).to_have_count(0)

    def group(self) -> None:
        self.key("ArrowRight")
        self.all_see("group")
        expect(self.wall.locator(".dealt li")).to_have_count(3)
        expect(self.phone.locator("ol.pair li")).to_have_count(2)
        self.tap("Yes")
        expect(self.phone.locator("ol.pair")).to_have_count(0)
        expect(self.turn(self.wall).locator(".dealt li")).to_have_count(2)
        expect(self.turn(self.desk).locator(".dealt li")).to_have_count(2)

    def categorise(self) -> None:
        self.key("ArrowRight")
        self.all_see("categorise")
        for left in ("2 for you", "1 for you"):
            expect(self.phone.locator("#main")).to_contain_text(left)
            self.tap("Service")
        expect(self.phone.locator("#shapes")).to_have_count(0)
        expect(self.turn(self.desk).locator("#stage")).to_contain_text("Every action has its category.")

    def vote(self) -> None:
        self.key("ArrowRight")
        self.all_see("prioritise")
        for title, points in ((re.compile("^Call"), 3), (re.compile(f"^{DESK}"), 2)):
            row = self.phone.locator(".rows > li", has=self.phone.get_by_text(title))
            for given in range(1, points + 1):
                row.locator("button").last.click()
                expect(row.locator("b.n")).to_have_text(str(given))
        self.tap("I have voted")
        expect(self.phone.locator("#done button")).to_have_attribute("aria-pressed", "true")
        expect(self.turn(self.desk).locator(".tally")).to_contain_text(re.compile(r"1\s*of 1 have voted"))
        expect(self.wall.locator(".ranked")).to_have_count(0)
        self.key("ArrowRight")
        expect(self.desk.locator(".ranked > li").first).to_contain_text("Call")
        expect(self.turn(self.wall).locator(".ranked > li .p").first).to_contain_text("3")

    def place(self) -> None:
        """What the vote suggests, and one more now."""
        self.key("ArrowRight")
        self.all_see("place")
        expect(self.desk.locator("#cut-now")).to_have_value("1")
        self.desk.locator("#more-now").click()
        expect(self.desk.locator("#cut-now")).to_have_value("2")
        self.key("ArrowRight")
        expect(self.desk.get_by_role("button", name="Undo the placing")).to_be_visible()
        expect(self.turn(self.wall).locator(".zone.now [data-row]")).to_have_count(2)

    def commit(self) -> None:
        self.key("ArrowRight")
        self.all_see("commit")
        self.take("Call")
        self.key("ArrowRight")
        expect(self.desk.locator("h1")).to_have_text(DESK)
        self.turn(self.phone)
        self.take(DESK)

    def take(self, title: str) -> None:
        expect(self.phone.locator("h1")).to_contain_text(title)
        self.phone.get_by_role("radio", name="Me, Soizic").check()
        self.phone.get_by_role("radio", name="D+7").check()
        self.tap("I take it")
        expect(self.phone.locator(".taken")).to_contain_text("Soizic takes it on, by 30 Nov")
        expect(self.turn(self.desk).locator(".taken")).to_contain_text("Soizic, 30 Nov")

    def close(self) -> None:
        self.key("ArrowRight")
        self.all_see("close")
        self.desk.get_by_role("button", name="Close the workshop").click()
        expect(self.desk.get_by_role("link", name="The plan", exact=True)).to_be_visible()
        expect(self.desk.locator(".outcome")).to_have_text(OUTCOME)
        expect(self.turn(self.wall).locator("#stage")).to_contain_text("Take it along")
        expect(self.wall.locator(".outcome")).to_have_text(OUTCOME)
        expect(self.turn(self.phone).locator("h1")).to_have_text("That is the plan.")
        expect(self.phone.locator(".lead")).to_have_text(OUTCOME)

    def calendar(self) -> str:
        with self.phone.expect_download() as coming:
            self.phone.get_by_role("link", name="Put them into my calendar").click()
        return Path(coming.value.path()).read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("live", [True, False], ids=["live", "no-js"])
def test_an_hour_leaves_a_plan_with_owners_and_dates(app: Flask, look: object, visit: Visit, live: bool) -> None:  # noqa: FBT001
    def window(*who: str | None, **more: object) -> Page:
        return visit(*who, language="en", javascript=live, **more)

    hour = Hour(window, new_board(look), live=live)
    hour.join()
    if live:
        hour.stay()
    for step in (hour.write, hour.group, hour.categorise, hour.vote, hour.place, hour.commit, hour.close):
        step()
    assert not live or hour.stayed()
    file = hour.calendar()
    assert file.count("BEGIN:VEVENT") == 2
    assert file.count("20261130") == 2


def new_board(look: Callable[[], World]) -> int:
    with look() as world:  # type: ignore[attr-defined]
        by = By("user", world.amina.id, world.clock())
        return opening.open_board("Water cut at the head office", world.amina, by=by, timezone="Europe/Paris").id

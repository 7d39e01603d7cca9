"""Real browsers before nginx: what one does shows in the other, over one connection however many boards are open."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import find_chromium
from tests.browser.windows import ARGUMENTS, PATIENCE
from tests.system.people import Person
from tests.world import BOARD

TABS = 8  # over HTTP/1.1 the seventh would wait for ever
LIVE = '#live[data-state="live"]'


@pytest.fixture
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium.find(), args=ARGUMENTS)
        yield browser
        browser.close()


def opened(chromium: Browser, person: Person) -> Page:
    window = chromium.new_context(ignore_https_errors=True, base_url=person.site.address)
    window.set_default_timeout(PATIENCE)
    cookie = {"name": "__Host-board", "value": person.key, "url": person.site.address, "secure": True}
    window.add_cookies([cookie])
    page = window.new_page()
    page.goto(f"/boards/{BOARD}")
    return page


def test_what_one_writes_shows_at_the_other_and_many_tabs_stay_live(chromium, own_site):
    amina, bruno = (Person(own_site).sign_in(name) for name in ("amina", "bruno"))
    page, other = opened(chromium, amina), opened(chromium, bruno)
    assert page.evaluate("performance.getEntriesByType('navigation')[0].nextHopProtocol") == "h2"
    tabs = [page, *(page.context.new_page() for _ in range(TABS - 1))]
    for tab in tabs[1:]:
        tab.goto(f"/boards/{BOARD}")
    for tab in [*tabs, other]:
        expect(tab.locator(LIVE)).to_be_attached(timeout=PATIENCE)
    bruno.add("Prévenir les mairies")
    for tab in [*tabs, other]:
        expect(tab.get_by_text("Prévenir les mairies").first).to_be_attached(timeout=PATIENCE)

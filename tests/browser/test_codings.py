"""A board arrives whole in a real browser, however it was compressed on its way."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.world import BOARD

PAGE = f"/boards/{BOARD}"


@pytest.mark.parametrize("coding", ["zstd", "br", "gzip"])
def test_chromium_shows_a_board_in_each_coding(visit: Visit, coding: str) -> None:
    page = visit("amina", "/boards")
    page.set_extra_http_headers({"Accept-Encoding": coding})
    for _ in range(2):  # made, then kept
        answer = page.goto(PAGE)
        assert answer.headers["content-encoding"] == coding
        expect(page.locator(".card")).to_have_count(12)
        expect(page.locator("#toast")).to_be_attached()  # the end of the page

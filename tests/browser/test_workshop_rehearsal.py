"""The faces of a rehearsal are pictures: nothing in them can be used, and a phone’s fixed parts stay in its frame."""

import pytest
from playwright.sync_api import expect

from tests.browser.audit import SETTLED
from tests.browser.conftest import DESK, PHONE

PLACE = "/boards/1/workshop/rehearsal/place"
TAKES_FOCUS = """() => [...document.querySelectorAll("[inert] :is(a, button, input, summary, textarea)")]
  .map((each) => (each.focus(), document.activeElement === each))"""


def test_nothing_in_a_face_takes_the_focus(visit):
    page = visit("amina", PLACE)
    expect(page.locator(".phone-face .thumb button")).to_be_visible()
    took = page.evaluate(TAKES_FOCUS)
    assert len(took) > 10
    assert not any(took)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=str)
def test_the_button_under_the_thumb_stands_at_the_foot_of_the_phone(visit, size):
    page = visit("amina", PLACE, size=size)
    thumb = page.locator(".phone-face .thumb")
    expect(thumb).to_be_visible()
    page.evaluate(SETTLED)
    frame, foot = page.locator(".phone-face").bounding_box(), thumb.bounding_box()
    assert frame["x"] <= foot["x"]
    assert foot["x"] + foot["width"] <= frame["x"] + frame["width"]
    assert abs(foot["y"] + foot["height"] - frame["y"] - frame["height"]) < 4

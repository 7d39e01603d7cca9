"""From the vote to the commitments in a real browser: what is pressed on a phone, what the keys of the desk do."""

import re

import pytest
from playwright.sync_api import expect

from boardapp.database import db
from boardapp.domain.workshop.workshops import Workshop
from boardapp.web import addresses
from boardapp.web.workshop import links
from tests.browser.conftest import PHONE
from tests.world import IDS

NUIT = IDS["nuit"]
PRIORITISE, COMMIT = re.compile("Prioriti|Prioriser"), re.compile("Commit|engager")


@pytest.fixture
def room(visit, app):
    """Who leads, at the vote; and the way in for phones."""
    desk = visit("amina", "/boards/1/workshop")
    desk.locator("button[formaction$=opening]").click()
    expect(desk.locator("#stage[data-scene=welcome]")).to_be_visible()
    desk.locator(".phases button", has_text=PRIORITISE).click()
    expect(desk.locator("#stage[data-scene=prioritise]")).to_be_visible()
    with app.app_context(), app.test_request_context():
        desk.way_in = links.join(db.session.get_one(Workshop, 1)).removeprefix(addresses.base())
    return desk


def sit(visit, room, name):
    phone = visit(None, room.way_in, size=PHONE)
    phone.locator("[name=name]").fill(name)
    phone.locator("[name=name] >> xpath=ancestor::form").get_by_role("button").first.click()
    expect(phone.locator("#seat")).to_be_visible()
    return phone


def test_points_are_placed_by_tapping_and_the_desk_reveals_and_places_with_three_keys(visit, room, complaints):
    phone = sit(visit, room, "Soizic")
    for points in ("1", "2", "3"):
        phone.locator(f"#vote-{NUIT} button >> nth=1").click()
        expect(phone.locator(f"#vote-{NUIT} .n")).to_have_text(points)
    phone.locator(f"#vote-{NUIT} button >> nth=1").click()
    expect(phone.locator("#strip")).to_contain_text("3")
    complaints.expect("422")
    phone.locator(f"#vote-{NUIT} button >> nth=0").click()
    expect(phone.locator(".pips .left")).to_have_count(3)

    room.keyboard.press("r")
    expect(room.locator(".ranked > li").first).to_have_id(f"ranked-{NUIT}")
    room.keyboard.press("ArrowRight")
    expect(room.locator("#stage[data-scene=place]")).to_be_visible()
    room.keyboard.press("ArrowRight")
    expect(room.locator(f".zone.now #ranked-{NUIT}")).to_be_visible()
    expect(room.locator(".exceptions [data-row-key='3']").first).to_be_visible()
    room.locator(f"#ranked-{NUIT} a").focus()
    room.keyboard.press("3")
    expect(room.locator(f".zone.later #ranked-{NUIT}")).to_be_visible()


def test_an_action_is_taken_on_from_a_phone_and_the_second_is_told(visit, room, complaints):
    room.locator(".phases button", has_text=COMMIT).click()
    expect(room.locator("#stage[data-scene=commit]")).to_be_visible()
    soizic, malo = sit(visit, room, "Soizic"), sit(visit, room, "Malo")
    for phone in (soizic, malo):
        phone.locator("summary", has_text=re.compile("Correct|Corriger|Who and|Qui et")).click()
        phone.locator("[name=who][value=me]").check(force=True)
        phone.locator("[name=due]").last.check(force=True)
        expect(phone.locator("input[name=owner]")).to_be_hidden()

    soizic.locator(".thumb button").click()
    expect(soizic.locator(".taken")).to_contain_text("Soizic")
    malo.locator("[name=first_step]").fill("Appeler les agences")
    malo.locator(".thumb button").click()

    expect(malo.locator("#owner-error")).to_contain_text("Soizic")
    expect(malo.locator("[name=first_step]")).to_have_value("Appeler les agences")
    complaints.expect("422")
    malo.locator(".thumb button").click()
    expect(malo.locator(".taken")).to_contain_text("Malo")

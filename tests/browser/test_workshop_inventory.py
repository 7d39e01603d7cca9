"""The silence on a phone and its end on the desk, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from boardapp.database import db
from boardapp.domain.workshop.workshops import Workshop
from boardapp.web import addresses
from boardapp.web.workshop import links
from tests.browser.conftest import PHONE


@pytest.fixture
def desk(visit):
    """Amina's desk, in the inventory."""
    page = visit("amina", "/boards/1/workshop", size=(1280, 720))
    page.locator("button[formaction$=opening]").click()
    page.locator(".phases button[value=inventory]").click()
    expect(page.locator("#stage")).to_have_attribute("data-scene", "inventory")
    return page


@pytest.fixture
def sit(visit, app, desk):
    """A phone of somebody who joined by the QR code."""
    with app.app_context(), app.test_request_context():
        path = links.join(db.session.get_one(Workshop, 1)).removeprefix(addresses.base())

    def sits(name):
        phone = visit(None, path, size=PHONE, fresh=True)
        phone.locator("[name=name]").fill(name)
        phone.locator("form:has([name=name]) button").click()
        expect(phone.locator("#lines")).to_be_visible()
        return phone

    return sits


def send(phone, text):
    phone.locator("#lines").fill(text)
    phone.locator("button[form=write]").click()
    expect(phone.locator("#lines")).to_have_value("")


def test_lines_leave_the_field_and_stand_below_to_be_changed_and_removed(sit):
    phone = sit("Soizic")
    send(phone, "- Prêter des vélos\n- Rappeler les clients isolés chaque matin")
    rows = phone.locator("#mine .rows > li")
    expect(rows).to_have_count(2)
    rows.first.locator("summary").click()
    rows.first.locator("textarea").fill("Rappeler les clients isolés chaque soir")
    rows.first.locator(".edit button").click()
    expect(rows.first.locator("summary")).to_contain_text("chaque soir")
    rows.last.locator("button[name=drop]").click()
    expect(rows).to_have_count(1)
    send(phone, "\n".join(f"Ligne {n}" for n in range(3)))
    expect(rows).to_have_count(4)


def test_a_key_reveals_and_two_phones_merge_what_is_the_same(desk, sit):
    one, other = sit("Soizic"), sit("Hugo")
    send(one, "Signaler chaque retard au client par téléphone")
    send(other, "Signaler au client par téléphone chaque retard")
    expect(desk.locator(".tally b").first).to_have_text("2")
    desk.keyboard.press("r")
    expect(desk.locator("#stage")).to_have_attribute("data-scene", "group")
    expect(desk.locator("#stage li", has_text="Signaler")).to_have_count(2)
    for phone in (one, other):
        expect(phone.locator("ol.pair")).to_contain_text("Signaler")
        phone.locator("#pairs button").first.click()
        expect(phone.locator("ol.pair", has_text="Signaler")).to_have_count(0)
    expect(desk.locator(".cluster")).to_contain_text(re.compile("2"))
    desk.locator("#merged summary").click()
    desk.locator("#merged button[name=undo]").click()
    expect(desk.locator("#stage li", has_text="Signaler")).to_have_count(2)

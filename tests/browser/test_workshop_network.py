"""A phone in a room whose line breaks: what is typed is kept, and goes once when the line is back."""

import re

import pytest
from playwright.sync_api import expect

from boardapp.domain.workshop import running, secret_lines, workshops
from boardapp.domain.workshop.workshops import Phase
from boardapp.web import addresses
from boardapp.web.workshop import links
from tests.browser.conftest import PHONE

# the server has the first form, and the phone never hears of it
LOSE = """() => {
  const [real, lost] = [window.fetch, []];
  window.fetch = async (url, ...more) => {
    const answer = await real(url, ...more);
    if (!String(url.url ?? url).endsWith("/lines") || lost.length) return answer;
    lost.push(url);
    throw new TypeError("Failed to fetch");
  };
}"""


@pytest.fixture
def room(app, look):
    """An open room in its inventory: the address where a phone joins it."""
    with look() as world, app.test_request_context():
        workshop = workshops.prepare(world.board, by=world.by())
        workshops.open_room(workshop, by=world.by())
        running.go_to(workshop, Phase.inventory, seen=Phase.welcome, by=world.by())
        return links.join(workshop).removeprefix(addresses.base())


@pytest.fixture
def phone(visit, room):
    page = visit(None, room, size=PHONE, language="en", fresh=True)
    page.get_by_label("Your first name").fill("Soizic")
    page.get_by_role("button", name="Join").click()
    expect(page.locator("#lines")).to_be_visible()
    page.wait_for_load_state()
    return page


def written(look):
    with look():
        return [line.text for line in secret_lines.db.session.scalars(secret_lines.select(secret_lines.Line))]


def test_what_is_sent_without_a_line_goes_once_when_it_is_back(phone, look, complaints):
    phone.context.set_offline(True)
    phone.locator("#lines").fill("Rappeler les clients\nOuvrir plus tôt")
    phone.get_by_role("button", name="Send").click()
    expect(phone.locator("#strip")).to_contain_text("No connection")
    expect(phone.locator("#lines")).to_have_value("")
    phone.context.set_offline(False)
    expect(phone.locator("#mine li")).to_have_count(2)
    assert sorted(written(look)) == ["Ouvrir plus tôt", "Rappeler les clients"]
    complaints.expect("ERR_INTERNET_DISCONNECTED")
    complaints.expect("Failed to fetch")


def test_an_answer_that_was_lost_writes_nothing_twice(phone, look, complaints):
    phone.evaluate(LOSE)
    phone.locator("#lines").fill("Une seule fois")
    phone.get_by_role("button", name="Send").click()
    expect(phone.locator("#strip")).to_contain_text("No connection")
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.locator("#mine li")).to_have_count(1)
    assert written(look) == ["Une seule fois"]
    complaints.expect("Failed to fetch")


def test_a_half_written_line_outlives_a_reload_and_the_next_phase(phone, look):
    phone.locator("#lines").press_sequentially("Une ligne à moitié")
    phone.reload()
    expect(phone.locator("#lines")).to_have_value("Une ligne à moitié")
    with look() as world:
        workshop = workshops.current(world.board)
        running.go_to(workshop, Phase.group, seen=Phase.inventory, by=world.by())
    expect(phone.locator("#seat")).to_have_attribute("data-scene", re.compile("^group"))
    expect(phone.locator("#lines")).to_have_value("Une ligne à moitié")
    expect(phone.locator("#lines")).to_be_visible()

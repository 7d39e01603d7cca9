"""The link of an invitation, in a real browser: it is shown once, so it must be easy to take along."""

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Visit
from tests.browser.gestures import HERE

CHOSEN = "e => e.value.slice(e.selectionStart, e.selectionEnd)"


def test_the_link_is_selected_and_copied_by_its_button(visit: Visit) -> None:
    for size in (PHONE, (1280, 800)):
        page = visit("amina", f"{HERE}/members", size=size, language="en")
        page.get_by_role("button", name="Make a link").click()
        link = page.locator("#link")
        expect(link).to_be_focused()
        address = link.input_value()
        assert link.evaluate(CHOSEN) == address
        expect(page.locator("#invited h2")).to_be_in_viewport()
        page.get_by_role("button", name="Copy the link").click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        expect(page.locator("#status")).to_have_text("Copied")
        link.evaluate("e => { e.readOnly = false; e.value = ''; e.focus(); }")
        page.keyboard.press("ControlOrMeta+v")
        expect(link).to_have_value(address)


def test_without_javascript_there_is_the_field_only(visit: Visit) -> None:
    page = visit("amina", f"{HERE}/members", javascript=False, language="en")
    page.get_by_role("button", name="Make a link").click()
    expect(page.locator("#link")).to_be_visible()
    expect(page.locator(".copy button")).to_be_hidden()


TAP, LETTER = 1.1, 0.28  # seconds: a thumb finds and presses a target, and writes 36 words a minute
LINE = "Rappeler les clients fragiles"


def test_on_a_phone_the_first_line_takes_three_taps_from_the_link(visit: Visit) -> None:
    """Three taps and the line are some 12 of the 25 seconds that are allowed."""
    made = visit("amina", f"{HERE}/members")
    made.get_by_role("button", name="Créer un lien").click()
    link = made.locator("#link").input_value()
    page = visit("dana", link, size=PHONE, language="en")
    page.locator("main form button.primary").tap()
    expect(page.locator("#line")).to_be_in_viewport(ratio=1)
    page.locator("#line").tap()
    page.keyboard.type(LINE)
    page.locator("#quick-add .primary").tap()
    expect(page.locator("#toast p")).to_contain_text(LINE)
    assert 3 * TAP + len(LINE) * LETTER <= 25

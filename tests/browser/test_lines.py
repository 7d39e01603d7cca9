"""Quick add and search in a real browser: nothing that was typed is lost on the way."""

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.gestures import HERE, add

PASTED = "Ouvrir un guichet #finance\nAppeler les mairies"


def test_a_half_typed_line_survives_a_search_and_the_way_back(visit: Visit) -> None:
    page = visit("amina", HERE, language="en")
    page.locator("#line").fill("Une action à demi")
    page.locator("#q").fill("sms")
    page.locator("#q").press("Enter")
    expect(page.locator(".banner")).to_contain_text("1 of 12")
    expect(page.locator("#line")).to_have_value("Une action à demi")
    page.get_by_role("link", name="Show everything").click()
    expect(page.locator("#line")).to_have_value("Une action à demi")
    page.goto(HERE)
    expect(page.locator("#line")).to_have_value("Une action à demi")
    page.locator("#line").press("Enter")
    expect(page.locator("#cards-inbox .card").last).to_contain_text("Une action à demi")
    expect(page.locator("#line")).to_have_value("")
    page.reload()
    expect(page.locator("#line")).to_have_value("")


def test_a_pasted_list_that_was_added_does_not_come_back(visit: Visit) -> None:
    page = visit("amina", HERE, language="en")
    page.locator("#line").focus()
    page.keyboard.insert_text("Un\nDeux")
    page.keyboard.press("Enter")
    page.locator(".preview .primary").click()
    expect(page.locator("#cards-inbox .card")).to_have_count(5)
    expect(page.locator("#line")).to_have_value("")


def test_a_mark_in_the_search_goes_with_the_text(visit: Visit) -> None:
    page = visit("amina", HERE, language="en")
    page.locator("#q").fill("@bruno")
    page.locator("#q").press("Enter")
    expect(page.locator(".card")).to_have_count(3)
    page.locator("#q").fill("ligne")
    page.locator("#q").press("Enter")
    expect(page.locator(".card")).to_have_count(1)


def test_a_pasted_list_is_corrected_read_again_and_taken_back_to_the_field(visit: Visit) -> None:
    page = visit("amina", HERE, language="en")
    page.locator("#line").fill(PASTED)
    page.locator("#quick-add .primary").click()
    expect(page.locator(".preview li").first).to_contain_text("Not understood: #finance.")
    page.locator("#line-0").fill("Ouvrir un guichet #service")
    page.locator("button[name=again]").click()
    expect(page.locator(".preview li").first).to_contain_text("# Service")
    page.locator("button[name=back]").click()
    expect(page.locator("#line")).to_have_value("Ouvrir un guichet #service\nAppeler les mairies")
    page.locator("#line").fill("Une seule")
    page.locator("#line").press("Enter")
    expect(page.locator("#cards-inbox .card")).to_have_count(4)


def test_what_was_not_understood_stands_in_the_toast(visit: Visit) -> None:
    page = visit("amina", HERE, language="en")
    add(page, "Payer les factures #finance")
    expect(page.locator("#toast p")).to_contain_text("Not understood: #finance.")

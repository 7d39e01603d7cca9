"""An action's own page: whatever is pressed, what was typed is not lost."""

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import Visit

LATE = "/actions/2"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_date_by_one_click_saves_what_was_typed_beside_it(visit: Visit, javascript: bool) -> None:  # noqa: FBT001
    page = visit("amina", LATE, language="en", javascript=javascript)
    page.get_by_label("Owner").fill("Zoé Martin")
    page.get_by_label("Challenge", exact=True).fill("Answer within the hour")
    page.get_by_role("button", name="D+7").click()
    expect(page.locator("#toast")).to_contain_text("Saved.")
    expect(page.get_by_label("Due date")).to_have_value("2026-11-30")
    expect(page.get_by_label("Owner")).to_have_value("Zoé Martin")
    expect(page.get_by_label("Challenge", exact=True)).to_have_value("Answer within the hour")


def test_enter_saves_and_sets_no_date(visit: Visit) -> None:
    page = visit("amina", LATE, language="en")
    before = page.get_by_label("Due date").input_value()
    page.get_by_label("Owner").fill("Zoé Martin")
    page.get_by_label("Owner").press("Enter")
    expect(page.locator("#toast")).to_contain_text("Saved.")
    expect(page.get_by_label("Due date")).to_have_value(before)


def test_leaving_with_something_unsaved_asks_first(visit: Visit) -> None:
    page = visit("amina", LATE, language="en")
    asked = answers(page, stay=True)
    page.get_by_label("Owner").press_sequentially("Zoé")
    page.get_by_role("link", name="Inventory").click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert page.url.endswith(LATE)


def test_leaving_with_nothing_unsaved_does_not(visit: Visit) -> None:
    page = visit("amina", LATE, language="en")
    asked = answers(page, stay=True)
    page.get_by_label("Owner").press_sequentially("Zoé")
    page.get_by_role("button", name="Save").first.click()
    expect(page.locator("#toast")).to_contain_text("Saved.")
    page.get_by_role("link", name="Inventory").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inventory")
    assert asked == []


def answers(page: Page, *, stay: bool) -> list[str]:
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        if stay:
            dialog.dismiss()
        else:
            dialog.accept()

    page.on("dialog", answer)
    return asked

"""An action's own page: whatever is pressed, what was typed is not lost; nor is what two people wrote in one field."""

from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import PHONE, Complaints, Visit
from tests.browser.gestures import HERE, is_at
from tests.world import IDS

LATE = "/actions/2"
NIGHT = IDS["nuit"]


def test_without_javascript_a_date_by_one_click_saves_what_was_typed_beside_it(visit: Visit) -> None:
    page = visit("amina", LATE, language="en", javascript=False)
    page.get_by_label("Owner").fill("Zoé Martin")
    page.get_by_label("Challenge", exact=True).fill("Answer within the hour")
    page.get_by_role("button", name="D+7").click()
    expect(page.locator("#toast")).to_contain_text("Saved.")
    expect(page.get_by_label("Due date")).to_have_value("2026-11-30")
    expect(page.get_by_label("Owner")).to_have_value("Zoé Martin")
    expect(page.get_by_label("Challenge", exact=True)).to_have_value("Answer within the hour")
    page.get_by_role("button", name="Done").click()
    expect(page.locator("#status-done")).to_have_attribute("aria-pressed", "true")


def test_without_javascript_one_button_saves_at_the_top_and_at_the_bottom(visit: Visit) -> None:
    page = visit("amina", LATE, language="en", javascript=False)
    before = page.get_by_label("Due date").input_value()
    page.get_by_label("Owner").fill("Zoé Martin")
    page.get_by_label("Owner").press("Enter")
    expect(page.locator("#toast")).to_contain_text("Saved.")
    expect(page.get_by_label("Due date")).to_have_value(before)
    page.get_by_label("Already running before").check()
    page.get_by_label("Governance").check()
    page.get_by_role("button", name="Save").last.click()
    expect(page.locator("#toast")).to_contain_text("Saved.")
    expect(page.get_by_label("Already running before")).to_be_checked()
    expect(page.get_by_label("Owner")).to_have_value("Zoé Martin")
    page.get_by_label("Already running before").uncheck()
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_label("Already running before")).not_to_be_checked()


def test_without_javascript_the_panel_beside_the_board_returns_to_it(visit: Visit) -> None:
    page = visit("amina", f"{HERE}?open={NIGHT}", language="en", javascript=False)
    page.locator("#panel").get_by_role("button", name="Running").click()
    expect(page.locator(f"#action-{NIGHT}.running")).to_be_visible()
    is_at(page, f"{HERE}?open={NIGHT}")
    page.locator("#panel").get_by_label("Your comment").fill("Seen")
    page.locator("#panel").get_by_role("button", name="Comment").click()
    expect(page.locator("#panel .comments")).to_contain_text("Seen")
    is_at(page, f"{HERE}?open={NIGHT}")


def test_leaving_saves_what_is_being_typed(visit: Visit) -> None:
    page = visit("amina", LATE, language="en")
    asked = answers(page)
    page.get_by_label("Owner").press_sequentially("Zoé ")
    with page.expect_request("**/owner"):
        page.get_by_role("link", name="Inventory").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inventory")
    assert asked == []
    page.goto(LATE)
    expect(page.get_by_label("Owner")).to_have_value("Zoé Amina Haddad")


def test_leaving_with_something_that_could_not_be_saved_asks_first(visit: Visit, complaints: Complaints) -> None:
    page = visit("amina", LATE, language="en")
    asked = answers(page)
    page.locator("#first_step").fill("f" * 141)
    page.locator("#first_step").press("Enter")
    expect(page.locator("#first_step-error")).to_be_visible()
    complaints.expect("422")
    with page.expect_event("dialog"):
        page.get_by_role("link", name="Inventory").click(no_wait_after=True)
    expect(page.locator("#first_step")).to_have_value("f" * 141)
    assert asked == ["beforeunload"]


def test_on_a_phone_the_page_has_its_fields_and_no_panel(visit: Visit) -> None:
    page = visit("amina", f"/actions/{NIGHT}", language="en", size=PHONE)
    page.get_by_role("button", name="Done").tap()
    expect(page.locator("#status-done")).to_have_attribute("aria-pressed", "true")
    page.locator(".opened").get_by_role("button", name="Me", exact=True).tap()
    expect(page.locator("#owner")).to_have_value("Amina Haddad")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)


def write_both(visit: Visit) -> tuple[Page, Page]:
    """Amina and Bruno have the same action open and write in one field of it; Bruno's text is there first."""
    mine, theirs = (
        visit("amina", f"{HERE}?open={NIGHT}", language="en"),
        visit("bruno", f"/actions/{NIGHT}", language="en"),
    )
    mine.locator("#benefit").fill("Amina’s text")
    theirs.locator("#benefit").fill("Bruno’s text")
    theirs.locator("#benefit").press("Enter")
    expect(theirs.locator("#part-benefit .saved")).to_be_visible()
    mine.locator("#need").focus()
    expect(mine.locator("#part-benefit .conflict")).to_contain_text(
        "Bruno Carvalho changed this field meanwhile. Choose."
    )
    return mine, theirs


def test_two_who_write_in_one_field_see_both_texts_and_choose(visit: Visit, complaints: Complaints) -> None:
    mine, theirs = write_both(visit)
    complaints.expect("409")
    expect(mine.locator("#part-benefit dd")).to_have_text(["Amina’s text", "Bruno’s text"])
    expect(mine.locator("#need")).to_be_focused()
    mine.keyboard.type("Another field")
    mine.keyboard.press("Enter")
    expect(mine.locator("#part-need .saved")).to_be_visible()
    expect(mine.locator("#benefit")).to_have_value("Amina’s text")
    mine.get_by_role("button", name="Keep both").click()
    expect(mine.locator("#benefit")).to_have_value("Bruno’s text / Amina’s text")
    expect(mine.locator(".conflict")).to_have_count(0)
    theirs.reload()
    expect(theirs.locator("#benefit")).to_have_value("Bruno’s text / Amina’s text")


def test_mine_or_theirs_stays(visit: Visit, complaints: Complaints) -> None:
    mine, theirs = write_both(visit)
    complaints.expect("409")
    mine.get_by_role("button", name="Keep theirs").click()
    expect(mine.locator("#benefit")).to_have_value("Bruno’s text")
    theirs.locator("#benefit").fill("Bruno again")
    theirs.locator("#benefit").press("Enter")
    expect(theirs.locator(".past .told > li")).to_have_count(3)
    mine.locator("#benefit").fill("Amina again")
    mine.locator("#benefit").press("Enter")
    mine.get_by_role("button", name="Keep mine").click()
    complaints.expect("409")
    expect(mine.locator("#part-benefit .saved")).to_be_visible()
    expect(mine.locator("#benefit")).to_have_value("Amina again")


def answers(page: Page) -> list[str]:
    """What the page asks before it is left; the answer is to stay."""
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", answer)
    return asked

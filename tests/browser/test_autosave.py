"""The fields of an action: each is saved as soon as it changes, and nothing that somebody types is touched or lost."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Complaints, Visit
from tests.browser.gestures import HERE, held, live
from tests.world import IDS

NIGHT = IDS["nuit"]
PANEL = f"{HERE}?open={NIGHT}"
ALONE = f"/actions/{NIGHT}"


def saved(page: Page, part: str) -> None:
    expect(page.locator(f"#part-{part} .saved")).to_be_visible()


def press(page: Page, name: str) -> None:
    page.locator(".opened").get_by_role("button", name=name, exact=True).click()


def test_done_takes_two_clicks_and_the_board_shows_it(visit: Visit) -> None:
    page = visit("amina", HERE, language="en")
    page.locator(f"#action-{NIGHT} h3 a").click()
    page.locator("#panel").get_by_role("button", name="Done").click()
    saved_button = page.locator("#panel #status-done")
    expect(saved_button).to_have_attribute("aria-pressed", "true")
    expect(saved_button).to_be_focused()
    expect(page.locator(f"#action-{NIGHT}")).to_have_class("card done")
    expect(page.locator("#status")).to_have_text("Saved. Status: Done.")
    page.locator("#toast").get_by_role("button", name="Undo").click()
    expect(page.locator("#panel #status-to_start")).to_have_attribute("aria-pressed", "true")


def test_me_and_a_date_by_one_click_each(visit: Visit) -> None:
    page = visit("amina", PANEL, language="en")
    press(page, "Me")
    expect(page.locator("#owner")).to_have_value("Amina Haddad")
    saved(page, "owner")
    expect(page.locator(f"#action-{NIGHT} .owner")).to_contain_text("Amina Haddad")
    press(page, "D+7 · 30 Nov")
    expect(page.locator("#due_on")).to_have_value("2026-11-30")
    expect(page.locator("#status")).to_have_text("Due date saved: 30 November.")
    expect(page.locator("#part-due_on .chip").first).to_be_focused()
    expect(page.locator("#part-owner .saved")).to_have_count(0)


@pytest.mark.parametrize("path", [PANEL, ALONE])
def test_every_kind_of_field_is_saved_when_it_changes(visit: Visit, path: str) -> None:
    page = visit("amina", path, language="en")
    page.locator("#title").fill("House the night team")
    page.locator("#title").press("Enter")
    saved(page, "title")
    expect(page.locator("#panel-name")).to_have_text("House the night team")
    expect(page.locator("#title")).to_be_focused()
    fields = page.locator(".action-form")
    chosen = {"Service": "category_id", "high": "challenge_level", "Test": "kind", "Already running": "already_running"}
    for label, name in chosen.items():
        fields.get_by_label(label, exact=label == "Test").check()
        saved(page, name)
    fields.get_by_label("Hypothesis").fill("They sleep better")
    fields.get_by_label("Hypothesis").press("Enter")
    saved(page, "hypothesis")
    fields.get_by_label("Effort").select_option("2")
    saved(page, "effort")
    page.reload()
    for label in chosen:
        expect(fields.get_by_label(label, exact=label == "Test")).to_be_checked()
    expect(fields.get_by_label("Hypothesis")).to_have_value("They sleep better")
    expect(fields.get_by_label("Effort")).to_have_value("2")


@pytest.mark.parametrize("path", [PANEL, ALONE])
def test_a_tick_is_taken_off_again(visit: Visit, path: str) -> None:
    page = visit("amina", path, language="en")
    tick = page.locator(".action-form").get_by_label("Already running before")
    for change in (tick.check, tick.uncheck):
        with page.expect_response("**/already-running"):
            change()
        saved(page, "already_running")
    page.reload()
    expect(tick).not_to_be_checked()
    expect(page.locator(".past .told")).to_contain_text("Already running")


def test_an_answer_touches_no_other_text(visit: Visit) -> None:
    page = visit("amina", PANEL, language="en")
    with held(page, "**/status"):
        press(page, "Running")
        page.locator("#note").press_sequentially("Half a sentence")
        page.locator("#note").press("Home")
    expect(page.locator("#status-running")).to_have_attribute("aria-pressed", "true")
    page.keyboard.type("Not yet ")
    expect(page.locator("#note")).to_have_value("Not yet Half a sentence")
    expect(page.locator("#note")).to_be_focused()
    page.locator("#need").focus()
    saved(page, "note")
    expect(page.locator("#need")).to_be_focused()


def test_a_date_in_the_past_is_taken_and_said(visit: Visit) -> None:
    page = visit("amina", PANEL, language="en")
    page.locator("#due_on").fill("2026-11-20")
    expect(page.locator("#part-due_on")).to_contain_text("This date is in the past. The action will be late.")
    expect(page.locator(f"#action-{NIGHT}")).to_have_class("card to_start late")
    expect(page.locator("#status")).to_contain_text("20 November. This date is in the past.")


def test_a_date_typed_digit_by_digit_is_saved_once(visit: Visit) -> None:
    page = visit("amina", PANEL, language="en")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.post_data or "") if request.url.endswith("/due") else None)
    page.locator("#due_on").focus()
    page.keyboard.type("12242026")
    page.keyboard.press("Enter")
    saved(page, "due_on")
    assert len(asked) == 1
    assert "due_on=2026-12-24" in asked[0]


def test_what_cannot_be_saved_stays_with_its_sentence(visit: Visit, complaints: Complaints) -> None:
    page = visit("amina", PANEL, language="en")
    page.locator("#need").fill("n" * 141)
    page.locator("#benefit").focus()
    expect(page.locator("#need-error")).to_have_text("140 characters at most")
    expect(page.locator("#need")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#benefit")).to_be_focused()
    complaints.expect("422")
    press(page, "Running")
    expect(page.locator("#status-running")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#need")).to_have_value("n" * 141)
    questions: list[str] = []
    page.once("dialog", lambda dialog: (questions.append(dialog.message), dialog.dismiss()))
    page.keyboard.press("Escape")
    expect(page.locator("#need")).to_be_focused()
    assert questions == ["Something here is not saved yet. Leave it?"]
    page.locator("#need").fill("Short")
    page.locator("#need").press("Enter")
    saved(page, "need")
    expect(page.locator("#need-error")).to_have_count(0)


def test_without_a_connection_the_text_stays_and_goes_when_there_is_one(visit: Visit, complaints: Complaints) -> None:
    page = visit("amina", PANEL, language="en", fresh=True)
    page.context.set_offline(True)
    page.locator("#need").fill("Sleep")
    page.locator("#need").press("Enter")
    expect(page.locator("#strip .strip")).to_be_visible()
    page.context.set_offline(False)
    saved(page, "need")
    expect(page.locator("#strip .strip")).to_have_count(0)
    live(page)  # until then the stream is sought, and missed
    complaints.expect("ERR_INTERNET_DISCONNECTED")
    complaints.expect("Failed to fetch")


def test_a_comment_is_added_and_the_focus_stays(visit: Visit, complaints: Complaints) -> None:
    page = visit("amina", PANEL, language="en")
    press(page, "Comment")
    expect(page.locator("#comment-error")).to_have_text("Write a comment first")
    complaints.expect("422")
    page.locator("#comment").fill("Seen with the hotel")
    press(page, "Comment")
    expect(page.locator(".comments")).to_contain_text("Seen with the hotel")
    expect(page.locator("#comment")).to_have_value("")
    expect(page.locator("#comments .button")).to_be_focused()


def test_an_earlier_text_is_put_back(visit: Visit) -> None:
    page = visit("amina", PANEL, language="en")
    for text in ("One", "Two"):
        page.locator("#need").fill(text)
        page.locator("#need").press("Enter")
        expect(page.locator("#part-need .saved")).to_be_visible()
        expect(page.locator("#need")).to_have_value(text)
        expect(page.locator(".past .told > li")).to_have_count(2 if text == "One" else 3)
    page.locator(".past summary").first.click()
    press(page, "Put this text back – One")
    expect(page.locator("#need")).to_have_value("One")
    expect(page.locator(".past .told > li")).to_have_count(4)
    expect(page.locator(".opened :focus")).to_have_count(1)

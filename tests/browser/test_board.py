"""The board in a real browser: adding lines, undo in the toast, and the same by plain forms."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Complaints, Visit
from tests.browser.gestures import HERE, add, choose, held, live, move_link, stand, title_link, titles
from tests.served import until
from tests.world import IDS


def test_enter_adds_a_line_and_stays(visit: Visit) -> None:
    page = visit("amina", HERE)
    for number in (1, 2):
        add(page, f"Appeler l’hôpital {number} @Bruno >now")
        expect(page.locator("#cards-now .card").last).to_contain_text(f"Appeler l’hôpital {number}")
        expect(page.locator("#line")).to_have_value("")
        expect(page.locator("#line")).to_be_focused()
    expect(page.locator("#cards-now .card")).to_have_count(6)


def test_what_is_typed_before_the_answer_stays(visit: Visit) -> None:
    page = visit("amina", HERE)
    with held(page, f"**{HERE}/actions"):
        add(page, "Première action")
        page.keyboard.type(" et la suivante")
    expect(page.locator("#line")).to_have_value(" et la suivante")
    expect(page.locator("#cards-inbox .card").last).to_contain_text("Première action")


def test_whoever_has_gone_on_before_the_answer_is_not_called_back(visit: Visit) -> None:
    page = visit("amina", HERE)
    with held(page, f"**{HERE}/actions"):
        add(page, "Première action")
        page.locator("#q").focus()
    expect(page.locator("#line")).to_have_value("")
    expect(page.locator("#q")).to_be_focused()


def test_a_pasted_list_goes_to_its_preview(visit: Visit) -> None:
    page = visit("amina", HERE)
    page.locator("#line").focus()
    page.keyboard.insert_text("Un guichet par agence\nDeux lignes de bus\nTrois navettes")
    until(lambda: page.locator("#line").bounding_box()["height"] > 80)
    page.keyboard.press("Enter")
    expect(page.locator(".preview input:not([type=hidden])")).to_have_count(3)
    page.locator(".preview .primary").click()
    expect(page.locator("#cards-inbox .card")).to_have_count(6)


def test_an_empty_line_is_refused_beside_the_field(visit: Visit, complaints: Complaints) -> None:
    page = visit("amina", HERE, language="en")
    add(page, "   ")
    expect(page.locator("#line-error")).to_contain_text("Write the action in a few words")
    expect(page.locator("#line")).to_be_focused()
    complaints.expect("422")
    add(page, "Now with words")
    expect(page.locator("#line-error")).to_have_text("")


def test_without_a_connection_the_text_stays_and_the_strip_says_so(visit: Visit, complaints: Complaints) -> None:
    page = visit("amina", HERE, fresh=True)
    page.context.set_offline(True)
    add(page, "Prévenir les mairies")
    expect(page.locator("#strip .strip")).to_be_visible()
    expect(page.locator("#line")).to_have_value("Prévenir les mairies")
    expect(page.locator("#line")).to_be_focused()
    page.context.set_offline(False)
    page.locator("#line").press("Enter")
    expect(page.locator("#cards-inbox .card").last).to_contain_text("Prévenir les mairies")
    expect(page.locator("#strip .strip")).to_have_count(0)
    live(page)  # until then the stream is sought, and missed
    complaints.expect("ERR_INTERNET_DISCONNECTED")
    complaints.expect("Failed to fetch")


def test_undo_in_the_toast_puts_the_card_back(visit: Visit) -> None:
    page = visit("amina", HERE)
    before = titles(page, "now")
    move_link(page, "ligne").click()
    choose(page, "later")
    expect(page.locator("#cards-later .card")).to_have_count(3)
    page.locator("#toast button[hx-post]").click()
    expect(page.locator("#cards-now .card")).to_have_count(4)
    stand(page, "now", before)
    expect(page.locator("body :focus")).to_have_count(1)


def test_an_undo_that_is_refused_says_why_at_the_top(visit: Visit, complaints: Complaints) -> None:
    page = visit("amina", HERE)
    move_link(page, "ligne").click()
    choose(page, "later")
    expect(page.locator("#cards-later .card")).to_have_count(3)
    other = visit("bruno", HERE)
    move_link(other, "ligne").click()
    choose(other, "next")
    expect(other.locator("#cards-next .card")).to_have_count(4)
    page.locator("#toast button[hx-post]").click()
    expect(page.locator("#strip .strip")).to_be_visible()
    complaints.expect("Failed to load resource")


def test_undoing_an_addition_takes_the_card_away_and_the_focus_stays_near(visit: Visit) -> None:
    page = visit("amina", HERE)
    add(page, "Une action de trop")
    card = page.locator("#cards-inbox .card", has_text="Une action de trop")
    card.locator("h3 a").focus()
    page.locator("#toast button[hx-post]").evaluate("undo => undo.click()")
    expect(card).to_have_count(0)
    expect(title_link(page, "relais")).to_be_focused()


def test_the_toast_is_closed_by_its_button_and_the_focus_returns(visit: Visit) -> None:
    page = visit("amina", HERE)
    move_link(page, "sms").click()
    choose(page, "next")
    expect(page.locator("#toast p")).to_be_visible()
    page.locator("#toast .close").click()
    expect(page.locator("#toast")).to_be_hidden()
    expect(move_link(page, "sms")).to_be_focused()


@pytest.mark.parametrize("size", [PHONE, (768, 1024)])
def test_the_toast_never_covers_the_last_row(visit: Visit, size: tuple[int, int]) -> None:
    page = visit("amina", HERE, size=size)
    add(page, "Une ligne de plus >now")
    expect(page.locator("#toast p")).to_be_visible()
    expect(page.locator("#cards-now .card")).to_have_count(5)
    last = page.locator(".card:visible a.move").last
    last.focus()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    row, toast = last.bounding_box(), page.locator("#toast").bounding_box()
    assert row
    assert toast
    assert row["y"] + row["height"] <= toast["y"]


def test_without_javascript_a_card_is_moved_by_a_page_and_undone_by_a_form(visit: Visit) -> None:
    page = visit("amina", HERE, javascript=False)
    expect(page.locator("#move-menu")).to_be_hidden()
    move_link(page, "sms").click()
    page.locator("main button[value=later]").click()
    expect(page.locator(f"#cards-later #action-{IDS['sms']}")).to_be_visible()
    expect(page.locator("#toast .close")).to_be_hidden()
    page.locator("#toast button[formaction]").click()
    expect(page.locator(f"#cards-now #action-{IDS['sms']}")).to_be_visible()


def test_without_javascript_lines_are_added_and_pasted(visit: Visit, complaints: Complaints) -> None:
    page = visit("amina", HERE, javascript=False)
    page.locator("#line").fill("Une seule ligne")
    page.locator("#quick-add .primary").click()
    expect(page.locator("#cards-inbox .card").last).to_contain_text("Une seule ligne")
    page.locator("#line").fill("Une\nDeux")
    page.locator("#quick-add .primary").click()
    page.locator(".preview .primary").click()
    expect(page.locator("#cards-inbox .card")).to_have_count(6)
    page.locator("#quick-add .primary").click()
    expect(page.locator("#line-error")).not_to_have_text("")
    complaints.expect("422")

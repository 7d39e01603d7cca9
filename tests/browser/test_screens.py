"""Screens in a real browser: by keyboard alone, without JavaScript, on a phone; what one presses next is in reach."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.gestures import HERE
from tests.world import PASSWORD

PASTED = "Ouvrir un guichet\nAppeler les mairies\nPrévenir les clients\nPublier les délais"
IN_SIGHT = """(e) => {
  const box = e.getBoundingClientRect();
  const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return Boolean(at) && (e.contains(at) || at.contains(e));
}"""


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_the_front_door_offers_the_way_in_without_scrolling(visit: Visit, size: tuple[int, int]) -> None:
    page = visit(path="/", size=size)
    expect(page.locator("main .button.primary")).to_be_in_viewport(ratio=1)
    heights = page.locator("h1 span").evaluate_all("all => all.map((e) => e.getBoundingClientRect().height)")
    assert heights == sorted(heights, reverse=True)
    assert len(set(heights)) == 3


def test_the_example_falls_from_solid_to_dashed_and_nothing_of_it_is_pressed(visit: Visit) -> None:
    page = visit(path="/")
    lanes = page.locator(".sample .lane")
    widths = lanes.evaluate_all("all => all.map((e) => e.getBoundingClientRect().width)")
    assert widths == sorted(widths, reverse=True)
    styles = lanes.evaluate_all("all => all.map((e) => getComputedStyle(e).borderTopStyle)")
    assert styles == ["solid", "solid", "dashed"]
    expect(page.locator(".sample :is(a, button, [tabindex])")).to_have_count(0)


def test_a_password_is_shown_and_hidden_by_the_keyboard(visit: Visit) -> None:
    page = visit(path="/session", language="en")
    page.locator("#email").fill("amina@example.fr")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Tab")
    show = page.get_by_role("button", name="Show Password")
    expect(show).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#password")).to_have_attribute("type", "text")
    page.get_by_role("button", name="Hide Password").press("Enter")
    expect(page.locator("#password")).to_have_attribute("type", "password")
    page.locator("#password").press("Enter")
    expect(page.locator("a[href='/me']").first).to_be_attached()


def test_without_javascript_there_is_no_button_that_does_nothing(visit: Visit) -> None:
    page = visit(path="/session", javascript=False)
    expect(page.locator("[data-behaviour=reveal]")).to_be_hidden()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_summary_of_errors_has_the_focus_and_its_link_reaches_the_field(
    visit: Visit, complaints: object, *, javascript: bool
) -> None:
    page = visit(path="/session", javascript=javascript, language="en")
    page.locator("#email").fill("amina@example.fr")
    page.locator("#password").fill("not this one")
    page.locator("#password").press("Enter")
    expect(page.locator(".summary")).to_be_focused()
    expect(page).to_have_title("Error: Sign in · Trois Temps")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#password")).to_be_focused()
    complaints.expect("422")  # type: ignore[attr-defined]


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_a_line_of_the_preview_is_removed_and_the_focus_stays_near(visit: Visit, size: tuple[int, int]) -> None:
    page = visit("amina", HERE, language="en", size=size)
    page.locator("#line").fill(PASTED)
    page.locator("#quick-add .primary").click()
    expect(page.locator("h1")).to_have_text("4 actions to add")
    page.locator("[name=drop]").nth(1).click()
    expect(page.locator("h1")).to_have_text("3 actions to add")
    expect(page.locator("#line-2")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#cards-inbox .card")).to_have_count(6)


def test_enter_adds_what_was_pasted(visit: Visit) -> None:
    page = visit("amina", HERE, language="en")
    page.locator("#line").fill(PASTED)
    page.locator("#quick-add .primary").click()
    expect(page.locator(".preview .primary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#cards-inbox .card")).to_have_count(7)


@pytest.mark.parametrize("javascript", [True, False])
def test_whoever_ticks_far_down_has_the_way_to_the_panel_within_reach(visit: Visit, *, javascript: bool) -> None:
    page = visit("amina", f"{HERE}/actions", size=PHONE, javascript=javascript)
    way = page.locator(".ready a")
    expect(way).to_be_hidden()
    page.locator("tbody .tick").last.click()
    expect(way).to_be_in_viewport(ratio=1)
    assert way.evaluate(IN_SIGHT)
    way.click()
    expect(page.locator(".bulk-fields select").first).to_be_in_viewport()


def test_on_a_phone_the_order_of_the_table_is_chosen_in_the_filter(visit: Visit) -> None:
    page = visit("amina", f"{HERE}/actions", size=PHONE, javascript=False, language="en")
    expect(page.locator("thead a").first).to_be_hidden()
    page.locator(".filter summary").click()
    page.locator("select[name=by]").select_option("due")
    page.locator(".filter .primary").click()
    expect(page.locator("tbody .due").first).to_contain_text("20 Nov")


def test_a_category_is_given_its_shape_by_looking_at_it(visit: Visit) -> None:
    page = visit("amina", f"{HERE}/categories", language="en")
    page.locator("#name").fill("Sécurité")
    page.locator("main details summary").click()
    page.get_by_role("radio", name="star").check()
    page.get_by_role("radio", name="slate").check()
    page.locator("main .primary").click()
    row = page.locator(".category-row").last
    expect(row).to_contain_text("Sécurité")
    expect(row.locator("use")).to_have_attribute("href", "#shape-star")


def test_every_page_has_one_button_that_stands_out(visit: Visit) -> None:
    page = visit("amina", HERE)
    for path in ("/actions", "/sort", "/members", "/imports", "/export", "/categories", "/settings", "/history"):
        page.goto(HERE + path)
        count = page.locator("main .button.primary").evaluate_all(
            "all => all.filter((e) => e.checkVisibility()).length"
        )
        assert count <= 1, path


def test_members_on_a_phone_are_read_without_headings(visit: Visit) -> None:
    page = visit("amina", f"{HERE}/members", size=PHONE, language="en")
    since = page.locator(".members [data-label]").first
    assert "Member since" in since.evaluate("e => getComputedStyle(e, '::before').content")
    boxes = page.locator(".members .button").evaluate_all("all => all.map((e) => e.getBoundingClientRect().right)")
    assert max(boxes) <= PHONE[0]

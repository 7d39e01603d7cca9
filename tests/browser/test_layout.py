"""How things stand on the page: ranks, the order of lanes, the row of pages, columns, what a phone has room for."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.gestures import HERE, add, card, choose, move_link


def ten_in_do_now(page: Page) -> None:
    for number in range(6):
        add(page, f"Une de plus, {number} >now")
        expect(page.locator("#cards-now .card")).to_have_count(5 + number)
        expect(page.locator("#line")).to_have_value("")


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_a_rank_of_two_digits_stands_in_one_line(visit: Visit, size: tuple[int, int]) -> None:
    page = visit("amina", HERE, size=size)
    height = "e => parseFloat(getComputedStyle(e, '::before').height)"
    one = page.locator("#cards-now .card").first.evaluate(height)
    ten_in_do_now(page)
    assert page.locator("#cards-now .card").nth(9).evaluate(height) == one
    column = "e => parseFloat(getComputedStyle(e, '::before').width)"
    assert page.locator("#cards-now .card").nth(9).evaluate(column) >= 33


def test_to_sort_is_first_to_the_eye_and_last_to_the_keyboard(visit: Visit) -> None:
    page = visit("amina", HERE)
    lanes = page.locator(".lane").evaluate_all("all => all.map((e) => [e.id, e.getBoundingClientRect().x])")
    assert [name for name, _ in lanes] == ["lane-now", "lane-next", "lane-later", "lane-inbox"]
    assert min(lanes, key=lambda lane: lane[1])[0] == "lane-inbox"


def test_to_sort_leads_to_sorting_one_by_one_until_it_is_empty(visit: Visit) -> None:
    page = visit("amina", HERE)
    link = page.locator("#lane-head-inbox .go a")
    for name in ("fragiles", "delais", "relais"):
        expect(link).to_have_attribute("href", f"{HERE}/sort")
        move_link(page, name).click()
        choose(page, "later")
        expect(card(page, "later", name)).to_be_visible()
    expect(link).to_have_count(0)


def test_the_keyboard_reaches_each_lane_by_a_link(visit: Visit) -> None:
    page = visit("amina", HERE)
    links = page.locator(".jump a")
    links.first.focus()
    expect(links.first).to_be_in_viewport(ratio=1)
    links.nth(1).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#lane-next :focus")).to_have_count(1)
    expect(links.first).not_to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("room", ["", "/sort", "/members", "/settings"])
def test_the_page_that_is_shown_is_in_sight_in_the_row_of_pages(visit: Visit, room: str) -> None:
    page = visit("amina", HERE + room, size=PHONE)
    box = page.locator(".pages [aria-current]").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE[0]


def test_short_messages_have_their_buttons_beside_them(visit: Visit) -> None:
    for size in (DESK, PHONE):
        page = visit("amina", f"{HERE}/settings", size=size)
        page.locator("form[action$='/settings'] .primary").click()
        expect(page.locator("#toast p")).to_be_visible()
        tops = page.locator("#toast > *").evaluate_all("all => all.map((e) => e.getBoundingClientRect().bottom)")
        assert max(tops) - min(tops) < 30


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_buttons_of_categories_stand_in_columns(visit: Visit, size: tuple[int, int]) -> None:
    page = visit("amina", f"{HERE}/categories", size=size)
    for which in ("[href^='/categories/']:not([href$=removal])", "[value=up]", "[value=down]", "[href$=removal]"):
        buttons = page.locator(f".category-row {which}")
        lefts = buttons.evaluate_all("all => all.map((e) => e.getBoundingClientRect().x)")
        assert len(lefts) >= 5
        assert max(lefts) - min(lefts) < 1


def test_labels_side_by_side_are_level_and_so_are_their_fields(visit: Visit) -> None:
    page = visit("amina", f"{HERE}/settings")
    for kind in ("label", ":is(select, input)"):
        tops = page.locator(f".pair > .field > {kind}").evaluate_all(
            "all => all.map((e) => e.getBoundingClientRect().top)"
        )
        assert len(tops) == 2
        assert abs(tops[0] - tops[1]) < 1.5


def test_the_bulk_panel_is_one_line_until_something_is_ticked(visit: Visit) -> None:
    page = visit("amina", f"{HERE}/actions", javascript=False)
    panel = page.locator(".bulk").bounding_box()
    assert panel
    assert panel["height"] < 70
    page.locator("tbody .tick").first.click()
    expect(page.locator(".bulk-fields")).to_be_visible()
    page.locator("tbody .tick").first.click()
    page.locator(".bulk .all").click()
    expect(page.locator(".bulk-fields")).to_be_visible()


@pytest.mark.parametrize("field", ["#line", "#q"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_a_field_asks_for_can_be_read_on_a_phone(visit: Visit, field: str, language: str) -> None:
    page = visit("amina", HERE, size=PHONE, language=language)
    spare = """e => {
      const style = getComputedStyle(e);
      const pen = document.createElement("canvas").getContext("2d");
      pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
      const room = e.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      return room - pen.measureText(e.placeholder).width; }"""
    page.evaluate("document.fonts.ready")
    assert page.locator(field).evaluate(spare) >= 0


@pytest.mark.parametrize("width", [320, 390])
def test_a_short_word_is_not_parted_at_its_hyphen(visit: Visit, width: int) -> None:
    page = visit("amina", HERE, size=(width, 844))
    add(page, "Laisser ouvertes à tous les bornes wi-fi et le wi-fi des agences >now")
    words = page.locator("#cards-now .card").last.locator(".unbroken")
    expect(words).to_have_count(2)
    assert words.evaluate_all("all => all.map((e) => e.getClientRects().length)") == [1, 1]


def test_the_middle_dot_is_drawn_by_a_font_that_shows_it(visit: Visit) -> None:
    """Instrument’s is 3 px wide at 16 px: “Animateur·rice” would read “Animateurrice”."""
    page = visit("amina", f"{HERE}/members")
    ours = "[...document.fonts].filter((font) => !font.family.includes('Near'))"  # which are fonts of the system
    ranges = page.evaluate(f"{ours}.map((font) => font.unicodeRange)")
    assert len(ranges) == 4
    assert not [each for each in ranges if "U+0-FF" in each or "U+0-ff" in each]
    assert sum("U+0-B6" in each.upper() for each in ranges) == 2

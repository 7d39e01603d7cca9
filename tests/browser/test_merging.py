"""Two actions that say the same made one: by mouse, by keys, by fingers."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Visit
from tests.browser.gestures import HERE, asking_nothing, card, is_at, move_link, press, title_link
from tests.world import ACTIONS, IDS, World


def pick(page: Page, name: str) -> None:
    move_link(page, name).click()
    page.locator("#move-menu [data-tell=merge]").click()


def merged(page: Page, gone: str, into: str) -> None:
    expect(page.locator(f"#action-{IDS[gone]}")).to_have_count(0)
    expect(page.locator(f"#action-{IDS[into]}")).to_be_visible()
    expect(page.locator("#pick")).to_be_hidden()
    expect(page.locator("[data-picked]")).to_have_count(0)
    expect(title_link(page, into)).to_be_focused()


def test_three_clicks_merge_two_cards(visit: Visit, look: Callable[[], World]) -> None:
    page = visit("amina", HERE, language="en")
    pick(page, "fragiles")
    strip = f"Choose the action that says the same as “{ACTIONS['fragiles']['title']}”. Escape cancels."
    expect(page.locator("#pick p")).to_have_text(strip)
    expect(page.locator("#status")).to_have_text(strip)
    expect(card(page, "inbox", "fragiles")).to_have_attribute("data-picked", "")
    card(page, "now", "sms").click()
    merged(page, "fragiles", "sms")
    expect(page.locator("#status")).to_have_text(
        f"“{ACTIONS['fragiles']['title']}” is merged into “{ACTIONS['sms']['title']}”."
    )
    is_at(page, HERE)
    with look() as world:
        assert world.action("fragiles").merged_into_id == IDS["sms"]


def test_three_keys_merge_two_cards(visit: Visit) -> None:
    page = visit("amina", HERE)
    title_link(page, "nuit").focus()
    press(page, "x", "ArrowDown", "m")
    merged(page, "nuit", "matin")


def test_enter_on_another_card_merges_instead_of_opening_it(visit: Visit) -> None:
    page = visit("amina", HERE)
    title_link(page, "nuit").focus()
    press(page, "m", "ArrowUp", "Enter")
    merged(page, "nuit", "portage")
    is_at(page, HERE)


def test_three_taps_merge_two_cards_even_of_two_lanes(visit: Visit) -> None:
    page = visit("amina", HERE, size=PHONE)
    move_link(page, "sms").tap()
    page.locator("#move-menu [data-tell=merge]").tap()
    expect(page.locator("#pick")).to_be_in_viewport(ratio=1)
    page.locator(".jump .next").tap()
    expect(page.locator("#pick")).to_be_visible()
    card(page, "next", "nuit").tap()
    expect(page.locator(f"#action-{IDS['sms']}")).to_have_count(0)
    expect(page.locator("#toast p")).to_be_visible()


def test_a_merge_is_undone_by_one_press(visit: Visit) -> None:
    page = visit("amina", HERE)
    pick(page, "nuit")
    title_link(page, "matin").click()
    merged(page, "nuit", "matin")
    page.locator("#toast [data-key=z]").click()
    expect(card(page, "next", "nuit")).to_be_visible()


def test_escape_and_cancel_leave_everything_as_it_was(visit: Visit) -> None:
    page = visit("amina", HERE)
    for leave in (lambda: press(page, "Escape"), lambda: page.locator("#pick button").click()):
        pick(page, "nuit")
        leave()
        expect(page.locator("#pick")).to_be_hidden()
        expect(page.locator("[data-picked]")).to_have_count(0)
    pick(page, "nuit")
    page.locator("#pick button").focus()
    press(page, "Enter")
    expect(title_link(page, "nuit")).to_be_focused()
    title_link(page, "matin").focus()
    press(page, "x", "x")
    expect(page.locator("#pick")).to_be_hidden()
    expect(page.locator(".card")).to_have_count(12)


def test_a_press_on_the_picked_card_changes_nothing(visit: Visit) -> None:
    page = visit("amina", HERE)
    pick(page, "nuit")
    with asking_nothing(page):
        title_link(page, "nuit").click()
    expect(page.locator("#pick")).to_be_visible()
    assert page.url.endswith(HERE)


def test_x_on_another_card_picks_that_one(visit: Visit) -> None:
    page = visit("amina", HERE)
    title_link(page, "nuit").focus()
    press(page, "x", "ArrowDown", "x")
    expect(page.locator("[data-picked]")).to_have_id(f"action-{IDS['matin']}")
    expect(page.locator("[data-picked]")).to_have_count(1)


def test_a_card_stays_picked_while_it_changes(visit: Visit) -> None:
    page = visit("amina", HERE)
    title_link(page, "nuit").focus()
    press(page, "x", "2", "Shift+ArrowDown")
    expect(page.locator("#cards-next .card").last).to_have_id(f"action-{IDS['nuit']}")
    expect(page.locator("[data-picked]")).to_have_id(f"action-{IDS['nuit']}")


def test_the_strip_covers_no_card_that_has_the_focus(visit: Visit) -> None:
    page = visit("amina", HERE, size=(1280, 500))
    title_link(page, "sms").focus()
    press(page, "x", "ArrowRight", "ArrowLeft")
    expect(page.locator("#pick")).to_be_visible()
    for _ in range(4):
        press(page, "ArrowDown")
        box, strip = page.locator("h3 a:focus").bounding_box(), page.locator("#pick").bounding_box()
        assert box
        assert strip
        assert box["y"] + box["height"] <= strip["y"]


def test_a_filtered_board_merges_too(visit: Visit) -> None:
    page = visit("amina", f"{HERE}?q=agence")
    pick(page, "relais")
    with page.expect_event("load"):
        title_link(page, "visio").click()
    expect(page.locator(f"#action-{IDS['relais']}")).to_have_count(0)
    expect(page.locator("#toast p")).to_be_visible()


def test_without_javascript_the_other_one_is_chosen_on_a_page(visit: Visit) -> None:
    page = visit("amina", HERE, language="en", javascript=False)
    move_link(page, "nuit").click()
    page.get_by_role("link", name="Merge with another one…").click()
    page.get_by_role("radio", name=ACTIONS["matin"]["title"]).check()
    page.get_by_role("button", name="Merge into this one").click()
    expect(page.locator(f"#action-{IDS['nuit']}")).to_have_count(0)
    expect(page.locator("#toast")).to_contain_text("is merged into")
    page.get_by_role("button", name="Undo").click()
    expect(card(page, "next", "nuit")).to_be_visible()

"""What somebody sets for themselves, seen: theme, density, text size, keys. And a browser that refuses cookies."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.audit import SETTLED
from tests.browser.conftest import PHONE, Complaints, Visit
from tests.browser.gestures import HERE, asking_nothing
from tests.world import IDS, PASSWORD

GROUND = {"light": "rgb(233, 236, 241)", "dark": "rgb(14, 17, 23)"}
SAVE = {"en": "Save", "fr": "Enregistrer"}


def ground(page: Page, theme: str) -> None:
    """The page stands on the colour of this theme."""
    expect(page.locator("body")).to_have_css("background-color", GROUND[theme])


def choose(page: Page, language: str, **values: str) -> None:
    """On the account page, as somebody presses it there: the label, as the radio may be unseen."""
    page.goto("/me")
    for name, value in values.items():
        page.locator(f"label:has([name={name}][value='{value}'])").click()
    page.get_by_role("button", name=SAVE[language], exact=True).click()
    expect(page.locator("#toast p")).to_be_visible()


def height(page: Page) -> float:
    page.evaluate(SETTLED)
    box = page.locator(f"#action-{IDS['ligne']}").bounding_box()
    assert box
    return box["height"]


def root_size(page: Page, size: str) -> None:
    expect(page.locator("html")).to_have_css("font-size", size)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "without"])
def test_a_theme_that_is_chosen_outdoes_the_browsers(visit: Visit, language: str, *, javascript: bool) -> None:
    page = visit("amina", "/me", language=language, dark=False, javascript=javascript)
    choose(page, language, theme="dark")
    for path in ("/me", HERE, "/accessibility"):
        page.goto(path)
        ground(page, "dark")
    choose(page, language, theme="light")
    page.emulate_media(color_scheme="dark")
    ground(page, "light")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_without_a_choice_and_without_an_account_the_browser_decides(visit: Visit, *, dark: bool) -> None:
    for name, path in (("amina", HERE), (None, "/session")):
        ground(visit(name, path, dark=dark), "dark" if dark else "light")


def test_the_saved_page_says_so_in_the_language_just_chosen(visit: Visit) -> None:
    page = visit("amina", "/me", language="fr")
    page.get_by_label("Langue").select_option("en")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#toast")).to_contain_text("Saved.")


def test_compact_rows_are_lower_and_what_one_presses_is_not(visit: Visit) -> None:
    page = visit("amina", HERE)
    before = height(page)
    choose(page, "fr", density="compact")
    page.goto(HERE)
    assert height(page) < before
    link = page.locator(f"#action-{IDS['ligne']} .move").bounding_box()
    assert link
    assert min(link["width"], link["height"]) >= 24


@pytest.mark.parametrize(("value", "size"), [("large", "18.4px"), ("larger", "20.8px")])
def test_larger_text_is_larger_and_the_page_still_fits(visit: Visit, value: str, size: str) -> None:
    page = visit("amina", HERE, size=PHONE)
    root_size(page, "16px")
    choose(page, "fr", text_size=value)
    for path in ("/me", HERE, "/accessibility", f"/actions/{IDS['sms']}"):
        page.goto(path)
        root_size(page, size)
        for width in (320, 390, 1110, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (path, width)


def test_keys_that_are_off_do_nothing_until_they_are_on_again(visit: Visit) -> None:
    page = visit("amina", HERE)
    choose(page, "fr", keys="off")
    page.goto(HERE)
    link = page.locator(f"#action-{IDS['sms']} h3 a")
    with asking_nothing(page):
        link.press("n")
        expect(link).to_be_focused()
        link.press("2")
    expect(page.locator(f"#cards-now #action-{IDS['sms']}")).to_be_visible()
    choose(page, "fr", keys="")
    page.goto(HERE)
    link.press("n")
    expect(page.locator("#line")).to_be_focused()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_settings_are_made_by_keyboard_alone(visit: Visit, language: str) -> None:
    page = visit("amina", "/me", language=language)
    page.locator("[name=theme]:checked").focus()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("[name=theme][value=dark]")).to_be_checked()


@pytest.mark.parametrize(("language", "told"), [("fr", "Il faut des cookies"), ("en", "Cookies are needed")])
@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "without"])
def test_who_refuses_cookies_is_told_and_keeps_what_they_typed(
    visit: Visit, complaints: Complaints, language: str, told: str, *, javascript: bool
) -> None:
    page = visit(None, "/session", language=language, javascript=javascript)
    page.context.clear_cookies()
    page.locator("#email").fill("amina@example.fr")
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button:not([type=button])").click()
    expect(page.get_by_role("heading", name=told)).to_be_visible()
    expect(page.locator(".typed")).to_contain_text("amina@example.fr")
    assert PASSWORD not in page.content()
    complaints.expect("400")
    page.go_back()
    expect(page.locator("#email")).to_have_value("amina@example.fr")


def test_a_line_typed_on_a_board_stays_where_cookies_have_gone(visit: Visit, complaints: Complaints) -> None:
    page = visit("amina", HERE, language="en")
    page.locator("#line").fill("Open a second line")
    page.context.clear_cookies()
    page.locator("#line").press("Enter")
    expect(page.locator("#strip")).to_contain_text("This browser sent no cookie, so nothing was saved.")
    expect(page.locator("#line")).to_have_value("Open a second line")
    complaints.expect("400")


def test_patterns_stand_in_light_and_dark_side_by_side(visit: Visit) -> None:
    page = visit(None, "/patterns", language="en", dark=True)
    for theme in ("light", "dark"):
        section = page.locator(f".theme[data-theme={theme}]")
        expect(section).to_have_css("background-color", GROUND[theme])
    page.locator("#main").get_by_role("link", name="Light", exact=True).click()
    ground(page, "light")
    page.locator("#main").get_by_role("link", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    ground(page, "light")

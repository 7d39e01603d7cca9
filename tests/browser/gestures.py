"""What people do on a board, and what tests read there."""

from playwright.sync_api import Locator, Page, expect

from tests.world import BOARD, IDS

HERE = f"/boards/{BOARD}"


def move_link(page: Page, name: str) -> Locator:
    return page.locator(f"#action-{IDS[name]} a.move")


def titles(page: Page, lane: str) -> list[str]:
    return page.locator(f"#cards-{lane} h3").all_inner_texts()


def focused(page: Page) -> str:
    """Which card, and which part of it, has the focus."""
    return page.evaluate(
        "(({activeElement: e}) => [e.closest('.card')?.id ?? e.id, e.className].filter(Boolean).join(' '))(document)"
    )


def choose(page: Page, value: str) -> None:
    page.locator(f"#move-menu button[value={value}]").click()


def add(page: Page, text: str) -> None:
    page.locator("#line").fill(text)
    page.locator("#line").press("Enter")


def title_link(page: Page, name: str) -> Locator:
    return page.locator(f"#action-{IDS[name]} h3 a")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def card(page: Page, lane: str, name: str) -> Locator:
    """The card of an action, if it stands in that lane."""
    return page.locator(f"#cards-{lane} #action-{IDS[name]}")


def live(page: Page) -> Page:
    """The page, once what happens on the board comes to it."""
    expect(page.locator("#live[data-state=live]")).to_have_count(1)
    return page

"""Words nobody planned for, and people who see the page their own way: the layout holds and nothing is cut."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Page, expect

from boardapp.domain import categories, inventory
from boardapp.domain.actions import Horizon
from boardapp.domain.inventory import Entry
from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.gestures import HERE
from tests.world import IDS, World

Look = Callable[[], AbstractContextManager[World]]
LONG = "Anticonstitutionnellement"
TITLES = (
    (LONG * 6)[:140],
    "W" * 140,
    "اتصل بالعملاء قبل الساعة 9 ثم أرسل le message « retard » إلى الجميع",
    "להתקשר ללקוחות לפני 9:00 (puis envoyer le SMS) — היום",
    "👩‍🚒🚒🔥 Prévenir 👨‍👩‍👧‍👦 les familles 🏳️‍🌈 " + "🚑" * 100,
    ("Dire aux clients ce qui marche et ce qui ne marche pas, chaque matin. " * 3)[:140],
)
OWNER = ("Maximilienne-" * 6)[:60]
CATEGORY = ("Réapprovisionnement" * 4)[:60]
NOTE = "https://exemple.fr/" + "a" * 400 + "\n" + "שלום " * 60
WIDTHS = (320, 390, 768, 1280)
LANES = ("now", "next", "later", "inbox")
# what scrolls by itself, or is there for the ear only, may hold more than it shows
CUT = """() => [...document.querySelectorAll("body *")].filter((e) => {
  const style = getComputedStyle(e);
  if (!e.checkVisibility() || style.clipPath !== "none" || !e.textContent.trim()) return false;
  if (e.closest(".unseen, textarea, input, select, svg")) return false;
  const across = /hidden|clip/.test(style.overflowX) && e.scrollWidth > e.clientWidth + 1;
  const down = /hidden|clip/.test(style.overflowY) && e.scrollHeight > e.clientHeight + 1;
  return across || down;
}).map((e) => e.outerHTML.slice(0, 120))"""
WIDE = """() => {
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  const held = (e) => e.parentElement && (getComputedStyle(e).overflowX !== "visible" || held(e.parentElement));
  const out = (e) => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1 && !held(e.parentElement);
  return [...document.querySelectorAll("body *")].filter(out).slice(-4).map((e) => e.outerHTML.slice(0, 120));
}"""
OVERLAPS = """() => [...document.querySelectorAll(".card")].filter((card) => card.checkVisibility()).flatMap((card) => {
  const { left, right, top, bottom } = card.querySelector(".move").getBoundingClientRect();
  const meets = (a) => a.left < right - 1 && a.right > left + 1 && a.top < bottom - 1 && a.bottom > top + 1;
  const texts = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) {
    const text = texts.currentNode, parent = text.parentElement, range = document.createRange();
    if (!text.nodeValue.trim() || !parent.checkVisibility() || getComputedStyle(parent).clipPath !== "none") continue;
    range.selectNodeContents(text);
    const covers = !parent.closest(".move, .unseen") && [...range.getClientRects()].some(meets);
    if (covers) found.push(text.nodeValue.slice(0, 40));
  }
  return found;
})"""
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
    p { margin-block-end: 2em !important; }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""


@pytest.fixture(autouse=True)
def hard(look: Look) -> None:
    """Each lane of the board has each of the titles, with the longest owner and category there may be."""
    with look() as world:
        category = categories.add(world.board, CATEGORY, by=world.by())
        hard = {"owner": OWNER, "category_id": category.id, "challenge": LONG * 3, "challenge_level": 4, "note": NOTE}
        entries = [Entry(title, Horizon(lane), hard) for lane in LANES for title in TITLES]
        inventory.add(world.board, entries, by=world.by())


def wrong(page: Page, path: str, first: str = "") -> dict[str, list[str]]:
    """What is cut, too wide or covered on a page, once a script has run there."""
    page.goto(path)
    if first:
        page.evaluate(first)
    found = {"cut": page.evaluate(CUT), "too wide": page.evaluate(WIDE)}
    if path.startswith(HERE) and page.locator("a.move").count():
        found["under the menu's button"] = page.evaluate(OVERLAPS)
    return {f"{path} {name}": each for name, each in found.items() if each}


def pages() -> list[str]:
    """Where titles, owners and categories are shown; on a phone each lane has an address."""
    first = len(IDS) + 2  # the first of the hard ones: the one before it is on another board
    return [*(f"{HERE}#lane-{lane}" for lane in LANES), f"{HERE}/actions", f"{HERE}/sort", f"/actions/{first}"]


@pytest.mark.parametrize("width", WIDTHS)
def test_hard_words_break_nothing(visit: Visit, width: int) -> None:
    page = visit("amina", HERE, size=(width, 900))
    more = (f"{HERE}/history", f"{HERE}/categories", "/actions/14/placement")
    assert [found for path in (*pages(), *more) if (found := wrong(page, path))] == []


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_hard_words_break_nothing_without_javascript(visit: Visit, size: tuple[int, int]) -> None:
    page = visit("amina", HERE, size=size, javascript=False)
    for path in pages():
        page.goto(path)
        assert page.evaluate(WIDE) == [], path


@pytest.mark.parametrize("size", [PHONE, DESK, (640, 450)], ids=["phone", "desk", "desk at 200 %"])
def test_wider_spaced_text_is_not_cut(visit: Visit, size: tuple[int, int]) -> None:
    page = visit("amina", HERE, size=size)
    assert [found for path in pages() if (found := wrong(page, path, SPACED))] == []


def test_a_title_reads_in_its_own_direction(visit: Visit) -> None:
    page = visit("amina", f"{HERE}/actions")
    assert page.locator("th.title", has_text="اتصل").first.evaluate("e => getComputedStyle(e).direction") == "rtl"
    page.goto(HERE)
    ways = page.locator("#cards-now .card h3").evaluate_all("all => all.map(e => getComputedStyle(e).direction)")
    assert ways[-len(TITLES) :] == ["ltr", "ltr", "rtl", "rtl", "ltr", "ltr"]
    assert page.locator("html").evaluate("e => getComputedStyle(e).direction") == "ltr"


def test_with_forced_colours_lanes_differ_and_the_focus_is_seen(visit: Visit) -> None:
    page = visit("amina", HERE)
    page.emulate_media(forced_colors="active")
    edges = {
        lane: page.locator(f"#lane-{lane}").evaluate(
            "e => { const s = getComputedStyle(e); return `${s.borderBlockEndStyle} ${s.borderBlockEndWidth}`; }"
        )
        for lane in LANES
    }
    assert len(set(edges.values())) == len(LANES), edges
    pages = page.locator(".pages a").evaluate_all("all => all.map(e => getComputedStyle(e).borderBlockEndColor)")
    assert pages[0] not in pages[1:]
    for selector in ("#line", ".now h3 a", ".now a.move", ".pages a", ".now h2"):
        page.locator(selector).first.focus()
        ring = page.locator(selector).first.evaluate("e => getComputedStyle(e.closest('.line') ?? e).outlineStyle")
        assert ring != "none", selector
    assert wrong(page, HERE) == {}


def test_nothing_moves_for_those_who_asked_for_less_motion(visit: Visit) -> None:
    page = visit("amina", HERE)
    times = "[...document.querySelectorAll('body *')].map((e) => getComputedStyle(e))"
    slow = f"new Set({times}.flatMap((s) => [s.transitionDuration, s.animationDuration]))"
    assert page.evaluate(f"[...{slow}]") == ["0s"]
    page.locator("#cards-now a.move").first.click()
    page.locator("#move-menu button[value=later]").click()
    expect(page.locator("#toast p")).to_be_visible()
    assert page.evaluate("document.getAnimations().length") == 0

"""The board on a projector: `?wall=1`."""

import pytest
from playwright.sync_api import expect

from tests.browser.audit import SETTLED
from tests.browser.conftest import PHONE, Visit
from tests.browser.gestures import HERE, fits, is_at
from tests.world import IDS

WALL = f"{HERE}?wall=1"
PROJECTORS = [(1280, 720), (1920, 1080)]
TOOLS = ".top, .pages, #quick-add, .search, a.move, #move-menu, .foot"


@pytest.mark.parametrize("size", PROJECTORS)
@pytest.mark.parametrize("name", ["amina", "chloe"])
def test_the_wall_shows_the_plan_large_and_no_tool(visit: Visit, size: tuple[int, int], name: str) -> None:
    page = visit(name, WALL, size=size)
    expect(page.locator(TOOLS).filter(visible=True)).to_have_count(0)
    fits(page)
    row = page.locator(f"#action-{IDS['ligne']}")
    for part in ("h3", ".owner", ".due", ".shape"):
        expect(row.locator(part)).to_be_visible()
    for part in ("h3", ".owner", ".due"):
        assert row.locator(part).evaluate("e => parseFloat(getComputedStyle(e).fontSize)") == 24
    for lane in ("now", "next"):
        expect(page.locator(f"#cards-{lane} .card").first).to_be_in_viewport()
    expect(page.locator(".now .scale")).to_be_in_viewport()
    for lane, count in (("later", "2"), ("inbox", "3")):
        expect(page.locator(f"#lane-head-{lane} .count")).to_contain_text(count)
        expect(page.locator(f"#cards-{lane}")).to_be_hidden()


@pytest.mark.parametrize("size", PROJECTORS)
def test_nothing_of_a_row_runs_into_another_part_of_it(visit: Visit, size: tuple[int, int]) -> None:
    page = visit("chloe", WALL, size=size)
    page.evaluate(SETTLED)
    boxes = """[...document.querySelectorAll(".now .card")].flatMap((card) =>
      [...card.querySelectorAll("h3, .owner, .state, .due")].map((e) => e.getBoundingClientRect())
        .sort((one, other) => one.left - other.left)
        .map((box, at, all) => (all[at + 1]?.left ?? card.getBoundingClientRect().right) - box.right))"""
    assert min(page.evaluate(boxes)) >= 0


def test_do_now_is_the_largest_lane(visit: Visit) -> None:
    page = visit("chloe", WALL, size=(1280, 720))
    now, following = (page.locator(f"#lane-{lane}").bounding_box() for lane in ("now", "next"))
    assert now
    assert following
    assert now["width"] > 3 * following["width"]


def test_a_link_of_the_board_leads_to_the_wall_and_one_leads_back_by_keyboard(visit: Visit) -> None:
    page = visit("amina", HERE, language="en")
    page.locator('.pages a[href$="wall=1"]').click()
    leave = page.get_by_role("link", name="Leave the wall")
    expect(leave).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(leave).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#quick-add")).to_be_visible()


def test_an_answer_of_htmx_works_on_the_wall(visit: Visit) -> None:
    page = visit("amina", WALL, language="en")
    page.evaluate(
        """id => htmx.ajax("POST", `/actions/${id}/status`, {target: "#status", swap: "none",
             values: {status: "done", csrf_token: document.querySelector("[name=csrf_token]").value}})""",
        IDS["ligne"],
    )
    expect(page.locator(f"#action-{IDS['ligne']}.done")).to_be_visible()
    expect(page.locator(".now figcaption")).not_to_contain_text("late")
    is_at(page, "?wall=1")


def test_the_wall_works_without_javascript_and_on_a_phone(visit: Visit) -> None:
    page = visit("amina", WALL, javascript=False, size=PHONE, language="en")
    expect(page.locator("#cards-now .card").first).to_be_visible()
    fits(page)
    page.get_by_role("link", name="Leave the wall").click()
    expect(page.locator("#quick-add")).to_be_visible()

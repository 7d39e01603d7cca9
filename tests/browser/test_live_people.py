"""Who is here, who writes where, and what those hear who asked to be told of the changes of others."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Page, expect

from boardapp.domain import actions, people, placement
from boardapp.domain.actions import Horizon
from boardapp.live import presence, tail
from tests.browser.conftest import PHONE, Visit
from tests.browser.gestures import HERE, deaf, fits, live, move_link, stop_clock, time_stands
from tests.world import IDS, World

Look = Callable[[], AbstractContextManager[World]]
SMS, NIGHT = IDS["sms"], IDS["nuit"]


def asks(world: World) -> None:
    """Amina wants to hear what others change."""
    people.edit_profile(world.amina, by=world.by(), name="Amina Haddad", locale="en", announce="others")


def shows(page: Page, *names: str) -> None:
    """These faces, in this order."""
    faces = page.locator("#here li")
    expect(faces).to_have_count(len(names))
    for at, name in enumerate(names):
        expect(faces.nth(at)).to_have_attribute("title", name)


def mark(page: Page, place: str) -> str:
    """What the style sheet writes there of who writes."""
    return page.locator(place).evaluate("(element) => getComputedStyle(element, '::after').content")


@pytest.fixture
def write_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever writes goes on until they stop."""
    monkeypatch.setattr(presence, "WRITES_FOR", 3600)


def test_each_sees_the_others_and_not_oneself(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tail, "EVERY", 0.2)  # who has gone is seen at a beat
    amina = live(visit("amina", HERE))
    expect(amina.locator("#here")).to_be_hidden()
    bruno, chloe = live(visit("bruno", f"{HERE}/actions")), live(visit("chloe", HERE))
    shows(amina, "Bruno Carvalho", "Chloé Nguyen")
    expect(amina.locator("#here li").first).to_contain_text("BC")
    shows(bruno, "Amina Haddad", "Chloé Nguyen")
    chloe.close()
    expect(amina.locator("#here li")).to_have_count(1)


@pytest.mark.parametrize(("mine", "others", "rest"), [(3, 12, "+4"), (12, 12, "+4"), (0, 8, "")])
def test_of_many_eight_are_shown(visit: Visit, mine: int, others: int, rest: str) -> None:
    """`mine` is the place that the stream gives to oneself; it sends nine faces, and how many there are."""
    page = deaf(visit("amina", "about:blank"))  # it would be told who is here as well
    names = [f"Personne {number}" for number in range(others)]
    here = [(str(100 + at), name) for at, name in enumerate(names)]
    here.insert(mine, ("1", "Amina Haddad"))
    discs = "".join(f'<li data-by="{by}" title="{name}"><span>P</span></li>' for by, name in here[:9])
    more = f'<li class="rest" data-total="{len(here)}"></li>' if len(here) > 9 else ""
    page.locator("#live").evaluate(
        "(live, data) => live.dispatchEvent(new CustomEvent('live:message', { detail: { data } }))",
        f'<hx-partial hx-target="#here" hx-swap="innerHTML">{discs}{more}</hx-partial>',
    )
    expect(page.locator("#here li[title]")).to_have_count(8)
    assert page.locator("#here").inner_text().replace("P", "").split() == ([rest] if rest else [])


@pytest.mark.parametrize("size", [PHONE, (1280, 900)])
def test_the_top_bar_has_room_for_them(visit: Visit, size: tuple[int, int]) -> None:
    page = live(visit("amina", HERE, size=size))
    live(visit("bruno", HERE))
    live(visit("chloe", HERE))
    expect(page.locator("#here li")).to_have_count(2)
    fits(page)
    assert page.locator(".top").evaluate("(bar) => bar.scrollWidth <= bar.clientWidth && bar.offsetHeight < 70")


@pytest.mark.usefixtures("write_on")
def test_who_writes_is_seen_on_the_card_and_in_the_open_action(visit: Visit) -> None:
    watching = live(visit("amina", f"{HERE}?open={SMS}", language="en"))
    card = watching.locator(f"#action-{SMS}")
    height = card.bounding_box()["height"]
    writing = live(visit("bruno", f"{HERE}?open={SMS}"))
    writing.locator("#note").press_sequentially("Je note")
    expect(watching.locator(f"#action-{SMS} .meta[data-writing]")).to_have_count(1)
    expect(watching.locator(".opened .crumb[data-writing]")).to_have_count(1)
    assert mark(watching, f"#action-{SMS} .meta") == '" Bruno Carvalho is writing…"'
    assert mark(watching, ".opened .crumb") == '" Bruno Carvalho is writing…"'
    assert card.bounding_box()["height"] == height
    assert watching.locator("#status").inner_text() == ""
    assert mark(writing, f"#action-{SMS} .meta") == "none"
    writing.locator("#line").focus()
    expect(watching.locator("[data-writing]")).to_have_count(0)


@pytest.mark.usefixtures("write_on")
def test_a_card_that_changes_still_says_who_writes(visit: Visit, look: Look) -> None:
    watching, writing = live(visit("amina", HERE)), live(visit("bruno", f"/actions/{SMS}"))
    writing.locator("#comment").press_sequentially("Vu")
    said = watching.locator(f"#action-{SMS} .meta[data-writing]")
    expect(said).to_have_count(1)
    with look() as world:
        actions.edit(world.action("sms"), status="done", by=world.by("bruno"))
    expect(watching.locator(f"#action-{SMS}.done .meta[data-writing]")).to_have_count(1)


def test_it_is_said_again_while_it_goes_on_and_not_for_each_letter(visit: Visit) -> None:
    page = visit("amina", "about:blank")
    time_stands(page)
    page.goto(f"/actions/{SMS}")
    live(page)
    told: list[str] = []
    page.on("request", lambda request: told.append(request.post_data) if request.url.endswith("presence") else None)
    page.locator("#note").press_sequentially("Je")
    time_stands(page, 4.1)
    page.locator("#note").press_sequentially("note")
    with page.expect_request("**/presence"):
        page.locator("h1, .foot a").last.focus()
    assert [text.split("&")[0] for text in told] == [f"action={SMS}", f"action={SMS}", "action="]


def test_others_are_announced_to_whoever_asked(visit: Visit, look: Look) -> None:
    with look() as world:
        asks(world)
    page = visit("amina", "about:blank", language="en")
    page.clock.install()
    page.goto(HERE)
    live(page)
    stop_clock(page)
    with look() as world:
        placement.move(world.action("nuit"), Horizon.now, by=world.by("bruno"))
    expect(page.locator(f"#cards-now #action-{NIGHT}")).to_be_visible()
    page.clock.run_for(1_000)
    expect(page.locator("#status")).to_contain_text("Bruno Carvalho")
    with look() as world:
        for status in ("running", "done", "to_start", "stopped"):
            actions.edit(world.action("nuit"), status=status, by=world.by("bruno"))
    expect(page.locator(f"#action-{NIGHT}.stopped")).to_be_visible()
    page.clock.run_for(1_000)
    expect(page.locator("#status")).to_have_text("4 changes")


def test_ones_own_changes_are_said_once(visit: Visit, look: Look) -> None:
    with look() as world:
        asks(world)
    page = live(visit("amina", HERE, language="en"))
    move_link(page, "nuit").click()
    page.locator("#move-menu button[value=now]").click()
    expect(page.locator("#status")).to_contain_text("Now, rank")
    with look() as world:
        actions.edit(world.action("sms"), status="done", by=world.by("bruno"))
    expect(page.locator("#status")).to_contain_text("Bruno Carvalho")


def test_nobody_else_hears_anything(visit: Visit, look: Look) -> None:
    page = live(visit("bruno", HERE))
    with look() as world:
        placement.move(world.action("nuit"), Horizon.now, by=world.by())
    expect(page.locator(f"#cards-now #action-{NIGHT}")).to_be_visible()
    assert page.locator("#live").get_attribute("data-announce") == ""
    assert page.locator("#status").inner_text() == ""

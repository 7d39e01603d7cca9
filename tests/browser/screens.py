"""Every screen, as somebody sees it: where it is, who looks, and what they did there before.

`make axe` and `make screenshots` go through this one list, the tests of `make test` through most of it. A new page gets
its line here: a test counts the routes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from playwright.sync_api import Page

from boardapp.database import db
from boardapp.domain import actions
from boardapp.domain.actions import Action
from boardapp.domain.events import By
from boardapp.domain.workshop.workshops import Method, Phase
from tests.browser import rooms

HERE = "/boards/1"


@dataclass(frozen=True)
class Screen:
    """`path` may name what `furniture` made. `held` is in sight as long as the screen is what it says; what closes by
    itself when the window changes is done again."""

    name: str
    path: str
    who: str | None = "amina"
    act: Callable[[Page], object] | None = None
    held: str = "main"
    begin: Callable[[Page], object] = lambda page: None  # before Bruno, so that his change finds it begun
    meanwhile: Callable[[By], object] | None = None  # what Bruno does before `act`
    complains: str = ""  # what the console says of it, by rights: the status of an answer
    empty_house: bool = False  # an installation without accounts
    room: Callable[[Callable[[], datetime]], dict[str, str]] | None = None  # leads one there; what addresses name of it
    seated: bool = False  # the phone of somebody in that room


def press(selector: str, page: Page) -> None:
    page.locator(selector).filter(visible=True).first.click()


def key(name: str, page: Page) -> None:
    """A key of the board."""
    page.locator("#board").evaluate("e => (e.querySelector('.card') ?? e).focus()")
    page.keyboard.press(name)


def search(text: str, page: Page) -> None:
    page.goto(f"{page.url}?q={text}")


def paste(text: str, page: Page) -> None:
    page.locator("#line").fill(text)
    press("#quick-add .primary", page)
    page.locator(".preview").wait_for()


def moved(page: Page) -> None:
    """The toast, with its undo."""
    press("#cards-now a.move", page)
    press("#move-menu button[value=next]", page)
    page.locator("#toast p").wait_for()


def refused(page: Page, form: str = "main form", **fields: str) -> None:
    """Send what cannot be used, past the browser's own checks."""
    page.evaluate("for (const form of document.forms) form.noValidate = true")
    for name, value in fields.items():
        page.locator(f"{form} [name={name}]").first.fill(value)
    page.locator(f"{form} .primary, {form} .button").filter(visible=True).last.click()
    page.locator(".error:not(:empty), .summary").filter(visible=True).first.wait_for()


def move_in(page: Page) -> None:
    """Make the first account, and find no board."""
    for name, value in {
        "email": "lea@example.fr",
        "name": "Léa Morvan",
        "password": "quatre mots bien choisis",
    }.items():
        page.locator(f"main [name={name}]").fill(value)
    press("main .primary", page)


def send(path: str, page: Page) -> None:
    """What no button of this page sends."""
    page.evaluate("path => { const form = document.getElementById('act'); form.action = path; form.submit(); }", path)
    page.wait_for_url(f"**{path}")


def retitle(text: str, page: Page) -> None:
    page.locator("#part-title [name=title]").fill(text)


def leave(then: str, page: Page) -> None:
    """The field that was written in: it is saved."""
    page.keyboard.press("Tab")
    page.locator(f".opened {then}").filter(visible=True).first.wait_for()


def overtake(by: By) -> None:
    """Somebody else writes into the same field meanwhile. Takes an application context."""
    action = db.session.get(Action, 1)
    assert action
    actions.edit(action, by=by, title="Prévenir aussi par courrier")


def faces(
    name: str, until: rooms.Until, method: Method = Method.points, *, of: str = "desk wall phone"
) -> list[Screen]:
    """What stands on the desk, on the wall and on a phone once the room is `until` there."""
    room = partial(rooms.run, until, method)
    all_ = {
        "desk": Screen(f"desk-{name}", "/workshops/{room}", room=room),
        "wall": Screen(f"wall-{name}", "/walls/{wall}", None, room=room),
        "phone": Screen(f"phone-{name}", "/workshops/{room}/seat", None, room=room, seated=True),
    }
    return [all_[face] for face in of.split()]


def opened(selector: str, page: Page) -> None:
    """What stands folded there."""
    page.locator(f"{selector} > summary").click()
    page.locator(f"{selector}[open]").wait_for()


def claimed(page: Page) -> None:
    """The name is here already: it is me."""
    refused(page, "main form", name=rooms.ME)
    press("[name=claim]", page)


FRONT = (
    Screen("front", "/", None),
    Screen("sign-in", "/session", None),
    Screen(
        "sign-in-wrong", "/session", None, partial(refused, email="amina@example.fr", password="x"), complains="422"
    ),
    Screen("sign-up", "/people/new", None),
    Screen("sign-up-wrong", "/people/new", None, partial(refused, email="a", name="", password="x"), complains="422"),
    Screen("set-up", "/setup/{setup}", None, empty_house=True),
    Screen("new-password", "/resets/{reset}", None),
    Screen("invitation", "/invitations/{invitation}", None),
    Screen("not-found", "/boards/99", complains="404"),
    Screen("not-allowed", HERE, "chloe", partial(send, "/actions/1/archive"), complains="403"),
)
BOARDS = (
    Screen("boards", "/boards"),
    Screen("boards-reader", "/boards", "chloe"),
    Screen("boards-none", "/setup/{setup}", None, move_in, ".empty-list", empty_house=True),
    Screen("new-board", "/boards/new"),
    Screen("board-file", "/boards/file"),
    Screen("board-file-wrong", "/boards/file", act=refused, complains="422"),
    Screen("board", HERE),
    Screen("board-reader", HERE, "chloe"),
    Screen("board-menu", HERE, act=partial(press, "#cards-now a.move"), held="#move-menu"),
    Screen("board-status", HERE, act=partial(key, "s"), held="#status-menu"),
    Screen("board-owner", HERE, act=partial(key, "o"), held="#owner-menu"),
    Screen("board-due", HERE, act=partial(key, "d"), held="#due-menu"),
    Screen("board-category", HERE, act=partial(key, "c"), held="#category-menu"),
    Screen("board-challenge", HERE, act=partial(key, "e"), held="#challenge-menu"),
    Screen("board-keys", HERE, act=partial(key, "?"), held="#keys"),
    Screen("board-pick", HERE, act=partial(key, "x"), held="#pick"),
    Screen("board-panel", f"{HERE}?open=1"),
    Screen("board-panel-reader", f"{HERE}?open=1", "chloe"),
    Screen("board-panel-archived", f"{HERE}?open={{archived}}"),
    Screen("board-filter", f"{HERE}?q=agence"),
    Screen("board-filter-none", f"{HERE}?q=tchat"),
    Screen("board-filter-open", HERE, act=partial(press, ".filter > summary"), held=".filter .drop-box"),
    Screen("board-toast", HERE, act=moved, held="#toast p"),
    Screen("board-alone", "/boards/{alone}"),
    Screen("board-closed", "/boards/{closed}"),
    Screen("board-full", "/boards/{full}"),
    Screen("board-account", HERE, act=partial(press, ".account summary"), held=".account .drop-box"),
    Screen("board-wall", f"{HERE}?wall=1"),
    Screen("lane", f"{HERE}/lanes/next"),
    Screen("settings", f"{HERE}/settings"),
    Screen(
        "settings-wrong",
        f"{HERE}/settings",
        act=partial(refused, form="form[action$='/settings']", title=""),
        complains="422",
    ),
    Screen(
        "lines", HERE, act=partial(paste, "Appeler les mairies @Bruno !28/11\nOuvrir la ligne d’écoute de 7 h\nTester")
    ),
)
WORK = (
    Screen("action", "/actions/1"),
    Screen("action-reader", "/actions/1", "chloe"),
    Screen("action-archived", "/actions/{archived}"),
    Screen("action-merged", "/actions/{merged}"),
    Screen("action-behind", "/actions/{behind}"),
    Screen(
        "action-wrong",
        "/actions/1",
        begin=partial(retitle, ""),
        act=partial(leave, ".error:not(:empty)"),
        complains="422",
    ),
    Screen(
        "action-overtaken",
        "/actions/1",
        begin=partial(retitle, "Prévenir par SMS"),
        meanwhile=overtake,
        act=partial(leave, ".conflict"),
        complains="409",
    ),
    Screen("move", "/actions/1/placement"),
    Screen("merge-into", "/actions/1/merge"),
    Screen("inventory", f"{HERE}/actions"),
    Screen("inventory-none", "/boards/{alone}/actions"),
    Screen("inventory-full", "/boards/{full}/actions"),
    Screen("inventory-archived", f"{HERE}/actions?archived=1"),
    Screen("inventory-chosen", f"{HERE}/actions", act=lambda page: page.locator("td [type=checkbox]").first.check()),
    Screen("merge", f"{HERE}/selection?id=1&id=2"),
    Screen("sort", f"{HERE}/sort"),
    Screen("sort-done", "/boards/{alone}/sort"),
    Screen("sort-full", "/boards/{full}/sort"),
    Screen("import", f"{HERE}/imports"),
    Screen("import-wrong", f"{HERE}/imports", act=refused, complains="422"),
    Screen("import-preview", "/imports/{draft}"),
    Screen("import-differing", "/imports/{changed}"),
    Screen("export", f"{HERE}/export"),
    Screen("export-view", f"{HERE}/export?late=1", act=lambda page: page.locator("main summary").click()),
    Screen("history", f"{HERE}/history"),
    Screen("history-full", "/boards/{full}/history"),
)
PEOPLE = (
    Screen("members", f"{HERE}/members"),
    Screen("members-reader", f"{HERE}/members", "chloe"),
    Screen(
        "members-link", f"{HERE}/members", act=partial(press, "form[action$='/invitations'] .primary"), held="#link"
    ),
    Screen("categories", f"{HERE}/categories"),
    Screen("category", "/categories/1"),
    Screen("category-removal", "/categories/1/removal"),
    Screen("account", "/me"),
    Screen("account-wrong", "/me", act=partial(refused, form="form[action='/me']", name=""), complains="422"),
    Screen("sessions", "/me/sessions"),
    Screen("accessibility", "/accessibility", None),
    Screen("patterns", "/patterns"),
)
OPEN = partial(rooms.run, rooms.welcome, Method.points)
VOTE = partial(rooms.run, rooms.prioritise, Method.points)
DOORS = (
    Screen("workshop", f"{HERE}/workshop"),
    Screen("workshop-open", f"{HERE}/workshop", room=OPEN),
    Screen("workshop-reader", f"{HERE}/workshop", "chloe"),
    Screen(
        "workshop-wrong",
        f"{HERE}/workshop",
        act=partial(refused, form=".plan-form", minutes_group="900", points="-1"),
        complains="422",
    ),
    Screen("poster", "/workshops/{room}/poster", room=OPEN),
    Screen("code", "/join", None),
    Screen("code-wrong", "/join", None, partial(refused, code="7k4m 9q2x"), complains="422"),
    Screen("join", "/join/{join}", None, room=OPEN),
    Screen("join-taken", "/join/{join}", None, partial(refused, name=rooms.ME), room=OPEN, complains="422"),
    Screen("join-waiting", "/join/{join}", None, claimed, "#waiting", room=OPEN, complains="422"),
    Screen("join-closed", "/join/{join}", None, room=partial(rooms.run, rooms.closed, Method.points)),
    Screen("papers", "/workshops/{room}/papers", room=VOTE),
    Screen("papers-wrong", "/workshops/{room}/papers", room=VOTE, act=partial(refused, form="form:has(.slip)"),
           complains="422"),
)  # fmt: skip
REHEARSALS = tuple(Screen(f"rehearsal-{phase}", f"{HERE}/workshop/rehearsal/{phase}") for phase in Phase)
ROOMS = (
    *faces("welcome", rooms.welcome),
    *faces("inventory", rooms.inventory),
    *faces("revealed", rooms.revealed),
    *faces("group", rooms.group),
    *faces("categorise", rooms.categorise),
    *faces("prioritise", rooms.prioritise),
    *faces("counted", rooms.counted),
    *faces("scores", rooms.prioritise, Method.scores, of="phone"),
    *faces("scored", rooms.counted, Method.scores, of="desk wall"),
    *faces("place", rooms.place),
    *faces("placed", rooms.placed, of="desk"),
    *faces("commit", rooms.commit),
    *faces("taken", rooms.taken),
    *faces("close", rooms.close),
    *faces("closed", rooms.closed),
    *faces("welcomed", rooms.welcomed, of="phone"),
    *faces("crowd", partial(rooms.crowd, until=rooms.prioritise), of="wall phone"),
    Screen("desk-people", "/workshops/{room}", room=OPEN, act=partial(opened, "#people")),
    Screen("desk-assign", "/workshops/{room}", act=partial(opened, "#assign"),
           room=partial(rooms.run, rooms.commit, Method.points)),
)  # fmt: skip
PROGRESS = (Screen("import-progress", "/imports/{draft}/rest"),)
SCREENS = (*FRONT, *BOARDS, *WORK, *PEOPLE, *DOORS, *REHEARSALS, *ROOMS, *PROGRESS)
# what `make test` looks at: of a room another face in each phase, as its state takes long to come about
BRIEF = (*FRONT, *BOARDS, *WORK, *PEOPLE, *DOORS, *REHEARSALS[::4], *ROOMS[::4], *PROGRESS)

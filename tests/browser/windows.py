"""The windows of a worker, lent to one test after another: most of what a window costs is its start.

They keep what any visit warms: a process, compiled scripts, drawn letters. What a page can read of the past belongs to
its address, and each test has an address of its own. A test that gives all pages of a window a script, cuts its line or
looks at what a first visit costs takes a fresh one.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Error, Locator, Page

PATIENCE = 15_000  # milliseconds: a worker may share its processor with many
DESK = (1280, 900)
# processes that no page of ours needs: one in advance, and two that draw the address bar's list
NEEDLESS = ("SpareRendererForSitePerProcess", "WebUIOmniboxPopup", "WebUIOmniboxAimPopup")
# what Playwright turns off: Chromium heeds the last --disable-features alone
PLAYWRIGHTS = (
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning",
    "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch",
)  # fmt: skip
ARGUMENTS = ["--no-sandbox", "--process-per-site", f"--disable-features={','.join(NEEDLESS + PLAYWRIGHTS)}"]
WATCH_POLICY = """document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`content policy: ${event.effectiveDirective} ${event.blockedURI}`);
});"""


HANDS = ("keyboard", "mouse", "touchscreen")
DEEDS = (
    "bounding_box", "check", "clear", "click", "dblclick", "dispatch_event", "evaluate", "fill", "focus", "hover",
    "press", "press_sequentially", "select_option", "set_input_files", "tap", "uncheck",
)  # fmt: skip


def act_once_it_is_there(patch: pytest.MonkeyPatch) -> None:
    """People act on a page, and look closely at it, once it is there with its scripts. One that has just begun to come
    hears no key and keeps nothing of what is typed; its forms go plainly, which is for the tests without JavaScript."""
    for name in HANDS:
        patch.setattr(Page, name, property(_hand(getattr(Page, name).fget)))
    for name in DEEDS:
        patch.setattr(Locator, name, _deed(getattr(Locator, name)))
    patch.setattr(Locator, "evaluate_all", _look(Locator.evaluate_all))


def _hand(of: Callable[[Page], Any]) -> Callable[[Page], Any]:
    def there(page: Page) -> Any:
        page.wait_for_load_state()
        return of(page)

    return there


def _deed(do: Callable[..., Any]) -> Callable[..., Any]:
    look = _look(do)

    def done(self: Locator, *what: Any, **how: Any) -> Any:
        self.first.wait_for(state="attached")  # it may be of a page to come
        return look(self, *what, **how)

    return done


def _look(see: Callable[..., Any]) -> Callable[..., Any]:
    def seen(self: Locator, *what: Any, **how: Any) -> Any:
        self.page.wait_for_load_state()
        return see(self, *what, **how)

    return seen


class Kind(NamedTuple):
    """What a window is from its start; its size and its theme can change."""

    language: str
    javascript: bool
    touch: bool


class Window:
    """A context, which leads `goto("/boards")` to the address of its test: it cannot change its own base."""

    def __init__(self, browser: Browser, kind: Kind) -> None:
        self.kind, self.address = kind, ""
        self.context = browser.new_context(
            locale=kind.language, java_script_enabled=kind.javascript, has_touch=kind.touch, reduced_motion="reduce",
            timezone_id="Europe/Paris",
        )  # fmt: skip
        self.context.set_default_timeout(PATIENCE)
        self.context.add_init_script(WATCH_POLICY)
        self.context.on("page", self._lead)
        self.anchor: Page | None = None

    def keep(self, address: str) -> None:
        """The process of a site lives as long as one page of it: this one nobody looks at."""
        self.anchor = self.context.new_page()
        self.anchor.goto(address)

    @property
    def lasts(self) -> bool:
        """Whether it is as others expect it: it has a page of its own, and the clock of the machine."""
        return self.anchor is not None and not self.anchor.evaluate("'__pwClock' in globalThis")

    def empty(self) -> None:
        for page in self.context.pages:
            if page is not self.anchor:
                page.close()
        self.context.clear_cookies()

    def _lead(self, page: Page) -> None:
        go = page.goto
        page.goto = lambda path, **more: go(urljoin(self.address, path), **more)  # type: ignore[method-assign]


class Windows:
    """Those that wait for the next test. `address` is of the same site as the addresses of tests."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.free: dict[Kind, list[Window]] = defaultdict(list)

    def lend(self, kind: Kind) -> Window:
        if self.free[kind]:
            return self.free[kind].pop()
        window = self.fresh(kind)
        window.keep(self.address)
        return window

    def fresh(self, kind: Kind) -> Window:
        return Window(self.browser, kind)

    def take_back(self, window: Window) -> None:
        try:
            window.empty()
            lasts = window.lasts
        except Error:  # its process has ended
            lasts = False
        if lasts:
            self.free[window.kind].append(window)
        else:
            window.context.close()

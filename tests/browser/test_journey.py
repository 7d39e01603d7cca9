"""The whole way of a new user, from the printed link to the file for leadership, with and without JavaScript."""

import csv
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, PATIENCE, PHONE, Complaints
from tests.served import Server, free_port, until

SAMPLE = Path(__file__).parents[2] / "boardapp/sample/crisis-actions.csv"
NAME, PASSWORD = "Léa Morvan", "four words in a row"


@pytest.fixture
def new_server(tmp_path: Path) -> Iterator[Server]:
    """A server on an installation that holds nothing yet."""
    server = Server(tmp_path, "--port", free_port()).waits()
    yield server
    server.kill()


@pytest.fixture
def window(new_server: Server, chromium: Browser, complaints: Complaints) -> Iterator[Callable[..., Page]]:
    contexts = []

    def opened(*, javascript: bool, size: tuple[int, int] = DESK) -> Page:
        context = chromium.new_context(
            base_url=new_server.address, locale="en", java_script_enabled=javascript, reduced_motion="reduce",
            viewport={"width": size[0], "height": size[1]}, accept_downloads=True,
        )  # fmt: skip
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        complaints.listen(context, new_server.address)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("javascript", "size"), [(True, DESK), (False, DESK), (True, PHONE)], ids=["js", "no-js", "phone"]
)
def test_from_the_printed_link_to_the_file_for_leadership(
    new_server: Server,
    window: Callable[..., Page],
    javascript: bool,  # noqa: FBT001
    size: tuple[int, int],
) -> None:
    until(lambda: new_server.link)  # said a moment after the address
    page = window(javascript=javascript, size=size)
    make_the_account(page, str(new_server.link))
    open_a_board(page)
    import_the_sample(page)
    sort_some(page)
    give_owner_and_date(page)
    rows = take_the_file(page)
    assert len(rows) == 194
    now = [row for row in rows if row["horizon"] == "Do now"]
    assert [row["rank"] for row in now] == ["1", "2"]
    assert now[0]["owner"] == NAME
    assert now[0]["due"] == "2031-03-14"
    assert now[0]["category"] == "Service"
    assert sum(row["horizon"] == "To sort" for row in rows) == 190
    new_server.kill()
    assert verified(new_server)


def verified(server: Server) -> bool:
    """Whether `boardapp verify` finds nothing."""
    command = [sys.executable, "-m", "boardapp.cli", "verify"]
    environment = os.environ | {"BOARDAPP_INSTANCE": str(server.instance)}
    return subprocess.run(command, env=environment, check=False).returncode == 0


def make_the_account(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("Email").fill("lea@example.org")
    page.get_by_label("Your name").fill(NAME)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Boards")


def open_a_board(page: Page) -> None:
    """One field, Enter."""
    page.get_by_label("Name the disruption").fill("Customer portal down")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Customer portal down")
    expect(page.get_by_text("30 days left")).to_be_visible()


def import_the_sample(page: Page) -> None:
    page.get_by_role("link", name="Import").click()
    page.get_by_label("File", exact=True).set_input_files(SAMPLE)
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("194 actions to add, 0 rows skipped.")).to_be_visible()
    page.get_by_role("button", name="Import 194 actions").click()
    expect(page.locator("#toast")).to_contain_text("194 actions imported")
    expect(page.locator("#lane-head-inbox")).to_contain_text("194 actions")  # on a phone its lane waits behind a tab
    expect(page.locator("#lane-inbox .more")).to_contain_text("and 94 more")


def sort_some(page: Page) -> None:
    """Two for now, one for next, one for later, one skipped; the last answer is taken back and given again."""
    page.get_by_role("link", name="Sort one by one").first.click()
    expect(page.get_by_text("194 left to sort")).to_be_visible()
    for left, horizon in ((193, "Do now"), (192, "Do now"), (191, "Do next"), (190, "Do later")):
        page.get_by_role("radio", name="Service").check()
        page.get_by_role("button", name=horizon).click()
        expect(page.get_by_text(f"{left} left to sort")).to_be_visible()
    page.locator("#toast").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("191 left to sort")).to_be_visible()
    page.get_by_role("radio", name="Process").check()
    page.get_by_role("button", name="Do later").click()
    expect(page.get_by_text("190 left to sort")).to_be_visible()


def give_owner_and_date(page: Page) -> None:
    page.get_by_role("navigation", name="Customer portal down").get_by_role("link", name="Board", exact=True).click()
    page.locator("#cards-now > li").first.get_by_role("link").first.click()
    save = page.locator(".action-form").get_by_role("button", name="Save").first
    for field, value in (("owner", NAME), ("due_on", "2031-03-14")):
        page.locator(f"#{field}").fill(value)
        if save.is_visible():  # without JavaScript
            save.click()
        else:
            page.locator(f"#{field}").press("Enter")
            expect(page.locator(f"#part-{field} .saved")).to_be_visible()
        expect(page.locator(f"#{field}")).to_have_value(value)
    expect(page.locator("#toast")).to_contain_text("aved")


def take_the_file(page: Page) -> list[dict[str, str]]:
    page.get_by_role("link", name="Export").click()
    page.get_by_label("Language of the file").select_option("English")
    with page.expect_download() as download:
        page.get_by_role("button", name="Plain table · CSV").click()
    assert re.fullmatch(r"customer-portal-down_J0_\d{4}-\d\d-\d\d\.csv", download.value.suggested_filename)
    data = download.value.path().read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))

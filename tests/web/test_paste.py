"""The preview of a pasted list: what was not understood, what is there already, read again, and the way back."""

import html
import re

import pytest
from sqlalchemy import func, select

from boardapp.database import db
from boardapp.domain import inventory
from boardapp.domain.actions import Action, Horizon
from boardapp.domain.inventory import Entry
from tests.world import IDS

pytestmark = pytest.mark.usefixtures("english")
ADD, PASTE = "/boards/1/actions", "/boards/1/lines"
LINES = ["Ouvrir un guichet #finance", "Appeler @“Nouveau Nom” >now", "Recenser des clients fragiles à rappeler"]


def words(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def said(page: str) -> list[str]:
    """What is said below each line of the preview."""
    return [words(each) for each in re.findall(r'<li>\s*<label class="unseen".*?</li>', page, re.DOTALL)]


def offered(page: str) -> list[str]:
    return [html.unescape(each) for each in re.findall(r'name="line-\d+" value="([^"]*)"', page)]


def count(look) -> int:
    with look():
        return db.session.scalar(select(func.count(Action.id))) or 0


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Payer #finance, vite", "Not understood: #finance."),
        ("Payer !31/11 >jamais", "Not understood: !31/11, >jamais."),
        ("Payer @Inès @Léa", "Not understood: @Léa."),
        ("Payer @Nouveau Nom", "New owner: Nouveau."),
        ("Payer @“Nouveau Nom”", "New owner: Nouveau Nom."),
        ("mot " * 60, "the rest goes to the note"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_the_toast_says_what_was_not_understood(bruno, line, sentence, htmx) -> None:
    answer = bruno.post(ADD, {"lines": line}, htmx=htmx)
    assert sentence in words((answer if htmx else bruno.follow(answer)).text)


def test_the_toast_of_a_line_that_was_understood_says_no_more(bruno) -> None:
    told = words(bruno.follow(bruno.post(ADD, {"lines": "Payer @bruno #proc !28/11 >now, à 100 % ! #12 >3"})).text)
    assert "Not understood" not in told
    assert "New owner" not in told


def test_the_preview_says_it_line_by_line(bruno) -> None:
    page = bruno.post(ADD, {"lines": "\n".join(LINES)}).text
    unknown, owner, alike = said(page)
    assert "Not understood: #finance." in unknown
    assert "New owner: Nouveau Nom." in owner
    assert "Looks like A-10 “Recenser les clients fragiles à rappeler”" in alike
    assert f'href="/actions/{IDS["fragiles"]}"' in page
    assert "Looks like" not in unknown + owner


def test_a_corrected_line_is_read_again_and_nothing_is_saved(bruno, look) -> None:
    before = count(look)
    form = {"line-0": "Ouvrir un guichet #service", "line-1": "", "line-2": LINES[1], "again": "1"}
    answer = bruno.post(PASTE, form)
    assert (answer.status_code, offered(answer.text)) == (200, ["Ouvrir un guichet #service", LINES[1]])
    assert "# Service" in said(answer.text)[0]
    assert count(look) == before


def test_the_button_names_no_number_that_could_be_wrong(bruno) -> None:
    page = bruno.post(ADD, {"lines": "\n".join(LINES)}).text
    buttons = re.findall(r"<button[^>]*>.*?</button>", page.split("</ol>")[1])
    assert [words(each) for each in buttons] == [
        "Add these actions", "Read again", "Make it one action", "Back to the text",
    ]  # fmt: skip


def test_the_way_back_keeps_the_text_and_saves_nothing(bruno, look) -> None:
    before = count(look)
    answer = bruno.post(PASTE, {f"line-{at}": line for at, line in enumerate(LINES)} | {"back": "1"})
    assert answer.status_code == 200
    assert "\n".join(LINES) in html.unescape(answer.text.split("<textarea")[1])
    assert "hx-post" not in answer.text.split('id="quick-add"')[1].split(">")[0]
    assert bruno.post(PASTE, {"line-0": " ", "again": "1"}).status_code == 200
    assert count(look) == before


@pytest.mark.parametrize("button", ["again", "back"])
def test_readers_and_strangers_read_nothing_again(chloe, dana, visitor, button) -> None:
    form = {"line-0": "Non", button: "1"}
    assert [each.post(PASTE, form).status_code for each in (chloe, dana, visitor)] == [403, 404, 401]


def test_an_action_below_a_hundred_others_can_be_reached(bruno, look) -> None:
    assert "See it" not in bruno.follow(bruno.post(ADD, {"lines": "Tout autre chose >later"})).text
    with look() as world:
        inventory.add(world.board, [Entry(f"Appel {at}", Horizon.later) for at in range(100)], by=world.by())
    answer = bruno.post(ADD, {"lines": "Zèbres et girafes >later"}, htmx=True)
    link = re.search(r'<a class="button" href="(/actions/\d+)">See it</a>', answer.text)
    assert link is not None
    assert "Zèbres et girafes" in bruno.get(link[1]).text


def test_an_action_that_the_filter_may_hide_can_be_reached(bruno) -> None:
    bruno.post(ADD, {"lines": "Zèbres et girafes"}, htmx=True, headers={"HX-Current-URL": "/boards/1?q=sms"})
    assert ">See it</a>" in bruno.get("/boards/1?q=sms").text


def test_a_look_alike_and_the_words_of_the_hint(bruno) -> None:
    assert "@owner or @“Two words”" in words(bruno.get("/boards/1").text)


def test_a_line_is_removed_without_javascript_and_the_others_stay_as_they_were_corrected(bruno, look) -> None:
    before = count(look)
    page = bruno.post(ADD, {"lines": "\n".join(LINES)}).text
    assert page.count('name="drop"') == 3
    corrected = {"line-0": LINES[0], "line-1": LINES[1], "line-2": "Recenser les fragiles", "drop": "line-1"}
    assert offered(bruno.post(PASTE, corrected).text) == [LINES[0], "Recenser les fragiles"]
    assert count(look) == before


def test_the_return_key_never_removes_a_line(bruno) -> None:
    page = bruno.post(ADD, {"lines": "\n".join(LINES)}).text
    first = re.search(r"<button[^>]*>", page.split('class="preview"')[1])
    assert first
    assert "drop" not in first[0]


def test_a_date_in_the_past_is_accepted_and_said(bruno, look) -> None:
    page = bruno.post(ADD, {"lines": "Rappeler les maires !2026-11-20\nPrévenir !24/11"}).text
    late, on_time = said(page)
    assert "This date is in the past. The action will be late." in late
    assert "in the past" not in on_time
    answer = bruno.post(ADD, {"lines": "Rappeler les maires !2026-11-20"})
    assert "This date is in the past. The action will be late." in words(bruno.follow(answer).text)
    with look():
        due = db.session.scalar(select(Action.due_on).where(Action.title == "Rappeler les maires"))
    assert due.isoformat() == "2026-11-20"

"""A whole board in by its file, in the browser; and its history there, as people read it."""

import json
import re

import pytest
from sqlalchemy import func, select

from boardapp.database import db
from boardapp.domain import ledger, people
from boardapp.domain.boards import Board
from boardapp.domain.people import User
from boardapp.web.sentences import REFUSALS
from tests.transferred import document, lively, renamed
from tests.web.test_imports import words

MULTIPART = "multipart/form-data; boundary=frontier"
PART = "--frontier\r\nContent-Disposition: form-data"


@pytest.fixture
def file(look):
    """The board of Lyon after a busy day, under other names: it is not here yet."""
    with look() as world:
        lively(world)
        return json.dumps(renamed(document(world.board, world))).encode()


def send(browser, content, *, htmx=False, name="lyon.json"):
    fields = {"csrf_token": browser.csrf_token()}
    parts = [f'{PART}; name="{field}"\r\n\r\n{value}\r\n' for field, value in fields.items()]
    if content is not None:
        parts.append(f'{PART}; name="file"; filename="{name}"\r\n\r\n')
    body = "".join(parts).encode() + (content or b"") + b"\r\n--frontier--\r\n"
    headers = {"HX-Request": "true", "HX-Current-URL": "http://localhost/boards/file"} if htmx else {}
    return browser.client.post("/boards/file", data=body, content_type=MULTIPART, headers=headers)


def test_the_boards_page_leads_to_it(dana):
    assert 'href="/boards/file"' in dana.get("/boards").text
    assert 'type="file"' in dana.get("/boards/file").text


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_a_board_comes_in_and_is_led_by_whoever_brought_it(dana, file, look, htmx):
    answer = send(dana, file, htmx=htmx)
    assert (answer.status_code, answer.location) == (303, "/boards/3")
    page = words(dana.follow(answer))
    assert "Grève des transports à Lyon" in page
    assert dana.get("/boards/3/settings").status_code == 200
    with look():
        assert ledger.verify() == []


def test_whoever_is_on_the_board_elsewhere_is_not_on_it_here(amina, dana, file):
    send(dana, file)
    assert amina.get("/boards/3").status_code == 404


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "Choose the file of a board"),
        (b"", "This is not the file of a board"),
        (b"title;owner\nUne;Zoe\n", "This is not the file of a board"),
        (b'{"format": "troistemps", "version": 1, "actions": []}', "This is a table of actions, not a whole board"),
        (b'{"format": "troistemps", "version": 9, "events": []}', "Another version of Trois Temps wrote this file"),
        (b'{"format": "troistemps", "version": 2, "events": []}', "This file does not fit together at “board"),
        (b" " * (5 * 1024 * 1024 + 1), "This file is larger than 5 MiB"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_what_is_no_board_is_refused_beside_the_field(dana, look, content, sentence, htmx):
    answer = send(dana, content, htmx=htmx)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert 'aria-invalid="true"' in answer.text
    with look():
        assert db.session.scalar(select(func.count(Board.id))) == 2


@pytest.mark.usefixtures("english")
def test_the_same_board_twice_is_refused_and_changes_nothing(dana, file, look):
    send(dana, file)
    answer = send(dana, file)
    assert answer.status_code == 422
    assert "This board is here already. Nothing was imported" in words(answer)
    with look():
        assert db.session.scalar(select(func.count(Board.id))) == 3
        assert ledger.verify() == []


@pytest.mark.usefixtures("english")
def test_what_the_file_says_where_it_is_wrong_is_text(dana, file):
    told = json.loads(file)
    told["events"][3]["body"]["was"]["<script>alert(1)</script>:1"] = None
    told["events"][3]["body"]["to"]["<script>alert(1)</script>:1"] = {}
    answer = send(dana, json.dumps(told).encode())
    assert "&lt;script&gt;alert(1)" in answer.text
    assert "<script>alert(1)" not in answer.text


def test_only_who_is_signed_in_brings_a_board(visitor, file):
    assert send(visitor, file).status_code == 401


def test_the_file_of_the_export_page_comes_back(amina, dana, look):
    answer = amina.get("/boards/1/export.json")
    assert answer.mimetype == "application/json"
    assert re.search(r"_J5_2026-11-23\.json", answer.headers["Content-Disposition"])
    told = json.loads(answer.data)
    assert (told["version"], len(told["events"])) == (2, 17)
    assert send(dana, json.dumps(renamed(told)).encode()).status_code == 303


def test_a_filter_makes_it_a_table_of_actions(chloe):
    told = json.loads(chloe.get("/boards/1/export.json?horizon=next").data)
    assert "events" not in told
    assert len(told["actions"]) == 3


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_the_history_of_a_board_from_elsewhere_is_told(dana, file, look, locale):
    with look() as world:
        people.edit_profile(world.dana, by=world.by("dana"), name="Dana Weiss", locale=locale)
    answer = dana.get(f"{send(dana, file).location}/history")
    page = words(answer)
    assert f'<html lang="{locale}"' in answer.text
    assert "Amina Haddad" in page
    assert "Bruno Carvalho" in page
    assert re.search(r"(\d\d:\d\d|\d+\sh\s\d\d) Dana Weiss .* Amina Haddad", page)
    assert "%(" not in page


def test_people_of_the_file_cannot_sign_in_and_are_shown_as_gone(dana, file, look):
    location = send(dana, file).location
    page = dana.get(f"{location}/members").text
    assert page.count("compte fermé") + page.count("account closed") == 3
    assert ".invalid" not in page
    with look():
        ghosts = db.session.scalars(select(User).where(User.email.endswith("@imported.invalid"))).all()
        assert {ghost.name for ghost in ghosts} == {"Amina Haddad", "Bruno Carvalho", "Chloé Nguyen"}
        assert not [ghost for ghost in ghosts if ghost.is_active or ghost.admin]


def test_each_reason_has_its_words():
    assert {"board_here", "board_part_here", "board_file_unfit", "board_file_rows"} <= REFUSALS

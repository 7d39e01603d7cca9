import gc
import html
import io
import re
import tracemalloc
from pathlib import Path

import pytest
from sqlalchemy import select

from boardapp.cli.refusals import SKIPPED, UNREADABLE
from boardapp.database import db
from boardapp.domain import boards, history, inventory, ledger, listing
from boardapp.domain.boards import Role
from boardapp.domain.errors import Conflict
from boardapp.domain.imports import taking
from boardapp.domain.imports.taking import Taking
from boardapp.domain.imports.waiting import ImportDraft
from boardapp.domain.inventory import Entry
from boardapp.exchange import intake
from boardapp.web import reasons, sentences
from tests import seen

pytestmark = pytest.mark.usefixtures("english")

UPLOAD, DRAFT = "/boards/1/imports", "/imports/1"
MULTIPART = "multipart/form-data; boundary=frontier"
PART = "--frontier\r\nContent-Disposition: form-data"
ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "boardapp" / "sample" / "crisis-actions.csv"
SMALL = b"action,qui,quand\nOuvrir un chat,Lina,now\nAppeler les mairies,,\n,Zoe,later\n"


def words(response):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def upload(browser, content=SMALL, name="plan.csv"):
    """As a browser sends a file; the test client would make a temporary one of its own that it never closes."""
    fields = {"csrf_token": browser.csrf_token(), "text": ""}
    parts = [f'{PART}; name="{field}"\r\n\r\n{value}\r\n' for field, value in fields.items()]
    body = f'{"".join(parts)}{PART}; name="file"; filename="{name}"\r\n\r\n'.encode() + content
    return browser.client.post(UPLOAD, data=body + b"\r\n--frontier--\r\n", content_type=MULTIPART)


def titles(look):
    with look() as world:
        return [row.title for row in listing.everything(world.board)]


def drafts(look):
    with look():
        return db.session.scalars(select(ImportDraft.id)).all()


def test_a_file_is_put_aside_and_shown_before_anything_is_written(bruno, look):
    before = titles(look)
    page = words(bruno.follow(upload(bruno)))
    assert "Preview of “plan.csv”" in page
    assert "2 actions to add, 1 row skipped. Nothing is written yet." in page
    assert "3 rows read (utf-8, separated by commas)" in page
    assert "Line 4 No action is written in this row." in page
    assert re.search(r"2 Ouvrir un chat Do now Lina To start", page)
    assert titles(look) == before


def test_the_confirmed_file_is_one_event_with_one_undo(bruno, look):
    before = titles(look)
    upload(bruno)
    answer = bruno.post(DRAFT)
    assert answer.location == "/boards/1"
    assert "2 actions imported, 1 row skipped. The skipped rows as a file Undo" in words(bruno.follow(answer))
    with look() as world:
        event = seen.events(world.board)[-1]
        assert (event.kind, event.body["skipped"], event.actor_id) == ("actions.imported", 1, world.bruno.id)
        assert ledger.verify() == []
        history.undo(event, by=world.by("bruno"), role=Role.member)
        assert [row.title for row in listing.everything(world.board) if row.rank] == before
    assert drafts(look) == []


def test_the_194_actions_of_real_organisations_come_in_by_one_press(amina, look):
    with SAMPLE.open("rb") as file:
        upload(amina, file.read(), "crisis-actions.csv")
    assert "Import 194 actions" in words(amina.get(DRAFT))
    assert "194 actions imported. Undo" in words(amina.follow(amina.post(DRAFT)))
    with look() as world:
        row = next(row for row in listing.everything(world.board) if row.source_id == "A002")
        assert row.need == "Work and study from home without overage bills"
        assert row.note.startswith("organisation: Comcast\nsector: Telecom\n")


def test_a_pasted_table_is_read_like_a_file(bruno):
    page = words(bruno.follow(bruno.post(UPLOAD, {"text": "Titre\tPilote\r\nAccueillir en gare\tLéa Morvan"})))
    assert "Preview of the pasted table 1 action to add" in page
    assert "separated by tabs" in page
    assert "2 Accueillir en gare To sort Léa Morvan" in page


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "There is nothing to read in it"),
        (b"\n\n", "There is nothing to read in it"),
        (b"PK\x03\x04rest", "This file is damaged"),
        (b"\x89PNG\r\n\x1a\n", "This is a picture, whatever its name says."),
        (b'action,qui\n"Ouvrir', "A quotation mark opens on line 2 and is never closed"),
        (b"action\n" + b"x" * 140_000, "A cell on line 2 is over 131072 characters"),
        (b"action,qui\n" + b"," * 201 + b"x", "Line 2 has 202 columns. 200 at most can be read"),
        (b"action\n" + b"x\n" * 20_001, "20000 rows at most can be read"),
        (b"x" * (5 * 1024 * 1024 + 1), "A file of 5 MiB at most can be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(bruno, look, content, why):
    answer = upload(bruno, content)
    assert answer.status_code == 422
    assert why in words(answer)
    assert drafts(look) == []


def test_what_was_pasted_stays_when_it_is_refused(bruno):
    answer = bruno.post(UPLOAD, {"text": 'action,qui\n"Ouvrir'})
    assert answer.status_code == 422
    assert "action,qui\n&#34;Ouvrir</textarea>" in answer.text
    assert "Choose a file, or paste a table" in words(bruno.post(UPLOAD, {"text": ""}))
    assert bruno.post(UPLOAD, {"file": "no file"}).status_code == 422


@pytest.mark.slow
def test_a_body_of_50_mb_is_413_and_costs_no_memory(bruno):
    bruno.get("/nowhere")  # the page of an error, compiled
    tracemalloc.start()
    try:
        for more in ({"CONTENT_LENGTH": str(50_000_000)}, {"wsgi.input_terminated": True}):
            start, _ = tracemalloc.get_traced_memory()
            sent = more | {"wsgi.input": Endless()}
            answer = bruno.client.post(UPLOAD, content_type=MULTIPART, environ_overrides=sent)
            _, peak = tracemalloc.get_traced_memory()
            assert answer.status_code == 413
            assert "Too large" in words(answer)
            assert peak - start < 10_000_000
    finally:
        tracemalloc.stop()
        gc.collect()  # a half-read file left open would be told here


@pytest.mark.slow
def test_2_mib_may_be_imported_and_not_sent_elsewhere(bruno):
    large = b"action\n" + b"\n".join(b"Ligne %d %s" % (n, b"x" * 100) for n in range(18_000))
    assert upload(bruno, large).status_code == 303
    assert bruno.post(UPLOAD, {"text": large.decode()}).status_code == 303
    assert bruno.post("/boards/1/lines", {"line-0": "x" * 2_000_000}).status_code == 413


def test_another_member_never_sees_my_file(amina, bruno, chloe, dana, look):
    upload(bruno)
    for somebody in (amina, chloe, dana):
        assert somebody.get(DRAFT).status_code == 404
        assert [somebody.post(DRAFT + more).status_code for more in ("", "/mapping", "/end")] == [404] * 3
    assert len(drafts(look)) == 1


def test_somebody_who_is_not_signed_in_is_asked_to(visitor):
    assert visitor.get(DRAFT).status_code == 303
    assert (visitor.post(DRAFT).status_code, upload(visitor).status_code) == (401, 401)


def test_readers_and_strangers_have_no_door_to_import(chloe, dana):
    for somebody in (chloe, dana):
        assert somebody.get(UPLOAD).status_code == 404
        assert upload(somebody).status_code == 404


def test_a_double_press_imports_once(bruno, look):
    upload(bruno)
    first, second = (bruno.post(DRAFT, {"once": "the same form"}) for _ in range(2))
    assert (first.location, second.location) == ("/boards/1", "/boards/1")
    assert titles(look).count("Ouvrir un chat") == 1


def test_a_preview_open_in_two_tabs_imports_once(bruno, look):
    upload(bruno)
    with look() as world:
        reading = imports_reading(world)
        wanted = Taking(world.board, *reading, draft_id=1)
        taking.take(wanted, by=world.by("bruno"))
        with pytest.raises(Conflict):
            taking.take(wanted, by=world.by("bruno"))
    assert bruno.post(DRAFT, {"once": "another form"}).status_code == 404
    assert titles(look).count("Ouvrir un chat") == 1


def test_cancelling_forgets_the_file(bruno, look):
    upload(bruno)
    before = titles(look)
    assert "Nothing was imported." in words(bruno.follow(bruno.post(f"{DRAFT}/end")))
    assert (drafts(look), titles(look)) == ([], before)


def test_a_board_that_was_closed_meanwhile_takes_nothing(bruno, look):
    upload(bruno)
    with look() as world:
        boards.close(world.board, by=world.by())
    assert "Import 2 actions" not in words(bruno.get(DRAFT))
    assert (bruno.post(DRAFT).status_code, upload(bruno).status_code) == (409, 409)
    assert bruno.get(UPLOAD).status_code == 200


def test_a_board_without_room_says_so_before_and_after(bruno, look, monkeypatch):
    monkeypatch.setattr(inventory, "MOST", 13)
    upload(bruno)
    page = words(bruno.get(DRAFT))
    assert "The board has room for 1 more action only." in page
    assert "Import 2 actions" not in page
    answer = bruno.post(DRAFT)
    assert answer.status_code == 422
    assert "A board holds 13 actions at most. Nothing was added" in words(answer)


def test_titles_that_are_here_word_for_word_are_counted(bruno, look):
    with look() as world:
        inventory.add(world.board, [Entry("Ouvrir un chat")], by=world.by())
    assert "1 title is on the board already, word for word" in words(bruno.follow(upload(bruno)))


def test_only_a_few_files_are_kept_for_one_person(bruno, amina, look, clock):
    for _ in range(7):
        upload(bruno)
    upload(amina)
    assert drafts(look) == [3, 4, 5, 6, 7, 8]
    clock.advance(days=1, minutes=1)
    upload(amina)
    assert drafts(look) == [9]


def test_200_remarks_are_shown_and_the_rest_counted(bruno):
    page = words(bruno.follow(upload(bruno, b"action,due\n" + b"Ouvrir,nonsense\n" * 205)))
    assert page.count("cannot be read as a date. It is kept in the note.") == 200
    assert "and 5 more remarks" in page


def codes(pattern):
    """The codes that the reader of files names in its source."""
    sources = [path.read_text() for path in (ROOT / "boardapp/exchange").rglob("*.py")]
    return {code for source in sources for code in re.findall(pattern, source)}


def test_every_code_of_a_row_or_a_file_has_its_words():
    told = codes(r'report\(\s*"([a-z_]+)"') | codes(r'notice\(\s*"([a-z_]+)"') | codes(r'BadDate\("([a-z_]+)"')
    passed = codes(r'passed\[line\] = "([a-z_]+)"') | codes(r'reason = "([a-z_]+)"')
    assert min(len(told), len(passed)) > 3
    assert told | passed <= reasons.SAID
    assert passed <= SKIPPED.keys()
    refused = codes(r'Unreadable\(\s*"([a-z_]+)"')
    assert len(refused) > 10
    assert {f"file_{code}" for code in refused} <= sentences.REFUSALS
    assert refused <= UNREADABLE.keys()


def imports_reading(world):
    reading = intake.read(db.session.scalar(select(ImportDraft)).content)
    return reading.drafts, reading.mapped


class Endless(io.RawIOBase):
    """A form of 50 MB whose file goes on and on."""

    def __init__(self):
        self.head = b'--frontier\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        self.left = 50_000_000

    def readable(self):
        return True

    def readinto(self, buffer):
        count = min(len(buffer), self.left)
        self.left -= count
        part, self.head = self.head[:count], self.head[count:]
        buffer[:count] = part.ljust(count, b"x")
        return count

"""Rows that were not taken are offered back as a file, before the import and for a day after it."""

import pytest

from tests.web.test_imports import DRAFT, UPLOAD, upload, words

pytestmark = pytest.mark.usefixtures("english")


def test_what_was_not_taken_is_a_file_after_the_import_too(bruno, amina, clock):
    upload(bruno)
    page = bruno.follow(bruno.post(DRAFT))
    assert '<a class="button" href="/leftovers/1">The skipped rows as a file</a>' in page.text
    file = bruno.get("/leftovers/1")
    assert file.data.decode("utf-8-sig") == (
        '"action","qui","quand","reason"\r\n"","Zoe","later","No action is written in this row."\r\n'
    )
    assert file.headers["Content-Disposition"] == "attachment; filename=skipped.csv"
    assert "plan.csv: 1 row skipped as a file" in words(bruno.get(UPLOAD))
    assert amina.get("/leftovers/1").status_code == 404
    assert "skipped as a file" not in words(amina.get(UPLOAD))
    clock.advance(days=2)
    assert bruno.get("/leftovers/1").status_code == 404
    assert "skipped as a file" not in words(bruno.get(UPLOAD))


def test_a_file_that_went_in_whole_leaves_nothing(bruno):
    upload(bruno, b"action\nOuvrir un chat\n")
    assert "/leftovers/" not in bruno.follow(bruno.post(DRAFT)).text

"""More than two hundred broken files through the door that people use: each is refused in a sentence and leaves nothing
behind, or is shown, taken in whole and given back."""

import html
import re

import pytest
from sqlalchemy import func, select

from boardapp.database import db
from boardapp.domain import ledger
from boardapp.domain.actions import Action
from boardapp.domain.imports.staging import staged
from boardapp.domain.imports.waiting import ImportDraft
from boardapp.web import previews
from tests.web import broken
from tests.web.test_imports import upload

GROUPS = dict(broken.groups())
BOTH = {"cut", "flipped", "documents", "sizes"}  # some of these are taken, some refused, whatever the seed
pytestmark = [pytest.mark.usefixtures("english")]


def state(look):
    """What a file that is refused must not change: the board, files put aside, rows made ready."""
    with look() as world:
        rows = [db.session.scalar(select(func.count()).select_from(each)) for each in (Action, ImportDraft, staged)]
        return world.board.version, *rows


def sentence(answer):
    """Why it was refused, as a person reads it."""
    found = re.search(r'<p class="error" id="(?:file|text)-error">(.*?)</p>', answer.text, re.DOTALL)
    return html.unescape(found[1]).strip() if found else ""


def judged(look):
    with look():
        draft = db.session.scalars(select(ImportDraft)).one()
        _, outcome = previews.judged_draft(draft)
        return draft.id, outcome


def taken(browser, look, answer, before):
    """The way of a file that could be read, to its end."""
    page = browser.follow(answer)
    assert page.status_code == 200
    draft_id, outcome = judged(look)
    assert outcome.rows_read == outcome.imported + outcome.updated + len(outcome.skipped)
    assert browser.get(f"/imports/{draft_id}/skipped.csv").status_code == 200
    confirmed = browser.post(f"/imports/{draft_id}")
    if confirmed.status_code == 303:
        assert state(look) == (before[0] + 1, before[1] + outcome.imported, 0, 0)
    else:
        assert (confirmed.status_code, outcome.imported + outcome.updated) == (422, 0)
        assert "There is nothing to import" in confirmed.text
        assert browser.post(f"/imports/{draft_id}/end").status_code == 303
        assert state(look) == before


def test_there_are_more_than_two_hundred_of_them():
    assert sum(len(files) for files in GROUPS.values()) > 200
    assert [data for files in GROUPS.values() for _, data in files] == [
        data for _, files in broken.groups() for _, data in files
    ]


@pytest.mark.slow
@pytest.mark.parametrize("group", list(GROUPS))
def test_a_broken_file_is_refused_in_a_sentence_or_taken_in_whole(bruno, look, group):
    answers = set()
    for name, data in GROUPS[group]:
        before = state(look)
        answer = upload(bruno, data, name.replace(" ", "-"))
        answers.add(answer.status_code)
        if answer.status_code == 303:
            taken(bruno, look, answer, before)
        else:
            assert (name, answer.status_code) == (name, 422)
            assert (name, sentence(answer)[-1:].isspace()) == (name, False)
            assert len(sentence(answer)) > 20, (name, answer.text)
            assert (name, state(look)) == (name, before)
    with look():
        assert ledger.verify() == []
    for kind in ("csv", "xlsx", "ics", "json"):
        assert bruno.get(f"/boards/1/export.{kind}").status_code == 200
    assert answers == {303, 422} if group in BOTH else answers <= {303, 422}

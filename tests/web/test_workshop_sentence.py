"""The hour in one line, as the last screen says it."""

from datetime import date

import pytest

from boardapp.domain.workshop.closing import Outcome
from boardapp.web.workshop.scenes import plan_sentence

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("language", "due", "end"),
    [
        ("en", date(2026, 11, 30), "first due 30 Nov."),
        ("fr", date(2026, 11, 30), "première échéance 30 nov."),
        ("en", date(2026, 11, 24), "first due tomorrow."),
    ],
)
def test_the_sentence_ends_with_one_full_stop(app, language, due, end):
    with app.test_request_context(headers={"Accept-Language": language}):
        said = plan_sentence(Outcome(9, 9, due, unowned=0, undated=0), TODAY)
    assert said.replace("\N{NO-BREAK SPACE}", " ").endswith(f", {end}")

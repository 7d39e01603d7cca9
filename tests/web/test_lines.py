"""Quick add: one line, a pasted list with its preview, and lines that break things."""

import html
import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from boardapp.database import db
from boardapp.domain.actions import Action
from boardapp.domain.events import Event
from boardapp.domain.kinds import Kind
from tests.world import IDS

ADD, PASTE = "/boards/1/actions", "/boards/1/lines"


def events(look: Callable) -> list[Event]:
    with look():
        return list(db.session.scalars(select(Event).where(Event.board_id == 1).order_by(Event.version)))


def newest(look: Callable, count: int = 1) -> list[Action]:
    with look():
        query = select(Action).where(Action.board_id == 1).order_by(Action.ref.desc()).limit(count)
        found = list(db.session.scalars(query))
        for action in found:
            action.owner, action.category  # noqa: B018  (loaded while the session is open)
        return found[::-1]


def offered(page: str) -> list[str]:
    """The lines of the preview, as their fields hold them."""
    return [html.unescape(each) for each in re.findall(r'name="line-\d+" value="([^"]*)"', page)]


def test_one_line_is_an_action_with_its_marks(bruno, look) -> None:
    answer = bruno.post(ADD, {"lines": "Appeler les mairies @bruno #service !28/11 >maintenant", "once": "o1"})
    assert answer.location == "/boards/1#line"
    (action,) = newest(look)
    assert (action.title, action.horizon, action.category.key) == ("Appeler les mairies", "now", "service")
    assert (str(action.due_on), action.owner.user_id) == ("2026-11-28", bruno.id)
    assert events(look)[-1].kind == Kind.action_added


def test_the_same_line_sent_twice_is_one_action(bruno, look) -> None:
    form = {"lines": "Appeler les mairies", "once": "o1"}
    before = len(events(look))
    assert [bruno.post(ADD, form).status_code for _ in range(2)] == [303, 303]
    assert len(events(look)) == before + 1


def test_htmx_gets_the_new_card(bruno, look) -> None:
    answer = bruno.post(ADD, {"lines": "Appeler <les> mairies"}, htmx=True)
    assert answer.status_code == 200
    assert f'id="action-{newest(look)[0].id}"' in answer.text
    assert "Appeler &lt;les&gt; mairies" in answer.text
    assert "<les>" not in answer.text


@pytest.mark.parametrize("text", ["", "   ", "---", "a\x00b"])
def test_a_line_that_is_none_comes_back(bruno, look, text: str) -> None:
    before = len(events(look))
    page = bruno.post(ADD, {"lines": text})
    assert page.status_code == 422
    assert f">{text}</textarea>" in page.text
    fragment = bruno.post(ADD, {"lines": text}, htmx=True)
    assert (fragment.status_code, 'hx-target="#line-error"' in fragment.text) == (422, True)
    assert len(events(look)) == before


def test_a_long_line_goes_on_in_the_note(bruno, look) -> None:
    bruno.post(ADD, {"lines": "mot " * 100})
    (action,) = newest(look)
    assert len(action.title) <= 140
    assert (action.title + action.note).count("mot") == 100


def test_a_line_as_long_as_a_book_is_refused_and_kept(bruno, look) -> None:
    before = len(events(look))
    answer = bruno.post(ADD, {"lines": "x" * 900_000})
    assert answer.status_code == 422
    assert "x" * 900_000 in answer.text
    assert len(events(look)) == before


def test_several_lines_are_shown_before_they_are_added(bruno, look) -> None:
    before = len(events(look))
    answer = bruno.post(ADD, {"lines": "- Un\n\n2. Deux <b>\n* Trois @Inès"})
    assert answer.status_code == 200
    assert offered(answer.text) == ["Un", "Deux <b>", "Trois @Inès"]
    assert len(events(look)) == before


def test_the_lines_of_the_preview_become_actions_by_one_event(bruno, look) -> None:
    before = len(events(look))
    form = {"line-0": "Un", "line-1": "", "line-2": "Deux @Inès", "once": "o1"}
    assert [bruno.post(PASTE, form).status_code for _ in range(2)] == [303, 303]
    one, two = newest(look, 2)
    assert (one.title, two.title, two.owner.name) == ("Un", "Deux", "Inès")
    assert [event.kind for event in events(look)[before:]] == [Kind.actions_added]


def test_the_lines_can_be_made_one_action(bruno, look) -> None:
    bruno.post(PASTE, {"line-0": "Ouvrir un guichet", "line-1": "à Vaise", "line-2": "le samedi", "as_one": "1"})
    (action,) = newest(look)
    assert (action.title, action.note) == ("Ouvrir un guichet", "à Vaise\nle samedi")


@pytest.mark.parametrize(
    "form",
    [{}, {"line-0": ""}, {"line-0": "bon", "line-1": "a\x00b"}, {"line-0": "bon", "line-1": "x" * 30_000},
     {"line-0": "bon", "line-1": "y @" + "z" * 70}, {"line-x": "a"}, {"line-99999999999999999999": "a\x00"}],
)  # fmt: skip
def test_lines_that_cannot_be_kept_come_back_corrected_by_nobody(bruno, look, form) -> None:
    before = len(events(look))
    answer = bruno.post(PASTE, form)
    kept = [line for name, line in form.items() if line and name != "line-x"]
    assert (answer.status_code, offered(answer.text)) == (422, kept)
    assert len(events(look)) == before


def test_more_lines_than_a_paste_takes_are_said(bruno, look) -> None:
    before = len(events(look))
    pasted = bruno.post(ADD, {"lines": "\n".join(f"Ligne {at}" for at in range(230))})
    assert len(offered(pasted.text)) == 200
    assert 'class="warning"' in pasted.text
    forged = bruno.post(PASTE, {f"line-{at}": f"Ligne {at}" for at in range(230)})
    assert (forged.status_code, len(offered(forged.text))) == (422, 200)
    assert len(events(look)) == before


def test_a_look_alike_is_said_and_leads_to_the_merge(bruno) -> None:
    answer = bruno.post(ADD, {"lines": "Recenser des clients fragiles à rappeler"})
    page = bruno.follow(answer).text
    link = re.search(rf'href="(/boards/1/selection\?id={IDS["fragiles"]}&amp;id=\d+)"', page)
    assert link is not None
    assert bruno.get(html.unescape(link[1])).status_code == 200


def test_readers_and_strangers_add_nothing(chloe, dana, visitor, look) -> None:
    before = len(events(look))
    for path, form in ((ADD, {"lines": "Non"}), (PASTE, {"line-0": "Non"})):
        assert [each.post(path, form).status_code for each in (chloe, dana, visitor)] == [403, 404, 401]
    assert len(events(look)) == before


def test_a_closed_board_takes_no_line(amina, bruno, look) -> None:
    amina.post("/boards/1/status")
    before = len(events(look))
    assert bruno.post(ADD, {"lines": "Trop tard"}).status_code == 409
    assert bruno.post(PASTE, {"line-0": "Trop tard"}).status_code == 409
    assert len(events(look)) == before


@pytest.mark.parametrize("raw", ["%ED%A0%80", "%FF", "%C3"])
def test_bytes_that_are_no_text_are_no_error_of_ours(bruno, raw: str) -> None:
    body = f"csrf_token={bruno.csrf_token()}&once=o{raw}&lines=a{raw}b"
    answer = bruno.client.post(ADD, data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 303
    assert bruno.get("/boards/1").status_code == 200


@pytest.mark.parametrize(
    "text", ["@" * 300, "#" + "é" * 900, "!31/11 >now", "\u202e" * 40 + "x", "=1+1", "@Léa", "#zzz"]
)
def test_marks_that_mean_nothing_stay_words(bruno, text: str) -> None:
    assert bruno.post(ADD, {"lines": text}).status_code in {303, 422}

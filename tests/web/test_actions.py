"""One action: opened, edited, moved, archived, commented; what the browser may send, and what it must not break."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from boardapp.database import db
from boardapp.domain.actions import Horizon, Status
from boardapp.domain.events import Event
from boardapp.domain.kinds import Kind
from tests.world import DANAS_ACTION, IDS

ACTION = f"/actions/{IDS['nuit']}"
FIELDS = {
    "title": "Loger l’équipe de nuit", "note": "", "need": "", "owner": "", "due_on": "", "category_id": "",
    "challenge": "", "challenge_level": "", "effort": "", "status": "to_start", "kind": "do", "first_step": "",
    "benefit": "", "hypothesis": "", "result": "",
}  # fmt: skip
CHANGES = {
    "": FIELDS,
    "/status": {"status": "done"},
    "/owner": {"owner": "Inès"},
    "/due": {"due_on": "2026-12-01"},
    "/category": {"category_id": "3"},
    "/challenge": {"challenge_level": "3"},
    "/placement": {"horizon": "now"},
    "/archive": {},
    "/comments": {"text": "Vu avec l’hôtel"},
}
KINDS = {
    "": Kind.action_edited,
    "/status": Kind.action_status,
    "/owner": Kind.action_owner,
    "/due": Kind.action_due,
    "/category": Kind.action_category,
    "/challenge": Kind.action_challenge,
    "/placement": Kind.action_moved,
    "/archive": Kind.action_archived,
    "/comments": Kind.comment_added,
}
HUGE = "9" * 20


def events(look: Callable) -> list[Event]:
    with look():
        return list(db.session.scalars(select(Event).where(Event.board_id == 1).order_by(Event.version)))


def seen(look: Callable, name: str = "nuit") -> str:
    with look() as world:
        return str(world.action(name).version)


@pytest.mark.parametrize("part", CHANGES)
def test_a_plain_form_changes_once_and_leads_on(bruno, look, part: str) -> None:
    before = len(events(look))
    form = CHANGES[part] | {"once": "o1"}
    answers = [bruno.post(ACTION + part, form), bruno.post(ACTION + part, form)]
    assert [answer.status_code for answer in answers] == [303, 303]
    after = events(look)
    assert (len(after), after[-1].kind) == (before + 1, KINDS[part])


@pytest.mark.parametrize("part", [part for part in CHANGES if part != "/comments"])
def test_htmx_gets_the_card_and_the_lane_heads(bruno, part: str) -> None:
    answer = bruno.post(ACTION + part, CHANGES[part], htmx=True)
    assert answer.status_code == 200
    assert f"#action-{IDS['nuit']}" in answer.text or f'id="action-{IDS["nuit"]}"' in answer.text
    assert 'hx-target="#lane-head-next"' in answer.text
    assert "csrf_token" not in answer.text


@pytest.mark.parametrize("part", CHANGES)
def test_strangers_find_nothing_and_readers_may_not(dana, chloe, visitor, look, part: str) -> None:
    before = len(events(look))
    assert dana.post(ACTION + part, CHANGES[part]).status_code == 404
    assert chloe.post(ACTION + part, CHANGES[part]).status_code == 403
    assert visitor.post(ACTION + part, CHANGES[part]).status_code == 401
    assert len(events(look)) == before


@pytest.mark.parametrize("part", CHANGES)
def test_a_closed_board_is_not_changed(amina, bruno, look, part: str) -> None:
    amina.post("/boards/1/status")
    before = len(events(look))
    for htmx in (False, True):
        assert bruno.post(ACTION + part, CHANGES[part], htmx=htmx).status_code == 409
    assert len(events(look)) == before


@pytest.mark.parametrize("part", ["", "/status", "/placement"])
def test_an_archived_action_is_read_and_not_changed(bruno, look, part: str) -> None:
    bruno.post(ACTION + "/archive")
    before = len(events(look))
    assert bruno.get(ACTION).status_code == 200
    assert bruno.get(ACTION + "/placement").status_code == 200
    for form in (CHANGES[part], {"step": "up"} if part == "/placement" else CHANGES[part]):
        assert bruno.post(ACTION + part, form).status_code == 403
    assert bruno.post(ACTION + "/archive").status_code == 303
    assert len(events(look)) == before


def test_what_was_archived_comes_back_to_its_lane(bruno, look) -> None:
    bruno.post(ACTION + "/archive")
    assert bruno.post(ACTION + "/restoration").location.endswith(f"#action-{IDS['nuit']}")
    with look() as world:
        assert (world.action("nuit").archived_at, world.action("nuit").horizon) == (None, Horizon.next)


def test_who_may_look_at_an_action(bruno, chloe, dana) -> None:
    assert [each.get(ACTION).status_code for each in (bruno, chloe, dana)] == [200, 200, 404]
    assert [each.get(ACTION + "/placement").status_code for each in (bruno, chloe, dana)] == [200, 404, 404]
    assert bruno.get(f"/actions/{DANAS_ACTION}").status_code == 404
    assert bruno.get(f"/actions/{HUGE}").status_code == 404


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("title", "", 'id="title-error"'),
        ("title", "x" * 141, "x" * 141),
        ("title", "a\x00b", 'aria-invalid="true"'),
        ("note", "n" * 20_001, "n" * 20_001),
        ("note", "m" * 900_000, "m" * 900_000),
        ("need", '"><script>' + "x" * 140, "&#34;&gt;&lt;script&gt;xx"),
        ("owner", "y" * 61, "y" * 61),
        ("due_on", "31/11/2026", 'type="text" id="due_on" name="due_on" value="31/11/2026"'),
        ("due_on", "0001-01-01", "0001-01-01"),
        ("due_on", "9999-12-31", "9999-12-31"),
        ("category_id", "7", 'id="category_id-error"'),
        ("category_id", HUGE, 'id="category_id-error"'),
        ("category_id", "x", 'id="category_id-error"'),
        ("challenge_level", "5", 'id="challenge_level-error"'),
        ("effort", "-1", 'id="effort-error"'),
        ("status", "zz", 'id="action-status-error"'),
        ("kind", "", 'id="kind-error"'),
        ("seen", HUGE, 'role="alert"'),
    ],
)
def test_what_cannot_be_saved_comes_back_as_typed(bruno, look, field: str, typed: str, kept: str) -> None:
    before = len(events(look))
    answer = bruno.post(ACTION, FIELDS | {"first_step": "<i>gardé</i>", field: typed})
    assert answer.status_code == 422
    assert kept in answer.text
    assert 'value="&lt;i&gt;gardé&lt;/i&gt;"' in answer.text
    assert len(events(look)) == before


@pytest.mark.parametrize("part", ["/status", "/due", "/category", "/challenge", "/owner"])
def test_one_field_that_cannot_be_saved_comes_back_on_the_whole_form(bruno, look, part: str) -> None:
    before = len(events(look))
    wrong = dict.fromkeys(CHANGES[part], "a\x00b")
    page = bruno.post(ACTION + part, wrong)
    assert page.status_code == 422
    assert "Dormir au lieu d’attendre un train" in page.text
    strip = bruno.post(ACTION + part, wrong, htmx=True)
    assert (strip.status_code, 'hx-target="#strip"' in strip.text) == (422, True)
    assert bruno.post(ACTION + part, {}).status_code == 422
    assert len(events(look)) == before


def test_a_level_alone_leaves_the_words_of_the_challenge(bruno, look) -> None:
    bruno.post(f"/actions/{IDS['sms']}/challenge", {"challenge_level": "2"})
    with look() as world:
        assert (world.action("sms").challenge, world.action("sms").challenge_level) == (
            "Aucun déplacement pour rien",
            2,
        )


def test_both_texts_are_shown_when_two_wrote_in_one_field(amina, bruno, look) -> None:
    read = seen(look)
    amina.post(ACTION, FIELDS | {"title": "Le sien <b>", "note": "Nouvelle note", "seen": read})
    mine = FIELDS | {"title": "Le mien <i>", "need": "Dormir", "seen": read}
    answer = bruno.post(ACTION, mine)
    assert answer.status_code == 409
    assert ">Le mien &lt;i&gt;</textarea>" in answer.text
    assert "<dd>Le sien &lt;b&gt;</dd>" in answer.text
    assert "Amina Haddad" in answer.text
    with look() as world:
        assert (world.action("nuit").title, world.action("nuit").need) == ("Le sien <b>", "Dormir")


def test_the_page_of_a_conflict_holds_what_others_wrote_in_the_other_fields(amina, bruno, look) -> None:
    read = seen(look)
    amina.post(ACTION, FIELDS | {"title": "Le sien", "note": "Nouvelle note", "seen": read})
    answer = bruno.post(ACTION, FIELDS | {"title": "Le mien", "seen": read})
    assert answer.status_code == 409
    assert ">Nouvelle note</textarea>" in answer.text
    assert f'name="seen" value="{seen(look)}"' in answer.text


def test_an_owner_and_a_status_set_meanwhile_are_named(amina, bruno, look) -> None:
    read = seen(look)
    amina.post(ACTION, FIELDS | {"owner": "Inès", "status": "running", "seen": read})
    answer = bruno.post(ACTION, FIELDS | {"owner": "Hugo", "status": "done", "seen": read})
    assert answer.status_code == 409
    assert "<dd>Hugo</dd>" in answer.text
    assert "<dd>Inès</dd>" in answer.text
    assert answer.text.count('class="conflict"') == 2
    with look() as world:
        assert (world.action("nuit").owner.shown, world.action("nuit").status) == ("Inès", Status.running)


def test_a_stale_click_is_refused_to_htmx_in_the_strip(amina, bruno, look) -> None:
    read = seen(look)
    amina.post(ACTION + "/due", {"due_on": "2026-12-24"})
    assert bruno.post(ACTION + "/due", {"due_on": "+7", "seen": read}, htmx=True).status_code == 409
    with look() as world:
        assert world.action("nuit").due_on == date(2026, 12, 24)


@pytest.mark.parametrize(
    "form",
    [{}, {"horizon": "soon"}, {"horizon": "now\x00"}, {"step": "sideways"}, {"horizon": "next", "before": "13"},
     {"horizon": "next", "before": str(IDS["sms"])}, {"horizon": "next", "before": HUGE},
     {"horizon": "next", "before": "x"}, {"horizon": "next", "before": "-1"}],
)  # fmt: skip
def test_a_move_to_nowhere_is_refused_with_a_sentence(bruno, look, form) -> None:
    before = len(events(look))
    assert bruno.post(ACTION + "/placement", form).status_code == 422
    strip = bruno.post(ACTION + "/placement", form, htmx=True)
    assert (strip.status_code, 'hx-target="#strip"' in strip.text) == (422, True)
    assert len(events(look)) == before


def test_moves_go_before_another_and_by_one_rank(bruno, look) -> None:
    bruno.post(ACTION + "/placement", {"horizon": "now", "before": str(IDS["ligne"])})
    bruno.post(ACTION + "/placement", {"step": "up"})
    before = len(events(look))
    assert bruno.post(ACTION + "/placement", {"step": "up"}).status_code == 303
    assert len(events(look)) == before
    with look() as world:
        assert world.action("nuit").rank < world.action("sms").rank


@pytest.mark.parametrize("text", ["", "  \n ", "c" * 4_001, "c" * 900_000, "a\x00b"])
def test_a_comment_that_cannot_be_kept_comes_back(bruno, look, text: str) -> None:
    before = len(events(look))
    answer = bruno.post(ACTION + "/comments", {"text": text})
    assert answer.status_code == 422
    assert f">{text}" in answer.text
    assert len(events(look)) == before


@pytest.mark.parametrize("raw", ["%ED%A0%80", "%FF", "%F0%9F"])
def test_bytes_that_are_no_text_are_no_error_of_ours(bruno, raw: str) -> None:
    body = f"csrf_token={bruno.csrf_token()}&text=a{raw}b"
    answer = bruno.client.post(ACTION + "/comments", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 303
    assert bruno.get(ACTION).status_code == 200

"""An action opened beside its board or on a page of its own: what each answer holds, to plain forms and to htmx."""

import pytest
from sqlalchemy import select

from boardapp.database import db
from boardapp.domain.events import Event
from boardapp.web.editing import PARTS
from tests.world import DANAS_ACTION, IDS

NIGHT = IDS["nuit"]
ACTION = f"/actions/{NIGHT}"
BESIDE = {"HX-Current-URL": f"http://localhost/boards/1?open={NIGHT}"}
ALONE = {"HX-Current-URL": f"http://localhost{ACTION}#owner"}
FILTERED = {"HX-Current-URL": f"http://localhost/boards/1?q=nuit&open={NIGHT}"}
VALUES = {
    "title": "Un titre", "status": "running", "owner": "Zoé", "due_on": "2026-12-01", "category_id": "3",
    "challenge": "Dormir", "challenge_level": "3", "kind": "test", "note": "Une note", "need": "Un besoin",
    "first_step": "Un pas", "benefit": "Un gain", "effort": "2", "already_running": "y", "hypothesis": "Si",
    "result": "Donc",
}  # fmt: skip
STAYS = {"mine": "Le mien", "theirs": "Le leur", "both": "Le leur / Le mien"}
FIELDS = [(part, name) for part, names in PARTS.items() for name in names]
pytestmark = pytest.mark.usefixtures("english")


def seen(look):
    with look() as world:
        return world.action("nuit").version


def kinds(look):
    with look():
        return list(db.session.scalars(select(Event.kind).where(Event.board_id == 1).order_by(Event.version)))


@pytest.mark.parametrize(("part", "name"), FIELDS)
def test_each_field_has_an_address_and_leaves_the_others(bruno, look, part, name) -> None:
    before = len(kinds(look))
    with look() as world:
        was = {field: getattr(world.action("nuit"), field) for _, field in FIELDS if field != "owner"}
    assert bruno.post(f"{ACTION}/{part}", {name: VALUES[name], "once": "o"}).location.endswith(ACTION)
    assert bruno.post(f"{ACTION}/{part}", {name: VALUES[name], "once": "o"}).status_code == 303
    assert len(kinds(look)) == before + 1
    with look() as world:
        changed = {field for field in was if getattr(world.action("nuit"), field) != was[field]}
    assert changed == ({name} if name != "owner" else set())


@pytest.mark.parametrize("where", [BESIDE, ALONE, FILTERED])
def test_htmx_gets_the_panel_the_card_and_a_sentence(bruno, where) -> None:
    answer = bruno.post(f"{ACTION}/due", {"due_on": "2026-11-28"}, htmx=True, headers=where)
    assert answer.status_code == 200
    assert f'hx-target="#panel-{NIGHT}"' in answer.text
    assert f'id="action-{NIGHT}"' in answer.text
    assert "Due date saved: 28 November." in answer.text
    assert "HX-Refresh" not in answer.headers
    assert "autofocus" not in answer.text


def test_where_no_panel_is_open_there_is_none_in_the_answer(bruno) -> None:
    for address in ("/boards/1", "/boards/1?open=2", "/boards/1?open=x", "http://[", ""):
        answer = bruno.post(f"{ACTION}/status", {"status": "done"}, htmx=True, headers={"HX-Current-URL": address})
        assert (answer.status_code, f"#panel-{NIGHT}" in answer.text) == (200, False)
        assert "Saved. Status: Done." in answer.text


def test_what_cannot_be_saved_is_said_beside_its_field(bruno, look) -> None:
    before = kinds(look)
    for address in (BESIDE, ALONE):
        answer = bruno.post(f"{ACTION}/need", {"need": "<b>" + "n" * 140}, htmx=True, headers=address)
        assert answer.status_code == 422
        assert f'hx-target="#panel-{NIGHT}"' in answer.text
        assert 'aria-invalid="true" aria-describedby="need-error' in answer.text
        assert 'value="&lt;b&gt;nnn' in answer.text
        assert 'hx-target="#strip"' not in answer.text
    assert kinds(look) == before


def test_a_form_without_a_field_does_not_empty_it(bruno, look) -> None:
    bruno.post(f"{ACTION}/already-running", {"already_running": ["", "y"]})
    bruno.post(ACTION, {"title": "Autre titre"})
    with look() as world:
        action = world.action("nuit")
        assert (action.title, action.already_running) == ("Autre titre", True)
        assert action.benefit == "Dormir au lieu d’attendre un train"
    bruno.post(f"{ACTION}/already-running", {"already_running": ""})
    with look() as world:
        assert world.action("nuit").already_running is False
    assert bruno.post(ACTION, {}).status_code == 422


def test_a_date_in_the_past_is_saved_and_said(bruno) -> None:
    answer = bruno.post(f"{ACTION}/due", {"due_on": "2026-11-20"}, htmx=True, headers=BESIDE)
    assert "Due date saved: 20 November. This date is in the past. The action will be late." in answer.text
    page = bruno.get(ACTION)
    assert "This date is in the past." in page.text
    bruno.post(f"{ACTION}/status", {"status": "done"})
    assert "This date is in the past." not in bruno.get(ACTION).text


def test_the_action_alone_is_a_page_and_beside_the_board_a_fragment(bruno, chloe, dana) -> None:
    page, piece = (
        bruno.get(ACTION),
        bruno.get(ACTION, htmx=True, headers={"HX-Current-URL": "http://localhost/boards/1"}),
    )
    assert (page.text.count("<h1"), piece.text.count("<h1")) == (1, 0)
    assert "<html" not in piece.text
    assert f'name="next" value="/boards/1?open={NIGHT}"' in piece.text
    assert dana.get(ACTION, htmx=True).status_code == 404
    assert "<fieldset disabled>" in chloe.get(ACTION, htmx=True).text
    assert "hx-post" in piece.text


def test_the_address_of_a_board_says_what_stands_open(bruno, chloe, dana) -> None:
    page = bruno.get(f"/boards/1?open={NIGHT}&q=nuit")
    assert f'id="panel-{NIGHT}"' in page.text
    assert 'href="/boards/1?q=nuit"' in page.text
    assert f'id="panel-{NIGHT}"' in chloe.get(f"/boards/1?open={NIGHT}").text
    for other in (DANAS_ACTION, 999_999, "x", "9" * 20, ""):
        assert "panel-name" not in bruno.get(f"/boards/1?open={other}").text
    assert dana.get(f"/boards/1?open={NIGHT}").status_code == 404


def test_a_conflict_names_who_wrote_and_offers_both_texts(amina, bruno, look) -> None:
    read = seen(look)
    amina.post(f"{ACTION}/benefit", {"benefit": "Le leur <b>"})
    answer = bruno.post(f"{ACTION}/benefit", {"benefit": "Le mien", "seen": read}, htmx=True, headers=BESIDE)
    assert answer.status_code == 409
    assert "Amina Haddad changed this field meanwhile. Choose." in answer.text
    assert "<dd>Le leur &lt;b&gt;</dd>" in answer.text
    assert answer.text.count('value="benefit:') == 4  # the three choices, and what waits
    assert f'id="part-benefit" class="part field contested" data-seen="{seen(look)}"' in answer.text


@pytest.mark.parametrize("choice", STAYS)
@pytest.mark.parametrize("htmx", [False, True])
def test_either_text_stays_or_both(amina, bruno, look, choice, htmx) -> None:
    read = seen(look)
    amina.post(f"{ACTION}/benefit", {"benefit": "Le leur"})
    mine = {"benefit": "Le mien", "seen": read}
    assert bruno.post(f"{ACTION}/benefit", mine, htmx=htmx, headers=BESIDE).status_code == 409
    again = {"benefit": "Le mien", "seen": seen(look), "settle": f"benefit:{choice}", "unsettled": f"benefit:{read}"}
    answer = bruno.post(f"{ACTION}/benefit" if htmx else ACTION, again, htmx=htmx, headers=BESIDE)
    assert answer.status_code == (200 if htmx else 303)
    with look() as world:
        assert world.action("nuit").benefit == STAYS[choice]


def test_in_a_plain_form_one_conflict_is_settled_after_the_other(amina, bruno, look) -> None:
    read = seen(look)
    amina.post(ACTION, {"benefit": "Le leur", "note": "Leur note"})
    mine = {"benefit": "Le mien", "note": "Ma note", "need": "Mon besoin", "seen": read}
    assert bruno.post(ACTION, mine).status_code == 409
    waiting = {"unsettled": [f"benefit:{read}", f"note:{read}"], "seen": seen(look)}
    answer = bruno.post(ACTION, mine | waiting | {"settle": "note:both"})
    assert answer.status_code == 409
    assert ">Le mien<" in answer.text
    assert 'value="note:mine"' not in answer.text
    with look() as world:
        action = world.action("nuit")
        assert (action.note, action.benefit, action.need) == ("Leur note\n\nMa note", "Le leur", "Mon besoin")
    last = mine | {"unsettled": f"benefit:{read}", "seen": seen(look), "note": "Leur note\n\nMa note"}
    assert bruno.post(ACTION, last | {"settle": "benefit:mine"}).status_code == 303
    with look() as world:
        assert world.action("nuit").benefit == "Le mien"


@pytest.mark.parametrize("settle", ["x", "title:", "zz:mine", "owner:both", "title:none", ":mine"])
def test_a_choice_that_is_none_is_a_plain_save(bruno, look, settle) -> None:
    form = {"need": "Un besoin", "settle": settle, "unsettled": ["note", "zz:1", "need:-1", "need:" + "9" * 30]}
    assert bruno.post(ACTION, form).status_code == 303
    with look() as world:
        assert world.action("nuit").need == "Un besoin"


def test_a_comment_and_an_undo_renew_the_panel(bruno, look) -> None:
    answer = bruno.post(f"{ACTION}/comments", {"text": "Vu <i>"}, htmx=True, headers=BESIDE)
    assert "Vu &lt;i&gt;" in answer.text
    assert f'hx-target="#panel-{NIGHT}"' in answer.text
    wrong = bruno.post(f"{ACTION}/comments", {"text": " "}, htmx=True, headers=BESIDE)
    assert (wrong.status_code, 'id="comment-error"' in wrong.text) == (422, True)
    bruno.post(f"{ACTION}/need", {"need": "Un besoin"})
    with look():
        last = db.session.scalar(select(Event.id).where(Event.board_id == 1).order_by(Event.version.desc()))
    undone = bruno.post(f"/events/{last}/undo", htmx=True, headers=BESIDE)
    assert f'hx-target="#panel-{NIGHT}"' in undone.text
    assert 'name="need" value=""' in undone.text


def test_an_earlier_text_is_put_back_in_the_panel(bruno, look) -> None:
    for text in ("Un", "Deux"):
        bruno.post(f"{ACTION}/need", {"need": text})
    with look():
        last = db.session.scalar(select(Event.id).where(Event.board_id == 1).order_by(Event.version.desc()))
    answer = bruno.post(f"{ACTION}/texts", {"event": last, "field": "need"}, htmx=True, headers=BESIDE)
    assert 'name="need" value="Un"' in answer.text
    assert kinds(look)[-1] == "action.edited"


def test_a_history_that_has_only_begun_says_who_made_it(amina, bruno, clock) -> None:
    amina.post("/boards/1/actions", {"lines": "Toute neuve"})
    page = f"/actions/{DANAS_ACTION + 1}"
    assert "Created today by you." in amina.get(page).text
    assert "Created today by Amina Haddad." in bruno.get(page).text
    clock.advance(days=1)
    assert "Created on 23\u00a0Nov by you." in amina.get(page).text

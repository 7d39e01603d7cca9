"""The inventory: the table, changes to many actions at once, and merging."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event, select

from boardapp.database import db
from boardapp.domain import inventory
from boardapp.domain.actions import Action, Horizon, Status
from boardapp.domain.events import Event
from boardapp.domain.inventory import Entry
from boardapp.domain.kinds import Kind
from tests.world import IDS

TABLE, SELECTION, MERGE = "/boards/1/actions", "/boards/1/selection", "/boards/1/merge"


def shown(page: str) -> list[int]:
    """The ids of the rows, from the top."""
    return [int(each) for each in re.findall(r'<th scope="row" class="title"[^>]*><a href="/actions/(\d+)"', page)]


def events(look: Callable) -> list[Event]:
    with look():
        return list(db.session.scalars(select(Event).where(Event.board_id == 1).order_by(Event.version)))


def of(*names: str) -> list[str]:
    return [str(IDS[name]) for name in names]


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements sent to the database meanwhile."""
    said: list[str] = []

    def note(connection: object, cursor: object, statement: str, *more: object) -> None:
        said.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


def fill(look: Callable, count: int) -> None:
    with look() as world:
        entries = [Entry(f"Action {at}", Horizon.later, {"owner": f"P{at % 7}"}) for at in range(count)]
        inventory.add(world.board, entries, by=world.by())


def test_the_table_shows_every_action_with_its_place_to_readers_too(chloe) -> None:
    page = chloe.get(TABLE).text
    assert sorted(shown(page)) == sorted(IDS.values())
    assert 'name="id"' not in page
    assert 'id="selection"' not in page


def test_a_stranger_sees_no_table(dana, visitor) -> None:
    assert dana.get(TABLE).status_code == 404
    assert visitor.get(TABLE).status_code == 303


def test_the_headings_sort_both_ways_and_say_so(bruno) -> None:
    page = bruno.get(TABLE + "?by=due").text
    assert shown(page)[:2] == [IDS["ligne"], IDS["visio"]]
    assert re.search(r'<th scope="col" aria-sort="ascending"><a href="/boards/1/actions\?by=-due">', page)
    turned = bruno.get(TABLE + "?by=-due").text
    assert shown(turned)[0] == IDS["portage"]
    assert page.count("aria-sort") == turned.count("aria-sort") == 1
    assert 'aria-sort="descending"' in turned


@pytest.mark.parametrize("by", ["ref", "-title", "category", "-owner", "status", "level", "-level", "changed"])
def test_every_order_lists_every_action(bruno, by: str) -> None:
    assert len(shown(bruno.get(f"{TABLE}?by={by}").text)) == len(IDS)


def test_filters_of_the_board_horizon_and_archive_narrow_the_table(bruno) -> None:
    assert shown(bruno.get(TABLE + "?q=covoiturage").text) == [IDS["covoiturage"]]
    assert shown(bruno.get(TABLE + "?horizon=next").text) == [IDS["portage"], IDS["nuit"], IDS["matin"]]
    bruno.post(f"/actions/{IDS['nuit']}/archive")
    assert shown(bruno.get(TABLE + "?archived=1").text) == [IDS["nuit"]]


@pytest.mark.parametrize(
    "query", ["page=0", "page=-3", "page=99999999999", "by=%00", "by=-", "q=%00", "owner=x", "horizon=soon", "q=%25_"]
)
def test_an_odd_address_is_still_a_table(bruno, query: str) -> None:
    assert bruno.get(f"{TABLE}?{query}").status_code == 200


def test_a_long_table_comes_in_pages_that_keep_the_filter(bruno, look) -> None:
    fill(look, 230)
    first = bruno.get(TABLE + "?horizon=later&by=ref").text
    assert len(shown(first)) == 100
    assert 'rel="prev"' not in first
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following is not None
    last = bruno.get(following[1].replace("&amp;", "&").replace("page=2", "page=3")).text
    assert len(shown(last)) == 32
    assert 'rel="next"' not in last
    assert shown(bruno.get(TABLE + "?horizon=later&by=ref&page=50").text) == shown(last)


def test_the_table_asks_as_little_with_500_actions_as_with_12(app, bruno, look) -> None:
    with counted(app) as few:
        bruno.get(TABLE)
    fill(look, 500)
    with counted(app) as many:
        bruno.get(TABLE)
        bruno.get(TABLE + "?horizon=later&page=2")
    assert len(few) <= 12
    assert len(many) <= 24


def test_reading_the_table_writes_nothing(bruno, look) -> None:
    before = len(events(look))
    for path in (TABLE, f"{SELECTION}?id=1&id=2"):
        bruno.get(path)
    assert len(events(look)) == before


def test_many_are_changed_by_one_event_with_one_undo(bruno, look) -> None:
    before = len(events(look))
    fields = {"horizon": "later", "owner": "Inès", "due_on": "2026-12-01", "status": "running", "category_id": "3"}
    answer = bruno.post(SELECTION + "?by=due", {"id": of("sms", "frais"), "do": "change"} | fields)
    assert answer.status_code == 303
    assert answer.location == TABLE + "?by=due"
    last = events(look)[-1]
    assert (len(events(look)), last.kind) == (before + 1, Kind.actions_changed)
    assert f"/events/{last.id}/undo" in bruno.follow(answer).text
    with look() as world:
        sms = world.action("sms")
        assert (sms.horizon, sms.owner.shown, sms.status, sms.category_id) == (Horizon.later, "Inès", Status.running, 3)


def test_empty_fields_change_nothing_and_make_empty_does(bruno, look) -> None:
    bruno.post(SELECTION, {"id": of("sms"), "do": "change", "empty": "owner", "status": ""})
    with look() as world:
        assert world.action("sms").owner is None
        assert world.action("sms").status is Status.running


def test_a_form_sent_twice_does_it_once(bruno, look) -> None:
    before = len(events(look))
    form = {"id": of("sms"), "do": "archive", "once": "o1", "next": TABLE}
    assert bruno.post(SELECTION, form).status_code == 303
    assert bruno.post(SELECTION, form).location == TABLE
    assert len(events(look)) == before + 1


def test_all_that_match_means_other_pages_too(bruno, look) -> None:
    fill(look, 150)
    bruno.post(SELECTION + "?horizon=later", {"all": "1", "do": "change", "status": "stopped"})
    with look():
        stopped = db.session.scalars(select(Action).where(Action.status == Status.stopped)).all()
        assert len(stopped) == 152
        assert {action.horizon for action in stopped} == {Horizon.later}


@pytest.mark.parametrize(
    ("form", "kept"),
    [
        ({"do": "change", "owner": "Inès <b>"}, 'value="Inès &lt;b&gt;"'),
        ({"id": "13", "do": "archive"}, 'id="selection"'),
        ({"id": "999999999", "do": "change", "status": "done"}, 'selected value="done"'),
        ({"id": "1", "do": "change"}, 'value="1" checked'),
        ({"id": "1", "do": "change", "due_on": "31/11/2026"}, 'value="31/11/2026"'),
        ({"id": "1", "do": "change", "owner": "x" * 61}, 'value="1" checked'),
        ({"id": "1", "do": "change", "owner": "a\x00b"}, 'value="1" checked'),
        ({"id": "1", "do": "change", "category_id": "7"}, 'value="1" checked'),
        ({"id": "1", "do": "change", "horizon": "soon", "status": "zz"}, 'value="1" checked'),
        ({"id": "1", "do": "change", "due_on": "0001-01-01"}, 'value="1" checked'),
        ({"id": "1", "do": "merge"}, 'value="1" checked'),
        ({"id": ["1", "x", "99999999999999999999"], "do": "merge"}, 'value="1" checked'),
    ],
)
def test_what_cannot_be_done_comes_back_as_it_was_typed(bruno, look, form, kept: str) -> None:
    before = len(events(look))
    answer = bruno.post(SELECTION, form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert kept in answer.text
    assert len(events(look)) == before


def test_a_stranger_and_a_reader_change_nothing(dana, chloe, look) -> None:
    before = len(events(look))
    for path, form in ((SELECTION, {"id": "1", "do": "archive"}), (MERGE, {"id": ["1", "2"], "survivor": "1"})):
        assert dana.post(path, form).status_code == 404
        assert chloe.post(path, form).status_code == 403
    assert len(events(look)) == before


def test_a_closed_board_refuses_in_words(amina, bruno) -> None:
    amina.post("/boards/1/status")
    assert 'name="id"' not in bruno.get(TABLE).text
    assert bruno.post(SELECTION, {"id": "1", "do": "archive"}).status_code == 409
    assert bruno.post(MERGE, {"id": ["1", "2"], "survivor": "1"}).status_code == 409


def test_archived_actions_come_back_together(bruno, look) -> None:
    bruno.post(SELECTION, {"id": of("sms", "nuit", "matin"), "do": "archive"})
    answer = bruno.post(SELECTION + "?archived=1", {"all": "1", "do": "restore"})
    assert answer.status_code == 303
    assert events(look)[-1].kind == Kind.actions_changed
    with look() as world:
        assert [action.archived_at for action in world.actions("sms", "nuit", "matin")] == [None] * 3
    assert shown(bruno.get(TABLE + "?horizon=next").text) == [IDS["portage"], IDS["nuit"], IDS["matin"]]


def test_doing_nothing_new_says_so_and_records_nothing(bruno, look) -> None:
    before = len(events(look))
    assert bruno.post(SELECTION, {"id": of("sms"), "do": "change", "status": "running"}).status_code == 303
    assert len(events(look)) == before


def test_the_merge_button_leads_to_the_actions_side_by_side(bruno) -> None:
    answer = bruno.post(SELECTION, {"id": of("sms", "matin"), "do": "merge"})
    assert answer.location == f"{SELECTION}?id={IDS['sms']}&id={IDS['matin']}"
    page = bruno.follow(answer).text
    assert "Savoir avant de partir si le rendez-vous tient" in page
    assert f'value="{IDS["sms"]}" checked' in page


def test_merging_keeps_the_chosen_one_and_can_be_undone(bruno, look) -> None:
    answer = bruno.post(MERGE, {"id": of("sms", "matin"), "survivor": str(IDS["matin"])})
    assert answer.location == f"/actions/{IDS['matin']}"
    last = events(look)[-1]
    assert (last.kind, last.body["into"]) == (Kind.actions_merged, IDS["matin"])
    page = bruno.follow(answer).text
    assert f"/events/{last.id}/undo" in page
    assert "Savoir avant de partir si le rendez-vous tient" in page
    with look() as world:
        assert world.action("sms").merged_into_id == IDS["matin"]


@pytest.mark.parametrize(
    "form",
    [{}, {"id": "1", "survivor": "1"}, {"id": ["1", "13"], "survivor": "1"}, {"id": ["1", "2"], "survivor": "3"},
     {"id": ["1", "2"], "survivor": "x"}, {"id": ["1", "2"]}, {"id": [str(each) for each in range(1, 13)] * 2}],
)  # fmt: skip
def test_a_merge_that_cannot_be_is_a_page_with_a_sentence(bruno, look, form) -> None:
    before = len(events(look))
    answer = bruno.post(MERGE, form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert len(events(look)) == before


def test_what_was_archived_meanwhile_is_not_merged(amina, bruno, look) -> None:
    amina.post(f"/actions/{IDS['matin']}/archive")
    before = len(events(look))
    assert bruno.post(MERGE, {"id": of("sms", "matin"), "survivor": str(IDS["sms"])}).status_code == 422
    assert bruno.get(f"{SELECTION}?id={IDS['sms']}&id={IDS['matin']}").status_code == 200
    assert len(events(look)) == before

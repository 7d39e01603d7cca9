from datetime import date

import pytest

from boardapp.domain import categories, history, inventory, ledger, listing
from boardapp.domain.actions import Horizon, Status
from boardapp.domain.boards import Role
from boardapp.domain.errors import Conflict, Invalid
from boardapp.domain.inventory import (
    MOST,
    Entry,
    add,
    archive,
    archive_many,
    change_many,
    chosen,
    restore,
    restore_many,
)
from tests import seen
from tests.together import together
from tests.world import TODAY


def test_an_action_is_added_at_the_end_of_its_lane(lyon):
    (action,), event = add(lyon.board, [Entry("  Rappeler   les mairies ", Horizon.next)], by=lyon.by())
    assert (action.title, action.label, action.status, action.note) == (
        "Rappeler les mairies",
        "A-13",
        Status.to_start,
        "",
    )
    assert seen.titles(lyon.board, "next")[-1] == "Rappeler les mairies"
    assert event.kind == "action.added"
    assert ledger.verify() == []


def test_many_lines_are_added_in_their_order_as_one_event(lyon):
    version = lyon.board.version
    add(lyon.board, [Entry(f"Ligne {number}") for number in range(40)], by=lyon.by())
    assert seen.titles(lyon.board, "inbox")[3:] == [f"Ligne {number}" for number in range(40)]
    assert seen.kinds(lyon.board, since=version) == ["actions.added"]
    assert lyon.board.last_ref == 52


def test_lines_go_to_the_lanes_they_name(lyon):
    add(lyon.board, [Entry("A", Horizon.now), Entry("B"), Entry("C", Horizon.now)], by=lyon.by())
    assert seen.titles(lyon.board, "now")[-2:] == ["A", "C"]
    assert seen.titles(lyon.board, "inbox")[-1] == "B"


def test_no_line_is_no_event(lyon):
    assert add(lyon.board, [], by=lyon.by()) == ([], None)


def test_a_long_title_goes_on_in_the_note(lyon):
    words = "mot " * 60
    (action,), _ = add(lyon.board, [Entry(words, values={"note": "Vu en réunion"})], by=lyon.by())
    assert len(action.title) <= 140
    assert action.note.startswith("… mot")
    assert action.note.endswith("\n\nVu en réunion")
    assert (action.title + action.note).count("mot") == 60


@pytest.mark.parametrize(
    ("title", "values", "field", "code"),
    [
        ("", {}, "title", "action_empty"),
        (" \u200b\t", {}, "title", "action_empty"),
        ("a\x00", {}, "title", "unstorable"),
        ("\ud800", {}, "title", "unstorable"),
        ("m" * 30_000, {}, "note", "too_long"),
        ("A", {"need": "n" * 141}, "need", "too_long"),
        ("A", {"owner": "o" * 61}, "owner", "too_long"),
        ("A", {"effort": 5}, "effort", "out_of_range"),
        ("A", {"due_on": date(1926, 1, 1)}, "due_on", "date_invalid"),
        ("A", {"category_id": 999}, "category_id", "unknown_choice"),
    ],
)
def test_one_line_that_cannot_be_kept_holds_all_of_them_back(lyon, title, values, field, code):
    before = seen.state(lyon.board)
    with pytest.raises(Invalid, match=code) as caught:
        add(lyon.board, [Entry("Une bonne ligne"), Entry(title, values=values)], by=lyon.by())
    assert caught.value.field == field
    assert seen.state(lyon.board) == before


def test_what_is_already_running_runs(lyon):
    (running, done), _ = add(
        lyon.board,
        [
            Entry("A", values={"already_running": True}),
            Entry("B", values={"already_running": True, "status": Status.done}),
        ],
        by=lyon.by(),
    )
    assert (running.status, done.status) == (Status.running, Status.done)


def test_what_is_added_as_done_was_done_today_unless_told(lyon):
    told = {"status": Status.done, "done_on": date(2026, 11, 2)}
    (today, then), _ = add(
        lyon.board, [Entry("A", values={"status": Status.done}), Entry("B", values=told)], by=lyon.by()
    )
    assert (today.done_on, then.done_on) == (TODAY, date(2026, 11, 2))


def test_a_board_holds_twenty_thousand_actions(lyon, monkeypatch):
    assert MOST == 20_000
    monkeypatch.setattr(inventory, "MOST", 14)
    add(lyon.board, [Entry("A"), Entry("B")], by=lyon.by())
    with pytest.raises(Invalid, match="board_full"):
        add(lyon.board, [Entry("C")], by=lyon.by())
    assert len(seen.titles(lyon.board, "inbox")) == 5


def test_two_who_add_at_once_get_different_numbers_and_ranks(lyon, database):
    def adding(name):
        return lambda: add(lyon.board, [Entry(f"{name} {each}") for each in range(20)], by=lyon.by(name))[1].version

    versions = together(database.app, adding("amina"), adding("bruno"))
    assert len(set(versions)) == 2
    assert len(seen.titles(lyon.board, "inbox")) == 43
    assert ledger.verify() == []


# --- the archive --------------------------------------------------------------


def test_an_archived_action_leaves_its_lane_and_stays_in_the_archive(lyon):
    archive(lyon.action("nuit"), by=lyon.by())
    assert seen.refs(lyon.board, "next") == [5, 7]
    rows, total = listing.page(lyon.board, TODAY, listing.Filter(archived=True))
    assert ([row.ref for row in rows], total) == ([6], 1)


def test_an_action_is_restored_after_thirty_days_and_more(lyon):
    archive(lyon.action("nuit"), by=lyon.by())
    before = seen.facts(lyon.action("nuit"))
    lyon.clock.advance(days=45)
    restore(lyon.action("nuit"), by=lyon.by())
    assert seen.refs(lyon.board, "next") == [5, 7, 6]
    assert seen.facts(lyon.action("nuit")) == before | {"archived_at": None}
    assert ledger.verify() == []


def test_archiving_and_restoring_twice_is_done_once(lyon):
    version = lyon.board.version
    archive(lyon.action("nuit"), by=lyon.by())
    lyon.clock.advance(minutes=1)
    assert archive(lyon.action("nuit"), by=lyon.by()) is None
    restore(lyon.action("nuit"), by=lyon.by())
    assert restore(lyon.action("nuit"), by=lyon.by()) is None
    assert seen.kinds(lyon.board, since=version) == ["action.archived", "action.restored"]


def test_an_action_whose_category_has_gone_is_restored_without_one(lyon):
    category = categories.add(lyon.board, "Sécurité", by=lyon.by())
    adding = seen.events(lyon.board)[-1]
    change_many(lyon.board, lyon.actions("nuit", "sms"), by=lyon.by(), category_id=category.id)
    archive_many(lyon.board, lyon.actions("nuit", "sms"), by=lyon.by())
    history.undo(adding, by=lyon.by(), role=Role.facilitator)
    restore(lyon.action("nuit"), by=lyon.by())
    restore_many(lyon.board, lyon.actions("sms"), by=lyon.by())
    assert [action.category for action in lyon.actions("nuit", "sms")] == [None, None]
    assert ledger.verify() == []


# --- several at once ----------------------------------------------------------


def test_several_actions_are_changed_as_one_event(lyon):
    version = lyon.board.version
    due = date(2026, 12, 1)
    event = change_many(
        lyon.board,
        lyon.actions("relais", "horaires", "sms"),
        by=lyon.by(),
        horizon=Horizon.next,
        owner="Zoé",
        due_on=due,
    )
    assert seen.refs(lyon.board, "next") == [5, 6, 7, 12, 1, 9]
    assert {(action.owner.shown, action.due_on) for action in lyon.actions("sms", "horaires", "relais")} == {
        ("Zoé", due)
    }
    assert seen.kinds(lyon.board, since=version) == ["actions.changed"]
    assert len(history.latest(lyon.board, before=event.version + 1, limit=1)) == 1
    assert ledger.verify() == []


def test_actions_that_stand_in_the_lane_already_keep_their_place(lyon):
    change_many(lyon.board, lyon.actions("ligne", "relais"), by=lyon.by(), horizon=Horizon.now)
    assert seen.refs(lyon.board, "now") == [1, 2, 3, 4, 12]


def test_archived_actions_are_left_alone_by_a_change_of_several(lyon):
    archive(lyon.action("nuit"), by=lyon.by())
    change_many(lyon.board, lyon.actions("nuit", "sms"), by=lyon.by(), status=Status.done, horizon=Horizon.later)
    assert (lyon.action("nuit").status, lyon.action("sms").status) == (Status.to_start, Status.done)
    assert lyon.action("sms").done_on == TODAY


def test_several_are_archived_and_restored_each_as_one_event(lyon):
    version = lyon.board.version
    some = lyon.actions("sms", "nuit", "visio")
    archive_many(lyon.board, some, by=lyon.by())
    assert (seen.refs(lyon.board, "now"), seen.refs(lyon.board, "next")) == ([2, 4], [5, 7])
    restore_many(lyon.board, some, by=lyon.by())
    assert (seen.refs(lyon.board, "now"), seen.refs(lyon.board, "next")) == ([2, 4, 1, 3], [5, 7, 6])
    assert seen.kinds(lyon.board, since=version) == ["actions.changed", "actions.changed"]
    assert ledger.verify() == []


def test_actions_of_another_board_are_not_found(lyon):
    sms = lyon.action("sms")
    assert chosen(lyon.board, [lyon.danas_action.id, sms.id, 999, sms.id]) == [sms]
    change_many(lyon.board, [lyon.danas_action, sms], by=lyon.by(), status=Status.stopped)
    assert (lyon.danas_action.status, lyon.action("sms").status) == (Status.to_start, Status.stopped)


def test_thousands_are_chosen_in_the_order_given(lyon):
    wanted = [*range(12, 0, -1), *range(1_000, 3_000)]
    assert [action.id for action in chosen(lyon.board, wanted)] == list(range(12, 0, -1))


# --- sorting one by one -------------------------------------------------------


def test_sorting_gives_category_and_horizon_in_one_event(lyon):
    version = lyon.board.version
    inventory.sort(lyon.action("delais"), Horizon.now, lyon.category("service").id, by=lyon.by())
    assert seen.refs(lyon.board, "now")[-1] == 11
    assert lyon.action("delais").category.key == "service"
    assert seen.kinds(lyon.board, since=version) == ["action.sorted"]


def test_sorting_says_when_somebody_was_faster(lyon):
    version = lyon.action("delais").version
    inventory.sort(lyon.action("delais"), Horizon.now, None, by=lyon.by("bruno"))
    with pytest.raises(Conflict, match="sorted_meanwhile"):
        inventory.sort(lyon.action("delais"), Horizon.later, None, by=lyon.by(), seen=version)
    assert seen.refs(lyon.board, "now")[-1] == 11

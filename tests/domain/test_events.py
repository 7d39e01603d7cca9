from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound, StatementError

from boardapp.database import committed, db
from boardapp.domain import actions, boards, inventory, ledger, opening, owners, people
from boardapp.domain.actions import Horizon
from boardapp.domain.events import By, Closed, Event, EventSubject, Repeated, changing
from boardapp.domain.facts import Instance
from boardapp.domain.inventory import Entry
from boardapp.domain.kinds import Kind
from tests import seen
from tests.together import together


def test_events_of_a_board_are_numbered_from_1_without_a_gap(lyon):
    for number in range(3):
        actions.edit(lyon.action("sms"), by=lyon.by(), need=f"Besoin {number}")
    actions.edit(lyon.danas_action, by=lyon.by("dana"), need="Need")
    assert [event.version for event in seen.events(lyon.board)] == list(range(1, lyon.board.version + 1))
    assert [event.version for event in seen.events(lyon.danas_board)] == [1, 2, 3]


def test_events_of_people_at_once_are_numbered_without_a_gap(lyon, database):
    def working(name):
        def work():
            for number in range(8):
                actions.edit(lyon.action("sms"), by=lyon.by(name), need=f"{name} {number}")

        return work

    start = lyon.board.version
    assert together(database.app, *map(working, ("amina", "bruno", "chloe"))) == [None] * 3
    assert [event.version for event in seen.events(lyon.board)] == list(range(1, start + 25))
    assert ledger.verify() == []


def test_an_action_carries_the_version_of_its_last_event(lyon):
    event = actions.edit(lyon.action("sms"), by=lyon.by(), need="Besoin")
    assert (lyon.action("sms").version, lyon.board.version) == (event.version, event.version)
    assert lyon.action("sms").updated_at == lyon.clock()


def test_an_event_names_the_fields_of_each_row_it_changed(lyon):
    event = actions.edit(lyon.action("sms"), by=lyon.by(), need="Besoin", owner="Zoé")
    subjects = db.session.scalars(select(EventSubject).where(EventSubject.event_id == event.id))
    told = {(subject.kind, subject.row_id): subject.fields for subject in subjects}
    assert told == {("action", 1): "need,owner_id", ("owner", lyon.action("sms").owner_id): "*"}


def test_a_failed_command_leaves_nothing_behind(lyon):
    before, version = seen.state(lyon.board), lyon.board.version
    entries = [Entry("Une", values={"owner": "Zoé"}), Entry("Deux", values={"effort": "beaucoup"})]
    with pytest.raises(actions.Invalid):
        inventory.add(lyon.board, entries, by=lyon.by())
    assert "Zoé" not in owners.of(lyon.board).values()
    assert (seen.state(lyon.board), lyon.board.version) == (before, version)


def test_facts_put_back_within_one_change_are_no_event(lyon):
    with changing(lyon.board.id, lyon.by()) as change:
        title = lyon.action("sms").title
        change.put(lyon.action("sms"), title="Autre")
        change.put(lyon.action("sms"), title=title)
        assert change.record(Kind.action_edited) is None


def test_a_board_that_is_not_there_is_not_changed(lyon):
    with pytest.raises(NoResultFound), changing(99, lyon.by()):
        pytest.fail("inside a change of no board")


def test_a_naive_time_is_refused(lyon):
    with pytest.raises(StatementError, match="without its zone"):
        actions.edit(lyon.action("sms"), by=By("user", 1, datetime(2026, 11, 23)), need="Besoin")  # noqa: DTZ001
    assert lyon.action("sms").need.startswith("Savoir")


# --- the same form sent twice -------------------------------------------------


def test_a_form_sent_twice_is_carried_out_once(lyon):
    actions_made, event = inventory.add(lyon.board, [Entry("Une")], by=lyon.by(once="form-1"))
    with pytest.raises(Repeated) as caught:
        inventory.add(lyon.board, [Entry("Une")], by=lyon.by(once="form-1"))
    assert caught.value.event == event
    assert seen.titles(lyon.board, "inbox").count("Une") == len(actions_made) == 1


def test_two_forms_are_carried_out_both(lyon):
    inventory.add(lyon.board, [Entry("Une")], by=lyon.by(once="form-1"))
    inventory.add(lyon.board, [Entry("Une")], by=lyon.by(once="form-2"))
    inventory.add(lyon.board, [Entry("Une")], by=lyon.by())
    assert seen.titles(lyon.board, "inbox").count("Une") == 3


def test_a_form_that_was_refused_can_be_sent_again(lyon):
    with pytest.raises(actions.Invalid):
        inventory.add(lyon.board, [Entry("")], by=lyon.by(once="form-1"))
    inventory.add(lyon.board, [Entry("Une")], by=lyon.by(once="form-1"))
    assert seen.titles(lyon.board, "inbox")[-1] == "Une"


def test_a_form_sent_twice_at_once_is_carried_out_once(lyon, database):
    def sending():
        return inventory.add(lyon.board, [Entry("Une")], by=lyon.by(once="form-1"))[1].version

    sent = together(database.app, *[sending] * 4)
    assert sorted(type(each).__name__ for each in sent) == ["Repeated"] * 3 + ["int"]
    assert seen.titles(lyon.board, "inbox").count("Une") == 1


def test_what_belongs_to_no_board_is_carried_out_once_too(lyon):
    by = lyon.by(once="form-1")
    board = opening.open_board("Panne", lyon.amina, by=by)
    with pytest.raises(Repeated) as caught:
        opening.open_board("Panne", lyon.amina, by=by)
    assert caught.value.event.board_id == board.id
    assert len(boards.of(lyon.amina)) == 2


# --- closed, and the instance -------------------------------------------------


def test_a_closed_board_refuses_before_anything_is_asked(lyon):
    boards.close(lyon.board, by=lyon.by())
    with pytest.raises(Closed), changing(lyon.board.id, lyon.by()):
        pytest.fail("inside a change of a closed board")


def test_a_board_closed_meanwhile_refuses_whoever_still_has_it_open(lyon, database):
    board, sms = lyon.board, lyon.action("sms")
    assert board.closed_at is None
    together(database.app, lambda: boards.close(lyon.board, by=lyon.by()))
    with pytest.raises(Closed):
        actions.edit(sms, by=lyon.by(), title="Trop tard")


def test_what_belongs_to_no_board_is_numbered_by_the_instance(lyon):
    before = db.session.scalar(select(Instance.version))
    people.edit_profile(lyon.amina, by=lyon.by(), name="Amina H.", locale="fr")
    event = db.session.scalars(select(Event).where(Event.board_id.is_(None)).order_by(Event.id.desc())).first()
    assert (event.kind, event.version, db.session.scalar(select(Instance.version))) == (
        "user.edited",
        before + 1,
        before + 1,
    )


def test_a_change_wakes_who_follows_the_board_once_it_can_be_read(lyon, monkeypatch):
    woken = []
    monkeypatch.setattr(committed, "tell", lambda: woken.append(seen.titles(lyon.board, "now")[-1]))
    inventory.add(lyon.board, [Entry("Une", Horizon.now)], by=lyon.by())
    assert woken == ["Une"]


def test_an_event_says_of_its_rows_what_is_stored_beside_it(lyon):
    actions.edit(lyon.action("sms"), by=lyon.by(), owner="Une nouvelle", title="Un autre titre")
    boards.edit(lyon.board, by=lyon.by(), title="Un autre nom")
    people.edit_profile(lyon.person("bruno"), by=lyon.by("bruno"), name="Bruno B.", locale="fr")
    for event in db.session.scalars(select(Event)).all():
        rows = db.session.scalars(select(EventSubject).where(EventSubject.event_id == event.id)).all()
        assert sorted(event.subjects) == sorted((row.kind, row.row_id, row.fields) for row in rows)


def test_after_a_change_its_rows_say_what_they_are_now(lyon):
    """They are not read again after the commit, so what was reached over a column is looked for anew."""
    action = lyon.action("sms")
    before, version = action.owner and action.owner.id, lyon.board.version
    event = actions.edit(action, by=lyon.by(), owner="Une nouvelle")
    assert (action.owner.name, action.version) == ("Une nouvelle", event.version)
    assert action.owner.id == action.owner_id != before
    assert lyon.board.version == version + 1

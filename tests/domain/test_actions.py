from datetime import UTC, date, datetime

import pytest

from boardapp.domain import boards, inventory, ledger
from boardapp.domain.actions import LIMITS, Action, Kind, Status, edit
from boardapp.domain.errors import Conflict, Invalid, NotAllowed
from boardapp.domain.events import By, Closed
from tests import seen
from tests.together import together
from tests.world import TODAY


def test_the_title_is_cleaned(lyon):
    edit(lyon.action("sms"), by=lyon.by(), title="  Appeler\u200b \n les\tclients ")
    assert lyon.action("sms").title == "Appeler les clients"


def test_the_note_keeps_its_lines(lyon):
    edit(lyon.action("sms"), by=lyon.by(), note=" Un\r\nDeux\r\n\r\n\tTrois ")
    assert lyon.action("sms").note == "Un\nDeux\n\n\tTrois"


@pytest.mark.parametrize("field", LIMITS)
def test_a_text_may_be_as_long_as_its_limit_and_no_longer(lyon, field):
    edit(lyon.action("sms"), by=lyon.by(), **{field: "é" * LIMITS[field]})
    assert len(getattr(lyon.action("sms"), field)) == LIMITS[field]
    with pytest.raises(Invalid, match="too_long") as caught:
        edit(lyon.action("sms"), by=lyon.by(), **{field: "é" * (LIMITS[field] + 1)})
    assert (caught.value.field, caught.value.params) == (field, {"limit": LIMITS[field]})


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("title", "", "action_empty"),
        ("title", None, "action_empty"),
        ("need", "a\x00b", "unstorable"),
        ("note", "\udfff", "unstorable"),
        ("owner", "\ud800", "unstorable"),
        ("owner", "o" * 61, "too_long"),
        ("effort", 0, "out_of_range"),
        ("challenge_level", 5, "out_of_range"),
        ("due_on", date(1999, 12, 31), "date_invalid"),
        ("due_on", date(2101, 1, 1), "date_invalid"),
        ("category_id", 0, "unknown_choice"),
    ],
)
def test_a_value_that_cannot_be_kept_is_refused_and_nothing_of_the_form_is_saved(lyon, field, value, code):
    before = seen.state(lyon.board)
    with pytest.raises(Invalid, match=code) as caught:
        edit(lyon.action("sms"), by=lyon.by(), **{"benefit": "Moins d’appels", field: value})
    assert caught.value.field == field
    assert seen.state(lyon.board) == before


def test_a_category_of_another_board_is_refused(lyon):
    with pytest.raises(Invalid, match="unknown_choice"):
        edit(lyon.danas_action, by=lyon.by("dana"), category_id=lyon.category("service").id)


def test_fields_are_emptied(lyon):
    edit(
        lyon.action("sms"), by=lyon.by(), owner="", due_on=None, category_id=None, challenge=None, challenge_level=None
    )
    action = lyon.action("sms")
    assert (action.owner_id, action.due_on, action.category_id, action.challenge, action.challenge_level) == (
        None,
    ) * 3 + ("", None)
    assert ledger.verify() == []


def test_saving_a_form_unchanged_is_no_event(lyon):
    action = lyon.action("sms")
    assert edit(action, by=lyon.by(), title=action.title, owner="bruno carvalho", due_on=action.due_on, note="") is None


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"status": Status.stopped}, "action.status"),
        ({"status": Status.done}, "action.status"),
        ({"owner": "Zoé"}, "action.owner"),
        ({"due_on": None}, "action.due"),
        ({"category_id": None}, "action.category"),
        ({"challenge": "Autre"}, "action.challenge"),
        ({"challenge": "Autre", "challenge_level": 1}, "action.challenge"),
        ({"title": "Autre"}, "action.edited"),
        ({"kind": Kind.test}, "action.edited"),
        ({"owner": "Zoé", "due_on": None}, "action.edited"),
    ],
)
def test_the_event_says_what_was_changed(lyon, values, kind):
    event = edit(lyon.action("sms"), by=lyon.by("bruno"), **values)
    assert (event.kind, event.actor_id, event.at) == (kind, lyon.bruno.id, lyon.clock())
    assert ledger.verify() == []


def test_an_event_holds_what_was_and_what_is(lyon):
    event = edit(lyon.action("sms"), by=lyon.by(), due_on=date(2026, 12, 1), effort=2)
    assert event.body["was"] == {"action:1": {"due_on": "2026-11-24", "effort": None}}
    assert event.body["to"] == {"action:1": {"due_on": "2026-12-01", "effort": 2}}


def test_the_day_it_was_done_follows_the_status(lyon):
    edit(lyon.action("sms"), by=lyon.by(), status=Status.done)
    assert lyon.action("sms").done_on == TODAY
    edit(lyon.action("sms"), by=lyon.by(), status=Status.running)
    assert lyon.action("sms").done_on is None


def test_the_day_it_was_done_stays_when_it_is_saved_as_done_again(lyon):
    before = lyon.action("visio").done_on
    lyon.clock.advance(days=1)
    edit(lyon.action("visio"), by=lyon.by(), status=Status.done, title="Visio")
    assert (lyon.action("visio").done_on, before) == (before, TODAY)


def test_the_day_it_was_done_is_the_boards_day(lyon):
    lyon.clock.now = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    edit(lyon.action("sms"), by=lyon.by(), status=Status.done)
    assert lyon.action("sms").done_on == date(2026, 11, 24)


def test_an_archived_action_is_not_edited(lyon):
    inventory.archive(lyon.action("sms"), by=lyon.by())
    with pytest.raises(NotAllowed, match="archived"):
        edit(lyon.action("sms"), by=lyon.by(), title="Autre")


def test_an_action_of_a_closed_board_is_not_edited(lyon):
    boards.close(lyon.board, by=lyon.by())
    with pytest.raises(Closed):
        edit(lyon.action("sms"), by=lyon.by(), title="Autre")


@pytest.mark.parametrize(
    ("due_on", "status", "late"),
    [
        (date(2026, 11, 22), Status.to_start, True),
        (date(2026, 11, 22), Status.running, True),
        (date(2026, 11, 22), Status.done, False),
        (date(2026, 11, 22), Status.stopped, False),
        (TODAY, Status.to_start, False),
        (None, Status.to_start, False),
    ],
)
def test_an_action_is_late_from_the_day_after_until_it_is_over(due_on, status, late):
    assert Action(due_on=due_on, status=status).late(TODAY) is late


def test_an_action_is_found_by_its_new_words(lyon):
    edit(lyon.action("nuit"), by=lyon.by(), note="Hôtel près de la Part-Dieu")
    assert "hotel pres de la part-dieu" in lyon.action("nuit").search
    assert lyon.action("nuit").search.startswith("a-6 loger")


# --- two people, one form -----------------------------------------------------


def opened(world, name="sms"):
    """The version a form was filled in from."""
    return world.action(name).version


def test_two_people_who_change_different_fields_are_both_right(lyon):
    read = opened(lyon)
    edit(lyon.action("sms"), by=lyon.by("bruno"), seen=read, title="De Bruno")
    edit(lyon.action("sms"), by=lyon.by(), seen=read, need="D’Amina")
    assert (lyon.action("sms").title, lyon.action("sms").need) == ("De Bruno", "D’Amina")


def test_the_same_field_is_not_overwritten_and_both_texts_are_shown(lyon):
    read = opened(lyon)
    edit(lyon.action("sms"), by=lyon.by("bruno"), seen=read, title="De Bruno")
    with pytest.raises(Conflict, match="same_field") as caught:
        edit(lyon.action("sms"), by=lyon.by(), seen=read, title="D’Amina")
    assert caught.value.theirs == {"title": "De Bruno"}
    assert lyon.action("sms").title == "De Bruno"


def test_the_other_fields_of_that_form_are_saved(lyon):
    read = opened(lyon)
    edit(lyon.action("sms"), by=lyon.by("bruno"), seen=read, title="De Bruno")
    with pytest.raises(Conflict):
        edit(lyon.action("sms"), by=lyon.by(), seen=read, title="D’Amina", need="Savoir", due_on=TODAY)
    action = lyon.action("sms")
    assert (action.title, action.need, action.due_on) == ("De Bruno", "Savoir", TODAY)
    assert ledger.verify() == []


def test_a_field_that_the_form_left_as_it_was_keeps_the_newer_text(lyon):
    read, title = opened(lyon), lyon.action("sms").title
    edit(lyon.action("sms"), by=lyon.by("bruno"), seen=read, title="De Bruno", due_on=None)
    edit(lyon.action("sms"), by=lyon.by(), seen=read, title=title, due_on=date(2026, 11, 24), need="Savoir")
    action = lyon.action("sms")
    assert (action.title, action.due_on, action.need) == ("De Bruno", None, "Savoir")


def test_what_was_read_counts_also_after_several_changes(lyon):
    read, title = opened(lyon), lyon.action("sms").title
    edit(lyon.action("sms"), by=lyon.by("bruno"), title="Une fois")
    edit(lyon.action("sms"), by=lyon.by("bruno"), title="Deux fois")
    edit(lyon.action("sms"), by=lyon.by(), seen=read, title=title)
    assert lyon.action("sms").title == "Deux fois"
    with pytest.raises(Conflict):
        edit(lyon.action("sms"), by=lyon.by(), seen=read, title="Une fois")


def test_the_same_text_from_two_people_is_no_conflict(lyon):
    read = opened(lyon)
    edit(lyon.action("sms"), by=lyon.by("bruno"), seen=read, title="Le même")
    assert edit(lyon.action("sms"), by=lyon.by(), seen=read, title="Le même") is None


def test_ones_own_change_in_another_window_is_no_conflict(lyon):
    read = opened(lyon)
    edit(lyon.action("sms"), by=lyon.by(), seen=read, title="Premier")
    edit(lyon.action("sms"), by=lyon.by(), seen=read, title="Second")
    assert lyon.action("sms").title == "Second"


def test_a_field_left_as_it_was_keeps_what_oneself_wrote_in_another_window(lyon):
    read, note = opened(lyon), lyon.action("sms").note
    edit(lyon.action("sms"), by=lyon.by(), seen=read, note="Écrite dans l’autre fenêtre")
    edit(lyon.action("sms"), by=lyon.by(), seen=read, note=note, challenge="Changé dans celle-ci")
    action = lyon.action("sms")
    assert (action.note, action.challenge) == ("Écrite dans l’autre fenêtre", "Changé dans celle-ci")


def test_an_owner_changed_meanwhile_is_a_conflict_of_the_owner(lyon):
    read = opened(lyon)
    edit(lyon.action("sms"), by=lyon.by("bruno"), seen=read, owner="Zoé")
    with pytest.raises(Conflict) as caught:
        edit(lyon.action("sms"), by=lyon.by(), seen=read, owner="Yann")
    assert caught.value.theirs == {"owner_id": lyon.action("sms").owner_id}
    assert lyon.action("sms").owner.shown == "Zoé"


def test_a_change_of_another_action_is_no_conflict(lyon):
    read = opened(lyon)
    edit(lyon.action("ligne"), by=lyon.by("bruno"), title="De Bruno")
    assert edit(lyon.action("sms"), by=lyon.by(), seen=read, title="D’Amina") is not None


def test_of_two_who_save_the_same_field_at_once_one_is_told(lyon, database):
    read = opened(lyon)

    def saving(name):
        return lambda: edit(lyon.action("sms"), by=lyon.by(name), seen=read, title=f"De {name}") and name

    first, second = together(database.app, saving("amina"), saving("bruno"))
    kept = lyon.action("sms")
    seen.state(lyon.board)
    assert sorted(type(each).__name__ for each in (first, second)) == ["Conflict", "str"]
    assert kept.title == f"De {first if isinstance(first, str) else second}"


def test_by_says_who_and_when():
    at = datetime(2026, 11, 23, tzinfo=UTC)
    assert By("user", 7, at).user_id == By("cli", 7, at).user_id == 7
    assert By("link", 7, at).user_id is None

from datetime import date

import pytest

from boardapp.domain import actions, comments, history, inventory, ledger
from boardapp.domain.actions import Status
from boardapp.domain.boards import Role
from boardapp.domain.errors import Conflict, Invalid, NotAllowed
from boardapp.domain.merging import behind, merge
from tests import seen


def undone(world, event):
    return history.undo(event, by=world.by(), role=Role.facilitator)


def test_the_first_survives_where_it_stands(lyon):
    event = merge(lyon.actions("ligne", "relais", "sms"), by=lyon.by())
    assert (seen.refs(lyon.board, "now"), seen.refs(lyon.board, "inbox")) == ([2, 3, 4], [10, 11])
    assert behind(lyon.action("ligne")) == lyon.actions("sms", "relais")
    assert (event.kind, event.body["into"]) == ("actions.merged", 2)
    assert ledger.verify() == []


def test_what_it_leaves_blank_is_taken_from_the_others_the_first_ticked_first(lyon):
    actions.edit(lyon.action("fragiles"), by=lyon.by(), need="Être rappelé", owner="Zoé")
    merge(lyon.actions("delais", "fragiles", "sms"), by=lyon.by())
    action = lyon.action("delais")
    assert (action.category.key, action.owner.shown, action.need) == ("experience", "Zoé", "Être rappelé")
    assert (action.due_on, action.challenge, action.challenge_level) == (
        date(2026, 11, 24),
        "Aucun déplacement pour rien",
        4,
    )


def test_what_it_holds_already_stays(lyon):
    before = seen.facts(lyon.action("sms"))
    merge(lyon.actions("sms", "ligne"), by=lyon.by())
    after = seen.facts(lyon.action("sms"))
    assert {name: (before[name], after[name]) for name in before if before[name] != after[name]} == {
        "effort": (None, 3),
        "first_step": ("", "Quand le planning est prêt, appeler les volontaires"),
    }


def test_no_text_of_the_others_is_lost(lyon):
    actions.edit(lyon.action("ligne"), by=lyon.by(), note="Une longue note")
    comments.add(lyon.action("ligne"), "Un mot", by=lyon.by("bruno"))
    merge(lyon.actions("sms", "ligne"), by=lyon.by())
    (other,) = behind(lyon.action("sms"))
    assert (other.title, other.note) == ("Ouvrir la ligne d’écoute de 7 h à 21 h", "Une longue note")
    assert [comment.text for comment in comments.on(lyon.action("sms"))] == ["Un mot"]


def test_what_stood_behind_one_of_them_stands_behind_the_survivor(lyon):
    merge(lyon.actions("sms", "ligne"), by=lyon.by())
    merge(lyon.actions("visio", "sms"), by=lyon.by())
    assert behind(lyon.action("visio")) == lyon.actions("sms", "ligne")
    assert behind(lyon.action("sms")) == []
    assert ledger.verify() == []


def test_undo_takes_them_apart_again(lyon):
    comments.add(lyon.action("relais"), "Un mot", by=lyon.by())
    before = seen.state(lyon.board)
    undone(lyon, merge(lyon.actions("delais", "relais", "sms"), by=lyon.by()))
    assert seen.state(lyon.board) == before
    assert ledger.verify() == []


def test_a_chain_of_merges_is_undone_from_its_end_only(lyon):
    before = seen.state(lyon.board)
    first = merge(lyon.actions("sms", "ligne"), by=lyon.by())
    second = merge(lyon.actions("visio", "sms"), by=lyon.by())
    with pytest.raises(Conflict, match="undo_overtaken"):
        undone(lyon, first)
    undone(lyon, second)
    undone(lyon, first)
    assert seen.state(lyon.board) == before


def test_one_that_was_merged_stands_on_its_own_when_restored(lyon):
    merge(lyon.actions("sms", "ligne"), by=lyon.by())
    inventory.restore(lyon.action("ligne"), by=lyon.by())
    assert seen.refs(lyon.board, "now") == [1, 3, 4, 2]
    assert lyon.action("ligne").merged_into_id is None
    assert behind(lyon.action("sms")) == []


@pytest.mark.parametrize("names", [[], ["sms"], ["sms", "sms"]])
def test_it_takes_two_to_merge(lyon, names):
    with pytest.raises(Invalid, match="merge_two"):
        merge(lyon.actions(*names), by=lyon.by())


def test_an_archived_action_is_not_merged(lyon):
    inventory.archive(lyon.action("ligne"), by=lyon.by())
    for names in (("sms", "ligne"), ("ligne", "sms")):
        with pytest.raises(NotAllowed, match="archived"):
            merge(lyon.actions(*names), by=lyon.by())
    assert behind(lyon.action("sms")) == []


def test_actions_of_two_boards_are_not_merged(lyon):
    with pytest.raises(Invalid, match="merge_two"):
        merge([lyon.action("sms"), lyon.danas_action], by=lyon.by())
    assert lyon.danas_action.archived_at is None


def test_the_state_of_the_survivor_is_its_own(lyon):
    merge(lyon.actions("sms", "visio"), by=lyon.by())
    assert lyon.action("sms").status is Status.running

import pytest

from boardapp.domain import actions, categories, history, inventory, ledger
from boardapp.domain.boards import Role
from boardapp.domain.errors import Conflict, Invalid
from boardapp.domain.recategorising import remove
from tests import seen


def keys(world):
    return [category.key for category in categories.of(world.board)]


def undone(world, event):
    return history.undo(event, by=world.by(), role=Role.facilitator)


def test_a_category_goes_and_its_actions_move_to_another(lyon):
    remove(lyon.category("communication"), by=lyon.by(), to=lyon.category("service"))
    assert keys(lyon) == ["experience", "process", "service", "governance", "people"]
    assert [action.category.key for action in lyon.actions("sms", "matin", "ligne")] == ["service"] * 3
    assert seen.kinds(lyon.board)[-1] == "category.removed"
    assert ledger.verify() == []


def test_a_category_goes_and_its_actions_have_none(lyon):
    remove(lyon.category("communication"), by=lyon.by(), to=None)
    assert [action.category for action in lyon.actions("sms", "matin")] == [None, None]


def test_archived_actions_go_with_the_others(lyon):
    inventory.archive(lyon.action("sms"), by=lyon.by())
    remove(lyon.category("communication"), by=lyon.by(), to=lyon.category("people"))
    inventory.restore(lyon.action("sms"), by=lyon.by())
    assert lyon.action("sms").category.key == "people"


def test_actions_of_other_categories_stay_untouched(lyon):
    version = lyon.action("ligne").version
    remove(lyon.category("communication"), by=lyon.by(), to=None)
    assert (lyon.action("ligne").version, lyon.action("ligne").category.key) == (version, "service")


def test_undo_brings_the_category_back_with_its_actions(lyon):
    before = seen.state(lyon.board)
    undone(lyon, remove(lyon.category("communication"), by=lyon.by(), to=lyon.category("service")))
    assert seen.state(lyon.board) == before
    assert ledger.verify() == []


def test_a_category_that_has_gone_is_neither_edited_nor_moved_nor_removed_again(lyon):
    gone = lyon.category("communication")
    remove(gone, by=lyon.by(), to=None)
    for command in (
        lambda: remove(gone, by=lyon.by(), to=None),
        lambda: categories.edit(gone, by=lyon.by(), name="Autre"),
        lambda: categories.shift(gone, 1, by=lyon.by()),
    ):
        with pytest.raises(Invalid, match="unknown_choice"):
            command()
    assert seen.kinds(lyon.board)[-1] == "category.removed"


@pytest.mark.parametrize("to", ["itself", "gone", "another board's"])
def test_actions_only_move_to_a_category_in_use_on_this_board(lyon, to):
    remove(gone := lyon.category("people"), by=lyon.by(), to=None)
    service = lyon.category("service")
    target = {"itself": service, "gone": gone, "another board's": categories.of(lyon.danas_board)[0]}[to]
    with pytest.raises(Invalid, match="unknown_choice"):
        remove(service, by=lyon.by(), to=target)
    assert lyon.action("ligne").category == service


def test_a_category_that_has_gone_is_no_choice_for_an_action(lyon):
    gone = lyon.category("people")
    remove(gone, by=lyon.by(), to=None)
    with pytest.raises(Invalid, match="unknown_choice"):
        actions.edit(lyon.action("sms"), by=lyon.by(), category_id=gone.id)


def test_undo_gives_no_action_a_category_that_has_gone_meanwhile(lyon):
    event = actions.edit(lyon.action("sms"), by=lyon.by(), category_id=lyon.category("people").id)
    remove(lyon.category("communication"), by=lyon.by(), to=None)
    with pytest.raises(Conflict, match="undo_overtaken"):
        undone(lyon, event)
    assert lyon.action("sms").category.key == "people"


def test_undo_brings_no_category_back_whose_name_is_taken_meanwhile(lyon):
    event = remove(lyon.category("communication"), by=lyon.by(), to=None)
    categories.add(lyon.board, "Communication", by=lyon.by())
    with pytest.raises(Conflict, match="undo_overtaken"):
        undone(lyon, event)


def test_undo_gives_no_category_a_name_that_is_taken_meanwhile(lyon):
    categories.edit(lyon.category("service"), by=lyon.by(), name="Accueil")
    event = seen.events(lyon.board)[-1]
    categories.add(lyon.board, "Service", by=lyon.by())
    with pytest.raises(Conflict, match="undo_overtaken"):
        undone(lyon, event)


def test_undo_brings_no_thirteenth_category_back(lyon):
    event = remove(lyon.category("communication"), by=lyon.by(), to=None)
    for number in range(7):
        categories.add(lyon.board, f"Catégorie {number}", by=lyon.by())
    with pytest.raises(Conflict, match="undo_overtaken"):
        undone(lyon, event)


def test_undo_takes_no_category_away_that_actions_have_got_meanwhile(lyon):
    added = categories.add(lyon.board, "Sécurité", by=lyon.by())
    event = seen.events(lyon.board)[-1]
    actions.edit(lyon.action("sms"), by=lyon.by(), category_id=added.id)
    with pytest.raises(Conflict, match="undo_overtaken"):
        undone(lyon, event)

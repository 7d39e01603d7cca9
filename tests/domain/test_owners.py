import pytest

from boardapp.domain import actions, members, owners, people
from boardapp.domain.boards import Role
from boardapp.domain.errors import Invalid
from tests import seen


def owned(world, name, action="horaires"):
    actions.edit(world.action(action), by=world.by(), owner=name)
    return world.action(action).owner


def test_a_free_name_becomes_an_owner_of_the_board(lyon):
    owner = owned(lyon, "  Zoé   Martin ")
    assert (owner.name, owner.shown, owner.user) == ("Zoé Martin", "Zoé Martin", None)


@pytest.mark.parametrize("name", ["Léa Morvan", "lea morvan", "LÉA  MORVAN"])
def test_the_same_name_is_the_same_owner_whatever_its_accents_and_capitals(lyon, name):
    assert owned(lyon, name) == lyon.action("visio").owner


def test_a_members_name_stands_for_the_member(lyon):
    assert owned(lyon, "chloe nguyen").user == lyon.chloe


def test_a_member_is_shown_under_their_present_name(lyon):
    people.edit_profile(lyon.bruno, by=lyon.by("bruno"), name="Bruno Costa", locale="fr")
    assert lyon.action("sms").owner.shown == "Bruno Costa"
    assert owned(lyon, "Bruno Costa") == lyon.action("sms").owner
    assert "Bruno Costa" in owners.of(lyon.board).values()


def test_a_free_name_becomes_the_member_who_joins_under_it(lyon):
    token = members.invite(lyon.board, Role.member, by=lyon.by())
    who = members.Newcomer("lea@example.fr", "Léa Morvan", "quatre mots bien choisis")
    lea = members.accept(members.invitation(token, lyon.clock()), who, by=lyon.by())
    assert owned(lyon, "Léa Morvan").user == lea
    assert lyon.action("visio").owner.user == lea


def test_a_name_carried_by_nobody_is_no_owner(lyon):
    assert owned(lyon, " \u200b ", action="sms") is None


def test_who_has_left_stays_the_owner_under_the_same_name(lyon):
    bruno = next(member for member in members.of(lyon.board) if member.user_id == lyon.bruno.id)
    members.remove(bruno, by=lyon.by())
    assert owned(lyon, "Bruno Carvalho") == lyon.action("sms").owner
    assert list(owners.of(lyon.board).values()).count("Bruno Carvalho") == 1


def test_owners_are_listed_by_name(lyon):
    owned(lyon, "Élise")
    assert list(owners.of(lyon.board).values()) == ["Amina Haddad", "Bruno Carvalho", "Élise", "Léa Morvan"]


def test_members_who_carry_nothing_yet_are_proposed_last(lyon):
    assert owners.suggestions(lyon.board) == ["Amina Haddad", "Bruno Carvalho", "Léa Morvan", "Chloé Nguyen"]


def test_each_board_has_its_own_owners(lyon):
    actions.edit(lyon.danas_action, by=lyon.by("dana"), owner="Bruno Carvalho")
    assert lyon.danas_action.owner.user is None
    assert list(owners.of(lyon.danas_board).values()) == ["Bruno Carvalho"]


def test_a_name_of_sixty_characters_is_kept_and_a_longer_one_refused(lyon):
    assert owned(lyon, "n" * 60).name == "n" * 60
    with pytest.raises(Invalid, match="too_long"):
        owned(lyon, "n" * 61)
    assert "n" * 61 not in owners.of(lyon.board).values()


def test_the_ledger_tells_no_names_of_owners(lyon):
    owned(lyon, "Zoé Martin")
    assert "Zoé" not in str([event.body for event in seen.events(lyon.board)])

from datetime import timedelta

import pytest

from boardapp.domain import boards, ledger, members, people
from boardapp.domain.boards import Role
from boardapp.domain.errors import Invalid, NotAllowed
from boardapp.domain.members import INVITED_FOR, Newcomer
from tests import seen
from tests.together import together
from tests.world import PASSWORD


def invited(world, role=Role.member):
    return members.invitation(members.invite(world.board, role, by=world.by()), world.clock())


def membership(world, name):
    return next(member for member in members.of(world.board) if member.user_id == world.person(name).id)


def role(world, name):
    return boards.role_of(world.board, world.person(name))


def promoted(world, name):
    members.change_role(membership(world, name), Role.facilitator, by=world.by())


def test_an_invitation_lets_somebody_in_with_its_role(lyon):
    members.accept(invited(lyon), lyon.dana, by=lyon.by("dana"))
    assert role(lyon, "dana") is Role.member
    assert seen.kinds(lyon.board)[-2:] == ["member.invited", "member.joined"]
    assert ledger.verify() == []


def test_a_newcomer_gets_an_account_with_the_same_click(lyon):
    who = Newcomer("Eve@example.fr", "Ève", PASSWORD, "fr")
    user = members.accept(invited(lyon, Role.reader), who, by=lyon.by())
    assert (user.email, user.name, user.locale, user.admin) == ("eve@example.fr", "Ève", "fr", False)
    assert boards.role_of(lyon.board, user) is Role.reader
    assert people.authenticate("eve@example.fr", PASSWORD) == user
    assert ledger.verify() == []


def test_a_newcomer_who_mistypes_can_use_the_link_again(lyon):
    link = invited(lyon)
    with pytest.raises(Invalid, match="password_short"):
        members.accept(link, Newcomer("eve@example.fr", "Ève", "short"), by=lyon.by())
    assert people.find("eve@example.fr") is None
    assert link.open(lyon.clock())


def test_an_invitation_is_used_once(lyon):
    link = invited(lyon)
    members.accept(link, lyon.dana, by=lyon.by("dana"))
    with pytest.raises(NotAllowed, match="link_expired"):
        members.accept(link, Newcomer("eve@example.fr", "Ève", PASSWORD), by=lyon.by())
    assert people.find("eve@example.fr") is None


def test_of_two_who_use_a_link_at_once_one_gets_in(lyon, database):
    token = members.invite(lyon.board, Role.member, by=lyon.by())

    def accepting(email):
        who = Newcomer(email, "Ève", PASSWORD)
        return lambda: members.accept(members.invitation(token, lyon.clock()), who, by=lyon.by()).id

    got = together(database.app, accepting("eve@example.fr"), accepting("fred@example.fr"))
    assert sum(isinstance(each, int) for each in got) == 1
    assert len(seen.state(lyon.board)["members"]) == 4


def test_an_invitation_runs_out_after_seven_days(lyon):
    token = members.invite(lyon.board, Role.member, by=lyon.by())
    assert members.invitation(token, lyon.clock() + INVITED_FOR - timedelta(seconds=1)) is not None
    assert members.invitation(token, lyon.clock() + INVITED_FOR) is None


def test_a_link_opened_in_time_and_sent_too_late_lets_nobody_in(lyon):
    link = invited(lyon)
    lyon.clock.now += INVITED_FOR
    with pytest.raises(NotAllowed, match="link_expired"):
        members.accept(link, lyon.dana, by=lyon.by("dana"))
    assert role(lyon, "dana") is None


def test_a_revoked_invitation_opens_nothing(lyon):
    token = members.invite(lyon.board, Role.member, by=lyon.by())
    link = members.invitation(token, lyon.clock())
    members.revoke(link, by=lyon.by())
    assert members.invitation(token, lyon.clock()) is None
    assert members.open_invitations(lyon.board, lyon.clock()) == []
    with pytest.raises(NotAllowed, match="link_expired"):
        members.accept(link, lyon.dana, by=lyon.by("dana"))


def test_a_used_invitation_is_not_revoked(lyon):
    link = invited(lyon)
    members.accept(link, lyon.dana, by=lyon.by("dana"))
    with pytest.raises(NotAllowed, match="link_expired"):
        members.revoke(link, by=lyon.by())
    assert role(lyon, "dana") is Role.member


def test_open_invitations_are_those_of_this_board_that_still_open_it(lyon):
    link = invited(lyon)
    members.invite(lyon.danas_board, Role.reader, by=lyon.by("dana"))
    assert members.open_invitations(lyon.board, lyon.clock()) == [link]
    assert members.open_invitations(lyon.board, lyon.clock() + INVITED_FOR) == []


def test_the_token_of_an_invitation_is_not_stored(lyon):
    token = members.invite(lyon.board, Role.member, by=lyon.by())
    (link,) = members.open_invitations(lyon.board, lyon.clock())
    assert token not in (link.token_hash, str(seen.events(lyon.board)[-1].body))


@pytest.mark.parametrize(
    ("offered", "name", "kept"), [("member", "amina", "facilitator"), ("facilitator", "bruno", "facilitator")]
)
def test_an_invitation_raises_a_role_and_never_lowers_it(lyon, offered, name, kept):
    members.accept(invited(lyon, Role(offered)), lyon.person(name), by=lyon.by(name))
    assert role(lyon, name) == kept
    assert len(members.of(lyon.board)) == 3


def test_who_was_removed_comes_back_with_the_role_of_the_new_link(lyon):
    members.remove(membership(lyon, "bruno"), by=lyon.by())
    assert role(lyon, "bruno") is None
    members.accept(invited(lyon, Role.reader), lyon.bruno, by=lyon.by("bruno"))
    assert role(lyon, "bruno") is Role.reader
    assert ledger.verify() == []


def test_a_role_is_changed(lyon):
    promoted(lyon, "bruno")
    members.change_role(membership(lyon, "amina"), Role.reader, by=lyon.by("bruno"))
    assert (role(lyon, "amina"), role(lyon, "bruno")) == (Role.reader, Role.facilitator)


@pytest.mark.parametrize("lower", [Role.member, Role.reader])
def test_the_last_facilitator_is_not_demoted(lyon, lower):
    with pytest.raises(NotAllowed, match="last_facilitator"):
        members.change_role(membership(lyon, "amina"), lower, by=lyon.by())
    assert role(lyon, "amina") is Role.facilitator


def test_the_last_facilitator_does_not_leave(lyon):
    with pytest.raises(NotAllowed, match="last_facilitator"):
        members.remove(membership(lyon, "amina"), by=lyon.by())
    assert role(lyon, "amina") is Role.facilitator


def test_the_last_facilitator_stays_one_when_saved_as_one(lyon):
    members.change_role(membership(lyon, "amina"), Role.facilitator, by=lyon.by())
    assert role(lyon, "amina") is Role.facilitator


def test_a_facilitator_without_an_active_account_does_not_count(lyon):
    promoted(lyon, "bruno")
    with people.changing(None, lyon.by()) as change:
        change.put(lyon.bruno, deactivated_at=lyon.clock())
        change.record(people.Kind.user_edited)
    with pytest.raises(NotAllowed, match="last_facilitator"):
        members.remove(membership(lyon, "amina"), by=lyon.by())


def test_anybody_else_leaves_and_is_removed_once(lyon):
    bruno = membership(lyon, "bruno")
    members.remove(bruno, by=lyon.by("bruno"))
    lyon.clock.advance(minutes=1)
    members.remove(bruno, by=lyon.by())
    assert [member.user_id for member in members.of(lyon.board)] == [lyon.amina.id, lyon.chloe.id]
    assert seen.kinds(lyon.board).count("member.removed") == 1


def test_who_has_left_has_no_role_to_change(lyon):
    bruno = membership(lyon, "bruno")
    members.remove(bruno, by=lyon.by())
    members.change_role(bruno, Role.reader, by=lyon.by())
    assert seen.kinds(lyon.board)[-1] == "member.removed"


@pytest.mark.parametrize("leaving", ["remove", "demote"])
def test_of_two_last_facilitators_who_leave_at_once_one_stays(lyon, database, leaving):
    promoted(lyon, "bruno")

    def going(name):
        if leaving == "remove":
            return lambda: members.remove(membership(lyon, name), by=lyon.by(name))
        return lambda: members.change_role(membership(lyon, name), Role.reader, by=lyon.by(name))

    gone = together(database.app, going("amina"), going("bruno"))
    assert sorted(type(each).__name__ for each in gone) == ["NoneType", "NotAllowed"]
    assert [each["role"] for each in seen.state(lyon.board)["members"]].count("facilitator") == 1

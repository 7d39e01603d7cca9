from datetime import date

import pytest

from boardapp.domain import (
    actions,
    boards,
    categories,
    comments,
    history,
    inventory,
    members,
    merging,
    placement,
    recategorising,
)
from boardapp.domain.actions import Horizon, Kind, Status
from boardapp.domain.boards import Role
from boardapp.domain.events import By
from boardapp.domain.imports import taking
from boardapp.domain.imports.taking import Taking
from boardapp.domain.inventory import Entry
from boardapp.exchange.drafts import Draft
from boardapp.web import language
from boardapp.web.chronicle import sentence
from boardapp.web.mentions import Names
from tests import seen

MAPPED = {"title": "title"}
NIGHT = "A-6 “Loger l’équipe de nuit près du centre d’appels”"
SMS = "A-1 “Prévenir par SMS les clients qui ont rendez-vous cette semaine”"


@pytest.fixture
def world(look):
    """The world, and English to tell of it."""
    with look() as world:
        language.use("en")
        yield world


def said(world, by="amina"):
    """The last sentence, without who did it."""
    event = seen.events(world.board)[-1]
    told = sentence(event, Names.of([event], world.board))
    who = world.person(by).name
    assert told.startswith(f"{who} ")
    return told.removeprefix(f"{who} ")


def edit(world, name="sms", **values):
    actions.edit(world.action(name), by=world.by(), **values)
    return said(world)


def test_adding_names_the_lane(world):
    inventory.add(world.board, [Entry("Doubler les équipes", Horizon.now)], by=world.by("bruno"))
    assert said(world, "bruno") == "added A-13 “Doubler les équipes” to “Do now”"


def test_adding_many_and_importing_count(world):
    inventory.add(world.board, [Entry("Une"), Entry("Deux")], by=world.by())
    assert said(world) == "added 2 actions"
    taking.take(Taking(world.board, [Draft(1, "Trois")], MAPPED), by=world.by())
    assert said(world) == "imported 1 action"
    lines = [Draft(1, "Quatre"), Draft(2, "Cinq"), Draft(3, skipped="empty_title")]
    taking.take(Taking(world.board, lines, MAPPED), by=world.by())
    assert said(world) == "imported 2 actions (rows skipped: 1)"


def test_moving_names_both_lanes_or_the_direction(world):
    placement.move(world.action("nuit"), Horizon.now, by=world.by())
    assert said(world) == f"moved {NIGHT} from “Do next” to “Do now”"
    placement.shift(world.action("nuit"), -1, by=world.by())
    assert said(world) == f"moved {NIGHT} up"
    placement.shift(world.action("nuit"), 1, by=world.by())
    assert said(world) == f"moved {NIGHT} down"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"status": Status.done}, f"finished {SMS}"),
        ({"status": Status.stopped}, f"stopped {SMS}"),
        ({"status": Status.to_start}, f"set {SMS} back to “To start”"),
        ({"owner": "Samir"}, f"gave {SMS} to Samir (was with Bruno Carvalho)"),
        ({"owner": ""}, f"left {SMS} without owner (was with Bruno Carvalho)"),
        ({"due_on": date(2026, 11, 28)}, f"set the due date of {SMS} to 28 Nov (was 24 Nov)"),
        ({"due_on": None}, f"removed the due date of {SMS} (was 24 Nov)"),
        ({"category_id": 3}, f"put {SMS} into the category “Service” (was “Communication”)"),
        ({"category_id": None}, f"took {SMS} out of the category “Communication”"),
        ({"challenge_level": 2}, f"set the challenge of {SMS} to “medium” (was “critical”)"),
        ({"challenge_level": None}, f"removed the level of the challenge of {SMS} (was “critical”)"),
        ({"challenge": "Rien", "challenge_level": 1}, f"changed the challenge of {SMS}"),
        ({"title": "Prévenir", "note": "Aussi par courriel"}, "edited A-1 “Prévenir”: Title and Note"),
        ({"kind": Kind.test, "effort": 2, "already_running": True}, f"edited {SMS}: Effort, Kind, and Already running"),
    ],
)
def test_an_edit_says_what_was_and_what_is(world, values, told):
    assert edit(world, **values) == told


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"owner": "Samir"}, f"gave {NIGHT} to Samir"),
        ({"due_on": date(2026, 11, 28)}, f"set the due date of {NIGHT} to 28 Nov"),
        ({"challenge_level": 3}, f"set the challenge of {NIGHT} to “high”"),
        ({"status": Status.running}, f"started {NIGHT}"),
    ],
)
def test_a_first_value_has_nothing_before_it(world, values, told):
    assert edit(world, "nuit", **values) == told


def test_renaming_shows_the_title_before_and_then_and_other_sentences_that_of_today(world):
    edit(world, due_on=None)
    assert edit(world, title="Prévenir") == (
        "renamed A-1 “Prévenir par SMS les clients qui ont rendez-vous cette semaine” to “Prévenir”"
    )
    edit(world, title="Appeler")
    due, renamed, _ = seen.events(world.board)[-3:]
    names = Names.of([due, renamed], world.board)
    assert "of A-1 “Appeler” (was" in sentence(due, names)
    assert sentence(renamed, names).endswith("to “Prévenir”")


def test_sorting_says_lane_and_category(world):
    inventory.sort(world.action("relais"), Horizon.next, world.category("people").id, by=world.by())
    assert said(world) == "sorted A-12 “Former un relais par agence” into “Do next”, category “People”"
    inventory.sort(world.action("delais"), Horizon.later, None, by=world.by())
    assert said(world) == "sorted A-11 “Afficher les délais réels dans l’espace client” into “Do later”"
    inventory.sort(world.action("delais"), Horizon.later, world.category("people").id, by=world.by())
    assert said(world).startswith("put A-11 “Afficher")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"horizon": Horizon.now}, "moved 2 actions to “Do now”"),
        ({"status": Status.done}, "changed 2 actions: Status “Done”"),
        ({"owner": "Samir", "due_on": date(2026, 11, 28)}, "changed 2 actions: Owner “Samir” and Due date “28 Nov”"),
        ({"owner": ""}, "changed 1 action: Owner “–”"),
    ],
)
def test_a_change_to_several_is_told_with_its_values(world, values, told):
    inventory.change_many(world.board, world.actions("nuit", "matin"), by=world.by(), **values)
    assert said(world) == told


def test_merging_counts_those_that_went(world):
    merging.merge(world.actions("nuit", "matin", "portage"), by=world.by())
    assert said(world) == f"merged 2 actions into {NIGHT}"


def test_archiving_restoring_and_commenting(world):
    inventory.archive(world.action("nuit"), by=world.by())
    assert said(world) == f"archived {NIGHT}"
    inventory.restore(world.action("nuit"), by=world.by())
    assert said(world) == f"restored {NIGHT}"
    comments.add(world.action("nuit"), "Trois lits", by=world.by())
    assert said(world) == f"commented on {NIGHT}"
    inventory.archive_many(world.board, world.actions("nuit", "matin"), by=world.by())
    assert said(world) == "archived 2 actions"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"title": "Grève"}, "renamed the board “Grève des transports à Lyon” to “Grève”"),
        ({"cap": 9}, "set the cap of Do now to 9 (was 12)"),
        ({"day0": date(2026, 11, 20)}, "set day 0 to 20 Nov (was 18 Nov)"),
        ({"aim": "", "cap": 9}, "changed the settings of the board: 30-day aim and Cap of Do now"),
    ],
)
def test_the_settings_of_a_board(world, values, told):
    boards.edit(world.board, by=world.by(), **values)
    assert said(world) == told


def test_categories_are_called_as_they_were_called(world):
    categories.edit(world.category("service"), by=world.by(), name="Accueil")
    assert said(world) == "renamed the category “Service” to “Accueil”"
    categories.edit(world.category("service"), by=world.by(), name="", shape="star")
    assert said(world) == "renamed the category “Accueil” to “Service”, with another mark: star"
    categories.edit(world.category("service"), by=world.by(), shape="ring", colour="plum")
    assert said(world) == "gave the category “Service” another mark: ring and plum"
    recategorising.remove(world.category("service"), by=world.by(), to=None)
    assert said(world) == "removed the category “Service”, which left 1 action without category"
    recategorising.remove(world.category("experience"), by=world.by(), to=world.category("people"))
    assert said(world) == "removed the category “Experience” and moved its 2 actions to “People”"


def test_people_come_change_and_go(world):
    bruno, chloe = members.of(world.board)[1:3]
    members.change_role(bruno, Role.reader, by=world.by())
    assert said(world) == "gave Bruno Carvalho the role “Reader” (was “Member”)"
    members.remove(bruno, by=world.by())
    assert said(world) == "took Bruno Carvalho off the board"
    members.remove(chloe, by=world.by("chloe"))
    assert said(world, "chloe") == "left the board"
    invited = members.invitation(members.invite(world.board, Role.member, by=world.by()), world.clock())
    members.accept(invited, world.dana, by=By("system", None, world.clock()))
    assert said(world, "dana") == "joined the board with the role “Member”"


def test_an_undo_quotes_what_it_undid_and_its_undo_does_it_again(world):
    event = placement.move(world.action("nuit"), Horizon.now, by=world.by("bruno"))
    for told in ("undid", "did again", "undid"):
        event = history.undo(event, by=world.by(), role=Role.facilitator)
        assert said(world) == f"{told}: Bruno Carvalho moved {NIGHT} from “Do next” to “Do now”"


@pytest.mark.parametrize(
    ("by", "who"),
    [(("cli", None), "The command line"), (("cli", 1), "Amina Haddad (command line)"), (("system", None), "Somebody")],
)
def test_somebody_else_than_a_person_at_a_browser(world, by, who):
    inventory.archive(world.action("nuit"), by=By(*by, world.clock()))
    event = seen.events(world.board)[-1]
    assert sentence(event, Names.of([event], world.board)) == f"{who} archived {NIGHT}"


def test_the_names_of_a_hundred_events_take_five_queries(world):
    event = placement.move(world.action("nuit"), Horizon.now, by=world.by())
    for _ in range(20):
        event = history.undo(event, by=world.by(), role=Role.facilitator)
    for number in range(20):
        edit(world, "nuit", owner=f"Renfort {number}")
        edit(world, "matin", category_id=number % 6 + 1, title=f"Publier {number}")
    board, last = world.board, seen.events(world.board)[-1].version
    page = seen.queries(lambda: history.latest(board, before=last))
    assert seen.queries(lambda: Names.of(history.latest(board, before=last), board)) == page + 5

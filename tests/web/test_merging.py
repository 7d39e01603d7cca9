"""Merging one action into another on a page of its own, and the answers to htmx."""

import pytest

from boardapp.domain import inventory
from boardapp.domain.inventory import Entry
from tests.world import ACTIONS, BOARD, DANAS_ACTION, IDS

PAGE = f"/actions/{IDS['nuit']}/merge"


def fill(look, titles):
    with look() as world:
        inventory.add(world.board, [Entry(title) for title in titles], by=world.by())


def merged_into(look, name="nuit"):
    with look() as world:
        return world.action(name).merged_into_id


def test_the_page_offers_every_other_action_of_the_board(bruno):
    page = bruno.get(PAGE).text
    assert page.count('type="radio"') == len(ACTIONS) - 1
    assert f'value="{IDS["nuit"]}"' not in page
    assert f'value="{DANAS_ACTION}"' not in page
    assert 'name="q"' not in page.split("<main")[1]


def test_what_reads_alike_comes_first(bruno, look, english):
    fill(look, ["Loger les équipes de nuit près du centre d’appels"])
    page = bruno.get(PAGE).text
    alike, others = page.split("They read alike")[1].split("Other actions")
    assert alike.count('type="radio"') == 1
    assert "Loger les équipes" in alike
    assert others.count('type="radio"') == len(ACTIONS) - 1


def test_many_actions_are_searched(bruno, look, english):
    fill(look, [*(f"Appeler le client {number}" for number in range(60)), "Réserver une salle"])
    page = bruno.get(PAGE).text
    assert "Search the other actions" in page
    assert page.count('type="radio"') == 50
    found = bruno.get(f"{PAGE}?q=SALLE").text
    assert found.count('type="radio"') == 1
    assert 'value="SALLE"' in found
    assert "No action matches." in bruno.get(f"{PAGE}?q=introuvable").text


@pytest.mark.parametrize("query", ["%00", "%F0%9F%9A%B2", "a" * 5000, "%25_"])
def test_an_odd_search_is_still_a_page(bruno, look, query):
    fill(look, [f"Appeler le client {number}" for number in range(60)])
    assert bruno.get(f"{PAGE}?q={query}").status_code == 200


def test_the_chosen_action_stays_and_the_board_says_so(bruno, look, english):
    answer = bruno.post(PAGE, {"into": IDS["matin"]})
    assert answer.location == f"/boards/{BOARD}#action-{IDS['matin']}"
    assert merged_into(look) == IDS["matin"]
    page = bruno.follow(answer).text
    assert f"“{ACTIONS['nuit']['title']}” is merged into “{ACTIONS['matin']['title']}”." in page
    assert "/undo" in page


def test_htmx_gets_the_card_that_stays_and_the_other_goes(bruno):
    answer = bruno.post(PAGE, {"into": IDS["horaires"]}, htmx=True)
    assert answer.status_code == 200
    assert f'hx-target="#action-{IDS["nuit"]}" hx-swap="delete"' in answer.text
    assert f'<li id="action-{IDS["horaires"]}"' in answer.text


@pytest.mark.parametrize("into", ["", "x", "0", str(IDS["nuit"]), str(DANAS_ACTION), "999999999", "9" * 40])
@pytest.mark.parametrize("htmx", [False, True])
def test_what_cannot_be_chosen_is_refused_with_a_sentence(bruno, look, into, htmx):
    answer = bruno.post(PAGE, {"into": into}, htmx=htmx)
    assert answer.status_code == 422
    assert merged_into(look) is None


def test_an_action_that_was_archived_meanwhile_is_refused(bruno, look, english):
    with look() as world:
        inventory.archive(world.action("matin"), by=world.by())
    answer = bruno.post(PAGE, {"into": IDS["matin"]})
    assert answer.status_code == 422
    assert "archived, or was merged meanwhile" in answer.text


def test_an_archived_action_offers_no_choice(bruno, look):
    with look() as world:
        inventory.archive(world.action("nuit"), by=world.by())
    page = bruno.get(PAGE)
    assert page.status_code == 200
    assert 'type="radio"' not in page.text

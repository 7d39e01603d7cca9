"""What people set for themselves on their account page, and how every page then is."""

import pytest
from sqlalchemy import select

from boardapp.database import db
from boardapp.domain import ledger
from boardapp.domain.events import Event
from boardapp.domain.people import SETTINGS

PROFILE = {"name": "Amina Haddad", "locale": "fr"}
ALL = {"theme": "dark", "density": "compact", "text_size": "larger", "keys": "off", "announce": "others"}


def html_of(page):
    return page.text[page.text.index("<html") :].partition(">")[0] + ">"


def body_of(page):
    return page.text[page.text.index("<body") :].partition(">")[0]


def stored(look):
    with look() as world:
        return {name: getattr(world.amina, name) for name in SETTINGS}


def test_nothing_is_set_until_somebody_chooses(amina, look):
    assert stored(look) == dict.fromkeys(SETTINGS)
    page = amina.get("/boards/1")
    assert html_of(page) == '<html lang="fr">'
    assert "data-keys" not in body_of(page)


def test_what_is_chosen_shows_on_the_very_next_page_and_on_all_others(amina, look):
    answer = amina.post("/me", PROFILE | ALL)
    for page in (amina.follow(answer), amina.get("/boards/1"), amina.get("/nothing-here")):
        assert html_of(page) == '<html lang="fr" data-theme="dark" data-density="compact" data-text="larger">'
        assert 'data-keys="off"' in body_of(page)
    assert stored(look) == ALL


def test_the_form_shows_what_is_chosen(amina):
    amina.post("/me", PROFILE | ALL)
    page = amina.get("/me").text
    for name, value in ALL.items():
        assert f'name="{name}" value="{value}" checked' in page
        assert f'name="{name}" value="">' in page


def test_an_empty_choice_goes_back_to_what_everybody_has(amina, look):
    amina.post("/me", PROFILE | ALL)
    amina.post("/me", PROFILE | dict.fromkeys(ALL, ""))
    assert stored(look) == dict.fromkeys(SETTINGS)
    assert html_of(amina.get("/")) == '<html lang="fr">'


def test_what_a_form_leaves_out_stays(amina, look):
    amina.post("/me", PROFILE | ALL)
    amina.post("/me", PROFILE | {"theme": "light"})
    assert stored(look) == ALL | {"theme": "light"}


@pytest.mark.parametrize("name", ALL)
def test_a_value_that_is_no_choice_is_refused_beside_its_setting(amina, look, name):
    answer = amina.post("/me", {"name": "Amina H.", "locale": "en", name: "x' onload='"})
    assert answer.status_code == 422
    assert 'value="Amina H."' in answer.text
    assert f'href="#{name}"' in answer.text
    assert stored(look) == dict.fromkeys(SETTINGS)


def test_a_wrong_name_keeps_the_choices_that_came_with_it(amina):
    answer = amina.post("/me", PROFILE | ALL | {"name": ""})
    assert answer.status_code == 422
    for name, value in ALL.items():
        assert f'name="{name}" value="{value}" checked' in answer.text


def test_settings_are_of_one_person(amina, bruno, visitor):
    amina.post("/me", PROFILE | ALL)
    assert html_of(bruno.get("/boards/1")) == '<html lang="fr">'
    assert "data-theme" not in visitor.get("/session").text


def test_cards_and_lanes_hold_nothing_of_it(amina, bruno):
    amina.post("/me", PROFILE | ALL)
    mine, theirs = (browser.get("/boards/1").text for browser in (amina, bruno))
    cards = [page[page.index('id="cards-now"') : page.index('id="lane-next"')] for page in (mine, theirs)]
    assert cards[0] == cards[1]


def test_the_ledger_tells_each_choice_and_agrees_with_the_tables(amina, look):
    amina.post("/me", PROFILE | ALL)
    amina.post("/me", PROFILE | ALL | {"theme": "", "keys": ""})
    with look():
        first, second = db.session.scalars(select(Event).where(Event.kind == "user.edited").order_by(Event.id))
        assert first.body["to"] == {"user:1": ALL}
        assert second.body["to"] == {"user:1": {"theme": None, "keys": None}}
        assert ledger.verify() == []


def test_nobody_elses_pages_are_drawn_anew_for_it(amina, look):
    with look() as world:
        before = world.board.labels_version
    amina.post("/me", PROFILE | ALL)
    with look() as world:
        assert world.board.labels_version == before

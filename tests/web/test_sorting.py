"""Sort one by one: the next action, its category and horizon in one form, and what others do meanwhile."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from boardapp.database import db
from boardapp.domain.actions import Horizon
from boardapp.domain.events import Event
from boardapp.domain.kinds import Kind
from tests.world import IDS, Clock

SORT = "/boards/1/sort"
ORDER = [IDS["fragiles"], IDS["delais"], IDS["relais"]]


def asked(page: str) -> dict[str, str]:
    """The hidden fields of the form on this page, as a browser would send them."""
    form = page[page.index('class="sort-card"') :]
    fields = dict(re.findall(r'<input type="hidden" name="(next|id|seen|once)" value="([^"]*)"', form))
    return {name: value.replace("&amp;", "&") for name, value in fields.items()}


def latest(look: Callable) -> Event:
    with look():
        return db.session.scalars(select(Event).where(Event.board_id == 1).order_by(Event.version.desc())).first()


def test_the_first_unsorted_action_is_shown_with_what_it_takes(bruno) -> None:
    page = bruno.get(SORT).text
    assert asked(page)["id"] == str(ORDER[0])
    assert '<h1 tabindex="-1" dir="auto" autofocus>Recenser les clients fragiles à rappeler</h1>' in page
    assert '<progress max="12" value="9"' in page
    keys = re.findall(r'data-key="(.)"', page)
    assert len(keys) == len(set(keys)) == 11
    assert len(re.findall(r"<kbd", page.partition("<main")[2])) == len(keys)


def test_only_members_sort(chloe, dana, visitor) -> None:
    assert [each.get(SORT).status_code for each in (chloe, dana, visitor)] == [404, 404, 303]
    form = {"id": str(ORDER[0]), "horizon": "now"}
    assert [each.post(SORT, form).status_code for each in (chloe, dana, visitor)] == [403, 404, 401]


def test_one_answer_sets_category_and_horizon_and_shows_the_next(bruno, look) -> None:
    form = asked(bruno.get(SORT).text) | {"category_id": "3", "horizon": "next"}
    answer = bruno.post(SORT, form)
    assert answer.location == SORT
    event = latest(look)
    assert (event.kind, event.body["to"][f"action:{ORDER[0]}"]["horizon"]) == (Kind.action_sorted, "next")
    page = bruno.follow(answer).text
    assert asked(page)["id"] == str(ORDER[1])
    assert f"/events/{event.id}/undo" in page


def test_no_category_is_an_answer_too(bruno, look) -> None:
    bruno.post(SORT, asked(bruno.get(SORT).text) | {"category_id": "", "horizon": "later"})
    with look() as world:
        assert world.action("fragiles").category_id is None
        assert world.action("fragiles").horizon is Horizon.later


def test_what_was_skipped_comes_again_at_the_end(bruno) -> None:
    skip = re.search(r'<a class="button skip-one" href="([^"]+)"', bruno.get(SORT).text)
    assert skip is not None
    second = bruno.get(skip[1]).text
    assert asked(second)["id"] == str(ORDER[1])
    third = bruno.follow(bruno.post(skip[1], asked(second) | {"horizon": "now"})).text
    assert asked(third)["id"] == str(ORDER[2])
    first_again = bruno.follow(bruno.post(skip[1], asked(third) | {"horizon": "now"})).text
    assert asked(first_again)["id"] == str(ORDER[0])
    assert "skip-one" not in first_again


def test_an_undone_answer_is_asked_again(bruno, look) -> None:
    bruno.post(SORT, asked(bruno.get(SORT).text) | {"horizon": "now"})
    back = bruno.post(f"/events/{latest(look).id}/undo", {"next": SORT})
    assert asked(bruno.follow(back).text)["id"] == str(ORDER[0])


def test_when_all_is_sorted_the_page_leads_on(bruno) -> None:
    for _ in ORDER:
        bruno.post(SORT, asked(bruno.get(SORT).text) | {"horizon": "now"})
    page = bruno.get(SORT).text
    assert "sort-card" not in page
    assert 'href="/boards/1"' in page
    assert 'href="/boards/1/actions?horizon=now&amp;owner=0"' in page


def test_the_same_answer_sent_twice_counts_once_and_goes_on(bruno, look) -> None:
    form = asked(bruno.get(SORT).text) | {"horizon": "now"}
    bruno.post(SORT, form)
    once = latest(look).version
    again = bruno.post(SORT, form)
    assert again.location == SORT
    assert latest(look).version == once


@pytest.mark.parametrize("meanwhile", [{"horizon": "later"}, None])
def test_what_somebody_else_sorted_or_archived_meanwhile_stays(amina, bruno, look, meanwhile) -> None:
    mine = asked(bruno.get(SORT).text) | {"category_id": "3", "horizon": "now"}
    if meanwhile:
        amina.post(SORT, asked(amina.get(SORT).text) | meanwhile)
    else:
        amina.post(f"/actions/{ORDER[0]}/archive")
    before = latest(look).version
    page = bruno.follow(bruno.post(SORT, mine)).text
    assert latest(look).version == before
    assert re.search(r'id="toast".*Recenser les clients fragiles', page, re.DOTALL)
    assert asked(page)["id"] == str(ORDER[1])


def test_another_category_given_meanwhile_is_shown_before_it_is_changed(amina, bruno, look) -> None:
    mine = asked(bruno.get(SORT).text) | {"category_id": "3", "horizon": "now"}
    amina.post(f"/actions/{ORDER[0]}/category", {"category_id": "5"})
    page = bruno.follow(bruno.post(SORT, mine)).text
    assert asked(page)["id"] == str(ORDER[0])
    assert 'value="5" data-key="e" checked' in page
    bruno.post(SORT, asked(page) | {"category_id": "3", "horizon": "now"})
    with look() as world:
        assert (world.action("fragiles").category_id, world.action("fragiles").horizon) == (3, Horizon.now)


@pytest.mark.parametrize(
    "wrong",
    [{"horizon": "soon"}, {"horizon": ""}, {"horizon": "inbox"}, {"horizon": "now", "category_id": "7"},
     {"horizon": "now", "category_id": "x"}, {"horizon": "now", "category_id": "99999999999999999999"}],
)  # fmt: skip
def test_an_answer_that_is_none_comes_back_with_a_sentence(bruno, look, wrong) -> None:
    before = latest(look).version
    answer = bruno.post(SORT, asked(bruno.get(SORT).text) | wrong)
    assert answer.status_code == 422
    assert 'class="error" role="alert"' in answer.text
    assert asked(answer.text)["id"] == str(ORDER[0])
    assert latest(look).version == before


@pytest.mark.parametrize("id_", ["", "0", "-1", "x", "13", "99999999999999999999", "a\x00"])
def test_an_action_of_no_or_another_board_is_not_found(bruno, id_: str) -> None:
    assert bruno.post(SORT, {"id": id_, "horizon": "now"}).status_code == 404


@pytest.mark.parametrize("after", ["%00", "z" * 80, "%ED%A0%80", "<b>", "zzzz"])
def test_an_odd_place_to_go_on_from_is_the_beginning(bruno, after: str) -> None:
    assert asked(bruno.get(f"{SORT}?after={after}").text)["id"] == str(ORDER[0])


def test_a_closed_board_is_not_sorted(amina, bruno, clock: Clock) -> None:
    form = asked(bruno.get(SORT).text) | {"horizon": "now"}
    clock.advance(minutes=1)
    amina.post("/boards/1/status")
    assert "data-key" not in bruno.get(SORT).text
    assert bruno.post(SORT, form).status_code == 409


def test_a_page_that_looks_what_is_new_leaves_the_next_one_its_words(bruno) -> None:
    """The stream may tell of a change before the answer to it has led on."""
    said = asked(bruno.get(SORT).text) | {"horizon": "now"}
    answer = bruno.post(SORT, said)
    assert answer.status_code == 303
    assert 'name="once"' in bruno.client.get(SORT, headers={"Board-Anew": "1"}).text
    assert "/undo" in bruno.get(answer.location).text
    assert "/undo" not in bruno.get(answer.location).text

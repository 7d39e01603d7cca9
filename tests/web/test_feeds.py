"""A calendar that follows the board: its link is secret, of one person, and void when they say so or leave."""

import logging
import re

import pytest
from icalendar import Calendar

from boardapp.domain import actions, boards, members, people
from boardapp.domain.boards import Role
from tests.web.test_exports_chosen import entries

PAGE, RENEW = "/boards/1/export", "/boards/1/feed"
UNKNOWN = "/feeds/1-AAAAAAAAAAAAAAAAAAAAAA.ics"


def links(person):
    """The two links on this person's page, as paths: all, and only theirs."""
    page = person.get(PAGE).text
    return [re.search(rf'id="{which}" value="http://localhost([^"]+)"', page)[1] for which in ("feed", "feed-mine")]


def ends(visitor, *paths):
    unknown = visitor.get(UNKNOWN)
    for path in paths:
        answer = visitor.get(path)
        assert (answer.status_code, answer.data) == (404, unknown.data)
        assert list(answer.headers) == list(unknown.headers)
    return True


def test_a_link_shows_every_due_date_to_whoever_has_it(chloe, visitor):
    everything, _ = links(chloe)
    answer = visitor.get(everything)
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert entries(answer).keys() == entries(chloe.get("/boards/1/export.ics")).keys()
    assert "Grève des transports à Lyon" in str(Calendar.from_ical(answer.data)["x-wr-calname"])


def test_another_link_shows_only_what_one_carries(bruno, chloe, visitor):
    _, mine = links(bruno)
    assert [title[:12] for title in entries(visitor.get(mine))] == ["Prévenir par", "Livrer à vél"]
    _, nothing = links(chloe)
    assert entries(visitor.get(nothing)) == {}


def test_it_follows_the_board_and_costs_nothing_while_it_stands(look, chloe, visitor, clock):
    everything, _ = links(chloe)
    first = visitor.get(everything)
    again = {"If-None-Match": first.headers["ETag"]}
    clock.advance(days=1)
    same = visitor.get(everything, headers=again)
    assert (same.status_code, same.data, same.headers["ETag"]) == (304, b"", first.headers["ETag"])
    with look() as world:
        actions.edit(world.action("frais"), by=world.by(), title="Facturer plus tard")
    assert "Facturer plus tard" in entries(visitor.get(everything, headers=again))


def test_a_reader_of_another_language_or_name_has_another_calendar(look, bruno, visitor):
    _, mine = links(bruno)
    tags = [visitor.get(mine).headers["ETag"]]
    with look() as world:
        people.edit_profile(world.person("bruno"), by=world.by("bruno"), name="Bruno Carvalho", locale="en")
    tags.append(visitor.get(mine).headers["ETag"])
    assert b"Do now" in visitor.get(mine).data
    with look() as world:
        people.edit_profile(world.person("bruno"), by=world.by("bruno"), name="Bruno C.", locale="en")
    assert len({*tags, visitor.get(mine).headers["ETag"]}) == 3


def test_new_links_end_the_old_ones_of_that_person_alone(chloe, bruno, visitor, english):
    old, theirs = links(chloe), links(bruno)
    assert "The links below are new." in chloe.follow(chloe.post(RENEW)).text
    assert set(links(chloe)).isdisjoint(old)
    assert ends(visitor, *old)
    assert {visitor.get(path).status_code for path in (*links(chloe), *theirs)} == {200}


def test_who_leaves_the_board_takes_no_calendar_along_and_has_none_when_they_come_back(look, bruno, visitor):
    old = links(bruno)
    with look() as world:
        members.remove(members.mine(world.board, bruno.id), by=world.by())
    assert ends(visitor, *old)
    with look() as world:
        invited = members.invitation(members.invite(world.board, Role.reader, by=world.by()), world.clock())
        members.accept(invited, world.person("bruno"), by=world.by("bruno"))
    assert ends(visitor, *old)
    assert {visitor.get(path).status_code for path in links(bruno)} == {200}


def test_an_account_that_is_closed_has_no_calendar(look, bruno, visitor):
    old = links(bruno)
    with look() as world, people.changing(None, world.by()) as change:
        change.put(world.bruno, deactivated_at=world.clock())
        change.record(people.Kind.user_edited)
    assert ends(visitor, *old)


def test_a_closed_board_goes_on_to_be_read(look, chloe, visitor):
    everything, _ = links(chloe)
    with look() as world:
        boards.close(world.board, by=world.by())
    assert visitor.get(everything).status_code == 200
    assert chloe.post(RENEW).status_code == 303


@pytest.mark.parametrize(
    "token", ["1-", "x", "-", "1", "999999-AAAAAAAAAAAAAAAAAAAAAA", "99999999999-A", "1-%ff%fe", "1-é", "%00", "²-a"]
)
def test_a_link_that_nobody_made_opens_nothing(visitor, token):
    assert ends(visitor, f"/feeds/{token}.ics")


def test_a_link_of_one_kind_or_person_says_nothing_of_another(bruno, chloe, visitor):
    made = [path.removeprefix("/feeds/").removesuffix(".ics") for path in (*links(bruno), *links(chloe))]
    assert len(set(made)) == 4
    number, secret = made[0].split("-", 1)
    other = made[2].split("-", 1)[0]
    assert number != other
    assert ends(visitor, f"/feeds/{other}-{secret}.ics", f"/feeds/{made[0]}x.ics")


def test_neither_cookie_nor_log_nor_foreign_cache_keeps_a_link(app, chloe, visitor, monkeypatch, caplog):
    everything, _ = links(chloe)
    answer = visitor.get(everything)
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "private, max-age=300"
    assert "Set-Cookie" not in visitor.get(UNKNOWN).headers
    assert chloe.get(PAGE).headers["Cache-Control"] == "no-store"

    def broken(*arguments, **more):
        raise RuntimeError("broken")

    app.testing = False
    monkeypatch.setattr("boardapp.web.feeds.outgoing.ics_file", broken)
    with caplog.at_level(logging.DEBUG):
        assert visitor.get(everything).status_code == 500
    assert "failed: GET /feeds/<token>.ics" in caplog.text
    assert everything.removeprefix("/feeds/").removesuffix(".ics") not in caplog.text


def test_new_links_are_no_event_of_the_board(look, chloe):
    with look() as world:
        before = world.board.version
    chloe.post(RENEW)
    with look() as world:
        assert world.board.version == before

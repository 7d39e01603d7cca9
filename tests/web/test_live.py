"""The stream of a board as one reader gets it: what was missed, what happens, who is there, and when it ends."""

import re
from datetime import timedelta

import pytest

from boardapp.database import committed
from boardapp.domain import boards, categories, inventory, members, people, sessions
from boardapp.domain.actions import Horizon
from boardapp.domain.inventory import Entry
from boardapp.domain.lanes import LANE_MOST
from boardapp.live import hub
from tests.world import IDS, TOKENS

LIVE = "/boards/1/live"


def heard(stream, wanted: str) -> str:
    """The first part that says it; parts without it are passed over, and after some beats it is given up."""
    said = []
    for part in stream:
        said.append(part)
        if wanted in part:
            return part
        assert len(said) < 9, f"it goes on without {wanted!r}: {said}"
    raise AssertionError(f"it ended without {wanted!r}: {said}")


def position(browser) -> str:
    """Where a page stands that is loaded now."""
    return re.search(r"^id: (\S+)$", browser.get(LIVE).text, re.MULTILINE)[1]


def pieces(part: str) -> dict[str, str]:
    text = "\n".join(line.removeprefix("data: ") for line in part.split("\n"))
    return dict(re.findall(r'hx-target="([^"]+)"[^>]*>(.*?)</hx-partial>', text, re.DOTALL))


def test_a_page_that_has_all_is_told_nothing(bruno):
    at = position(bruno)
    with bruno.listening(LIVE, at) as stream:
        first = next(stream)
    assert first.startswith("retry: 1000\n\n")
    assert pieces(first).keys() == {"#here", "#writing"}


def test_a_move_by_somebody_else_comes_as_its_card_and_the_heads_of_the_lanes(amina, bruno):
    with bruno.listening(LIVE, position(bruno)) as stream:
        amina.post(f"/actions/{IDS['sms']}/placement", {"horizon": "later"})
        found = pieces(heard(stream, 'hx-partial hx-target="#cards'))
    assert f'id="action-{IDS["sms"]}"' in found["#cards-later"]
    assert {"#lane-head-now", "#lane-head-later", "#tab-now", "#more-now", "#folded-count"} <= found.keys()


def test_what_a_change_made_new_is_drawn_once_for_its_answer_and_its_stream(app, amina, bruno):
    with bruno.listening(LIVE, position(bruno)) as stream:
        answer = amina.post(f"/actions/{IDS['sms']}/placement", {"horizon": "later"}, htmx=True).text
        found = pieces(heard(stream, 'hx-partial hx-target="#cards'))
    drawn = [each for each in app.extensions["kept"].fragments if each.startswith("<hx-partial")]
    assert len(drawn) == 1
    assert drawn[0] in answer
    assert found["#cards-later"] == pieces(drawn[0])["#cards-later"]


def test_what_happened_is_told_in_a_sentence_of_the_reader_with_whose_it_is(amina, chloe):
    with chloe.listening(LIVE, position(chloe)) as stream:
        amina.post(f"/actions/{IDS['sms']}/due", {"due_on": "2026-11-28"})
        found = pieces(heard(stream, "#told"))
    assert re.search(r'data-by="1" data-actions="1" data-fields="due_on">Amina Haddad a donné', found["#told"])


def test_a_comment_is_told_of_its_action(amina, bruno):
    with bruno.listening(LIVE, position(bruno)) as stream:
        amina.post(f"/actions/{IDS['nuit']}/comments", {"text": "Vu avec eux"})
        found = pieces(heard(stream, "#told"))
    assert f'data-actions="{IDS["nuit"]}" data-fields="comment"' in found["#told"]
    assert "Vu avec eux" not in "".join(found.values())


def test_what_was_missed_comes_first_and_once(amina, bruno):
    at = position(bruno)
    amina.post(f"/actions/{IDS['sms']}/placement", {"horizon": "later"})
    amina.post(f"/actions/{IDS['nuit']}/status", {"status": "running"})
    with bruno.listening(LIVE, at) as stream:
        first = next(stream)
        amina.post(f"/actions/{IDS['matin']}/status", {"status": "done"})
        second = heard(stream, "#told")
    versions = [re.findall(r'data-version="(\d+)"', part) for part in (first, second)]
    known = int(at.split("-")[1])
    assert versions == [[str(known + 1), str(known + 2)], [str(known + 3)]]


@pytest.mark.parametrize(
    "at",
    ["", "nonsense", "0-0-0-0", "ffff-1-0-20261123", "{epoch}-999999-0-20261123", "{epoch}-1-0-20261122", "é" * 300],
)
def test_from_a_position_that_nothing_leads_from_the_page_is_loaded_anew(bruno, at):
    epoch = position(bruno).split("-")[0]
    headers = {"Last-Event-ID": at.format(epoch=epoch).encode().decode("latin-1")}
    assert "event: refresh" in bruno.get(LIVE, headers=headers).text


def test_whoever_missed_very_much_loads_the_page_anew(bruno, look):
    at = position(bruno)
    with look() as world:
        for at_ in range(201):
            inventory.add(world.board, [Entry(f"Une de plus {at_}")], by=world.by())
    said = bruno.get(LIVE, headers={"Last-Event-ID": at}).text
    assert "event: refresh" in said
    assert "#cards" not in said


def test_an_event_with_many_subjects_loads_the_page_anew(amina, bruno, look):
    with bruno.listening(LIVE, position(bruno)) as stream, look() as world:
        inventory.add(world.board, [Entry(f"Une de plus {at}") for at in range(21)], by=world.by())
        assert "21 actions" in heard(stream, "event: refresh")


def test_a_new_name_of_a_category_loads_the_page_anew(bruno, look):
    with bruno.listening(LIVE, position(bruno)) as stream, look() as world:
        categories.edit(world.category("service"), by=world.by(), name="Accueil")
        heard(stream, "event: refresh")


def test_a_new_name_of_a_person_loads_the_page_anew(bruno, look):
    with bruno.listening(LIVE, position(bruno)) as stream, look() as world:
        people.edit_profile(world.amina, by=world.by(), name="Amina H.", locale="fr")
        heard(stream, "event: refresh")


def test_a_new_owner_loads_nothing_anew(amina, bruno):
    with bruno.listening(LIVE, position(bruno)) as stream:
        amina.post(f"/actions/{IDS['sms']}/owner", {"owner": "Une Nouvelle"})
        assert "event: refresh" not in heard(stream, "Une Nouvelle")


def test_at_midnight_the_page_is_loaded_anew(bruno, clock):
    with bruno.listening(LIVE, position(bruno)) as stream:
        clock.advance(hours=15)
        committed.tell()
        assert "-20261124\n" in heard(stream, "event: refresh")


def test_in_a_long_lane_the_next_one_comes_in_where_one_leaves(amina, bruno, look):
    with look() as world:
        entries = [Entry(f"La {at}e", Horizon.later) for at in range(LANE_MOST)]
        added, _ = inventory.add(world.board, entries, by=world.by())
        following = added[LANE_MOST - 2].id  # two stood there before
    with bruno.listening(LIVE, position(bruno)) as stream:
        amina.post(f"/actions/{IDS['horaires']}/placement", {"horizon": "now"})
        part = heard(stream, "#told")
    assert f'<li id="action-{following}"' in part
    assert "et 1 autre" in pieces(part)["#more-later"]


def test_a_reader_gets_no_link_to_move(amina, chloe):
    with chloe.listening(LIVE, position(chloe)) as stream:
        amina.post(f"/actions/{IDS['sms']}/placement", {"horizon": "later"})
        assert 'class="move"' not in heard(stream, "#cards-later")


def test_another_board_is_not_told(amina, dana):
    with dana.listening("/boards/2/live", re.search(r"id: (\S+)", dana.get("/boards/2/live").text)[1]) as stream:
        amina.post(f"/actions/{IDS['sms']}/title", {"title": "Un autre titre"})
        dana.post("/boards/2/actions", {"lines": "La mienne"})
        part = heard(stream, "#told")
    assert "La mienne" in part
    assert "Un autre titre" not in part


def test_who_is_there_and_who_writes_where_is_said_to_all(amina, bruno):
    with bruno.listening(LIVE, position(bruno)) as stream:
        heard(stream, "Bruno Carvalho")
        amina.post("/boards/1/presence", {"action": str(IDS["sms"])})
        with amina.listening(LIVE, position(amina)) as other:
            heard(other, "#here")
            part = heard(stream, "Amina Haddad")
    found = pieces(part)
    assert re.findall(r'data-by="(\d)"', found["#here"]) == ["1", "2"]
    assert f'data-by="1" data-action="{IDS["sms"]}">Amina Haddad ' in found["#writing"]


@pytest.mark.slow
@pytest.mark.parametrize("ends", ["removed", "signed out", "made a reader", "closed"])
def test_a_stream_ends_for_whoever_may_not_read_it_so_any_more(bruno, look, ends):
    with bruno.listening(LIVE, position(bruno)) as stream, look() as world:
        at = world.clock()
        membership = next(each for each in members.of(world.board) if each.user_id == bruno.id)
        {
            "removed": lambda: members.remove(membership, by=world.by()),
            "signed out": lambda: sessions.end(TOKENS["bruno"], at),
            "made a reader": lambda: members.change_role(membership, boards.Role.reader, by=world.by()),
            "closed": lambda: boards.close(world.board, by=world.by()),
        }[ends]()
        assert sum(1 for _ in stream) < 9


def test_a_session_has_so_many_streams_and_no_more(bruno, monkeypatch):
    monkeypatch.setattr(hub, "MOST_EACH", 1)
    with bruno.listening(LIVE):
        answer = bruno.get(LIVE)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert bruno.get(LIVE).status_code == 200


def test_writing_somewhere_is_kept_for_some_seconds_only(app, bruno):
    bruno.post("/boards/1/presence", {"action": str(IDS["sms"])})
    presence = app.extensions["live"].presence
    assert presence._where(1, bruno.id) == IDS["sms"]
    presence._clock = lambda: timedelta(days=9).total_seconds() * 1000
    assert presence._where(1, bruno.id) == 0


def test_whoever_leaves_is_no_longer_listened_for(app, bruno):
    rooms = app.extensions["live"].hub
    with bruno.listening(LIVE) as stream:
        next(stream)
        assert len(rooms.listeners()) == 1
    assert rooms.listeners() == []
    with bruno.listening(LIVE):  # who leaves before a word was read
        assert len(rooms.listeners()) == 1
    assert rooms.listeners() == []

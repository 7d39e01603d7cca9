"""The ruler, the finished rows and the wall, as a page brings them and as the answer to one change renews them."""

import html
import re

import pytest

from boardapp.domain import actions, inventory, placement
from boardapp.domain.actions import Horizon, Status
from boardapp.domain.inventory import Entry
from tests.world import IDS, TODAY

pytestmark = pytest.mark.usefixtures("english")
HERE = {"HX-Current-URL": "http://localhost/boards/1"}
CAPTION = "Today, D+5: 1 due within 7 days, 1 late"


def words(text):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", re.sub("</?b>", "", text))).replace("\xa0", " ").split())


def ruler(text):
    found = re.search(r'<figure class="ruler">.*?</figure>', text, re.DOTALL)
    return found[0] if found else ""


def told(text):
    """What is said to somebody who does not see the drawing."""
    return [words(each) for each in re.findall(r"<li>(.*?)</li>", ruler(text))]


def pieces(text):
    """What an answer brings, by its place."""
    found = re.findall(r'<hx-partial hx-target="([^"]+)" hx-swap="([^"]+)">(.*?)</hx-partial>', text, re.DOTALL)
    return {target: (swap, piece) for target, swap, piece in found}


def rows(text, id_):
    found = re.search(rf'<ol id="{id_}".*?</ol>', text, re.DOTALL)
    return [int(each) for each in re.findall(r'id="action-(\d+)"', found[0])] if found else None


def title(look, name):
    with look() as world:
        return world.action(name).title


def tomorrow(clock):
    clock.advance(days=1)
    return TODAY.replace(day=TODAY.day + 1)


def test_the_ruler_says_today_what_is_near_and_what_is_late(chloe):
    found = ruler(chloe.get("/boards/1").text)
    assert words(found).startswith(f"18 Nov {CAPTION} 18 Dec")


def test_each_due_date_is_told_the_late_one_first_and_as_such(chloe, look):
    assert told(chloe.get("/boards/1").text) == [
        f"Late, 20 Nov: “{title(look, 'ligne')}”, Service",
        f"24 Nov: “{title(look, 'sms')}”, Communication",
        f"30 Nov: “{title(look, 'frais')}”, Governance",
    ]


def test_the_drawing_has_the_shape_of_each_category_and_a_flag_where_late(chloe):
    found = ruler(chloe.get("/boards/1").text)
    assert re.findall(r'<svg x="([\d.]+%)".*?<use href="#([\w-]+)"', found) == [
        ("6.67%", "icon-late"), ("20.0%", "shape-speech"), ("40.0%", "shape-triangle"),
    ]  # fmt: skip
    assert 'aria-hidden="true"' in found
    assert "style=" not in found


def test_a_filtered_board_keeps_the_whole_ruler_and_another_lane_has_none(chloe):
    assert CAPTION in words(ruler(chloe.get("/boards/1?q=visio").text))
    assert CAPTION in words(ruler(chloe.get("/boards/1/lanes/now").text))
    assert not ruler(chloe.get("/boards/1/lanes/next").text)


def test_dates_outside_the_thirty_days_are_told(chloe, look):
    with look() as world:
        for name, year in (("sms", 2025), ("frais", 2028)):
            actions.edit(world.action(name), by=world.by(), due_on=TODAY.replace(year=year))
    page = chloe.get("/boards/1").text
    assert "Today, D+5: nothing due within 7 days, 2 late, 1 after 18 Dec" in words(ruler(page))
    assert told(page)[0].startswith("Late, 23 Nov 2025")
    assert told(page)[-1].startswith("23 Nov 2028")


def test_a_title_that_looks_like_a_tag_stays_text_in_the_ruler(chloe, look):
    with look() as world:
        actions.edit(world.action("sms"), by=world.by(), title="<b onclick=x>%(day)s</b>")
    assert "“<b onclick=x>%(day)s</b>”" in html.unescape(ruler(chloe.get("/boards/1").text))
    assert "<b onclick" not in chloe.get("/boards/1").text


def test_a_change_renews_the_ruler(bruno):
    answer = bruno.post(f"/actions/{IDS['ligne']}/due", {"due_on": "+7"}, htmx=True, headers=HERE)
    assert "Today, D+5: 2 due within 7 days 18 Dec" in words(pieces(answer.text)["#lane-head-now"][1])
    assert answer.text.count('class="ruler"') == 1


def test_each_board_of_the_list_has_a_small_ruler_that_says_nothing_twice(amina, dana):
    page = amina.get("/boards").text
    assert page.count('class="ruler mini"') == 1
    assert "icon-late" in page
    assert dana.get("/boards").text.count('class="ruler mini"') == 1


# --- finished rows ----------------------------------------------------------------------


def test_a_row_finished_today_stays_in_its_place(bruno):
    page = bruno.get("/boards/1").text
    assert rows(page, "cards-now") == [IDS[name] for name in ("sms", "ligne", "visio", "frais")]
    assert rows(page, "done-now") == []
    assert "3 of 12 at most · 1 done" in words(page)


def test_a_row_finished_before_today_is_folded(bruno, clock):
    tomorrow(clock)
    page = bruno.get("/boards/1").text
    assert rows(page, "cards-now") == [IDS[name] for name in ("sms", "ligne", "frais")]
    assert rows(page, "done-now") == [IDS["visio"]]
    assert re.search(r'<details class="folded"><summary id="folded-count">1 done</summary>', page)


def test_a_filter_folds_nothing(bruno, clock):
    tomorrow(clock)
    page = bruno.get("/boards/1?status=done").text
    assert (rows(page, "cards-now"), rows(page, "done-now")) == ([IDS["visio"]], None)


def test_a_card_is_finished_where_it_stands(bruno):
    answer = bruno.post(f"/actions/{IDS['ligne']}/status", {"status": "done"}, htmx=True, headers=HERE)
    swap, card = pieces(answer.text)["#cards-now"]
    assert (swap, f'id="action-{IDS["ligne"]}"' in card, 'data-rank="' in card) == ("place", True, True)
    assert "0 done" in pieces(answer.text)["#folded-count"][1]


def test_a_folded_card_that_goes_on_returns_to_its_place(bruno, clock):
    tomorrow(clock)
    answer = bruno.post(f"/actions/{IDS['visio']}/status", {"status": "running"}, htmx=True, headers=HERE)
    swap, card = pieces(answer.text)["#cards-now"]
    assert (swap, f'id="action-{IDS["visio"]}"' in card, 'data-rank="' in card) == ("place", True, True)
    assert "0 done" in pieces(answer.text)["#folded-count"][1]


def test_a_folded_card_that_is_edited_stays_folded(bruno, clock):
    tomorrow(clock)
    answer = bruno.post(f"/actions/{IDS['visio']}/owner", {"owner": "Bruno Carvalho"}, htmx=True, headers=HERE)
    found = pieces(answer.text)
    assert found["#done-now"][0] == "place"
    assert "#cards-now" not in found


def test_a_card_says_by_its_rank_where_it_stands(bruno, clock):
    tomorrow(clock)
    ranks = dict(re.findall(r'id="action-(\d+)"[^>]* data-rank="(\w+)"', bruno.get("/boards/1").text))
    answer = bruno.post(f"/actions/{IDS['frais']}/placement", {"step": "up"}, htmx=True, headers=HERE)
    swap, card = pieces(answer.text)["#cards-now"]
    rank = re.search(r'data-rank="(\w+)"', card)[1]
    assert (swap, ranks[str(IDS["sms"])] < rank < ranks[str(IDS["ligne"])]) == ("place", True)
    assert "Now, rank 2 of 3." in words(answer.text)


def test_a_finished_action_that_comes_to_do_now_is_said_to_be_among_the_finished(bruno, look, clock):
    with look() as world:
        actions.edit(world.action("nuit"), by=world.by(), status=Status.done)
    tomorrow(clock)
    answer = bruno.post(f"/actions/{IDS['nuit']}/placement", {"horizon": "now"}, htmx=True, headers=HERE)
    assert pieces(answer.text)["#done-now"][0] == "place"
    assert "”: Now, among the finished." in words(answer.text)
    assert "2 done" in pieces(answer.text)["#folded-count"][1]
    for path in ("", "/placement"):
        assert "rank 0" not in words(bruno.get(f"/actions/{IDS['nuit']}{path}").text)


def test_more_leads_to_what_is_neither_shown_nor_folded(bruno, look, clock):
    with look() as world:
        inventory.add(world.board, [Entry(f"Appel {at}", Horizon.now) for at in range(120)], by=world.by())
        placement.move(world.action("sms"), Horizon.later, by=world.by())
    tomorrow(clock)
    page = bruno.get("/boards/1").text
    assert (len(rows(page, "cards-now")), rows(page, "done-now")) == (100, [IDS["visio"]])
    assert "and 22 more" in words(page)


# --- the wall ------------------------------------------------------------------------------


def test_the_wall_is_the_board_without_its_tools(amina):
    page = amina.get("/boards/1?wall=1").text
    assert 'id="quick-add"' not in page
    assert 'class="pages"' not in page
    assert 'id="move-menu"' not in page
    assert 'class="board wall"' in page
    assert CAPTION in words(ruler(page))
    assert re.search(r'<a class="button" href="/boards/1">Leave the wall</a>', page)
    assert 'href="/boards/1?wall=1"' in amina.get("/boards/1").text


def test_a_change_seen_from_the_wall_is_answered_piece_by_piece(amina):
    wall = {"HX-Current-URL": "http://localhost/boards/1?wall=1"}
    answer = amina.post(f"/actions/{IDS['sms']}/placement", {"horizon": "next"}, htmx=True, headers=wall)
    assert "#cards-next" in pieces(answer.text)
    filtered = {"HX-Current-URL": "http://localhost/boards/1?wall=1&q=sms"}
    assert amina.post(f"/actions/{IDS['sms']}/placement", {"horizon": "now"}, htmx=True, headers=filtered).headers[
        "HX-Refresh"
    ]


def test_the_board_says_on_paper_when_it_was_printed(chloe):
    assert "Printed on Monday 23 November 2026" in words(chloe.get("/boards/1").text)

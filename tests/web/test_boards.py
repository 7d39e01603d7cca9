import html
import re

import pytest
from sqlalchemy import select

from boardapp.database import db
from boardapp.domain import actions, boards, categories, inventory
from boardapp.domain.actions import Horizon
from boardapp.domain.boards import Board
from boardapp.domain.inventory import Entry
from tests import seen
from tests.world import ACTIONS, IDS

pytestmark = pytest.mark.usefixtures("english")

LYON = "Grève des transports à Lyon"
SETTINGS = {
    "title": "Grève à Lyon", "aim": "Répondre à tous", "day0": "20/11/2026", "cap": "9",
    "timezone": "Europe/Paris", "language": "fr",
}  # fmt: skip


def words(response):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def shown(response):
    """The ids of the actions on a board page, lane by lane."""
    lanes = re.split(r'<section id="lane-(\w+)"', response.text)[1:]
    return dict(zip(lanes[::2], [re.findall(r'id="action-(\d+)"', lane) for lane in lanes[1::2]], strict=True))


def found(response):
    return sorted(int(id_) for ids in shown(response).values() for id_ in ids)


def ids(*names):
    return sorted(IDS[name] for name in names)


def count(look):
    with look():
        return len(db.session.scalars(select(Board)).all())


def fill(look, number, horizon=Horizon.inbox):
    with look() as world:
        keys = [each.id for each in categories.of(world.board)]
        entries = [Entry(f"Appel {at}", horizon, {"category_id": keys[at % 6]}) for at in range(number)]
        inventory.add(world.board, entries, by=world.by())


def test_the_list_says_day_counts_late_and_next_due(amina):
    told = words(amina.get("/boards"))
    assert f"{LYON} D+5 Opened on 18 Nov 25 days left" in told
    assert "Now 4 Next 3 Later 2 To sort 3 1 late next due 24 Nov" in told


def test_each_person_lists_their_own_boards(dana, visitor):
    told = words(dana.get("/boards"))
    assert "Customer portal down" in told
    assert LYON not in told
    assert visitor.get("/boards").location == "/session?next=%2Fboards"
    assert "One hour. One plan. Thirty days." in words(visitor.get("/", headers={"Accept-Language": "en"}))


def test_a_title_alone_opens_a_board_with_the_cursor_in_quick_add(bruno, look):
    answer = bruno.post("/boards/new", {"title": "  Panne du portail "})
    assert re.fullmatch(r"/boards/\d+#line", answer.location)
    assert "Panne du portail" in words(bruno.follow(answer))
    with look() as world:
        opened = boards.of(world.bruno)[0]
        assert (opened.title, opened.timezone, opened.language) == ("Panne du portail", "Europe/Paris", "en")
        assert (opened.day(world.clock()), len(categories.of(opened))) == (0, 6)
        assert seen.kinds(opened) == ["board.opened"]


def test_a_board_is_opened_like_another_one_without_its_actions(amina, look):
    with look() as world:
        boards.edit(world.board, by=world.by(), cap=7)
        categories.edit(world.category("service"), by=world.by(), name="Accueil")
    page = amina.follow(amina.post("/boards/new", {"title": "Panne", "like": "1"}))
    assert (found(page), "0 of 7 at most" in words(page)) == ([], True)
    with look() as world:
        assert "Accueil" in [each.name for each in categories.of(boards.of(world.amina)[0])]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"title": " "}, "Name the disruption in a few words"),
        ({"title": "a" * 141}, "140 characters at most"),
        ({"title": "a\x00b"}, "characters that cannot be stored"),
        ({"title": "Panne", "like": "2"}, "Choose one of the list."),  # a board of somebody else
        ({"title": "Panne", "like": "x"}, "Choose one of the list."),
    ],
)
def test_a_board_that_cannot_be_opened_says_why_and_keeps_the_title(amina, look, data, why):
    answer = amina.post("/boards/new", data)
    assert (answer.status_code, why in words(answer)) == (422, True)
    assert f'value="{data["title"]}"' in answer.text
    assert count(look) == 2


def test_a_form_sent_twice_opens_one_board(amina, look):
    answers = [amina.post("/boards/new", {"title": "Panne", "once": "the-same-form"}) for _ in range(2)]
    assert [answer.location.partition("#")[0] for answer in answers] == ["/boards/3", "/boards/3"]
    assert count(look) == 3


def test_nobody_opens_a_board_without_an_account(visitor, look):
    answer = visitor.post("/boards/new", {"title": "Panne du portail"})
    assert (answer.status_code, "Panne du portail" in words(answer)) == (401, True)
    assert count(look) == 2


def test_settings_are_saved_as_one_event(amina, look):
    told = words(amina.follow(amina.post("/boards/1/settings", SETTINGS)))
    assert "Saved. Undo" in told
    with look() as world:
        event = seen.events(world.board)[-1]
        facts = {"title": "Grève à Lyon", "aim": "Répondre à tous", "day0": "2026-11-20", "cap": 9}
        assert (event.kind, event.body["to"]) == ("board.edited", {"board:1": facts})


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("title", "", "Name the disruption in a few words"),
        ("aim", "a" * 281, "280 characters at most"),
        ("day0", "31/02/2026", "Enter a real date, for example 28/11/2026"),
        ("cap", "0", "Enter a number from 1 to 100"),
        ("cap", "a dozen", "Enter a whole number"),
        ("timezone", "Mars/Olympus", "Choose one of the list."),
        ("language", "la", "Choose one of the list."),
    ],
)
def test_settings_that_cannot_be_stored_come_back(amina, look, field, value, why):
    answer = amina.post("/boards/1/settings", SETTINGS | {"title": "Autre nom", field: value})
    assert (answer.status_code, why in words(answer)) == (422, True)
    assert field == "title" or 'value="Autre nom"' in answer.text
    with look() as world:
        assert (world.board.title, seen.kinds(world.board)[-1]) == (LYON, "action.added")


def test_a_closed_board_is_read_reopened_and_nothing_else(amina, bruno, look):
    assert "The board is closed." in words(amina.follow(amina.post("/boards/1/status")))
    assert "This board is closed. It can be read, not changed." in words(bruno.get("/boards/1"))
    assert bruno.post("/boards/1/actions", {"lines": "Une de plus"}).status_code == 409
    assert amina.post("/boards/1/settings", SETTINGS).status_code == 409
    assert f"Archives {LYON}" in words(amina.get("/boards"))
    assert "The board is open again." in words(amina.follow(amina.post("/boards/1/status")))
    with look() as world:
        assert seen.kinds(world.board)[-2:] == ["board.closed", "board.reopened"]


@pytest.mark.parametrize("name", ["bruno", "chloe", "dana"])
def test_only_facilitators_set_or_close_a_board(request, look, name):
    browser = request.getfixturevalue(name)
    assert browser.get("/boards/1/settings").status_code == 404
    for path, data in (("/boards/1/settings", SETTINGS), ("/boards/1/status", {})):
        assert browser.post(path, data).status_code in (403, 404)
    with look() as world:
        assert seen.kinds(world.board)[-1] == "action.added"


def test_the_board_shows_four_lanes_in_order(bruno):
    page = bruno.get("/boards/1")
    lanes = {
        horizon: [str(IDS[name]) for name, each in ACTIONS.items() if each["horizon"] == horizon] for horizon in Horizon
    }
    assert shown(page) == lanes
    assert "Do now 3 of 12 at most · 1 done" in words(page)
    assert "Aucun client sans réponse pendant la grève" in words(page)


def test_a_reader_sees_the_board_without_forms_and_a_stranger_nothing(chloe, dana, visitor):
    page = chloe.get("/boards/1")
    assert len(found(page)) == 12
    assert 'id="quick-add"' not in page.text
    assert "/placement" not in page.text
    assert dana.get("/boards/1").status_code == 404
    assert dana.get("/boards/1/lanes/now").status_code == 404
    assert visitor.get("/boards/1").location == "/session?next=%2Fboards%2F1"


def test_a_lane_has_a_page_of_its_own(chloe):
    assert found(chloe.get("/boards/1/lanes/next")) == ids("portage", "nuit", "matin")
    assert chloe.get("/boards/1/lanes/tomorrow").status_code == 404


def test_a_lane_shows_a_hundred_actions_and_leads_to_the_others(amina, look):
    fill(look, 120, Horizon.later)
    page = amina.get("/boards/1")
    assert len(shown(page)["later"]) == 100
    assert "122 actions" in words(page)
    assert re.search(r'<a href="/boards/1/actions\?horizon=later">and 22 more</a>', page.text)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=GREVE", ["horaires"]),
        ("q=A-12", ["relais"]),
        ("q=%40Bruno", ["sms", "portage", "relais"]),
        ("q=%23service+ecoute", ["ligne"]),
        ("q=%23Exp%C3%A9rience", ["portage", "fragiles"]),
        ("q=!late", ["ligne"]),
        ("late=1", ["ligne"]),
        ("week=1", ["sms"]),
        ("owner=0", ["nuit", "covoiturage", "horaires", "fragiles", "delais"]),
        ("category=0", ["horaires", "delais", "relais"]),
        ("category=5", ["sms", "matin"]),
        ("status=done", ["visio"]),
        ("kind=stop", ["frais"]),
        ("kind=test&owner=1", ["portage"]),
        ("status=banana&owner=x&q=%00", list(ACTIONS)),
    ],
)
def test_a_filter_stands_in_the_address(bruno, query, names):
    page = bruno.get(f"/boards/1?{query}")
    assert found(page) == ids(*names)
    assert (f"{len(names)} of 12. Show everything" in words(page)) is (len(names) < 12)


def test_what_was_searched_stands_in_the_field(bruno):
    page = bruno.get("/boards/1?q=%3Cb%3E&status=done").text
    assert 'value="&lt;b&gt;"' in page
    assert '<option value="done" selected' in page


def test_the_board_asks_twelve_queries_however_many_actions(amina, look, queries):
    few = queries(lambda: amina.get("/boards/1"))
    fill(look, 500)
    with look() as world:
        for name in ("nuit", "delais", "covoiturage"):
            actions.edit(world.action(name), by=world.by(), owner=f"Renfort {name}")
    assert queries(lambda: amina.get("/boards/1")) == few <= 12
    assert queries(lambda: amina.get("/boards/1?q=appel&late=1")) <= 14


def test_the_list_of_boards_asks_as_much_for_many_boards(amina, queries):
    few = queries(lambda: amina.get("/boards"))
    for number in range(8):
        amina.post("/boards/new", {"title": f"Panne {number}"})
    assert queries(lambda: amina.get("/boards")) == few

"""Pages of a board that are sent as they were made before: never to somebody else, and never a moment too long."""

import gzip
import re

import brotli
import pytest
import zstandard

from boardapp import config, create_app
from boardapp.domain import actions, boards, categories, members, people, placement, sessions
from boardapp.domain.actions import Horizon
from boardapp.domain.boards import Membership, Role
from boardapp.domain.events import changing
from boardapp.domain.kinds import Kind
from tests import databases
from tests.plain_browser import Browser
from tests.world import BOARD, IDS, TOKENS, USER_IDS

PAGE = f"/boards/{BOARD}"
READ = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstandard.ZstdDecompressor().decompress}


def again(browser, answer):
    """What a browser gets that has this page already, and asks whether it still stands."""
    return browser.get(PAGE, headers={"If-None-Match": answer.headers["ETag"]})


def renewed(browser, look, change):
    """The page after a change, for somebody who has seen it before and asks in each way."""
    before = browser.get(PAGE)
    with look() as world:
        change(world)
    after = again(browser, before)
    assert after.status_code == 200
    assert after.headers["ETag"] != before.headers["ETag"]
    assert browser.get(PAGE).data == after.data != before.data
    return after.text


def test_a_page_is_made_once(amina, queries):
    first = amina.get(PAGE)
    assert queries(lambda: amina.get(PAGE)) == 0
    assert amina.get(PAGE).data == first.data


def test_a_page_that_still_stands_is_not_sent_again(amina):
    answer = again(amina, amina.get(PAGE))
    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in answer.headers["Vary"]


def test_its_head_can_be_asked_for_alone(amina):
    whole = amina.get(PAGE)
    head = amina.client.head(PAGE)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", whole.headers["ETag"])


@pytest.mark.parametrize("coding", READ)
def test_each_coding_holds_the_same_page(amina, coding):
    plain, squeezed = amina.get(PAGE), amina.get(PAGE, headers={"Accept-Encoding": coding})
    assert squeezed.headers["Content-Encoding"] == coding
    assert unmarked(READ[coding](squeezed.data)) == unmarked(plain.data)
    assert len(squeezed.data) < len(plain.data) / 3
    assert squeezed.headers["ETag"] == plain.headers["ETag"]
    assert amina.get(PAGE, headers={"Accept-Encoding": coding}).data == squeezed.data


def unmarked(page):
    """Without the mark of a form and the second of its token, which are new each time that it is made."""
    return re.sub(rb'(?:name="(?:csrf_token|once)" value=|"X-CSRFToken":)"[^"]*"', b"", page)


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "zstd"), ("gzip, deflate, br", "br"), ("gzip, deflate", "gzip"), ("deflate", None),
        ("gzip;q=0.5, br;q=0", "gzip"), ("identity", None), ("", None), ("\ud7ff;;;,", None),
    ],
)  # fmt: skip
def test_a_browser_gets_a_coding_that_it_reads(amina, accepted, coding):
    answer = amina.get(PAGE, headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == coding


def test_nobody_gets_the_page_of_somebody_else(app, look):
    with look() as world:
        person = world.person("bruno")
        people.edit_profile(person, by=world.by("bruno"), name="Canari de Bruno", locale="en")
    tokens = {"amina": "a" * 40, "bruno": "b" * 40, "chloe": "c" * 40}
    browsers = {name: Browser(app, name) for name in tokens}
    for name, browser in browsers.items():
        with browser.client.session_transaction() as session:
            session["csrf_token"] = tokens[name]
    pages = [{name: browser.get(PAGE) for name, browser in browsers.items()} for _ in range(2)]
    for first, second in zip(*(each.values() for each in pages), strict=True):
        assert first.data == second.data
    seen = pages[0]
    assert len({answer.headers["ETag"] for answer in seen.values()}) == 3
    assert ["Canari de Bruno" in account(seen[name]) for name in seen] == [False, True, False]
    assert ['lang="en"' in seen[name].text for name in seen] == [False, True, False]
    assert ["/settings" in seen[name].text for name in seen] == [True, False, False]
    assert ['data-menu="move"' in seen[name].text for name in seen] == [True, True, False]
    for name, answer in seen.items():
        others = [seen[other].headers["ETag"] for other in seen if other != name]
        assert all(browsers[name].get(PAGE, headers={"If-None-Match": tag}).data == answer.data for tag in others)
        assert len({csrf(each) for each in (answer, *(seen[other] for other in seen))}) == 3


def account(answer):
    return re.search(r'<nav class="account".*?</nav>', answer.text, re.DOTALL)[0]


def csrf(answer):
    """What the token of its forms says, without the second it was signed in."""
    return re.search(r'name="csrf_token" value="([^"]+)"', answer.text)[1].rsplit(".", 2)[0]


def test_another_session_of_the_same_person_has_a_page_of_its_own(app, amina, look):
    with look() as world:
        token = sessions.start(world.amina, world.clock())
    other = Browser(app, "amina")
    with other.client.session_transaction() as session:
        session |= {"_user_id": token, "csrf_token": "d" * 40}
    first, second = amina.get(PAGE), other.get(PAGE)
    assert csrf(first) != csrf(second)
    assert again(other, first).status_code == 200


def test_what_somebody_else_changes_shows_at_once(amina, bruno):
    amina.get(PAGE)
    bruno.post(f"/actions/{IDS['sms']}/status", {"status": "done", "seen": 999})
    bruno.post(f"/actions/{IDS['frais']}", {"title": "Un titre tout neuf", "seen": 999})
    assert "Un titre tout neuf" in amina.get(PAGE).text


def test_what_another_process_changes_shows_at_once(app, amina, clock):
    before = amina.get(PAGE)
    settings = {"INSTANCE": app.instance_path, "SECRET_KEY": "s" * 32}
    other = create_app(config.read({f"BOARDAPP_{name}": value for name, value in settings.items()}), clock=clock)
    Browser(other, "bruno").post(f"/actions/{IDS['frais']}", {"title": "Écrit ailleurs", "seen": 999})
    databases.dispose(other)
    assert "Écrit ailleurs" in again(amina, before).text


def test_midnight_makes_another_page(amina, clock):
    before = amina.get(PAGE)
    clock.advance(hours=15)
    after = again(amina, before)
    assert after.status_code == 200
    assert ("J+5" in before.text, "J+6" in after.text) == (True, True)


def test_a_theme_shows_at_once(amina, look):
    def darker(world):
        people.edit_profile(world.amina, by=world.by(), name="Amina Haddad", locale="fr", theme="dark")

    assert 'data-theme="dark"' in renewed(amina, look, darker)


def test_a_category_has_its_new_name_at_once(amina, look):
    page = renewed(
        amina, look, lambda world: categories.edit(world.category("service"), by=world.by(), name="Nom tout neuf")
    )
    assert page.count("Nom tout neuf") > 2


def test_a_person_has_their_new_name_at_once(amina, look):
    def rename(world):
        people.edit_profile(world.bruno, by=world.by("bruno"), name="Bruno Tout-Neuf", locale="fr")

    assert "<bdi>Bruno Tout-Neuf</bdi>" in renewed(amina, look, rename)


def test_another_owner_shows_at_once(amina, look):
    def carry(world):
        actions.edit(world.action("sms"), by=world.by(), owner="Une toute nouvelle")

    assert "<bdi>Une toute nouvelle</bdi>" in renewed(amina, look, carry)


def test_a_lane_that_is_spread_anew_shows_its_ranks_at_once(amina, look):
    def spread(world):
        with changing(BOARD, world.by()) as change:
            placement._spread_anew(change, BOARD, Horizon.now)
            change.put(world.action("horaires"), challenge="Un fait pour l’événement")
            change.record(Kind.action_edited)

    page = renewed(amina, look, spread)
    with look():
        for action in placement.lane_of(BOARD, Horizon.now):
            assert f'data-rank="{action.rank}"' in page


def test_a_closed_board_cannot_be_written_at_once(amina, look):
    page = renewed(amina, look, lambda world: boards.close(world.board, by=world.by()))
    assert 'data-menu="move"' not in page


def test_who_is_made_a_reader_reads_at_once(bruno, look):
    def lower(world):
        membership = next(each for each in members.of(world.board) if each.user_id == USER_IDS["bruno"])
        members.change_role(membership, Role.reader, by=world.by())

    assert 'data-menu="move"' not in renewed(bruno, look, lower)


def test_who_is_taken_off_the_board_is_not_answered_any_more(bruno, look):
    before = bruno.get(PAGE)
    with look() as world:
        membership = next(each for each in members.of(world.board) if each.user_id == USER_IDS["bruno"])
        assert isinstance(membership, Membership)
        members.remove(membership, by=world.by())
    assert bruno.get(PAGE).status_code == 404
    assert again(bruno, before).status_code == 404


def test_a_session_that_ended_is_asked_to_sign_in(bruno, look):
    before = bruno.get(PAGE)
    with look() as world:
        sessions.end(TOKENS["bruno"], world.clock())
    assert again(bruno, before).location.startswith("/session")


def test_a_stranger_and_a_visitor_get_nothing_of_it(amina, dana, visitor):
    before = amina.get(PAGE)
    assert again(dana, before).status_code == 404
    assert again(visitor, before).status_code == 303


def test_what_a_page_says_once_is_not_said_twice(amina):
    amina.get(PAGE)
    told = amina.follow(amina.post(f"/actions/{IDS['sms']}/placement", {"horizon": "later", "next": PAGE}))
    assert "ETag" not in told.headers
    assert "Annuler" in told.text
    assert "Annuler</button>" not in toast(amina.get(PAGE))


def toast(answer):
    return answer.text.partition('id="toast"')[2]


@pytest.mark.parametrize("query", ["q=canari", "open=1", "owner=1", "wall=2", "lang=en"])
def test_a_page_of_the_moment_is_kept_by_nobody(amina, query):
    answer = amina.get(f"{PAGE}?{query}", headers={"Accept-Encoding": "gzip"})
    assert "ETag" not in answer.headers
    assert answer.headers["Content-Encoding"] == "gzip"


def test_the_wall_is_another_page(amina):
    page, wall = amina.get(PAGE), amina.get(f"{PAGE}?wall=1")
    assert page.headers["ETag"] != wall.headers["ETag"]
    assert amina.get(f"{PAGE}?wall=1").data == wall.data != page.data


def test_signing_out_empties_what_the_browser_kept(amina):
    assert amina.post("/session/end").headers["Clear-Site-Data"] == '"cache"'


def test_a_page_with_a_secret_is_sent_as_it_is(visitor):
    answer = visitor.get("/resets/a-token-nobody-has", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(answer.data) > 1000
    assert "Content-Encoding" not in answer.headers
    assert "ETag" not in answer.headers


@pytest.mark.parametrize("name", ["app.css", "app.js", "icons/shapes.svg"])
def test_a_file_comes_in_each_coding_and_is_the_same(visitor, name):
    path = f"/static/{name}"
    plain = visitor.get(path).data
    for accepted, coding in (("gzip, br, zstd", "br"), ("gzip", "gzip"), ("zstd", "zstd")):
        answer = visitor.get(path, headers={"Accept-Encoding": accepted})
        assert answer.headers.get("Content-Encoding") == coding
        assert READ.get(coding, bytes)(answer.data) == plain


def test_a_file_that_still_stands_is_not_sent_again(app, visitor):
    for path in ("/static/app.css", app.extensions["assets"].url("app.css")):
        first = visitor.get(path)
        answer = visitor.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (answer.status_code, answer.data) == (304, b"")
        assert [answer.headers[name] == first.headers[name] for name in ("Cache-Control", "Vary")] == [True, True]

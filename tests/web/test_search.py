"""The search of the board and the inventory: marks stay in the text, what names nothing is said, counts are true."""

import html
import re

import pytest

from boardapp.domain import actions, inventory
from boardapp.domain.actions import Horizon
from boardapp.domain.inventory import Entry
from tests.world import ACTIONS, IDS

pytestmark = pytest.mark.usefixtures("english")
PAGES = ["/boards/1", "/boards/1/actions"]


def words(response) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


LINK = r'<a href="/actions/(\d+)"'


def found(response) -> list[str]:
    """The actions on the page, board or table."""
    ids = {
        int(each)
        for each in re.findall(f'<h3[^>]*>{LINK}|class="title"[^>]*>{LINK}', response.text)
        for each in each
        if each
    }
    return [name for name, id_ in IDS.items() if id_ in ids]


def search(person, page: str, text: str, **more: object):
    return person.client.get(page, query_string={"q": text, **more})


def lane(response, horizon: str) -> str:
    part = re.split(rf'<section id="lane-{horizon}"', response.text)[1].split("</section>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", part)).split())


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("text", ["@Bruno", "#service", "!late", "!test", ">now", "!24/11"])
def test_a_mark_stays_in_the_text_and_sets_no_field(bruno, page, text) -> None:
    answer = search(bruno, page, text)
    assert found(answer)
    assert len(found(answer)) < len(ACTIONS)
    assert f'value="{html.escape(text)}"' in answer.text
    form = answer.text.split('role="search"')[1].split("</form>")[0].replace('value="rank" selected', "")
    assert re.findall(r'<option value="[^"]+" selected|checked|<details open', form) == []


@pytest.mark.parametrize("page", PAGES)
def test_fields_and_marks_narrow_together(bruno, page) -> None:
    assert found(search(bruno, page, "@bruno", status="running")) == ["sms"]
    assert found(search(bruno, page, "@bruno", owner=1)) == ["sms", "portage", "relais"]
    assert found(search(bruno, page, "@bruno", owner=2)) == []


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("text", "names"),
    [
        (">now", ["sms", "ligne", "visio", "frais"]),
        (">maintenant rendez-vous", ["sms", "visio", "frais"]),
        ('>"plus tard"', ["covoiturage", "horaires"]),
        ("!24/11", ["sms"]),
        ("!2026-11-21", ["visio"]),
        ("!+1 @bruno", ["sms"]),
        ("!retard", ["ligne"]),
        ("!semaine", ["sms"]),
        ("#proc", ["visio"]),
        ('@"Bruno Carvalho"', ["sms", "portage", "relais"]),
        ("@«\u00a0Bruno Carvalho\u00a0»", ["sms", "portage", "relais"]),
        ("a-12", ["relais"]),
        ("A-2", ["ligne"]),
        ("A-1 SMS", ["sms"]),
        ("A-1 vélo", []),
        ("A-99999999999999999999", []),
    ],
)
def test_marks_and_references_find_exactly(bruno, page, text, names) -> None:
    assert found(search(bruno, page, text)) == names


def test_a_reference_is_not_the_beginning_of_another(bruno, look) -> None:
    with look() as world:
        inventory.add(world.board, [Entry(f"Appel {at}, voir A-2") for at in range(12)], by=world.by())
    assert found(search(bruno, "/boards/1", "A-2")) == ["ligne"]
    assert "1 of 24." in words(search(bruno, "/boards/1", "a-2"))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("@nobody", "There is no owner “nobody”."),
        ("#finance", "There is no category “finance”."),
        (">jamais", "There is no horizon “jamais”."),
        ("!31/11", "“31/11” is neither a date nor late, week, stop or test."),
        ("!demain", "“demain” is neither a date nor late, week, stop or test."),
        ("@b", "Several owners begin with “b”."),
    ],
)
def test_a_mark_that_names_nothing_is_said_and_searched_as_text(bruno, look, page, text, sentence) -> None:
    with look() as world:
        inventory.add(world.board, [Entry(f"Voir {text} ici", Horizon.now)], by=world.by())
        actions.edit(world.action("nuit"), by=world.by(), owner="Béa")
    answer = search(bruno, page, text)
    assert sentence in words(answer)
    assert f"Voir {text} ici" in words(answer)
    assert "There is no" not in words(search(bruno, page, "!!! >3 #12 @"))


def test_a_filtered_lane_tells_how_many_of_how_many(bruno) -> None:
    answer = search(bruno, "/boards/1", "sms")
    assert "1 of 4" in lane(answer, "now")
    assert "at most" not in lane(answer, "now")
    assert "0 of 3 No action here matches." in lane(answer, "next")
    assert "Nothing to do now" not in answer.text
    assert "3 of 12 at most · 1 done" in words(bruno.get("/boards/1"))


def test_a_lane_over_its_cap_says_so_under_a_filter_too(amina) -> None:
    amina.post("/boards/1/settings", {"title": "Grève", "aim": "", "day0": "18/11/2026", "cap": "2",
                                      "timezone": "Europe/Paris", "language": "fr"})  # fmt: skip
    assert "2 actions at most fit in 30 days" in lane(search(amina, "/boards/1", "sms"), "now")


@pytest.mark.parametrize("page", PAGES)
def test_when_nothing_matches_one_sentence_says_so(bruno, page) -> None:
    told = words(search(bruno, page, "<b>personne"))
    assert "No action matches “<b>personne”. Show everything" in told
    assert told.count("matches") == 1
    assert "No action matches. Show everything" in words(bruno.client.get(page + "?kind=test&late=1"))


def test_the_whole_filter_counts_when_all_that_match_are_changed(bruno, look) -> None:
    answer = bruno.post("/boards/1/selection?q=%40bruno+%3Enext", {"all": "1", "do": "archive"})
    assert answer.status_code == 303
    with look() as world:
        assert [name for name in IDS if world.action(name).archived_at] == ["portage"]

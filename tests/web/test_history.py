import html
import re

import pytest

from boardapp.domain import actions, boards, history, inventory, ledger, people, placement
from boardapp.domain.actions import Horizon, Status
from boardapp.domain.boards import Role
from boardapp.domain.inventory import Entry
from tests import seen
from tests.world import IDS

pytestmark = pytest.mark.usefixtures("english")

PAGE = "/boards/1/history"
SMS = IDS["sms"]
BOARD_URL = {"HX-Current-URL": "http://localhost/boards/1"}


def words(response):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def events(look):
    with look() as world:
        return seen.events(world.board)


def happen(look, command):
    """Something done by somebody, and the event of it."""
    with look() as world:
        command(world)
    return events(look)[-1].id


def finish(world, by="bruno"):
    actions.edit(world.action("ligne"), by=world.by(by), status=Status.done)


def status(look):
    with look() as world:
        return world.action("ligne").status


def test_a_page_tells_what_happened_by_day_the_newest_first(amina, look, clock):
    happen(look, lambda world: placement.move(world.action("nuit"), Horizon.now, by=world.by("bruno")))
    clock.advance(days=1, hours=1)
    happen(look, finish)
    told = words(amina.get(PAGE))
    today = told.index("Today 10:12 Bruno Carvalho finished A-2")
    yesterday = told.index("Yesterday 09:12 Bruno Carvalho moved A-6")
    assert today < yesterday < told.index("Wednesday 18 November 2026 09:00 Amina Haddad added A-12")


def test_the_hour_and_the_day_are_those_of_the_board(amina, look, clock):
    clock.now = clock.now.replace(hour=23, minute=30)  # half past midnight in Lyon
    happen(look, finish)
    clock.advance(hours=2)
    assert "Today 00:30 Bruno Carvalho finished" in words(amina.get(PAGE))


def test_readers_read_it_without_buttons(chloe, dana, visitor):
    page = chloe.get(PAGE)
    assert "Amina Haddad opened the board" in words(page)
    assert "/undo" not in page.text
    assert dana.get(PAGE).status_code == 404
    assert visitor.get(PAGE).status_code == 303


def test_a_member_may_undo_what_is_theirs_and_a_facilitator_all(amina, bruno, look):
    theirs = happen(look, lambda world: inventory.archive(world.action("nuit"), by=world.by("amina")))
    own = happen(look, finish)
    assert re.findall(r"/events/(\d+)/undo", bruno.get(PAGE).text) == [str(own)]
    assert {str(own), str(theirs)} <= set(re.findall(r"/events/(\d+)/undo", amina.get(PAGE).text))


def test_a_hundred_events_a_page(amina, look):
    with look() as world:
        for number in range(100):
            inventory.add(world.board, [Entry(f"Appel {number}")], by=world.by())
    first = amina.get(PAGE)
    assert first.text.count('class="sentence"') == 100
    earlier = html.unescape(re.search(r'<a href="([^"]*before=[^"]*)">Earlier', first.text)[1])
    second = amina.get(earlier)
    assert second.text.count('class="sentence"') == len(events(look)) - 100
    assert "Amina Haddad opened the board" in words(second)
    assert "Earlier" not in words(second)
    assert "Back to the latest" in words(second)


def test_before_the_first_event_history_starts(amina):
    assert "History starts now." in words(amina.get(f"{PAGE}?before=1"))
    assert "Amina Haddad opened" in words(amina.get(f"{PAGE}?before=99999999999999999999"))


def test_it_can_be_narrowed_to_one_action(amina, look):
    happen(look, finish)
    told = words(amina.get(f"{PAGE}?action={IDS['ligne']}"))
    assert "Only what happened to A-2 “Ouvrir la ligne d’écoute de 7 h à 21 h”. Show everything" in told
    assert "Bruno Carvalho finished A-2" in told
    assert "A-12" not in told
    assert amina.get(f"{PAGE}?action=13").status_code == 404  # of another board


def test_undo_leads_back_and_offers_to_redo(bruno, look):
    event = happen(look, finish)
    answer = bruno.post(f"/events/{event}/undo", {"next": PAGE})
    assert answer.location == PAGE
    told = words(bruno.follow(answer))
    assert "Undone: Bruno Carvalho finished A-2 “Ouvrir la ligne d’écoute de 7 h à 21 h” Redo" in told
    assert "Today 09:12 Bruno Carvalho undid: Bruno Carvalho finished A-2" in told
    assert status(look) == "to_start"
    last = events(look)[-1]
    assert (last.kind, last.undoes_id, last.actor_id) == ("event.undone", event, bruno.id)


def test_redo_offers_to_undo(bruno, look):
    event = happen(look, finish)
    bruno.post(f"/events/{event}/undo")
    told = words(bruno.follow(bruno.post(f"/events/{events(look)[-1].id}/undo")))
    assert "Done again: Bruno Carvalho finished A-2 “Ouvrir la ligne d’écoute de 7 h à 21 h” Undo" in told
    assert status(look) == "done"


def test_on_a_board_undo_answers_with_the_card(bruno, look):
    event = happen(look, finish)
    answer = bruno.post(f"/events/{event}/undo", htmx=True, headers=BOARD_URL)
    assert (answer.status_code, "HX-Refresh" in answer.headers) == (200, False)
    assert '<hx-partial hx-target="#cards-now" hx-swap="place' in answer.text
    assert "Redo" in answer.text


def test_on_another_page_undo_loads_the_page_anew(bruno, look):
    event = happen(look, finish)
    headers = {"HX-Current-URL": "http://localhost/boards/1/history"}
    answer = bruno.post(f"/events/{event}/undo", htmx=True, headers=headers)
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (200, "true")
    assert "Undone: Bruno Carvalho finished A-2" in words(bruno.get("/boards/1"))


@pytest.mark.parametrize("htmx", [False, True])
def test_an_undo_that_a_later_change_stands_on_is_refused(bruno, look, htmx):
    event = happen(look, finish)
    happen(look, lambda world: actions.edit(world.action("ligne"), by=world.by(), status=Status.stopped))
    answer = bruno.post(f"/events/{event}/undo", htmx=htmx)
    assert answer.status_code == 409
    assert "A later change stands on this one. Undo that one first" in words(answer)
    assert status(look) == "stopped"


def test_what_was_undone_is_not_undone_again_but_a_form_sent_twice_is_answered(bruno, look):
    event = happen(look, finish)
    form = {"once": "the-same-form", "next": PAGE}
    assert [bruno.post(f"/events/{event}/undo", form).location for _ in range(2)] == [PAGE, PAGE]
    count = len(events(look))
    answer = bruno.post(f"/events/{event}/undo")
    assert (answer.status_code, "This change was already undone" in words(answer)) == (409, True)
    assert len(events(look)) == count


def test_who_may_not_undo_changes_nothing(bruno, chloe, dana, look):
    event = happen(look, lambda world: finish(world, "amina"))
    refused = bruno.post(f"/events/{event}/undo")
    assert "Only a facilitator may undo somebody else’s change" in words(refused).replace("'", "’")
    answers = [refused, chloe.post(f"/events/{event}/undo"), dana.post(f"/events/{event}/undo")]
    assert [answer.status_code for answer in answers] == [403, 403, 404]
    assert events(look)[-1].id == event


def test_an_opened_board_is_not_undone_and_an_account_is_no_event_of_a_board(amina, look):
    opened = events(look)[0].id
    answer = amina.post(f"/events/{opened}/undo")
    assert (answer.status_code, "This change cannot be undone" in words(answer)) == (403, True)
    with look() as world:
        people.edit_profile(world.amina, by=world.by(), name="A. Haddad", locale="en")
    assert [amina.post(f"/events/{id_}/undo").status_code for id_ in (1, 9999)] == [404, 404]


def test_a_closed_board_is_told_and_not_changed(amina, look):
    event = happen(look, finish)
    happen(look, lambda world: boards.close(world.board, by=world.by()))
    page = amina.get(PAGE)
    assert "Amina Haddad closed the board" in words(page)
    assert "/undo" not in page.text
    assert amina.post(f"/events/{event}/undo").status_code == 409


def reworded(world):
    actions.edit(world.action("sms"), by=world.by("bruno"), title="Prévenir", note="x" * 500)
    actions.edit(world.action("sms"), by=world.by("bruno"), note="Plus court")


def test_texts_are_shown_before_and_after_shortened(amina, look):
    happen(look, reworded)
    told = words(amina.get(f"/actions/{SMS}"))
    title = "Prévenir par SMS les clients qui ont rendez-vous cette semaine"
    assert f"Title Before: {title} Put this text back – {title} After: Prévenir" in told
    assert f"Note Before: (empty) After: {'x' * 280}…" in told
    assert f"Note Before: {'x' * 280}… Put this text back" in told


def test_an_earlier_text_is_put_back_by_an_ordinary_edit(bruno, look):
    event = happen(look, reworded)
    told = words(bruno.follow(bruno.post(f"/actions/{SMS}/texts", {"event": event, "field": "note"})))
    assert "“Note” of A-1 is as it was. Undo" in told
    with look() as world:
        assert world.action("sms").note == "x" * 500
        assert seen.kinds(world.board)[-1] == "action.edited"
        assert ledger.verify() == []


@pytest.mark.parametrize("data", [{}, {"event": "1", "field": "note"}, {"event": "x"}, {"field": "uid"}])
def test_a_text_that_was_not_there_is_refused(bruno, look, data):
    event = happen(look, reworded)
    answer = bruno.post(f"/actions/{SMS}/texts", {"event": event, "field": "status"} | data)
    assert (answer.status_code, "Choose one of the list." in words(answer)) == (422, True)
    assert events(look)[-1].id == event


def test_only_members_put_texts_back(chloe, dana, look):
    event = happen(look, reworded)
    for browser, code in ((chloe, 403), (dana, 404)):
        assert browser.post(f"/actions/{SMS}/texts", {"event": event, "field": "note"}).status_code == code
    assert "Put this text back" not in words(chloe.get(f"/actions/{SMS}"))
    assert events(look)[-1].id == event


def test_a_page_asks_as_much_for_a_hundred_events_as_for_a_few(amina, look, queries):
    happen(look, reworded)
    happen(look, lambda world: history.undo(seen.events(world.board)[-1], by=world.by(), role=Role.facilitator))
    few = queries(lambda: amina.get(PAGE))
    with look() as world:
        for number in range(50):
            actions.edit(world.action("nuit"), by=world.by(), owner=f"Renfort {number}", category_id=number % 6 + 1)
            finish(world) if number % 2 else placement.move(world.action("ligne"), Horizon.next, by=world.by())
    assert queries(lambda: amina.get(PAGE)) == few <= 12

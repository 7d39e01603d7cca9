"""The way into a room: by the link in the QR code, by the code, on another phone; and who is turned away."""

import re

import pytest

from boardapp.domain.workshop import closing, participants, workshops
from boardapp.web import addresses
from boardapp.web.workshop import links
from tests.plain_browser import Browser


@pytest.fixture
def opened(app, look, amina):
    """The path that the QR code of the Lyon board's open room holds, and its code."""
    answer = amina.post("/boards/1/workshop/opening")
    assert (answer.status_code, answer.location) == (303, "/workshops/1")
    with look() as world, app.test_request_context():
        workshop = workshops.current(world.board)
        return links.join(workshop).removeprefix(addresses.base()), workshop.code


def join(phone, path, name, **more):
    return phone.post(path, {"name": name} | more)


def names(amina):
    return re.findall(r"<li>([^<]+)</li>", amina.get("/workshops/1").text)


def test_two_clicks_start_a_workshop_from_a_board(amina):
    page = amina.get("/boards/1")
    assert "/boards/1/workshop" in page.text
    assert 'formaction="/boards/1/workshop/opening"' in amina.get("/boards/1/workshop").text
    desk = amina.follow(amina.post("/boards/1/workshop/opening"))
    assert 'class="qr"' in desk.text


def test_a_phone_joins_with_a_first_name_and_sits(opened, visitor, amina):
    path, _ = opened
    assert "Soizic" not in visitor.get(path).text
    seat = visitor.follow(visitor.follow(join(visitor, path, "Soizic")))
    assert seat.status_code == 200
    assert 'id="seat"' in seat.text
    assert names(amina) == ["Soizic"]


def test_the_code_leads_to_the_same_door(opened, visitor):
    path, code = opened
    answer = visitor.post("/join", {"code": f" {code[:4].lower()} {code[4:]}"})
    assert (answer.status_code, answer.location) == (303, path)


def test_a_wrong_code_is_said_in_one_sentence_and_kept(opened, visitor):
    answer = visitor.post("/join", {"code": "7K4M 9Q2Z"})
    assert answer.status_code == 422
    assert "Aucun atelier" in answer.text or "No workshop has this code" in answer.text
    assert "7K4M 9Q2Z" in answer.text


def test_guessing_is_stopped_and_the_qr_goes_on(opened, visitor):
    path, code = opened
    for _ in range(participants.WRONG_CODES):
        assert visitor.post("/join", {"code": "WRONG"}).status_code == 422
    assert visitor.post("/join", {"code": code}).status_code == 429
    assert join(visitor, path, "Soizic").status_code == 303


@pytest.mark.parametrize("token", ["1", "1-", "1-AAAAAAAAAAAAAAAAAAAAAA", "999999-x", "x", "1-é", "-", "٣-x"])
def test_a_link_that_was_never_given_out_opens_nothing(opened, visitor, token):
    for path in (f"/join/{token}", f"/walls/{token}", f"/walls/{token}/live"):
        assert visitor.get(path).status_code == 404


def test_a_join_link_opens_no_wall(opened, visitor):
    path, _ = opened
    assert visitor.get(path.replace("/join/", "/walls/")).status_code == 404


def test_a_link_withdrawn_opens_nothing(app, look, opened, visitor):
    path, _ = opened
    with look() as world, workshops.stirring(1) as connection:
        connection.execute(workshops.Workshop.__table__.update().values(generation=1))
        assert world
    assert visitor.get(path).status_code == 404


def test_a_name_that_is_here_is_asked_about_and_confirmed_on_the_desk(app, opened, visitor, amina):
    path, _ = opened
    join(visitor, path, "Soizic")
    other = Browser(app)
    asked = join(other, path, "soizic")
    assert asked.status_code == 422
    assert 'name="claim"' in asked.text
    waiting = other.follow(join(other, path, "soizic", claim="y"))
    assert 'id="waiting"' in waiting.text
    assert other.get(path, htmx=True).status_code == 204
    assert 'id="claim-2"' in amina.get("/workshops/1").text
    assert amina.post("/workshops/1/seats", {"seat": 2, "do": "confirm"}).status_code == 303
    assert other.get(path, htmx=True).headers["HX-Refresh"] == "true"
    assert other.get("/workshops/1/seat").status_code == 200
    assert visitor.get("/workshops/1/seat").status_code == 303  # the first phone is asked to join again


def test_whoever_has_no_seat_is_led_to_the_code_and_keeps_what_was_written(opened, visitor):
    assert visitor.get("/workshops/1/seat").location == "/join"
    answer = visitor.post("/workshops/1/lines", {"lines": "Une ligne à ne pas perdre"})
    assert answer.status_code == 401
    assert "Une ligne à ne pas perdre" in answer.text


def test_a_signed_in_person_is_proposed_their_name(opened, bruno):
    assert 'value="Bruno Carvalho"' in bruno.get(opened[0]).text


def test_a_closed_room_says_so(look, opened, visitor):
    with look() as world:
        closing.close(workshops.current(world.board), by=world.by())
    page = visitor.get(opened[0])
    assert page.status_code == 200
    assert 'name="name"' not in page.text
    assert join(visitor, opened[0], "Soizic").status_code == 403


def test_the_poster_and_the_wall_show_the_way_in(opened, visitor, amina, look, app):
    _, code = opened
    shown = workshops.shown_code(code)
    assert shown in amina.get("/workshops/1/poster").text
    with look() as world, app.test_request_context():
        wall = links.wall(workshops.current(world.board)).removeprefix(addresses.base())
    page = visitor.get(wall)
    assert shown in page.text
    assert "<form" not in page.text.partition("<main")[2]
    assert page.headers["Cache-Control"] == "no-store"

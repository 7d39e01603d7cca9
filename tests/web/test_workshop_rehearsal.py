"""A rehearsal of the hour: the wall and a phone of each phase, with people who do not exist, and nothing stored."""

import re
from html.parser import HTMLParser

import pytest

from boardapp.database import db
from boardapp.domain.boards import Board
from boardapp.domain.workshop import participants
from boardapp.domain.workshop.workshops import Phase, Workshop
from boardapp.web.workshop import pretending, rehearsing
from tests import world
from tests.web.rooms import Room, words
from tests.web.test_doors import content

REHEARSAL = "/boards/1/workshop/rehearsal"
PREPARE = "/boards/1/workshop"
VOID = {"input", "link", "meta", "br", "hr", "path", "use"}


class Page(HTMLParser):
    """What stands in the two faces, what stands around them, and all ids."""

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.around, self.faces = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.ids += [values["id"]] if "id" in values else []
        if "inert" in values:
            self.faces.append([])
        inside = "inert" in values or "inert" in [name for _, names in self.open for name in names]
        (self.faces[-1] if inside else self.around).append((tag, values))
        if tag not in VOID:
            self.open.append((tag, list(values)))

    def handle_endtag(self, tag):
        while tag not in VOID and self.open.pop()[0] != tag:
            pass

    def tags(self, where):
        return [tag for tag, _ in where]


def prepared(amina, **values):
    asked = {"method": "points", "points": 5, "most": 3} | values
    assert amina.post(PREPARE, {name: str(value) for name, value in asked.items()}).status_code == 303


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("phase", Phase)
def test_every_phase_shows_the_wall_and_a_phone(request, amina, phase, language):
    if language == "en":
        request.getfixturevalue("english")
    answer = amina.get(f"{REHEARSAL}/{phase}")
    assert answer.status_code == 200
    page = Page(answer.text)
    assert ("html", language) in [(tag, values.get("lang")) for tag, values in page.around]
    wall, phone = page.faces
    assert "stage" in [values.get("id") for _, values in wall]
    assert "seat" in [values.get("id") for _, values in phone]
    assert f'data-scene="{phase}"' in answer.text


@pytest.mark.parametrize("phase", Phase)
def test_nothing_in_a_face_can_be_used_or_takes_part_in_the_page(amina, phase):
    page = Page(amina.get(f"{REHEARSAL}/{phase}").text)
    assert [each for each in page.ids if page.ids.count(each) > 1] == []
    assert (page.tags(page.around).count("h1"), page.tags(page.around).count("main")) == (1, 1)
    for face in page.faces:
        assert "main" not in page.tags(face)
        assert {values["action"].split("/")[2] for _, values in face if "action" in values} <= {"0"}
    named = [values["aria-labelledby"] for tag, values in page.around if tag == "section"]
    assert named == ["wall-title", "phone-title"]
    assert set(named) <= set(page.ids)


@pytest.mark.usefixtures("english")
def test_the_page_says_that_nothing_is_stored_and_leads_through_the_phases(amina):
    page = amina.get(f"{REHEARSAL}/place")
    assert "Nothing here is stored. 8 pretend participants." in words(page)
    assert [f"{REHEARSAL}/{phase}" for phase in Phase] == re.findall(rf'<li><a href="({REHEARSAL}/\w+)"', page.text)
    assert f'rel="prev" href="{REHEARSAL}/prioritise"' in page.text
    assert f'rel="next" href="{REHEARSAL}/commit"' in page.text
    assert 'rel="prev"' not in amina.get(f"{REHEARSAL}/welcome").text
    assert 'rel="next"' not in amina.get(f"{REHEARSAL}/close").text


def test_a_rehearsal_stores_nothing_and_seats_nobody(app, amina, look):
    before = content(look)
    for phase in Phase:
        answer = amina.get(f"{REHEARSAL}/{phase}")
        assert answer.headers.getlist("Set-Cookie") == []
    assert content(look) == before
    with amina.client.session_transaction() as session:
        assert "seat" not in session
    with app.app_context(), app.test_request_context():
        here = rehearsing.room(db.session.get_one(Board, 1), Phase.commit, world.NOW)
        assert here.workshop not in db.session
        assert list(db.session.new) == []


def test_only_a_facilitator_rehearses(bruno, chloe, dana, visitor):
    assert [each.get(f"{REHEARSAL}/place").status_code for each in (bruno, chloe, dana)] == [404, 404, 404]
    assert visitor.get(f"{REHEARSAL}/place").status_code == 303


def test_what_is_no_phase_is_not_found(amina):
    assert amina.get(f"{REHEARSAL}/lunch").status_code == 404


@pytest.mark.usefixtures("english")
def test_the_board_is_rehearsed_with_its_own_words_and_minutes(amina):
    prepared(amina, question_place="And what do we start on Monday?", minutes_place=11, points=20, most=20)
    page = words(amina.get(f"{REHEARSAL}/place"))
    assert "And what do we start on Monday?" in page
    assert page.count("11:00") == 2
    assert "8 voters, 160 points" in page
    assert "Aucun client sans réponse pendant la grève" in words(amina.get(f"{REHEARSAL}/welcome"))


@pytest.mark.usefixtures("english")
def test_the_hour_fits_together(amina):
    """The pair that is asked about is one action later; what the cuts place is what gets an owner."""
    texts = {phase: words(amina.get(f"{REHEARSAL}/{phase}")) for phase in Phase}
    one, other = (str(pretending.IDEAS[n].text) for n in pretending.ASKED)
    assert (one in texts[Phase.group], other in texts[Phase.group]) == (True, True)
    assert (one in texts[Phase.place], other in texts[Phase.place]) == (True, False)
    assert "8 voters, 40 points" in texts[Phase.place]
    assert "2 people put 6 points on it. The other 6, none." in texts[Phase.place]
    now = int(re.search(r"(\d+) to do now", texts[Phase.place])[1])
    assert f"Rank {now // 2 + 1} of {now}." in texts[Phase.commit]
    assert f"{now} actions, {now} owners, first due" in texts[Phase.close]
    assert "Your 1 action" in texts[Phase.close]


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("plan", [("scores", 5, 3), ("points", 1, 1), ("points", 20, 1)], ids=str)
def test_every_way_of_voting_can_be_rehearsed(amina, phase, plan):
    prepared(amina, **dict(zip(("method", "points", "most"), plan, strict=True)))
    assert amina.get(f"{REHEARSAL}/{phase}").status_code == 200


def test_a_board_without_categories_can_be_rehearsed(app, amina):
    with app.app_context(), app.test_request_context():
        for phase in Phase:
            here = rehearsing.room(db.session.get_one(Board, 1), phase, world.NOW)
            bare = rehearsing.Room(here.workshop, here.people, [], here.today)
            assert rehearsing.faces(bare)["wall"]


@pytest.mark.parametrize("phase", Phase)
def test_what_is_pretended_has_what_a_room_has(app, amina, phase):
    """Else a template of a phase could ask for what its rehearsal does not give."""
    room = Room(app, amina)
    room.phone("Soizic")
    if phase.number:
        room.go(phase.value)
    with app.app_context(), app.test_request_context():
        workshop = db.session.get_one(Workshop, 1)
        scene = app.extensions["scenes"][phase]
        stage, phone = rehearsing.SCENES[phase](rehearsing.room(workshop.board, phase, workshop.opened_at))
        assert sorted(stage) == sorted(scene.stage(workshop))
        assert sorted(phone) == sorted(scene.phone(participants.present(workshop)[0]))

"""The secret vote on phones, what the room sees of it before and after the reveal, and slips of paper."""

import re

import pytest

from boardapp.database import db
from boardapp.domain.workshop import voting, workshops
from boardapp.domain.workshop.workshops import Workshop
from tests.web.rooms import DESK, SEAT, Room, wall, words
from tests.world import IDS

pytestmark = pytest.mark.usefixtures("english")
VOTE, SMS, NUIT = f"{DESK}/vote", IDS["sms"], IDS["nuit"]


@pytest.fixture
def room(app, amina):
    room = Room(app, amina)
    room.go("prioritise")
    return room


def given(browser, action_id):
    """How many points the phone shows on an action."""
    return int(re.search(rf'id="vote-{action_id}".*?<b class="n">(\d+)<', browser.get(SEAT).text, re.DOTALL)[1])


def scores(look):
    with look() as world:
        workshops.prepare(world.board, by=world.by(), method=workshops.Method.scores)


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_a_point_is_placed_and_said(ines, htmx):
    answer = ines.post(VOTE, {"points": f"{SMS}:2"}, htmx=htmx)
    if htmx:
        assert "2 on this action, 3 points left." in answer.text
        assert f'hx-target="#vote-{SMS}"' in answer.text
        assert 'hx-target="#pips"' in answer.text
    else:
        assert answer.location == SEAT
    assert "3 points left" in words(ines.get(SEAT))
    assert given(ines, SMS) == 2


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (f"{SMS}:4", "3 points at most on one action"),
        (f"{NUIT}:3", "Your 5 points are placed. Take one back to change"),
        ("13:1", "This action was merged, finished or archived meanwhile."),
        ("999999:1", "This action was merged, finished or archived meanwhile."),
        (f"{SMS}:x", "This form came without its field."),
        (f"{SMS}", "Choose one of the list."),
        ("", "Choose one of the list."),
    ],
)
def test_a_vote_that_cannot_be_counted_is_refused_with_a_sentence_and_changes_nothing(ines, sent, said, htmx):
    ines.post(VOTE, {"points": f"{SMS}:3"})

    answer = ines.post(VOTE, {"points": sent}, htmx=htmx)

    assert (answer.status_code, said in words(answer)) == (422, True)
    assert (given(ines, SMS), given(ines, NUIT)) == (3, 0)


def test_before_the_reveal_nobody_sees_more_than_how_many_have_voted(room, ines, samir, amina):
    before = words(samir.get(SEAT))
    ines.post(VOTE, {"points": f"{SMS}:3"})

    assert words(samir.get(SEAT)) == before
    for answer in (amina.get(DESK), wall(room)):
        assert "1 of 2 have voted" in words(answer)
        assert "points-bar" not in answer.text
        assert list(re.findall(r"Prévenir par SMS|Loger l’équipe", answer.text)) == [
            "Prévenir par SMS",
            "Loger l’équipe",
        ]


def test_who_said_to_have_voted_is_counted_too(room, samir, amina):
    samir.post(f"{DESK}/done", {"phase": "prioritise"})
    assert "1 of 1 have voted" in words(amina.get(DESK))


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_the_reveal_shows_bars_in_rank_order_everywhere(room, ines, samir, amina, htmx):
    ines.post(VOTE, {"points": f"{NUIT}:3"})
    samir.post(VOTE, {"points": f"{SMS}:2"})

    answer = amina.post(f"{DESK}/count", {"seen": 1}, htmx=htmx)

    assert answer.status_code == (200 if htmx else 303)
    for page in (amina.get(DESK), wall(room)):
        assert re.findall(r'<li id="ranked-(\d+)"', page.text)[:2] == [str(NUIT), str(SMS)]
        assert "2 voters, 5 points" in words(page)
        assert "M0 .5H3" in page.text
    assert "The votes are revealed." in words(samir.get(SEAT))
    late = samir.post(VOTE, {"points": f"{NUIT}:1"})
    assert (late.status_code, "The votes were counted already." in words(late)) == (422, True)


def test_what_few_people_want_much_is_named_with_the_rule(room, amina):
    phones = [room.phone(f"P{n}") for n in range(8)]
    for phone in phones[:2]:
        phone.post(VOTE, {"points": f"{NUIT}:3"})
    for n, phone in enumerate(phones):
        phone.post(VOTE, {"points": f"{list(IDS.values())[3 + n % 2]}:1"})

    amina.post(f"{DESK}/count", {"seen": 1})

    said = words(wall(room))
    assert "No. 1: 2 people put 6 points on it. The other 6, none." in said
    assert "Among the first third, by a quarter of the voters or fewer." in said


def test_a_new_vote_empties_the_phones_and_two_clicks_make_one(ines, amina):
    ines.post(VOTE, {"points": f"{NUIT}:3"})
    amina.post(f"{DESK}/count", {"seen": 1})

    for _ in range(2):
        assert amina.post(f"{DESK}/round", {"seen": 1}).status_code == 303

    assert given(ines, NUIT) == 0
    assert "0 of 1 have voted" in words(amina.get(DESK))


def test_scores_are_given_and_taken_back_and_shown_as_a_table_of_links(room, look, ines, samir, amina):
    scores(look)
    for phone, level in ((ines, 4), (samir, 3)):
        phone.post(VOTE, {"challenge": f"{SMS}:{level}"})
        phone.post(VOTE, {"effort": f"{SMS}:1"})
    ines.post(VOTE, {"effort": f"{NUIT}:2"})
    assert f'name="effort" value="{NUIT}:0" aria-pressed="true"' in ines.get(SEAT).text
    ines.post(VOTE, {"effort": f"{NUIT}:0"})
    assert ines.post(VOTE, {"effort": f"{NUIT}:5"}).status_code == 422
    assert "points-bar" not in amina.get(DESK).text

    amina.post(f"{DESK}/count", {"seen": 1})

    page = amina.get(DESK)
    row = page.text[page.text.index("Challenge 4<") :]
    assert f'href="/actions/{SMS}"' in row[: row.index("</tr>")]
    assert "Challenge 3.5" in words(page)
    assert "(3–4)" not in words(page)  # two people: the spread would say what each of them thinks
    assert "/actions/" not in wall(room).text


def test_slips_of_paper_are_entered_without_a_name_and_taken_out(amina, room):
    papers = f"{DESK}/papers"
    assert amina.post(papers, {"seen": 0, f"points-{SMS}": "3", f"points-{NUIT}": "2"}).location == papers
    assert "Paper 1 is counted." in words(amina.get(papers))
    assert "1 of 1 have voted" in words(wall(room))

    again = amina.post(papers, {"seen": 0, f"points-{SMS}": "3"})
    assert (again.status_code, "entered meanwhile" in words(again)) == (422, True)
    assert f'name="points-{SMS}" value="3"' in again.text
    assert amina.post(papers, {"drop": slip_id(amina)}).status_code == 303
    assert "0 of 0 have voted" in words(wall(room))


def slip_id(amina):
    return re.search(r'name="drop" value="(\d+)"', amina.get(f"{DESK}/papers").text)[1]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({f"points-{SMS}": "3", f"points-{NUIT}": "3"}, "Your 5 points are placed."),
        ({f"points-{SMS}": "4"}, "3 points at most on one action"),
        ({f"points-{SMS}": "deux"}, "Enter a whole number"),
        ({f"points-{SMS}": "²"}, "Enter a whole number"),
        ({f"points-{SMS}": "0"}, "Nothing is written on this slip"),
        ({}, "Nothing is written on this slip"),
    ],
)
def test_a_slip_that_cannot_be_counted_comes_back_as_it_was_typed(amina, room, look, fields, said):
    answer = amina.post(f"{DESK}/papers", {"seen": 0} | fields)

    assert (answer.status_code, said in words(answer)) == (422, True)
    assert all(f'name="{name}" value="{value}"' in answer.text for name, value in fields.items())
    with look():
        assert voting.turnout(db.session.get(Workshop, 1)) == (0, 0)


def test_the_file_of_the_board_has_the_points(ines, amina):
    ines.post(VOTE, {"points": f"{NUIT}:3"})
    amina.post(f"{DESK}/count", {"seen": 1})

    header, *rows = (line.split(",") for line in amina.get("/boards/1/export.csv").get_data(as_text=True).splitlines())

    at = header.index('"votes"')
    assert [row[at] for row in rows if "Loger" in row[3]] == ['"3"']

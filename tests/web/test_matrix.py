"""Who may do what, on every route there is: `access.csv` says it, and a route without a line there fails.

People on Amina's board: a visitor, Dana the stranger, Chloé who reads, Bruno who is a member, Amina who leads, somebody
who was removed, somebody who signed out and whose old cookie is sent again, and a participant in the room of the board.
"""

import pytest

from tests.web.planted import OUTSIDE, PEOPLE, canaries, canary, lines, path_of, read, routes, told

LINES = lines()
REFUSED = {"sign in", "401", "403", "404", "405"}
NOT_HERE = [line for line in LINES if "_id>" in line.rule and "404" in line.expected.values()]


def test_every_route_has_a_line_and_every_line_a_route(app):
    written = sorted((line.rule, line.method) for line in LINES)
    assert written == sorted((rule, method) for rule, _ in routes(app) for method in ("GET", "POST"))


def test_the_table_says_405_where_there_is_no_such_method(app):
    methods = dict(routes(app))
    for line in LINES:
        missing = line.method not in methods[line.rule]
        assert {line.expected[name] == "405" for name in PEOPLE} == {missing}, line


@pytest.mark.parametrize("line", LINES, ids=str)
def test_everybody_gets_what_the_table_says(garden, line):
    found = {}
    for name in PEOPLE:
        answer = garden.send(name, line)
        found[name] = "sign in" if _leads_to_sign_in(answer) else str(answer.status_code)
        if line.method == "GET" or line.expected[name] in REFUSED:
            assert garden.unchanged(), f"{line} by {name} changed something"
            if name in OUTSIDE and line.expected[name] in REFUSED:
                assert not [word for word in canaries("lyon") if word in read(answer)], f"{line} told {name}"
        else:
            garden.renew()
        if line.method == "GET":  # a room of each board is still silent
            assert canary("lyon", "line") not in read(answer), f"{line} told {name} what is secret"
        if name != "dana":
            assert not [word for word in canaries("dana") if word in read(answer)], f"{line} told {name}"
    assert found == {name: line.expected[name] for name in PEOPLE}


@pytest.mark.parametrize("line", NOT_HERE, ids=str)
@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_what_is_not_yours_is_answered_like_what_is_not_there(garden, line, htmx):
    nothing = dict.fromkeys(garden.ids, 999_999)
    for name in PEOPLE:
        if line.expected[name] == "404":
            foreign, absent = (garden.send(name, line, ids=ids, htmx=htmx) for ids in (garden.ids, nothing))
            assert foreign.status_code == absent.status_code == 404
            assert told(foreign) == told(absent)
            ours, theirs = (sorted(answer.headers.keys()) for answer in (foreign, absent))
            assert ours == theirs


def test_the_words_are_where_members_read_them(garden):
    """Else the table would prove nothing."""
    pages = ("/boards/{board_id}", "/actions/{action_id}", "/boards/{board_id}/history", "/imports/{import_draft_id}")
    pages += ("/boards/{board_id}/export.csv", "/boards/{board_id}/actions?archived=", "/boards/{board_id}/settings")
    dana = garden.browser("dana")
    read = "".join(dana.get(page.format_map(garden.theirs)).text for page in pages)
    assert [word for word in canaries("dana") if word not in read] == []


def test_no_line_is_about_a_row_that_is_not_there(garden):
    assert all(garden.ids.values())
    assert all(path_of(line.rule, garden.ids) for line in LINES)


def _leads_to_sign_in(answer):
    return answer.status_code == 303 and answer.location.startswith("/session?next=")

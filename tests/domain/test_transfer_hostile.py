"""A file of a whole board written by an enemy: it is refused as a whole, with the place where it lies."""

import json
import re

import pytest

from boardapp.domain.errors import Invalid
from boardapp.exchange.boardfile import reading
from tests import seen
from tests.transferred import lively_file, taken


@pytest.fixture(scope="module")
def text(sqlite):
    return lively_file(sqlite)


@pytest.fixture
def told(text):
    return json.loads(text)


def first(told, kind):
    return next(event for event in told["events"] if event["kind"] == kind)


def fact(told, kind, table, where="to"):
    """The facts of the first row of this table in the first event of this kind."""
    body = first(told, kind)["body"]
    return next(facts for key, facts in body[where].items() if key.startswith(f"{table}:"))


def named(told):
    return f"action:{told['actions'][0]['uid']}"


def along(told, kind, **facts):
    """These facts slipped into an event of this kind, about a row that was never told of."""
    body = first(told, kind)["body"]
    for key, to in facts.items():
        name = key.replace("_1", ":1")
        body["was"][name], body["to"][name] = None, to


def row(told, section, **values):
    told[section][0].update(values)


def both(told, kind, table, name, value):
    """A fact, in the event that made it and in the table: the file agrees with itself."""
    fact(told, kind, table)[name] = value
    made = fact(told, kind, table)
    section = next(each for each, kind_ in reading.SECTIONS.items() if kind_ == table)
    for each in told[section]:
        if each["uid"] == made["uid"]:
            each[name] = value


UNDONE, PREPARED = "event.undone", "workshop.prepared"
OPENED, ADDED, EDITED = "board.opened", "action.added", "action.edited"
SAID = "comment.added"
USER = {"admin": True}
FOREIGN = "0" * 32
HOSTILE = {
    ("an admin is made", "user:1"): lambda it: along(it, OPENED, user_1=USER),
    ("an account becomes an admin", "user:1"): lambda it: first(it, EDITED)["body"].update(
        was={"user:1": {"admin": False}}, to={"user:1": USER}
    ),
    ("a hidden name is changed", "body"): lambda it: first(it, EDITED)["body"].update(
        hidden={"user:1": ["password_hash"]}
    ),
    ("the instance is spoken of", "instance:1"): lambda it: along(it, OPENED, instance_1={"epoch": "x"}),
    ("a session is made", "user_session:1"): lambda it: along(it, OPENED, user_session_1={"user_id": 1}),
    ("a password is told", "people[0]"): lambda it: row(it, "people", password_hash="x"),
    ("an address is told", "people[0]"): lambda it: row(it, "people", email="amina@example.fr"),
    ("a person says to be an admin", "people[0]"): lambda it: row(it, "people", admin=True),
    ("a person is numbered as somebody else", "number"): lambda it: row(it, "people", number=2),
    ("a person without a name", "name"): lambda it: row(it, "people", name=" "),
    ("somebody who is not in the file acts", "actor"): lambda it: first(it, EDITED)["actor"].update(person=99),
    ("nobody at all acts", "person"): lambda it: first(it, EDITED)["actor"].update(person=0),
    ("a participant acts as an account", "actor"): lambda it: first(it, EDITED)["actor"].update(kind="participant"),
    ("an actor of no kind", "kind"): lambda it: first(it, EDITED)["actor"].update(kind="root"),
    ("a role of no kind", "role"): lambda it: fact(it, OPENED, "membership").update(role="admin"),
    ("a role is changed in passing", "membership:1"): lambda it: along(
        it, EDITED, membership_1={"user_id": 1, "role": "facilitator"}
    ),
    ("a member is somebody else from now on", "user_id"): lambda it: first(it, "action.edited")["body"].update(
        was={"membership:1": {"user_id": 1}}, to={"membership:1": {"user_id": 2}}
    ),
    ("an action of another board", "board_id"): lambda it: fact(it, ADDED, "action").update(board_id=2),
    ("an action goes to another board", "board_id"): lambda it: first(it, EDITED)["body"].update(
        was={named(it): {"board_id": 1}},
        to={named(it): {"board_id": 2}},
    ),
    ("a reader leads under the name of an edit", "kind"): lambda it: first(it, EDITED)["body"].update(
        was={"membership:3": {"role": "reader"}}, to={"membership:3": {"role": "facilitator"}}
    ),
    ("an id for a uid", "action:"): lambda it: both(it, ADDED, "action", "uid", "1"),
    ("a category of another board", "category_id"): lambda it: both(it, ADDED, "action", "category_id", FOREIGN),
    ("a category by its id", "category_id"): lambda it: both(it, ADDED, "action", "category_id", 1),
    ("an owner of another board", "owner_id"): lambda it: both(it, ADDED, "action", "owner_id", FOREIGN),
    ("merged into another board", "into"): lambda it: first(it, "actions.merged")["body"].update(into=FOREIGN),
    ("a comment on another board", "action_id"): lambda it: both(it, SAID, "comment", "action_id", FOREIGN),
    ("a comment by nobody of the file", "user_id"): lambda it: both(it, SAID, "comment", "user_id", 77),
    ("a fact that no column has", "secret"): lambda it: fact(it, ADDED, "action").update(secret="x"),
    ("a fact that replay would give", "version"): lambda it: fact(it, ADDED, "action").update(version=99),
    ("a detail of no kind", "body"): lambda it: first(it, ADDED)["body"].update(code="7K4M9Q2X"),
    ("a kind of no kind", "kind"): lambda it: first(it, EDITED).update(kind="board.wiped"),
    ("an account is registered", "kind"): lambda it: first(it, EDITED).update(kind="user.registered"),
    ("a change under another name", "kind"): lambda it: first(it, "category.added").update(kind="action.added"),
    ("an edit that is no edit", "kind"): lambda it: first(it, EDITED).update(kind="workshop.closed"),
    ("an undo of nothing", "kind"): lambda it: first(it, UNDONE).update(undoes=None),
    ("an undo of what comes later", "undoes"): lambda it: first(it, UNDONE).update(undoes=it["events"][-1]["uid"]),
    ("an undo of what is final", "undoes"): lambda it: first(it, UNDONE).update(undoes=it["events"][0]["uid"]),
    ("an undo of itself", "undoes"): lambda it: first(it, UNDONE).update(undoes=first(it, UNDONE)["uid"]),
    ("an edit that undoes", "kind"): lambda it: first(it, SAID).update(undoes=first(it, EDITED)["uid"]),
    ("an undo that says it does again", "kind"): lambda it: first(it, UNDONE)["body"].update(again=True),
    ("what was is made up", "title"): lambda it: fact(it, EDITED, "action", "was").update(title="Jamais"),
    ("what was is left out", "action:"): lambda it: fact(it, EDITED, "action", "was").clear(),
    ("what is comes to nothing", "action:"): lambda it: fact(it, EDITED, "action").clear(),
    ("a row made twice", "owner:"): lambda it: it["events"][5].update(body=it["events"][6]["body"]),
    ("an event twice", "version"): lambda it: it["events"][5].update(uid=it["events"][6]["uid"]),
    ("an event left out", "version"): lambda it: it["events"].pop(5),
    ("the last event left out", "action:"): lambda it: it["events"].pop(),
    ("events in another order", "version"): lambda it: it["events"].reverse(),
    ("a version of its own", "version"): lambda it: it["events"][5].update(version=10**9),
    ("a board that was never opened", "board:"): lambda it: it["events"].clear(),
    ("a board opened twice", "kind"): lambda it: it["events"][-1].update(kind=OPENED),
    ("the tables say something else", "action:"): lambda it: row(it, "actions", title="Autre chose"),
    ("a table says less", "comment:"): lambda it: it["comments"].clear(),
    ("a table says more", "comment:"): lambda it: it["comments"].append(it["comments"][0] | {"uid": FOREIGN}),
    ("a table says it twice", "owners"): lambda it: it["owners"].append(it["owners"][0]),
    ("a table is no table", "owners"): lambda it: it.update(owners={}),
    ("a table of texts", "owners"): lambda it: it.update(owners=["x"]),
    ("no table at all", "workshops"): lambda it: it.pop("workshops"),
    ("a title of a million letters", "title"): lambda it: both(it, ADDED, "action", "title", "x" * 10**6),
    ("a title of one letter too many", "title"): lambda it: both(it, ADDED, "action", "title", "x" * 141),
    ("an empty title", "title"): lambda it: both(it, ADDED, "action", "title", "\u200b"),
    ("a NUL", "note"): lambda it: both(it, ADDED, "action", "note", "a\x00b"),
    ("half a letter", "note"): lambda it: both(it, ADDED, "action", "note", "\ud800"),
    ("a note that is a list", "note"): lambda it: both(it, ADDED, "action", "note", ["x"]),
    ("a number that is a word", "challenge_level"): lambda it: both(it, ADDED, "action", "challenge_level", "4"),
    ("a number that is true", "challenge_level"): lambda it: both(it, ADDED, "action", "challenge_level", True),
    ("a level that is none", "challenge_level"): lambda it: both(it, ADDED, "action", "challenge_level", 5),
    ("a flag that is a number", "already_running"): lambda it: both(it, ADDED, "action", "already_running", 1),
    ("a cap of 10^9", "cap"): lambda it: (fact(it, OPENED, "board").update(cap=10**9), it["board"].update(cap=10**9)),
    ("a day of another calendar", "due_on"): lambda it: both(it, ADDED, "action", "due_on", "2026-02-30"),
    ("a day far away", "due_on"): lambda it: both(it, ADDED, "action", "due_on", "9999-12-31"),
    ("a moment without a zone", "at"): lambda it: it["events"][3].update(at="2026-11-18T08:00:00"),
    ("a moment far away", "at"): lambda it: it["events"][3].update(at="9999-12-31T23:59:59+00:00"),
    ("a moment that is a number", "at"): lambda it: it["events"][3].update(at=0),
    ("a zone of no map", "timezone"): lambda it: (
        fact(it, OPENED, "board").update(timezone="../../etc/passwd"), it["board"].update(timezone="../../etc/passwd")
    ),
    ("a rank that no lane has", "rank"): lambda it: (
        fact(it, ADDED, "action").update(rank="~1"), it["actions"][0].update(rank_key="~1")
    ),
    ("no rank", "rank"): lambda it: fact(it, ADDED, "action").pop("rank"),
    ("a ref of 0", "ref"): lambda it: both(it, ADDED, "action", "ref", 0),
    ("a ref that no column holds", "ref"): lambda it: both(it, ADDED, "action", "ref", 2**31),
    ("a ref twice", "ref"): lambda it: both(it, ADDED, "action", "ref", 2),
    ("a shape that is drawn nowhere", "shape"): lambda it: fact(it, "category.added", "category").update(shape="skull"),
    ("a category without a name", "name"): lambda it: both(it, "category.added", "category", "name", ""),
    ("a plan with more", "plan"): lambda it: both(it, PREPARED, "workshop", "plan", {"welcome": {"code": "x"}}),
    ("a plan for ever", "minutes"): lambda it: both(it, PREPARED, "workshop", "plan", {"welcome": {"minutes": 10**9}}),
    ("points without end", "points"): lambda it: both(it, PREPARED, "workshop", "points", 10**9),
    ("a nest", "note"): lambda it: both(it, ADDED, "action", "note", json.loads("[" * 300 + "]" * 300)),
}  # fmt: skip


def refused(told):
    return refusal(told).code


def refusal(told):
    content = told if isinstance(told, bytes) else json.dumps(told).encode("utf-8", "surrogatepass")
    with pytest.raises(Invalid) as error:
        reading.read(content)
    assert error.value.field == "file"
    assert error.value.params.get("where", "").isprintable()
    return error.value


def test_the_file_is_taken_as_it_is(told, lyon):
    assert seen.kinds(taken(told, lyon))[-1] == "board.imported"


@pytest.mark.parametrize(("what", "where"), HOSTILE)
def test_a_file_is_refused_in_which(told, what, where):
    before = json.dumps(told)
    HOSTILE[what, where](told)
    assert json.dumps(told) != before
    error = refusal(told)
    assert error.code == "board_file_unfit"
    assert re.sub("[0-9a-f]{32}|[0-9]+", "", error.params["where"]).endswith(re.sub("[0-9]+", "", where))


def test_a_cycle_of_merged_actions_is_refused(told):
    """Each merged into the other, by events that agree with each other and with the table."""
    event = first(told, "actions.merged")
    gone = next(key for key, to in event["body"]["to"].items() if "merged_into_id" in to)
    into = f"action:{event['body']['into']}"
    also = {"merged_into_id": gone[7:], "archived_at": event["at"], "rank": None}
    shown = next(each for each in told["actions"] if each["uid"] == event["body"]["into"])
    event["body"]["to"].setdefault(into, {}).update(also)
    event["body"]["was"].setdefault(into, {}).update(
        {"merged_into_id": None, "archived_at": None, "rank": shown["rank_key"]}
    )
    shown.update({"merged_into_id": gone[7:], "archived_at": event["at"], "rank_key": None})
    assert refused(told) == "board_file_unfit"


DEEP = b'{"format":"troistemps","version":2,"events":' + b"[" * 200_000
UNREADABLE = {
    "nothing": b"", "no text": b"\x89PNG\r\n\x1a\n\x00", "no JSON": b"title;owner\nx;y", "half": b'{"format": "troiste',
    "a list": b"[]", "another format": b'{"format": "trello", "events": []}', "a nest": DEEP,
    "a nest that ends": DEEP + b"]" * 200_000 + b"}", "a number of a megabyte": b'{"format": ' + b"9" * 10**6 + b"}",
    "not a number": b'{"format": "troistemps", "version": NaN}', "a half": b'{"format": "troistemps", "version": 2.0}',
    "a name twice": b'{"format": "x", "format": "troistemps", "version": 2, "events": []}', "null": b"null",
}  # fmt: skip


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_is_no_board_file_is_refused(what):
    assert refused(UNREADABLE[what]) == "board_file_unreadable"


def test_another_version_is_refused_and_a_table_of_actions_is_shown_its_own_way_in(told):
    assert refused(told | {"version": 3}) == "board_file_version"
    del told["events"]
    assert refused(told | {"version": 1}) == "board_file_table"


@pytest.mark.parametrize(("section", "most"), [("events", "EVENTS_MOST"), ("people", "PEOPLE_MOST")])
def test_there_is_an_end_to_how_much_is_read(told, monkeypatch, section, most):
    monkeypatch.setattr(reading, most, len(told[section]) - 1)
    assert refused(told) == "board_file_unfit"


def test_more_actions_than_a_board_takes_are_refused(told, monkeypatch):
    monkeypatch.setattr(reading, "MOST", 3)
    assert refused(told) == "board_full"


def test_a_file_that_is_too_large_is_not_even_read(monkeypatch):
    monkeypatch.setattr(reading, "MAX_BYTES", 1024**2)
    assert refused(b" " * (1024**2 + 1)) == "board_file_large"

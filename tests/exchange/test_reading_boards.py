"""JSON: boards of Trello and WeKan, our own files, and whatever else ends in .json."""

import json
from datetime import date
from typing import Any

import pytest

from boardapp.exchange.mapping import drafts, guess
from boardapp.exchange.reading import read_table
from boardapp.exchange.tables import Table, Unreadable
from boardapp.exchange.writing import json_document

LISTS = [
    {"id": "l2", "name": "Plus tard", "closed": False, "pos": 2},
    {"id": "l1", "name": "Maintenant", "closed": False, "pos": 1},
    {"id": "l3", "name": "Vieux", "closed": True, "pos": 3},
]
CARD = {
    "id": "c9",
    "name": "Appeler les clients",
    "desc": "Tous.",
    "idList": "l1",
    "pos": 5,
    "closed": False,
    "idMembers": ["m1", "m2"],
    "due": "2026-11-28T14:30:00.000Z",
    "dueComplete": True,
    "labels": [{"name": "Service", "color": "green"}, {"name": "", "color": "red"}],
    "idChecklists": ["k1"],
    "shortUrl": "https://trello.com/c/x",
    "customFieldItems": [
        {"idCustomField": "f1", "value": {"text": "Bonjour"}},
        {"idCustomField": "f2", "idValue": "o1", "value": None},
        {"idCustomField": "f3", "value": {"date": "2026-11-01T10:00:00.000Z"}},
    ],
}
TRELLO = {
    "name": "Crise",
    "lists": LISTS,
    "cards": [
        {"id": "c1", "name": "Ouvrir", "idList": "l2", "pos": 1},
        CARD,
        {"id": "c2", "name": "Rangée", "idList": "l1", "closed": True},
        {"id": "c3", "name": "Liste rangée", "idList": "l3"},
        {"id": "c4", "name": "Modèle", "idList": "l1", "isTemplate": True},
    ],
    "members": [{"id": "m1", "fullName": "Zoé"}, {"id": "m2", "username": "lea"}],
    "checklists": [
        {
            "id": "k1",
            "name": "Étapes",
            "checkItems": [
                {"name": "Appeler", "state": "complete", "pos": 2},
                {"name": "Préparer", "state": "incomplete", "pos": 1},
            ],
        }
    ],
    "customFields": [
        {"id": "f1", "name": "Salut", "type": "text"},
        {"id": "f2", "name": "Choix", "type": "list", "options": [{"id": "o1", "value": {"text": "Haut"}}]},
        {"id": "f3", "name": "Vu", "type": "date"},
    ],
    "actions": [{"type": "commentCard"}, {"type": "createCard"}],
}
WEKAN = {
    "_id": "b",
    "lists": [
        {"_id": "l1", "title": "Maintenant", "archived": False, "sort": 1},
        {"_id": "l2", "title": "Vieux", "archived": True, "sort": 2},
    ],
    "cards": [
        {
            "_id": "c1",
            "title": "Appeler",
            "description": "Tous.",
            "listId": "l1",
            "archived": False,
            "sort": 1,
            "members": ["u1"],
            "labelIds": ["t1"],
            "dueAt": "2026-11-28T00:00:00Z",
            "customFields": [{"_id": "f1", "value": "Bonjour"}, {"_id": "f2", "value": None}],
        },
        {"_id": "c2", "title": "Rangée", "listId": "l1", "archived": True},
        {"_id": "c3", "title": "Liste rangée", "listId": "l2", "archived": False},
    ],
    "users": [{"_id": "u1", "username": "zoe", "profile": {"fullname": "Zoé"}}],
    "labels": [{"_id": "t1", "name": "Service", "color": "green"}],
    "checklists": [{"_id": "k1", "cardId": "c1", "title": "Étapes"}],
    "checklistItems": [{"checklistId": "k1", "cardId": "c1", "title": "Préparer", "isFinished": True, "sort": 1}],
    "customFields": [{"_id": "f1", "name": "Salut"}, {"_id": "f2", "name": "Vide"}],
    "comments": [{"_id": "x"}],
}


def read(document: Any) -> Table:
    return read_table(json.dumps(document, ensure_ascii=False).encode())


def refused(content: Any) -> Unreadable:
    with pytest.raises(Unreadable) as error:
        read_table(content if isinstance(content, bytes) else json.dumps(content).encode())
    return error.value


def cells(table: Table, row: int) -> dict[str, str]:
    return {name: cell for name, cell in zip(table.header, table.rows[row], strict=True) if cell}


def test_the_open_cards_of_the_open_lists_of_trello_are_read_in_their_order():
    table = read(TRELLO)
    assert (table.format, table.lines) == ("trello", [0, 2, 1])
    assert cells(table, 1) == {
        "id": "c9",
        "title": "Appeler les clients",
        "list": "Maintenant",
        "owner": "Zoé, lea",
        "due": "2026-11-28 14:30 UTC",
        "status": "done",
        "labels": "Service, red",
        "description": "Tous.",
        "checklists": "Étapes\n[ ] Préparer\n[x] Appeler",
        "link": "https://trello.com/c/x",
        "Salut": "Bonjour",
        "Choix": "Haut",
        "Vu": "2026-11-01 10:00 UTC",
    }
    assert cells(table, 2) == {"id": "c1", "title": "Ouvrir", "list": "Plus tard"}


def test_what_a_board_leaves_out_is_told():
    assert read(TRELLO).notices == [
        ("archived_cards", {"count": 3}),
        ("comments_left", {"count": 1}),
        ("custom_fields", {"names": ["Salut", "Choix", "Vu"]}),
    ]


def test_a_card_of_trello_becomes_an_action():
    table = read(TRELLO)
    draft = drafts(table, guess(table))[0]
    assert (draft.title, draft.due_on, draft.source_id) == ("Appeler les clients", date(2026, 11, 28), "c9")
    assert (draft.horizon, draft.status, draft.category) == ("now", "done", "Service")
    assert "Tous." in draft.note
    assert "[x] Appeler" in draft.note


def test_a_board_of_nothing_but_archived_cards_is_refused_with_their_number():
    error = refused({**TRELLO, "cards": TRELLO["cards"][2:]})
    assert (error.code, error.params) == ("nothing_open", {"count": 3})


def test_a_board_of_wekan_is_read_like_one_of_trello():
    table = read(WEKAN)
    assert (table.format, table.lines) == ("wekan", [0, 1])
    assert cells(table, 1) == {
        "id": "c1",
        "title": "Appeler",
        "list": "Maintenant",
        "owner": "Zoé",
        "due": "2026-11-28 00:00 UTC",
        "labels": "Service",
        "description": "Tous.",
        "checklists": "Étapes\n[x] Préparer",
        "Salut": "Bonjour",
    }
    assert table.notices[:2] == [("archived_cards", {"count": 2}), ("comments_left", {"count": 1})]


def test_our_own_json_is_read_to_the_letter():
    record = {"uid": "u1", "ref": 12, "title": "  'Appeler\n", "status": "running", "horizon": "now", "note": "=1+1"}
    record |= {"already_running": True, "due_on": date(2026, 11, 28), "rank_number": 3}
    table = read_table(json_document({"title": "Crise", "actions": "x"}, [record]).encode())
    draft = drafts(table, guess(table))[0]
    assert (table.format, table.exact, table.lines) == ("troistemps", True, [0, 1])
    assert (draft.title, draft.note, draft.uid, draft.ref) == ("  'Appeler\n", "=1+1", "u1", 12)
    assert (draft.status, draft.horizon, draft.already_running) == ("running", "now", True)
    assert (draft.due_on, draft.rank, draft.problems) == (date(2026, 11, 28), 3, [])


def test_keys_of_a_later_version_are_ignored():
    document = {"format": "troistemps", "version": 9, "ledger": [{}], "actions": [{"title": "x", "mood": {"a": 1}}]}
    table = read(document)
    assert cells(table, 1) == {"action": "x"}


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"a": 1},
        [{"title": "x"}],
        {"format": "troistemps"},
        {"format": "troistemps", "actions": [1]},
        {"cards": [], "lists": []},
        {"cards": [{"idList": 1, "labels": 5}], "lists": [{"id": "1"}]},
        {"cards": [{"idList": "1", "customFieldItems": [5]}], "lists": [{"id": "1"}]},
    ],
)
def test_other_json_is_refused_with_a_sentence(content):
    assert refused(content).code in {"json_unknown", "nothing_open"}


def test_a_truncated_json_is_refused_with_its_line():
    whole = json.dumps(TRELLO, indent=1).encode()
    error = refused(whole[: len(whole) // 2])
    assert error.code == "json_broken"
    assert error.params["line"] == whole[: len(whole) // 2].count(b"\n") + 1


@pytest.mark.parametrize("content", [b'{"a":' + b"[" * 100_000, b'{"a": ' + b"1" * 5_000 + b"}", b"{"])
def test_json_that_never_ends_is_broken(content):
    assert refused(content).code == "json_broken"


def test_what_cannot_be_stored_is_taken_out_of_a_board_too():
    table = read_table(json.dumps({**TRELLO, "cards": [{**CARD, "name": "a\x00b\ud800"}]}).encode())
    assert (table.rows[1][1], table.removed) == ("ab", {1: 2})


def test_a_list_of_boxes_to_tick_is_no_json():
    assert read_table(b"[ ] Call\n[ ] Open\n").format == "list"

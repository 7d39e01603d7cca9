"""A board of WeKan as JSON: the same idea as Trello's with other names."""

from typing import Any

from boardapp.exchange.readers import boards
from boardapp.exchange.readers.boards import Card, by_id
from boardapp.exchange.tables import Table


def is_wekan(document: Any) -> bool:
    rows = [*document.get("cards", ()), *document.get("lists", ())] if isinstance(document, dict) else []
    return bool(rows) and "lists" in document and all(isinstance(row, dict) and "_id" in row for row in rows)


def read(document: dict[str, Any]) -> Table:
    board = _Board(document)
    numbered = list(enumerate(document.get("cards") or (), 1))
    cards = [board.card(line, card) for line, card in numbered if board.is_open(card)]
    return boards.table_of("wekan", cards, len(numbered) - len(cards), len(document.get("comments") or ()))


class _Board:
    def __init__(self, document: dict[str, Any]) -> None:
        self.lists = by_id(document["lists"], "_id")
        self.people = by_id(document.get("users"), "_id", _person)
        self.labels = by_id(document.get("labels"), "_id", lambda row: row.get("name") or row.get("color"))
        self.custom = by_id(document.get("customFields"), "_id", lambda row: row.get("name"))
        self.checklists: dict[str, list[dict[str, Any]]] = {}
        for checklist in document.get("checklists") or ():
            self.checklists.setdefault(str(checklist.get("cardId")), []).append(checklist)
        self.items: dict[str, list[dict[str, Any]]] = {}
        for item in document.get("checklistItems") or ():
            self.items.setdefault(str(item.get("checklistId")), []).append(item)

    def is_open(self, card: dict[str, Any]) -> bool:
        return not card.get("archived") and not self.lists.get(str(card.get("listId")), {}).get("archived")

    def card(self, line: int, card: dict[str, Any]) -> Card:
        lane = self.lists.get(str(card.get("listId")), {})
        people = card.get("assignees") or card.get("members") or ()
        cells = {
            "id": str(card.get("_id") or ""),
            "title": str(card.get("title") or ""),
            "list": str(lane.get("title") or ""),
            "owner": boards.joined(self.people.get(str(person)) for person in people),
            "due": boards.moment(card.get("dueAt")),
            "labels": boards.joined(self.labels.get(str(label)) for label in card.get("labelIds") or ()),
            "description": str(card.get("description") or ""),
            "checklists": "\n".join(map(self._checklist, self.checklists.get(str(card.get("_id")), ()))),
        }
        return Card(line, (boards.place(lane, "sort"), boards.place(card, "sort")), cells, self._custom(card))

    def _checklist(self, checklist: dict[str, Any]) -> str:
        items = sorted(self.items.get(str(checklist.get("_id")), ()), key=lambda item: boards.place(item, "sort"))
        told = ((str(item.get("title") or ""), bool(item.get("isFinished"))) for item in items)
        return boards.checklist(str(checklist.get("title") or ""), told)

    def _custom(self, card: dict[str, Any]) -> dict[str, str]:
        held = {self.custom.get(str(item.get("_id"))): item.get("value") for item in card.get("customFields") or ()}
        return {str(name): str(value) for name, value in held.items() if name and value not in (None, "")}


def _person(row: dict[str, Any]) -> Any:
    return (row.get("profile") or {}).get("fullname") or row.get("username")

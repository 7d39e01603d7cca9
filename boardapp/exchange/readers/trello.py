"""A board of Trello as JSON. Most of its cards may be archived: they are counted and left."""

from typing import Any

from boardapp.exchange.readers import boards
from boardapp.exchange.readers.boards import Card, by_id
from boardapp.exchange.tables import Table


def is_trello(document: Any) -> bool:
    return isinstance(document, dict) and _has(document.get("cards"), "idList") and _is_list(document.get("lists"))


def read(document: dict[str, Any]) -> Table:
    board = _Board(document)
    numbered = list(enumerate(document["cards"], 1))
    cards = [board.card(line, card) for line, card in numbered if board.is_open(card)]
    comments = sum(action.get("type") == "commentCard" for action in document.get("actions") or ())
    return boards.table_of("trello", cards, len(numbered) - len(cards), comments)


class _Board:
    def __init__(self, document: dict[str, Any]) -> None:
        self.lists = by_id(document["lists"], "id")
        self.members = by_id(document.get("members"), "id", lambda row: row.get("fullName") or row.get("username"))
        self.labels = by_id(document.get("labels"), "id", _label)
        self.checklists = by_id(document.get("checklists"), "id")
        self.custom = by_id(document.get("customFields"), "id")

    def is_open(self, card: dict[str, Any]) -> bool:
        lane = self.lists.get(str(card.get("idList")), {})
        return not card.get("closed") and not lane.get("closed") and not card.get("isTemplate")

    def card(self, line: int, card: dict[str, Any]) -> Card:
        lane = self.lists.get(str(card.get("idList")), {})
        cells = {
            "id": str(card.get("id") or ""),
            "title": str(card.get("name") or ""),
            "list": str(lane.get("name") or ""),
            "owner": boards.joined(self.members.get(str(member)) for member in card.get("idMembers") or ()),
            "due": boards.moment(card.get("due")),
            "status": "done" if card.get("dueComplete") else "",
            "labels": boards.joined(_label(label) for label in self._labels(card)),
            "description": str(card.get("desc") or ""),
            "checklists": "\n".join(map(self._checklist, card.get("idChecklists") or ())),
            "link": str(card.get("shortUrl") or card.get("url") or ""),
        }
        return Card(line, (boards.place(lane, "pos"), boards.place(card, "pos")), cells, self._custom(card))

    def _labels(self, card: dict[str, Any]) -> list[Any]:
        return card.get("labels") or [self.labels.get(str(label)) for label in card.get("idLabels") or ()]

    def _checklist(self, identity: Any) -> str:
        checklist = self.checklists.get(str(identity)) or {}
        items = sorted(checklist.get("checkItems") or (), key=lambda item: boards.place(item, "pos"))
        told = ((str(item.get("name") or ""), item.get("state") == "complete") for item in items)
        return boards.checklist(str(checklist.get("name") or ""), told)

    def _custom(self, card: dict[str, Any]) -> dict[str, str]:
        told = {}
        for item in card.get("customFieldItems") or ():
            about = self.custom.get(str(item.get("idCustomField")))
            if about:
                told[str(about.get("name") or "")] = _value(about, item)
        return {name: value for name, value in told.items() if name and value}


def _value(about: dict[str, Any], item: dict[str, Any]) -> str:
    """A choice is named by its id, anything else holds one value under the name of its kind."""
    if item.get("idValue"):
        options = by_id(about.get("options"), "id", lambda option: option.get("value"))
        held = options.get(str(item["idValue"])) or {}
    else:
        held = item.get("value") or {}
    return boards.moment(held["date"]) if held.get("date") else "".join(map(str, held.values()))


def _label(label: Any) -> Any:
    """A label may be nothing but a colour, which then is its name; one that is a name already stays."""
    return label.get("name") or label.get("color") if isinstance(label, dict) else label


def _has(rows: Any, key: str) -> bool:
    return _is_list(rows) and all(key in row for row in rows)


def _is_list(rows: Any) -> bool:
    return isinstance(rows, list) and all(isinstance(row, dict) for row in rows)

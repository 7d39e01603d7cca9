"""A board taken to another installation: written whole, read and stored where nothing is, written again."""

import json
import re
from typing import Any

from boardapp.database import db
from boardapp.domain import actions, categories, comments, history, inventory, merging, people, transfer
from boardapp.domain.actions import Horizon
from boardapp.domain.boards import Board, Role
from boardapp.domain.events import By
from boardapp.domain.inventory import Entry
from boardapp.exchange.boardfile import reading, writing
from tests import workshop_ways
from tests.databases import Store
from tests.world import PASSWORD, Clock, World

WHO = "Inès Roux"


def written(board: Board, world: World) -> bytes:
    return b"".join(writing.lines(board, world.clock(), "fr"))


def document(board: Board, world: World) -> dict[str, Any]:
    return dict(json.loads(written(board, world)))


def lively_file(store: Store) -> str:
    """The file of a board on which all sorts of things happened, under names that are nowhere else."""
    store.renew("lyon")
    with store.app.app_context():
        world = World(Clock())
        lively(world)
        return json.dumps(renamed(document(world.board, world)))


def taken(data: bytes | dict[str, Any], world: World) -> Board:
    """The board of this file, brought in by somebody of this installation, who is made first."""
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    copy = reading.read(content)
    user = people.find("ines@example.fr")
    if user is None:
        user = people.register("ines@example.fr", WHO, PASSWORD, by=By("system", None, world.clock()))
    return transfer.take(copy, user, by=By("user", user.id, world.clock()))


def elsewhere(data: bytes | dict[str, Any], world: World, store: Store) -> Board:
    """The same in an installation that holds nothing yet."""
    db.session.remove()
    store.renew("empty")
    return taken(data, world)


def without_marks(told: dict[str, Any], *, imported: bool = False) -> dict[str, Any]:
    """A document without what an import adds to it: its own event, and whoever brought it in as facilitator. Rooms
    that stood open are closed."""
    plain = {**told, "board": {**told["board"], "exported_at": "", "last_change": 0}}
    plain["actions"] = [{**each, "version": 0} for each in told["actions"]]
    plain["workshops"] = [_closed(each) for each in told["workshops"]]
    if imported:
        number = len(told["people"])
        assert told["people"][-1]["name"] == WHO
        assert told["events"][-1]["kind"] == "board.imported"
        assert told["memberships"][-1] | {"number": 0} == {
            "number": 0, "user_id": number, "role": "facilitator", "removed_at": None,
        }  # fmt: skip
        plain |= {section: told[section][:-1] for section in ("people", "memberships", "events")}
    return plain


def lively(world: World) -> None:
    """All sorts of things happen on the board of Lyon."""
    actions.edit(world.action("sms"), by=world.by(), title="Autre", owner="Zoé")
    event = inventory.change_many(world.board, world.actions("relais", "nuit"), by=world.by(), horizon=Horizon.later)
    assert event is not None
    history.undo(event, by=world.by(), role=Role.facilitator)
    merging.merge(world.actions("delais", "fragiles"), by=world.by())
    comments.add(world.action("sms"), "Un mot", by=world.by("bruno"))
    categories.add(world.board, "Renforts", by=world.by())
    inventory.add(world.board, [Entry("Une"), Entry("Deux")], by=world.by())
    workshop_ways.counted(world)


def renamed(told: dict[str, Any]) -> dict[str, Any]:
    """The same file, as if every row of it were another one."""
    return dict(json.loads(re.sub("[0-9a-f]{32}", lambda found: found[0][::-1], json.dumps(told))))


def _closed(workshop: dict[str, Any]) -> dict[str, Any]:
    """An open room is closed where it arrives."""
    return workshop | ({"phase": "", "closed_at": ""} if workshop["opened_at"] else {})

"""What people do on a board all day, at random: through a server, or as a command beside it."""

import random
import re
from collections.abc import Sequence

from boardapp.database import db
from boardapp.domain import actions, comments, inventory, placement
from boardapp.domain.actions import Action, Horizon
from boardapp.domain.boards import Board
from boardapp.domain.events import By
from boardapp.domain.inventory import Entry
from tests.live.keys import Hand, Said

LANES = [horizon.value for horizon in Horizon]
_UNDO = re.compile(r"/events/(\d+)/undo")


def move(hand: Hand, ids: Sequence[int], chance: random.Random) -> Said:
    """One of these actions to another place, perhaps before another of them."""
    id_, before = chance.sample([*ids], 2)
    fields = {"horizon": chance.choice(LANES)} | ({"before": before} if chance.random() < 0.3 else {})
    return hand.post(f"/actions/{id_}/placement", beside=f"http://board/boards/{1}", **fields)


def some(hand: Hand, ids: Sequence[int], chance: random.Random) -> Said:
    """Mostly moves, as on a day of work; now and then one that loads every page anew."""
    id_, turn = chance.choice([*ids]), chance.random()
    if turn < 0.5:
        said = move(hand, ids, chance)
    elif turn < 0.7:
        said = hand.post(f"/actions/{id_}/status", status=chance.choice(["running", "done", "to_start"]))
    elif turn < 0.8:
        said = hand.post(f"/actions/{id_}/comments", text=f"Vu à {turn}")
    elif turn < 0.9:
        said = hand.post("/boards/1/actions", lines=f"Une de plus {turn}")
    elif turn < 0.98:
        said = hand.post(f"/actions/{id_}/{chance.choice(['archive', 'restoration'])}")
    else:
        said = hand.post("/boards/1/actions", lines="\n".join(f"Une de plus {at} {turn}" for at in range(25)))
    assert said.status < 500, said.text
    return said


def command(by: By, ids: Sequence[int], chance: random.Random) -> None:
    """One of the same, by a process that is not the server; takes an application context."""
    action = db.session.get_one(Action, chance.choice([*ids]))
    turn = chance.random()
    if action.archived_at is not None:
        inventory.restore(action, by=by)
    elif turn < 0.6:
        placement.move(action, Horizon(chance.choice(LANES)), by=by)
    elif turn < 0.8:
        actions.edit(action, challenge_level=chance.randint(1, 4), by=by)
    elif turn < 0.9:
        comments.add(action, f"Vu à {turn}", by=by)
    else:
        inventory.add(db.session.get_one(Board, 1), [Entry(f"Une de plus {turn}")], by=by)


def event_of(said: Said) -> int | None:
    """The event of a change, as the answer to htmx offers to undo it."""
    found = _UNDO.search(said.text)
    return int(found[1]) if found else None

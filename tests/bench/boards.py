"""An installation with one board, made by the product's own commands, and somebody signed in to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from boardapp import config, create_app, migrations
from boardapp.database import db
from boardapp.domain import inventory, opening, people, sessions
from boardapp.domain.actions import Horizon
from boardapp.domain.events import By
from boardapp.domain.inventory import Entry
from tests import databases
from tests.plain_browser import RAW_TOKEN, Browser

BOARD = 1


class SignedIn(Browser):
    """The facilitator of the board."""

    def __init__(self, app: Flask, token: str) -> None:
        super().__init__(app)
        with self.client.session_transaction() as session:
            session |= {"_user_id": token, "_fresh": True, "csrf_token": RAW_TOKEN}


@contextmanager
def board(folder: Path, count: int) -> Iterator[tuple[Flask, SignedIn]]:
    """`count` actions, spread over the four lanes. The clock stands still, as cached pages expect within a day."""
    folder.mkdir()
    at = datetime.now(UTC)
    app = create_app(config.read({"BOARDAPP_INSTANCE": str(folder), "BOARDAPP_TIMEZONE": "UTC"}), clock=lambda: at)
    with app.app_context():
        migrations.upgrade(db.engine)
        by = By("system", None, at)
        user = people.register("amina@example.fr", "Amina", "quatre mots bien choisis", by=by)
        opened = opening.open_board("Grève des transports", user, by=by)
        lanes = list(Horizon)
        entries = [Entry(f"Prévenir les clients du lot {at}", lanes[at % 4], {"owner": "Léa"}) for at in range(count)]
        if entries:
            inventory.add(opened, entries, by=by)
        token = sessions.start(user, at)
    yield app, SignedIn(app, token)
    databases.dispose(app)

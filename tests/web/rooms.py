"""A room on the Lyon board as browsers see it: who leads goes where they like, phones sit down by their first name."""

import html
import re

from flask import Flask
from werkzeug.test import TestResponse

from boardapp.database import db
from boardapp.domain.workshop.workshops import Workshop
from boardapp.web import addresses
from boardapp.web.workshop import links
from tests.plain_browser import Browser

DESK, SEAT = "/workshops/1", "/workshops/1/seat"


class Room:
    def __init__(self, app: Flask, lead: Browser) -> None:
        self.app, self.lead = app, lead
        self.phase = "welcome"
        assert lead.post("/boards/1/workshop/opening").location == DESK

    def path(self, purpose: str) -> str:
        """The path of the link to the `wall`, or to `join`."""
        with self.app.app_context(), self.app.test_request_context():
            workshop = db.session.get_one(Workshop, 1)
            return str(getattr(links, purpose)(workshop)).removeprefix(addresses.base())

    def phone(self, name: str) -> Browser:
        phone = Browser(self.app)
        answer = phone.post(self.path("join"), {"name": name})
        assert answer.status_code == 303, answer.text[:500]
        return phone

    def go(self, phase: str) -> TestResponse:
        answer = self.lead.post(f"{DESK}/phase", {"to": phase, "seen": self.phase})
        assert answer.status_code == 303
        self.phase = phase
        return answer


def wall(room: Room) -> TestResponse:
    """What the projector shows."""
    return Browser(room.app).get(room.path("wall"))


def words(answer: TestResponse) -> str:
    """What somebody reads on a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())

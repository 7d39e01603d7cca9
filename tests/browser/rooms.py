"""A room on board 1, led by Amina through the hour up to a phase, so that each of its faces can be seen there."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from urllib.parse import urljoin

from flask import Flask
from playwright.sync_api import BrowserContext
from sqlalchemy import select

from boardapp.database import db
from boardapp.domain.actions import Action
from boardapp.domain.boards import Board
from boardapp.domain.categories import of as categories_of
from boardapp.domain.events import By
from boardapp.domain.workshop import (
    closing,
    committing,
    counting,
    dealing,
    participants,
    placing,
    running,
    secret_lines,
    voting,
    workshops,
)
from boardapp.domain.workshop.ballots import Question
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.workshops import Method, Phase, Workshop
from boardapp.web.workshop import links
from tests import world

ME = "Soizic"
PEOPLE = (ME, "Hugo", "Maximilienne-Alexandrine de la Roche", "José", "Inès", "Wolfgang")
LINES = (
    "Rappeler chaque client isolé avant midi\nSignaler chaque retard au client par téléphone",
    "Signaler au client par téléphone chaque retard",
    "Vertragsunterzeichnungsterminverschiebungsbenachrichtigungsprozessverantwortlichkeitsmatrixaktualisierung",
    "Un guichet mobile devant la gare, de 7 h à 9 h, avec deux personnes qui savent dire ce qui est ouvert",
)
BALLOTS = ((0, 3), (0, 2), (2, 3), (1, 2), (2, 2), (0, 3))
Until = Callable[["Room"], object]


class Room:
    """Steps of the hour. Takes an application context."""

    def __init__(self, clock: Callable[[], datetime], method: Method = Method.points) -> None:
        self.at = clock()
        self.by = By("user", world.USER_IDS["amina"], self.at)
        self.id = workshops.prepare(self.board, by=self.by, method=method.value).id
        workshops.open_room(self.workshop, by=self.by)
        self.seat, *_ = [participants.join(self.workshop, name, "Accueil", at=self.at) for name in PEOPLE]

    @property
    def board(self) -> Board:
        return db.session.get_one(Board, world.BOARD)

    @property
    def workshop(self) -> Workshop:
        return db.session.get_one(Workshop, self.id)

    @property
    def people(self) -> Sequence[Participant]:
        return participants.present(self.workshop)

    def go(self, phase: Phase) -> None:
        running.go_to(self.workshop, phase, seen=self.workshop.phase, by=self.by)

    def names(self) -> dict[str, str]:
        """What addresses of its screens name. Takes the context of a request."""
        join, wall = links.join(self.workshop), links.wall(self.workshop)
        return {"room": str(self.id), "seat": self.seat, "join": _last(join), "wall": _last(wall)}


def run(until: Until, method: Method, clock: Callable[[], datetime]) -> dict[str, str]:
    """A new room, this far in its hour."""
    room = Room(clock, method)
    until(room)
    return room.names()


def sit_down(app: Flask, context: BrowserContext, address: str, token: str) -> None:
    """Give the window the cookie of a phone that has this seat."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["seat"] = token
    cookie = client.get_cookie("board")
    assert cookie is not None
    context.add_cookies([{"name": "board", "value": cookie.value, "url": urljoin(address, "/")}])


def crowd(room: Room, until: Until) -> None:
    """Sixty people, and fifty actions, one of them as long as a title can be, in one word."""
    for number in range(60 - len(PEOPLE)):
        participants.join(room.workshop, f"Personne {number}", at=room.at)
    room.go(Phase.inventory)
    texts = ["Abgeltung" * 15 + "lang!", *(f"{LINES[3]} ({number})"[number:] for number in range(37))]
    secret_lines.write(room.people[-1], "\n".join(texts), None, room.at)
    until(room)


def welcome(room: Room) -> None:
    """The room is open, and somebody asks to come back on another phone."""
    participants.claim(room.workshop, "Hugo", at=room.at)


def inventory(room: Room) -> None:
    room.go(Phase.inventory)
    for person, text in zip(room.people, LINES, strict=False):
        secret_lines.write(person, text, None, room.at)
    for person in room.people[1:4]:
        running.say_done(person, Phase.inventory)


def group(room: Room) -> None:
    inventory(room)
    room.go(Phase.group)


def revealed(room: Room) -> None:
    """Back in the inventory, after its silence."""
    group(room)
    room.go(Phase.inventory)


def categorise(room: Room) -> None:
    """What two people see differently is to be settled."""
    group(room)
    room.go(Phase.categorise)
    one, other = [each.id for each in categories_of(room.board)][:2]
    for person, category in zip(room.people[1:], (one, other, one, other, one), strict=False):
        for row in dealing.hand(person)[:2]:
            dealing.say(person, row.id, category, room.at)


def prioritise(room: Room) -> None:
    group(room)
    room.go(Phase.prioritise)
    rows = voting.choices(room.board)
    for person, (at, points) in zip(room.people, BALLOTS, strict=False):
        if room.workshop.method is Method.points:
            voting.give(person, rows[at].id, points)
        else:
            voting.score(person, Question.challenge, rows[at].id, points + 1)
            voting.score(person, Question.effort, rows[at].id, 4 - points)
    running.light(room.workshop, db.session.get_one(Action, rows[-1].id))


def counted(room: Room) -> None:
    prioritise(room)
    counting.count(room.workshop, seen=1, by=room.by)


def place(room: Room) -> None:
    """Somebody disagrees."""
    counted(room)
    room.go(Phase.place)
    placing.disagree(room.people[0], placing.ranking(room.workshop)[0].id, 1)


def placed(room: Room) -> None:
    place(room)
    placing.place_all(room.workshop, 6, 4, by=room.by)


def commit(room: Room) -> None:
    placed(room)
    room.go(Phase.commit)


def taken(room: Room) -> None:
    """The one in the light has an owner and a date, and two more have."""
    commit(room)
    due = room.at.date() + timedelta(days=7)
    said = {"owner": ME, "due_on": due, "first_step": "Appeler les agences", "benefit": "Moins d’appels"}
    for row in committing.run(room.board)[:3]:
        action = db.session.scalars(select(Action).where(Action.id == row.id)).one()
        committing.take_on(room.workshop, action, seen=action.owner_id, by=_by(room), **said)


def close(room: Room) -> None:
    taken(room)
    room.go(Phase.close)


def closed(room: Room) -> None:
    """Somebody asks to keep access."""
    close(room)
    closing.close(room.workshop, by=room.by)
    closing.ask_to_stay(room.people[1], "hugo@example.fr")


def welcomed(room: Room) -> None:
    """One's own wish to stay was granted."""
    closed(room)
    closing.ask_to_stay(room.people[0], "soizic@example.fr")
    closing.welcome(room.people[0], by=room.by)


def _last(address: str) -> str:
    return address.rpartition("/")[2]


def _by(room: Room) -> By:
    return By("participant", room.people[0].id, room.at)

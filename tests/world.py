"""The Lyon strike board, the world that tests live in: four people, two boards, twelve actions.

Ids are the same in every test: boards, people and actions are numbered in the order in which they are written here.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from boardapp.database import db, keep
from boardapp.domain import categories, inventory, members, opening, people, sessions
from boardapp.domain.actions import Action, Horizon, Kind, Status
from boardapp.domain.boards import Board, Role
from boardapp.domain.categories import Category
from boardapp.domain.events import By, changing
from boardapp.domain.inventory import Entry
from boardapp.domain.kinds import Kind as What
from boardapp.domain.people import User

DAY0 = date(2026, 11, 18)
OPENED = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 8, 12, tzinfo=UTC)  # a Monday, 9:12 in Lyon: day 5 of 30
TODAY = date(2026, 11, 23)
PASSWORD = "quatre mots bien choisis"
PEOPLE = {
    "amina": ("amina@example.fr", "Amina Haddad", "fr"),
    "bruno": ("bruno@example.fr", "Bruno Carvalho", "fr"),
    "chloe": ("chloe@example.fr", "Chloé Nguyen", "fr"),
    "dana": ("dana@example.org", "Dana Weiss", "en"),
}
TOKENS = {name: f"{name}-is-signed-in-on-this-browser" for name in PEOPLE}
USER_IDS = {name: at for at, name in enumerate(PEOPLE, 1)}
BOARD, DANAS_BOARD = 1, 2

ACTIONS: dict[str, dict[str, Any]] = {
    "sms": {
        "title": "Prévenir par SMS les clients qui ont rendez-vous cette semaine",
        "horizon": "now", "category": "communication", "owner": "Bruno Carvalho", "due_on": date(2026, 11, 24),
        "status": Status.running, "challenge": "Aucun déplacement pour rien", "challenge_level": 4,
        "need": "Savoir avant de partir si le rendez-vous tient",
    },
    "ligne": {  # late
        "title": "Ouvrir la ligne d’écoute de 7 h à 21 h",
        "horizon": "now", "category": "service", "owner": "Amina Haddad", "due_on": date(2026, 11, 20),
        "challenge_level": 3, "effort": 3, "first_step": "Quand le planning est prêt, appeler les volontaires",
    },
    "visio": {  # done today
        "title": "Proposer la visioconférence à la place du rendez-vous en agence",
        "horizon": "now", "category": "process", "owner": "Léa Morvan", "due_on": date(2026, 11, 21),
        "status": Status.done, "done_on": TODAY, "already_running": True, "effort": 2,
    },
    "frais": {  # to stop
        "title": "Ne plus facturer les rendez-vous manqués",
        "horizon": "now", "category": "governance", "owner": "Amina Haddad", "due_on": date(2026, 11, 30),
        "kind": Kind.stop, "challenge": "Ne pas punir deux fois", "challenge_level": 2,
    },
    "portage": {  # a test
        "title": "Livrer à vélo dans deux arrondissements",
        "horizon": "next", "category": "experience", "owner": "Bruno Carvalho", "due_on": date(2026, 12, 5),
        "kind": Kind.test, "hypothesis": "Huit clients sur dix livrés en deux heures", "effort": 4,
    },
    "nuit": {
        "title": "Loger l’équipe de nuit près du centre d’appels",
        "horizon": "next", "category": "people", "benefit": "Dormir au lieu d’attendre un train",
    },
    "matin": {
        "title": "Publier chaque matin à 7 h l’état du service",
        "horizon": "next", "category": "communication", "owner": "Léa Morvan", "already_running": True,
    },
    "covoiturage": {
        "title": "Signer une convention de covoiturage avec les entreprises voisines",
        "horizon": "later", "category": "governance", "challenge_level": 1,
    },
    "horaires": {
        "title": "Revoir les horaires d’ouverture après la grève",
        "horizon": "later", "note": "Demander aux agences de Villeurbanne et de Vénissieux.\nVoir le bilan de 2023.",
    },
    "fragiles": {"title": "Recenser les clients fragiles à rappeler", "horizon": "inbox", "category": "experience"},
    "delais": {"title": "Afficher les délais réels dans l’espace client", "horizon": "inbox"},
    "relais": {"title": "Former un relais par agence", "horizon": "inbox", "owner": "Bruno Carvalho"},
}  # fmt: skip
IDS = {name: at for at, name in enumerate(ACTIONS, 1)}
DANAS_ACTION = len(ACTIONS) + 1


class Clock:
    """Tells the same time until somebody moves it."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **spans: float) -> datetime:
        self.now += timedelta(**spans)
        return self.now


class World:
    """What the world holds, read inside an application context: `world.amina`, `world.board`, `world.action("sms")`."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock

    amina = property(lambda self: self.person("amina"))
    bruno = property(lambda self: self.person("bruno"))
    chloe = property(lambda self: self.person("chloe"))
    dana = property(lambda self: self.person("dana"))
    board = property(lambda self: _got(Board, BOARD))
    danas_board = property(lambda self: _got(Board, DANAS_BOARD))
    danas_action = property(lambda self: _got(Action, DANAS_ACTION))

    def person(self, name: str) -> User:
        return _got(User, USER_IDS[name])

    def action(self, name: str) -> Action:
        return _got(Action, IDS[name])

    def actions(self, *names: str) -> list[Action]:
        return [self.action(name) for name in names]

    def category(self, key: str) -> Category:
        return next(each for each in categories.of(self.board) if each.key == key)

    def by(self, name: str = "amina", *, once: str | None = None) -> By:
        """Somebody of this world, now."""
        return By("user", USER_IDS[name], self.clock(), once)


def build() -> None:
    """Fill an empty, migrated database through the domain's own commands. Takes an application context."""
    hashed = people.hash_password(PASSWORD)
    users = {name: _register(hashed, *told) for name, told in PEOPLE.items()}
    by = {name: By("user", user.id, OPENED) for name, user in users.items()}
    board = opening.open_board(
        "Grève des transports à Lyon", users["amina"], by=by["amina"], timezone="Europe/Paris", language="fr",
        day0=DAY0, aim="Aucun client sans réponse pendant la grève",
    )  # fmt: skip
    for name, role in (("bruno", Role.member), ("chloe", Role.reader)):
        invited = members.invitation(members.invite(board, role, by=by["amina"]), OPENED)
        assert invited is not None
        members.accept(invited, users[name], by=by[name])
    keys = {category.key: category.id for category in categories.of(board)}
    for values in ACTIONS.values():
        inventory.add(board, [_entry(values, keys)], by=by["amina"])
    own = opening.open_board("Customer portal down", users["dana"], by=by["dana"])
    inventory.add(own, [Entry("Answer on the phone", Horizon.now)], by=by["dana"])
    sign_in(users)


def sign_in(users: dict[str, User]) -> None:
    """A session row for each, with tokens that tests know."""
    for name, user in users.items():
        row = {"user_id": user.id, "token_hash": sessions.hash_of(TOKENS[name]), "agent": "Firefox"}
        with keep() as connection:
            connection.execute(
                insert(sessions.UserSession).values(**row, created_at=NOW, expires_at=NOW + sessions.LONG)
            )


def _register(hashed: str, email: str, name: str, locale: str) -> User:
    """As `people.register` does, but for the slow hashing of the same password each time."""
    with changing(None, By("system", None, OPENED)) as change:
        user = User(email=email, name=name, password_hash=hashed, locale=locale, created_at=OPENED)
        change.add(user)
        change.record(What.user_registered)
    return user


def _entry(values: dict[str, Any], keys: dict[str | None, int]) -> Entry:
    fields = {name: value for name, value in values.items() if name not in ("title", "horizon", "category")}
    if "category" in values:
        fields["category_id"] = keys[values["category"]]
    return Entry(values["title"], Horizon(values["horizon"]), fields)


def _got(model: type[Any], id_: int) -> Any:
    row = db.session.get(model, id_)
    assert row is not None, f"{model.__name__} {id_} is gone"
    return row

"""The people of a rehearsal, who do not exist, and what they write, merge, vote for and promise: one hour, so that each
phase follows from the one before. All of it lives in a page: no row, no cookie."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from boardapp.domain.actions import Horizon
from boardapp.domain.categories import Category
from boardapp.domain.workshop import placing
from boardapp.domain.workshop.workshops import Method, Workshop
from boardapp.web.language import gettext, lazy

NAMES = ("Lina", "Marc", "Sofia", "Karim", "Jeanne", "Hugo", "Nadia", "Tom")
"""Read alike in both languages. The phone that is shown is the first one's."""


@dataclass(frozen=True)
class Idea:
    """A line that somebody writes: the seed category it is about, its challenge and effort, and a first step."""

    text: str
    about: str
    challenge: int
    effort: int
    step: str = ""


IDEAS = (
    Idea(lazy("Call back every customer who wrote to us, within a day"), "service", 4, 2,
         lazy("List the messages that wait since yesterday")),
    Idea(lazy("Ring whoever wrote to us before the next day is over"), "service", 4, 2),
    Idea(lazy("One page that says what is open and what is not"), "communication", 4, 1,
         lazy("Agree who updates it, morning and evening")),
    Idea(lazy("Due dates put off without the customer having to ask"), "process", 3, 2,
         lazy("Send the list of open due dates to accounting")),
    Idea(lazy("Small refunds decided at the counter"), "governance", 3, 1,
         lazy("Write down the amount and who may decide")),
    Idea(lazy("Quarter of an hour with all teams, every morning"), "governance", 2, 1),
    Idea(lazy("A call twice a week to customers who live alone"), "experience", 4, 3),
    Idea(lazy("Colleagues from the shops answer the hotline"), "people", 3, 3),
    Idea(lazy("A text message when an appointment changes"), "communication", 3, 2,
         lazy("Take the numbers out of the calendar")),
    Idea(lazy("Home delivery for those who cannot come"), "service", 3, 4),
    Idea(lazy("The waiting time is shown before people queue"), "experience", 2, 2),
    Idea(lazy("One answer for all teams to the ten usual questions"), "communication", 2, 1),
    Idea(lazy("A break room away from the phones"), "people", 1, 2),
    Idea(lazy("Text messages about changed appointments"), "communication", 3, 2),
)  # fmt: skip
MERGED, ASKED = (0, 1), (8, 13)
"""Pairs that say the same: one the room has merged, one it is asked about."""
FAVOURITES = (
    (0, 2, 10), (0, 3, 8), (2, 0, 11), (2, 4, 0), (6, 2, 11), (0, 8, 4), (6, 3, 2), (3, 0, 10),
)  # fmt: skip
"""What each of them gives points to first."""
SPANS = (14, 7, 30)


@dataclass(frozen=True)
class Person:
    id: int
    name: str
    done: str | None = None


@dataclass(frozen=True)
class Written:
    """A line on the phone of who wrote it."""

    id: int
    text: str


@dataclass(frozen=True)
class Card:
    """An action as the templates of a room read one, be it a row there or the action itself."""

    id: int
    title: str
    category: Category | None
    challenge_level: int
    effort: int
    step: str
    gathers: int = 1
    votes: int | None = None
    voters: int | None = None
    horizon: Horizon = Horizon.inbox
    owner: str | None = None
    owner_id: int | None = None
    due_on: date | None = None
    first_step: str = ""
    challenge: str = ""

    @property
    def unites(self) -> int:
        return self.gathers

    @property
    def category_name(self) -> str:
        return self.category.name if self.category else ""

    @property
    def category_key(self) -> str | None:
        return self.category.key if self.category else None

    @property
    def shape(self) -> str | None:
        return self.category.shape if self.category else None

    @property
    def colour(self) -> str | None:
        return self.category.colour if self.category else None


def people() -> list[Person]:
    return [Person(n, name) for n, name in enumerate(NAMES, 1)]


def written() -> list[Card]:
    """A card for each line, without a category."""
    return [
        Card(n, gettext(idea.text), None, idea.challenge, idea.effort, gettext(idea.step) if idea.step else "")
        for n, idea in enumerate(IDEAS, 1)
    ]


def grouped(*pairs: tuple[int, int]) -> list[Card]:
    """The cards once these pairs are one each."""
    cards = written()
    gone = {other for _, other in pairs}
    return [
        replace(card, gathers=1 + sum(n == one for one, _ in pairs)) for n, card in enumerate(cards) if n not in gone
    ]


def categorised(categories: Sequence[Category]) -> list[Card]:
    """By the seed category where the board has it still, else by turns."""
    known = {each.key: each for each in categories if each.key}
    turns = [categories[n % len(categories)] if categories else None for n in range(len(IDEAS))]
    return [
        replace(card, category=known.get(IDEAS[card.id - 1].about, turns[card.id - 1]))
        for card in grouped(MERGED, ASKED)
    ]


def given(workshop: Workshop, person: Person) -> dict[int, int]:
    """Points by card: half of what is left to each favourite, as far as one action may have, then to the others."""
    left, points = workshop.points, {}
    first = FAVOURITES[person.id - 1]
    rest = [n for n in range(len(IDEAS)) if n not in (*first, MERGED[1], ASKED[1])]
    for n in (*first, *rest):
        if left:
            points[n + 1] = min(workshop.most, (left + 1) // 2)
            left -= points[n + 1]
    return points


def ranked(workshop: Workshop, cards: Iterable[Card]) -> list[Any]:
    """In the order that the votes give, with their sums."""
    sums = [given(workshop, person) for person in people()] if workshop.method is Method.points else []
    rows: list[Any] = [
        replace(
            card,
            votes=sum(each.get(card.id, 0) for each in sums) if sums else None,
            voters=sum(card.id in each for each in sums) if sums else None,
        )
        for card in cards
    ]
    return sorted(rows, key=lambda row: placing.worth(workshop, row))


def taken_on(rows: Sequence[Card], today: date) -> list[Card]:
    """Each with an owner, a date and a first step."""
    crew = people()
    return [
        replace(row, owner=crew[n % len(crew)].name, owner_id=crew[n % len(crew)].id, first_step=row.step,
                due_on=today + timedelta(days=SPANS[n % len(SPANS)]))
        for n, row in enumerate(rows)
    ]  # fmt: skip

"""A rehearsal: the wall and a phone of each phase, drawn by the templates of the room from a board's own questions and
minutes and from people who do not exist. `SCENES` gives, as the phases' own modules do, the values for both."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from flask import render_template
from markupsafe import Markup

from boardapp.domain import categories
from boardapp.domain.actions import Horizon
from boardapp.domain.boards import Board
from boardapp.domain.categories import Category
from boardapp.domain.workshop import committing, dealing, grouping, placing, voting, workshops
from boardapp.domain.workshop.ballots import Question
from boardapp.domain.workshop.closing import Outcome
from boardapp.domain.workshop.secret_lines import Counts
from boardapp.domain.workshop.workshops import MOST_ON_ONE, POINTS, Method, Phase, Workshop
from boardapp.web import addresses
from boardapp.web.language import lazy
from boardapp.web.workshop import links, pretending, ranked
from boardapp.web.workshop.closing import AccountForm, StayForm
from boardapp.web.workshop.committing import SPANS, CommitForm
from boardapp.web.workshop.placing import LANES
from boardapp.web.workshop.pretending import Card, Person

CODE = "7K409Q1X"
"""No room has it: 0 and 1 are not among the signs of a code."""
NOTES = {
    Phase.welcome: lazy("People scan the code, give a first name and read what it is about."),
    Phase.inventory: lazy("Everybody writes alone. The wall counts, and shows no line before the reveal."),
    Phase.group: lazy("Phones ask about pairs that read alike. Two who say yes make them one."),
    Phase.categorise: lazy("Phones ask what each action is about. What two people see differently is settled aloud."),
    Phase.prioritise: lazy("Everybody votes in secret. The wall says how many have voted, and nothing else."),
    Phase.place: lazy("You set two cuts on your desk. One click places everything, exceptions come after."),
    Phase.commit: lazy("One action at a time stands in the light, until each has an owner and a date."),
    Phase.close: lazy("The plan is read aloud. All leave with their own actions on their phone."),
}
Values = dict[str, Any]


@dataclass(frozen=True)
class Room:
    """A room that is in no database."""

    workshop: Workshop
    people: list[Person]
    categories: list[Category]
    today: date

    @property
    def me(self) -> Person:
        """Whose phone is shown."""
        return self.people[0]

    @property
    def cards(self) -> list[Card]:
        return pretending.categorised(self.categories)

    @property
    def ranking(self) -> tuple[list[Any], placing.Cuts]:
        """After the vote, each row where the suggested cuts place it."""
        rows = pretending.ranked(self.workshop, self.cards)
        cuts = placing.suggestion(self.workshop, rows).within(len(rows))
        return [replace(row, horizon=cuts.horizon(at)) for at, row in enumerate(rows)], cuts

    @property
    def plan(self) -> list[Any]:
        """What is done now, with owners and dates."""
        return pretending.taken_on([row for row in self.ranking[0] if row.horizon is Horizon.now], self.today)


def room(board: Board, phase: Phase, at: datetime) -> Room:
    people = pretending.people()
    here = [replace(each, done=phase.value) if n in (2, 4, 5) else each for n, each in enumerate(people)]
    return Room(_workshop(board, phase, at), here, categories.of(board), board.today(at))


def faces(here: Room) -> Values:
    """The wall and the phone, as HTML."""
    workshop = here.workshop
    stage, phone = SCENES[workshop.phase](here)
    around = {
        "workshop": workshop, "board": workshop.board, "left": workshop.minutes(workshop.phase) * 60,
        "paused": workshop.phase is Phase.welcome, "light": stage.get("upcoming"), "rehearsed": True,
    }  # fmt: skip
    ready = [each for each in here.people if each.done]
    wall = render_template("workshops/frame/wall.html", **around, people=here.people, ready=ready, **stage)
    seat = render_template("workshops/frame/seat.html", **around, participant=here.me, **phone)
    return {"wall": Markup(wall), "seat": Markup(seat)}  # noqa: S704


def _workshop(board: Board, phase: Phase, at: datetime) -> Workshop:
    """As it was prepared, or with the usual plan; of no session, and its links lead nowhere."""
    usual = Workshop(plan={}, points=POINTS, most=MOST_ON_ONE, method=Method.points)
    asked = workshops.current(board) or usual
    return Workshop(
        id=0, board=board, plan=asked.plan, points=asked.points, most=asked.most, method=asked.method, phase=phase,
        code=CODE, round=1, opened_at=at, revealed_at=_after(Phase.inventory, phase, at),
        counted_at=_after(Phase.prioritise, phase, at),
    )  # fmt: skip


def _after(ended: Phase, phase: Phase, at: datetime) -> datetime | None:
    return at if phase.number > ended.number else None


def _join() -> Values:
    """Scanned, the code leads to where one is typed."""
    return {"qr": links.qr(f"{addresses.base()}/join"), "address": addresses.base()}


def _welcome(here: Room) -> tuple[Values, Values]:
    return _join() | {"only_here": addresses.only_here(addresses.base())}, {"company": len(here.people)}


def _inventory(here: Room) -> tuple[Values, Values]:
    lines = pretending.written()
    counts = Counts(len(lines), len(here.people) - 1)
    stage = {"secret": True, "counts": counts, "cards": [], "more": 0} | _join()
    mine = [pretending.Written(card.id, card.title) for card in lines[2:5]]
    return stage, {"secret": True, "mine": mine, "written": len(mine)}


def _group(here: Room) -> tuple[Values, Values]:
    lines = pretending.written()
    clusters = sorted(pretending.grouped(pretending.MERGED), key=lambda card: -card.gathers)
    into, gone = (lines[n].title for n in pretending.MERGED)
    both = {"clusters": clusters, "more": 0, "merged": [(1, into, [gone])], "waiting": 1}
    one, other = (lines[n] for n in pretending.ASKED)
    pair: Any = grouping.Pair((one.id, other.id), one, other)  # type: ignore[arg-type]
    return both, both | {"pairs": [pair]}


def _categorise(here: Room) -> tuple[Values, Values]:
    """Four have no category yet: the room differs on one, and two are for this phone."""
    cards: list[Any] = list(here.cards)
    shapes = [(each, sum(card.category is each for card in cards[:-4])) for each in here.categories]
    splits = [dealing.Split(cards[-4], [(each, 1) for each in here.categories[:2]])]
    progress = dealing.Progress(shapes, len(cards[-4:]), splits)
    phone = {"hand": cards[-3:-1], "categories": here.categories}
    return {"progress": progress, "splits": splits, "more": 0}, phone


def _prioritise(here: Room) -> tuple[Values, Values]:
    workshop, cards = here.workshop, here.cards
    if workshop.method is Method.points:
        said = list(pretending.given(workshop, here.me).items())[:-1]
        answers = {(Question.points, id_): points for id_, points in said}
    else:
        answers = {(Question.challenge, card.id): card.challenge_level for card in cards[:3]}
    spare = workshop.points - sum(answers.values()) if workshop.method is Method.points else None
    stage = {"choices": cards, "voted": 5, "voters": len(here.people)}
    rows: list[Any] = list(cards)
    own = {"choices": voting.dealt(rows, here.me.id), "answers": answers, "spare": spare, "Question": Question}
    return stage, own


def _place(here: Room) -> tuple[Values, Values]:
    workshop, (rows, cuts) = here.workshop, here.ranking
    points = sum(row.votes or 0 for row in rows)
    lines = ranked.lines(workshop, rows, ties=placing.ties(workshop, rows, cuts), against={rows[-1].id: 2})
    zones = [ranked.Zone(lane, [line for line in lines if line.row.horizon is lane]) for lane in LANES]
    stage = {
        "zones": zones, "cuts": cuts, "placed": None, "turnout": len(here.people), "points_given": points,
        "longest": ranked.longest(rows), "discuss": ranked.discuss(workshop, rows, len(here.people)),
        "over": len(zones[0].lines) > workshop.board.cap, "LANES": LANES,
    }  # fmt: skip
    return stage, {"zones": zones, "disagrees": {rows[-1].id}}


def _commit(here: Room) -> tuple[Values, Values]:
    """The first half of the plan is taken on; the next one stands in the light."""
    plan = here.plan
    bare = [replace(row, owner=None, owner_id=None, due_on=None, first_step="") for row in plan]
    run = plan[: len(plan) // 2] + bare[len(plan) // 2 :]
    days = [(span, here.today + timedelta(days=span)) for span in SPANS]
    asked = CommitForm(formdata=None, first_step="", benefit="", due=None, owner="")
    form = {"form": asked, "days": days, "today": here.today}
    both = {"run": run, "names": list(pretending.NAMES)} | form
    return both | {"wanting": committing.wanting, "upcoming": committing.following(run, None)}, both


def _close(here: Room) -> tuple[Values, Values]:
    run = here.plan
    first = min((row.due_on for row in run), default=None)
    outcome = Outcome(len(run), len({row.owner_id for row in run}), first, unowned=0, undated=0)
    mine = [row for row in run if row.owner_id == here.me.id]
    phone = {"outcome": outcome, "mine": mine, "form": StayForm(formdata=None), "today": here.today}
    account = {"account": AccountForm(formdata=None, name=here.me.name)}
    return {"outcome": outcome, "run": run, "asking": [], "today": here.today}, phone | account


SCENES: dict[Phase, Callable[[Room], tuple[Values, Values]]] = {
    Phase.welcome: _welcome,
    Phase.inventory: _inventory,
    Phase.group: _group,
    Phase.categorise: _categorise,
    Phase.prioritise: _prioritise,
    Phase.place: _place,
    Phase.commit: _commit,
    Phase.close: _close,
}
"""By phase, what its wall shows and what its phone shows."""

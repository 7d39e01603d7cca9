"""The reveal: secret answers become sums that belong to the actions. Before it nothing here says anything."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev
from typing import Any

from sqlalchemy import delete, func, select, update

from boardapp.database import db
from boardapp.domain.actions import Action
from boardapp.domain.events import By, Change, Event, changing
from boardapp.domain.kinds import Kind
from boardapp.domain.words import fold
from boardapp.domain.workshop import voting
from boardapp.domain.workshop.ballots import Ballot, Question
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.workshops import Method, Phase, Workshop

FEWEST = 3
"""Functions with fewer voters are shown together: a mean of two says what each of them thinks."""
WIDE = 1.0
"""A standard deviation, on four levels, from which a score is one to talk about."""


@dataclass(frozen=True)
class Scored:
    """One question about one action: the mean, the least and the most, and each function's mean."""

    mean: float
    least: int
    most: int
    wide: bool
    people: int
    teams: list[tuple[str, float]]  # named by nothing: those that are shown together


def count(workshop: Workshop, *, seen: int, by: By) -> Event | None:
    """Reveal the votes of the round that was `seen`; of two facilitators who press at once, the second does nothing."""
    with changing(workshop.board_id, by) as change:
        voting.hold(workshop)
        if workshop.counted_at is not None or workshop.round != seen:
            return None
        count_in(change, workshop)
        return change.record(Kind.workshop_counted)


def count_in(change: Change, workshop: Workshop) -> None:
    """The same as part of a change, where nothing was counted yet in this round."""
    rows = list(db.session.scalars(select(Action).where(*voting.is_open(workshop.board_id))))
    if workshop.method is Method.points:
        _count_points(change, workshop, rows)
    else:
        _count_scores(change, workshop, rows)
    change.put(workshop, counted_at=change.by.at)


def revote(workshop: Workshop, *, seen: int, by: By) -> Event | None:
    """A new round: what was counted is taken back, with the levels that came of it, and its secret answers deleted."""
    with changing(workshop.board_id, by) as change:
        voting.hold(workshop)
        if workshop.round != seen:
            return None
        derived = _derived(workshop)
        for action in db.session.scalars(select(Action).where(*voting.is_open(workshop.board_id))):
            same = {name: None for name, value in derived.get(action.id, {}).items() if getattr(action, name) == value}
            change.put(action, **{"votes": None, "voters": None} | same)
        _forget_round(workshop, by)
        change.put(workshop, round=workshop.round + 1, counted_at=None)
        workshop.cut_now = workshop.cut_next = workshop.placed = None
        return change.record(Kind.workshop_revoted)


def to_discuss(rows: Sequence[Any], turnout: int) -> list[tuple[int, Any]]:
    """Few people, many points: rows (in rank order, each with its number) among the first third of those with points,
    that a quarter of those who voted, or fewer, put there."""
    pointed = [row for row in rows if row.votes]
    first = pointed[: -(-len(pointed) // 3)]
    return [(n, row) for n, row in enumerate(first, 1) if row.voters * 4 <= turnout]


def scored(workshop: Workshop) -> dict[tuple[int, Question], Scored]:
    """By action and question; empty until the votes are revealed, and after the room has closed."""
    if workshop.counted_at is None or workshop.method is not Method.scores:
        return {}
    query = select(Ballot.action_id, Ballot.question, Ballot.value, Participant.team)
    rows = db.session.execute(query.join(Participant, Participant.id == Ballot.participant_id).where(
        *voting.in_round(workshop)
    ))  # fmt: skip
    answers: dict[tuple[int, Question], list[tuple[str, int]]] = {}
    for row in rows:
        answers.setdefault((row.action_id, row.question), []).append((row.team, row.value))
    return {key: _summed(given) for key, given in answers.items()}


def by_function(given: Iterable[tuple[str, int]]) -> list[tuple[str, float]]:
    """The mean of each function; small ones together, and with the smallest of the others where they are few: what is
    left when the others are taken from the whole must not be one person's either."""
    teams: dict[str, tuple[str, list[int]]] = {}
    for team, value in given:
        teams.setdefault(fold(team), (team, []))[1].append(value)
    order = sorted(teams.items(), key=lambda each: (each[0] != "", len(each[1][1])))
    rest: list[int] = []
    while order and (not order[0][0] or len(order[0][1][1]) < FEWEST or 0 < len(rest) < FEWEST):
        rest += order.pop(0)[1][1]
    if not order or 0 < len(rest) < FEWEST:
        return []
    shown = [(name, fmean(values)) for _, (name, values) in sorted(order)]
    return shown + ([("", fmean(rest))] if rest else [])


def _count_points(change: Change, workshop: Workshop, rows: Sequence[Action]) -> None:
    query = select(Ballot.action_id, func.sum(Ballot.value), func.count()).where(*voting.in_round(workshop))
    sums = {id_: (points, people) for id_, points, people in db.session.execute(query.group_by(Ballot.action_id))}
    order = sorted((points for points, _ in sums.values()), reverse=True)
    for action in rows:
        points, people = sums.get(action.id, (0, 0))
        change.put(action, votes=points, voters=people)
        if points and action.challenge_level is None:
            change.put(action, challenge_level=4 - 4 * order.index(points) // len(order))


def _count_scores(change: Change, workshop: Workshop, rows: Sequence[Action]) -> None:
    query = select(Ballot.action_id, Ballot.question, func.sum(Ballot.value), func.count())
    found = db.session.execute(query.where(*voting.in_round(workshop)).group_by(Ballot.action_id, Ballot.question))
    means = {(row[0], row[1]): (2 * row[2] + row[3]) // (2 * row[3]) for row in found}  # rounded, the half upwards
    for action in rows:
        names = {"challenge_level": Question.challenge, "effort": Question.effort}
        new = {name: means[action.id, asked] for name, asked in names.items() if (action.id, asked) in means}
        change.put(action, votes=None, voters=None, **new)  # those of an earlier vote say nothing of this one


def _derived(workshop: Workshop) -> dict[int, dict[str, int]]:
    """The levels that the count of this round wrote where there were none, by action."""
    counts = (Event.board_id == workshop.board_id, Event.kind == Kind.workshop_counted.value)
    event = db.session.scalar(select(Event).where(*counts).order_by(Event.version.desc()).limit(1))
    if event is None or workshop.counted_at is None:
        return {}
    return {
        int(key.partition(":")[2]): {
            name: to[name]
            for name in ("challenge_level", "effort")
            if name in to and event.body["was"][key].get(name) is None
        }
        for key, to in event.body["to"].items()
        if key.startswith("action:")
    }


def _forget_round(workshop: Workshop, by: By) -> None:
    """Its answers, who said to have voted, and the slips of paper, which are written anew."""
    asked = (Question.points, Question.challenge, Question.effort, Question.disagree)
    gone = (Ballot.workshop_id == workshop.id, Ballot.round == workshop.round, Ballot.question.in_(asked))
    db.session.execute(delete(Ballot).where(*gone))
    here = update(Participant).where(Participant.workshop_id == workshop.id)
    still = here.where(Participant.done == Phase.prioritise.value).values(done=None)
    slips = here.where(Participant.paper.is_(True)).values(ended_at=by.at)
    for statement in (still, slips):
        db.session.execute(statement, execution_options={"synchronize_session": False})


def _summed(given: Sequence[tuple[str, int]]) -> Scored:
    values = [value for _, value in given]
    wide = len(values) >= FEWEST and pstdev(values) >= WIDE
    return Scored(fmean(values), min(values), max(values), wide, len(values), by_function(given))

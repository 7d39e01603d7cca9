"""Any sequence of commands: the ledger explains the tables, lanes stand in the order a plain list would have, and the
undo of the last step brings back all there was. `--hypothesis-profile=thorough` searches longer."""

from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from itertools import pairwise
from typing import Any

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from boardapp.database import db
from boardapp.domain import actions, categories, comments, history, inventory, ledger, merging, ordering, placement
from boardapp.domain.actions import Action, Horizon, Status
from boardapp.domain.boards import Role
from boardapp.domain.events import Event
from boardapp.domain.inventory import Entry
from boardapp.domain.recategorising import remove
from boardapp.domain.words import clean_line
from tests import seen
from tests.databases import Store
from tests.world import Clock, World

PICK = st.integers(0, 30)
SOME = st.lists(PICK, min_size=1, max_size=5)
LANE = st.sampled_from(list(Horizon))
MANY = st.sampled_from([10**9, 0])  # from so many rows on, undo works by statements and not row by row
WORDS = st.text("aé z'’-ß", min_size=1, max_size=6).filter(str.strip)
WHO = st.sampled_from(["amina", "bruno"])
FIELDS = {
    "title": WORDS,
    "owner": st.sampled_from(["", "Zoé", "Yann"]),
    "status": st.sampled_from(list(Status)),
    "effort": PICK,
}


class Commands(RuleBasedStateMachine):
    """`lanes` holds ids in order, `fields` what each live action says; `steps` what was done, with the state before."""

    store: Store

    def __init__(self) -> None:
        super().__init__()
        self.store.renew("lyon")
        self.context = self.store.app.app_context()
        self.context.push()
        self.world = World(Clock())
        self.steps: list[tuple[int, dict[str, Any], int, Any]] = []
        self.read()

    def teardown(self) -> None:
        self.context.pop()

    @rule(title=WORDS, lane=LANE, who=WHO)
    def add(self, title: str, lane: Horizon, who: str) -> None:
        self.step(lambda: inventory.add(self.world.board, [Entry(title, lane)], by=self.by(who))[1])
        self.arrived(lane, 1)

    @rule(lanes=st.lists(LANE, min_size=2, max_size=4), who=WHO)
    def paste(self, lanes: list[Horizon], who: str) -> None:
        entries = [Entry(f"Ligne {at}", lane, {"owner": "Zoé"}) for at, lane in enumerate(lanes)]
        self.step(lambda: inventory.add(self.world.board, entries, by=self.by(who))[1])
        for lane in Horizon:
            self.arrived(lane, lanes.count(lane))

    @rule(pick=PICK, values=st.fixed_dictionaries({}, optional=FIELDS), who=WHO)
    def edit(self, pick: int, values: dict[str, Any], who: str) -> None:
        action = self.live(pick)
        if "effort" in values:
            values["effort"] = values["effort"] % 4 + 1
        self.step(lambda: actions.edit(action, by=self.by(who), **values))
        told = {name: clean_line(value) if name == "title" else value for name, value in values.items()}
        self.fields[action.id] |= told

    @rule(pick=PICK, lane=LANE, who=WHO)
    def move(self, pick: int, lane: Horizon, who: str) -> None:
        action = self.live(pick)
        self.step(lambda: placement.move(action, lane, by=self.by(who)))
        self.leave(action.id)
        self.lanes[lane].append(action.id)

    @rule(pick=PICK, other=PICK, who=WHO)
    def move_before(self, pick: int, other: int, who: str) -> None:
        action, before = self.live(pick), self.live(other)
        lane = before.horizon
        self.step(lambda: placement.move(action, lane, by=self.by(who), before=before))
        if action.id != before.id:
            self.leave(action.id)
            self.lanes[lane].insert(self.lanes[lane].index(before.id), action.id)

    @rule(pick=PICK, step=st.sampled_from([-1, 1]), who=WHO)
    def shift(self, pick: int, step: int, who: str) -> None:
        action = self.live(pick)
        self.step(lambda: placement.shift(action, step, by=self.by(who)))
        lane = self.lanes[action.horizon]
        at = lane.index(action.id)
        if 0 <= at + step < len(lane):
            lane.insert(at + step, lane.pop(at))

    @rule(picks=SOME, lane=LANE, status=FIELDS["status"], who=WHO)
    def bulk(self, picks: list[int], lane: Horizon, status: Status, who: str) -> None:
        some = self.several(picks)
        self.step(lambda: inventory.change_many(self.world.board, some, by=self.by(who), horizon=lane, status=status))
        chosen = {action.id for action in some}
        moving = [id_ for horizon in Horizon if horizon is not lane for id_ in self.lanes[horizon] if id_ in chosen]
        for id_ in moving:
            self.leave(id_)
        self.lanes[lane] += moving
        for id_ in chosen:
            self.fields[id_]["status"] = status

    @rule(pick=PICK, who=WHO)
    def archive(self, pick: int, who: str) -> None:
        action = self.live(pick)
        self.step(lambda: inventory.archive(action, by=self.by(who)))
        self.forget(action.id)

    @rule(pick=PICK, who=WHO)
    def restore(self, pick: int, who: str) -> None:
        archived = (
            db.session.query(Action).filter(Action.board_id == 1, Action.rank.is_(None)).order_by(Action.id).all()
        )
        if archived:
            action = archived[pick % len(archived)]
            self.step(lambda: inventory.restore(action, by=self.by(who)))
            self.lanes[action.horizon].append(action.id)
            self.fields[action.id] = self.told(action)

    @rule(picks=st.lists(PICK, min_size=2, max_size=4), who=WHO)
    def merge(self, picks: list[int], who: str) -> None:
        some = self.several(picks)
        if len(some) > 1:
            self.step(lambda: merging.merge(some, by=self.by(who)))
            for other in some[1:]:
                self.forget(other.id)
            self.fields[some[0].id] = self.told(some[0])  # blanks were filled: test_merging.py says how

    @rule(pick=PICK, text=WORDS, who=WHO)
    def comment(self, pick: int, text: str, who: str) -> None:
        self.step(lambda: comments.add(self.live(pick), text, by=self.by(who)))

    @rule(name=WORDS)
    def add_category(self, name: str) -> None:
        self.step_or_refused(lambda: categories.add(self.world.board, name, by=self.by()))

    @rule(pick=PICK, name=WORDS)
    def rename_category(self, pick: int, name: str) -> None:
        self.step_or_refused(lambda: categories.edit(self.category(pick), by=self.by(), name=name))

    @rule(pick=PICK, step=st.sampled_from([-1, 1]))
    def order_categories(self, pick: int, step: int) -> None:
        self.step_or_refused(lambda: categories.shift(self.category(pick), step, by=self.by()))

    @rule(pick=PICK, to=PICK, anywhere=st.booleans())
    def remove_category(self, pick: int, to: int, anywhere: bool) -> None:  # noqa: FBT001
        gone, target = self.category(pick), self.category(to)
        if gone.id != target.id:
            self.step(lambda: remove(gone, by=self.by(), to=target if anywhere else None))

    @rule(pick=PICK, action=PICK)
    def categorise(self, pick: int, action: int) -> None:
        category = self.category(pick)
        self.step(lambda: actions.edit(self.live(action), by=self.by(), category_id=category.id))

    @precondition(lambda self: self.steps)
    @rule(pick=PICK, who=WHO, many=MANY)
    def undo_any(self, pick: int, who: str, many: int) -> None:
        """Somewhere back: what comes out is no plain list's business, but pages must offer what works and no more.

        Offered and refused all the same is only what a category stands in the way of, which pages do not look up.
        """
        role = Role.facilitator if who == "amina" else Role.member
        events = [event for event in history.latest(self.world.board) if not event.final][pick % 5 :: 5]
        offered = history.undoable(events, self.world.person(who), role)
        for event in events:
            version = self.world.board.version
            self.step_or_refused(lambda event=event: self.undo(event, self.by(who), role, many))
            undone = self.world.board.version > version
            assert undone == (event.id in offered) or (not undone and "category" in str(event.body)), event.kind
            if undone:
                self.read()
                return

    @precondition(lambda self: self.steps)
    @rule(many=MANY)
    def undo_the_last_step(self, many: int) -> None:
        event_id, before, last_ref, model = self.steps[-1]
        event = db.session.get(Event, event_id)
        self.step(lambda: self.undo(event, self.by(), Role.facilitator, many))
        assert seen.state(self.world.board, up_to=last_ref) == before
        self.lanes, self.fields = model

    @invariant()
    def the_ledger_explains_the_tables(self) -> None:
        db.session.rollback()
        assert ledger.verify() == []

    @invariant()
    def lanes_stand_in_the_order_of_the_model(self) -> None:
        for horizon, lane in seen.lanes(self.world.board).items():
            assert [action.id for action in lane] == self.lanes[horizon]
            assert all(one.rank.encode() < other.rank.encode() for one, other in pairwise(lane))
            assert [self.told(action) for action in lane] == [self.fields[action.id] for action in lane]

    # --- what the rules are made of ---

    def step(self, command: Callable[[], Any]) -> None:
        """Carry it out and remember how to come back; a command that changes nothing writes no event."""
        board = self.world.board
        before, last_ref, version = seen.state(board), board.last_ref, board.version
        model = deepcopy((self.lanes, self.fields))
        command()
        latest = self.latest()
        assert board.version == latest.version <= version + 1
        if board.version > version:
            self.steps.append((latest.id, before, last_ref, model))
        else:
            assert seen.state(board) == before

    def step_or_refused(self, command: Callable[[], Any]) -> None:
        def perhaps() -> None:
            with suppress(actions.Invalid, actions.Conflict, actions.NotAllowed):
                command()

        self.step(perhaps)

    @staticmethod
    def undo(event: Any, by: Any, role: Role, many: int) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("boardapp.domain.undoing_many.MANY", many)
            history.undo(event, by=by, role=role)

    def latest(self) -> Event:
        db.session.rollback()
        return history.latest(self.world.board, limit=1)[0]

    def by(self, who: str = "amina") -> Any:
        self.world.clock.advance(minutes=1)
        return self.world.by(who)

    def read(self) -> None:
        lanes = seen.lanes(self.world.board)
        self.lanes = {horizon: [action.id for action in lane] for horizon, lane in lanes.items()}
        self.fields = {action.id: self.told(action) for lane in lanes.values() for action in lane}

    def told(self, action: Action) -> dict[str, Any]:
        owner = action.owner.shown if action.owner else ""
        return {"title": action.title, "owner": owner, "status": action.status, "effort": action.effort}

    def arrived(self, lane: Horizon, count: int) -> None:
        """What was just added stands at the end of its lane; its number is the database's choice."""
        if count:
            for action in placement.lane_of(1, lane)[-count:]:
                assert action.id not in self.fields
                self.lanes[lane].append(action.id)
                self.fields[action.id] = self.told(action)

    def live(self, pick: int) -> Action:
        ids = sorted(self.fields)
        hypothesis.assume(ids)
        action = db.session.get(Action, ids[pick % len(ids)])
        assert action is not None
        return action

    def several(self, picks: list[int]) -> list[Action]:
        return list(dict.fromkeys(self.live(pick) for pick in picks))

    def category(self, pick: int) -> Any:
        present = categories.of(self.world.board)
        hypothesis.assume(present)
        return present[pick % len(present)]

    def leave(self, id_: int) -> None:
        next(lane for lane in self.lanes.values() if id_ in lane).remove(id_)

    def forget(self, id_: int) -> None:
        self.leave(id_)
        del self.fields[id_]


@pytest.mark.slow
def test_any_sequence_of_commands_is_explained_and_undone(database, monkeypatch):
    monkeypatch.setattr(Commands, "store", database, raising=False)
    monkeypatch.setattr(ordering, "TOO_LONG", 4)  # lanes are spread anew every few moves
    searched = hypothesis.settings(
        max_examples=hypothesis.settings().max_examples // 6,
        phases=[Phase.reuse, Phase.generate, Phase.shrink],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    run_state_machine_as_test(Commands, settings=searched)

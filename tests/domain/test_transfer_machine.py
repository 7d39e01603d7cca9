"""Any sequence of commands on a board: its file can be read, and makes a board of which the same file is written."""

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase
from hypothesis.stateful import run_state_machine_as_test

from boardapp.database import db
from boardapp.domain import ledger, ordering
from tests.domain.test_machine import Commands
from tests.transferred import document, renamed, taken, without_marks


class Travels(Commands):
    def teardown(self) -> None:
        try:
            self.travel()
        finally:
            super().teardown()

    def travel(self) -> None:
        db.session.rollback()
        told = renamed(document(self.world.board, self.world))
        there = taken(told, self.world)
        assert without_marks(document(there, self.world), imported=True) == without_marks(told)
        assert ledger.verify() == []


@pytest.mark.slow
def test_any_board_is_equal_elsewhere(database, monkeypatch):
    monkeypatch.setattr(Travels, "store", database, raising=False)
    monkeypatch.setattr(ordering, "TOO_LONG", 4)  # lanes are spread anew every few moves
    searched = hypothesis.settings(
        max_examples=hypothesis.settings().max_examples // 25,
        phases=[Phase.reuse, Phase.generate, Phase.shrink],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    run_state_machine_as_test(Travels, settings=searched)

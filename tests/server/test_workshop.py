"""An hour of 25 phones over a real server, which is killed in the middle: no line is lost, no vote counts twice, and
every action of Do now leaves with an owner and a date."""

import os
import signal

import pytest
from sqlalchemy import func, select

from boardapp.database import db
from boardapp.domain.actions import Action, Horizon, over
from boardapp.domain.workshop.ballots import Ballot
from boardapp.domain.workshop.participants import MOST, Participant
from boardapp.domain.workshop.secret_lines import Line
from boardapp.domain.workshop.workshops import POINTS, Workshop
from tests.live.keys import beside, keys
from tests.live.phones import Phone
from tests.server.hour import HERE, SAME, Hour
from tests.server.test_kills import verified

PEOPLE, NOW, NEXT = 25, 6, 3
pytestmark = pytest.mark.slow


def hour_of(instance, server, people):
    with beside(instance) as app:
        return Hour(Phone(server.address, keys(app, "amina@example.fr")[0].cookie), people)


def test_an_hour_of_25_phones_with_a_restart_in_the_middle(serve, port, lyon_files):
    server = serve("--port", port).waits()

    def kill():
        os.killpg(server.process.pid, signal.SIGKILL)
        server.process.wait()
        serve("--port", port).waits()

    with hour_of(lyon_files, server, PEOPLE) as hour:
        hour.open()
        hour.go("inventory")
        hour.write(meanwhile=kill)
        for mine, phone in zip(hour.lines, hour.phones, strict=True):
            page = phone.look()
            assert [line for line in hour.written if line in page and line not in mine] == []
            assert [line for line in mine if line not in page] == []
        hour.goes_on(now=NOW, next=NEXT)
        assert "seat.ics" in hour.phones[0].look()
    stored(lyon_files, hour)
    verified(lyon_files)


def stored(instance, hour):
    """What the hour has left: every line once, every point once, a plan, and nothing that leads to a person."""
    with beside(instance) as app, app.app_context():
        titles = db.session.scalars(select(Action.title).where(Action.board_id == 1)).all()
        assert sorted(line for line in titles if line in hour.written) == sorted(hour.written)
        survivor = db.session.scalar(select(Action.merged_into_id).where(Action.title.in_(SAME), Action.rank.is_(None)))
        assert survivor is not None  # two who agreed made them one
        assert db.session.scalar(select(func.sum(Action.votes))) == PEOPLE * POINTS
        here = (Action.board_id == 1, Action.horizon == Horizon.now, Action.rank.is_not(None), ~over)
        now = db.session.scalars(select(Action).where(*here)).all()
        assert len(now) == NOW
        assert [each.title for each in now if each.owner_id is None or each.due_on is None] == []
        rows = [db.session.scalar(select(func.count()).select_from(model)) for model in (Line, Ballot, Participant)]
        assert rows == [0, 0, PEOPLE]
        assert db.session.get_one(Workshop, 1).closed_at is not None


def test_300_phones_of_one_address_join_without_an_error(serve, port, lyon_files):
    with hour_of(lyon_files, serve("--port", port).waits(), MOST) as hour:
        hour.open()
        hour.desk.get(HERE)
        assert "Personne 299" in hour.desk.page

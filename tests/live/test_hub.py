"""Who is told what, without a server: nothing twice, nothing left out, and nobody waits for a slow reader."""

import pytest

from boardapp.live import hub
from boardapp.live.hub import Full, Hub, Listener, Reader, View
from boardapp.live.messages import Position, message, refresh
from boardapp.live.presence import AWAY_FOR, WRITES_FOR, Person, Presence

FRENCH, READING = View("fr", may_write=True), View("fr", may_write=False)


def listener(board_id: int = 1, view: View = FRENCH, session: str = "a", user_id: int = 1) -> Listener:
    return Listener(board_id, view, Reader(session, user_id, f"Personne {user_id}"))


class Ticking:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_message_holds_its_lines_and_where_it_leaves_off():
    at = Position("ab12", 7, 3, "20261123")
    assert message("un\ndeux", at=at) == b"id: ab12-7-3-20261123\ndata: un\ndata: deux\n\n"
    assert refresh(at) == b"id: ab12-7-3-20261123\nevent: refresh\ndata: \n\n"


@pytest.mark.parametrize("text", ["un\r\ndeux", "un\rdeux", "un\u2028deux", "un\x0bdeux", "un\x85deux"])
def test_no_text_of_anybody_ends_a_line_of_a_message_early(text):
    lines = message(text).decode().split("\n")
    assert all(line.startswith("data: ") and "\r" not in line for line in lines[:-2])


def test_a_position_is_read_as_it_was_written():
    at = Position("ab12", 7, 3, "20261123")
    assert Position.read(str(at)) == at


@pytest.mark.parametrize(
    "text", ["", "7", "ab12-7", "ab12-7-3", "AB-7-3-20261123", "ab12-7-3-2026", "ab12-٧-3-20261123"]
)
def test_what_is_no_position_is_none(text):
    assert Position.read(text) is None


@pytest.mark.parametrize(
    ("other", "leads"),
    [(("a", 7, 3, "1"), True), (("a", 9, 3, "1"), True), (("a", 6, 3, "1"), False), (("b", 9, 3, "1"), False),
     (("a", 9, 4, "1"), False), (("a", 9, 3, "2"), False)],
)  # fmt: skip
def test_events_lead_on_within_one_life_one_day_and_the_same_names(other, leads):
    assert Position("a", 7, 3, "1").leads_to(Position(*other)) is leads


def test_each_view_of_a_board_gets_its_own_message():
    rooms, writer, reader, elsewhere = Hub(), listener(), listener(view=READING), listener(2)
    for each in (writer, reader, elsewhere):
        rooms.join(each)
    rooms.publish(1, {FRENCH: (5, b"w"), READING: (5, b"r")})
    assert [each.take() for each in (writer, reader, elsewhere)] == [b"w", b"r", b""]


def test_what_came_while_it_read_what_it_missed_is_not_told_twice():
    one = listener()
    one.put([(5, b"five"), (6, b"six"), (None, b"beat")])
    one.caught_up(5, b"missed")
    one.put([(5, b"five"), (7, b"seven")])
    assert one.take() == b"missedsixbeatseven"


def test_a_reader_for_whom_too_much_waits_is_let_go():
    one = listener()
    one.put([(at, b"x") for at in range(hub.WAITING)])
    assert not one.over
    one.put([(hub.WAITING, b"x")])
    assert one.over


def test_a_session_and_a_process_have_so_many_streams(monkeypatch):
    monkeypatch.setattr(hub, "MOST", 3)
    monkeypatch.setattr(hub, "MOST_EACH", 2)
    rooms = Hub()
    first = listener()
    rooms.join(first)
    rooms.join(listener())
    with pytest.raises(Full):
        rooms.join(listener())
    rooms.join(listener(session="b"))
    with pytest.raises(Full):
        rooms.join(listener(session="c"))
    rooms.leave(first)
    rooms.join(listener())


def test_nobody_joins_once_it_is_closed():
    rooms, one = Hub(), listener()
    rooms.join(one)
    rooms.close()
    assert one.over
    with pytest.raises(Full):
        rooms.join(listener(session="b"))


def test_a_person_with_two_windows_is_there_once():
    rooms = Hub()
    for each in (listener(session="a"), listener(session="b"), listener(user_id=2), listener(board_id=2, user_id=3)):
        rooms.join(each)
    assert Presence(rooms, Ticking()).here(1) == [Person("Personne 1", 1), Person("Personne 2", 2)]


def test_whoever_says_nothing_more_writes_no_more():
    rooms, clock = Hub(), Ticking()
    presence = Presence(rooms, clock)
    rooms.join(listener())
    presence.write(1, 1, 17)
    assert presence.here(1) == [Person("Personne 1", 1, 17)]
    clock.now += WRITES_FOR
    assert presence.here(1) == [Person("Personne 1", 1)]


def test_people_of_another_process_are_there_until_it_says_nothing_more():
    rooms, clock = Hub(), Ticking()
    presence = Presence(rooms, clock)
    rooms.join(listener())
    presence.hear("other", 1, [Person("Personne 1", 1, 17), Person("Zoé", 9)])
    assert presence.everywhere(1) == [Person("Personne 1", 1, 17), Person("Zoé", 9)]
    assert presence.everywhere(2) == []
    clock.now += AWAY_FOR
    assert presence.everywhere(1) == [Person("Personne 1", 1)]

"""What processes tell each other of who is here: whatever it is, it fits into what PostgreSQL passes on."""

import json

from boardapp.live.hub import Hub, Listener, Reader, View
from boardapp.live.others import Others
from boardapp.live.presence import Person, Presence

LONGEST = "😀" * 57
LIMIT = 8000  # bytes, which a payload must stay under


def process(said: list[str], *names: str) -> Others:
    """One with these people on board 1, numbered from 1; what it says goes into the list."""
    hub = Hub()
    for number, name in enumerate(names, 1):
        hub.join(Listener(1, View("fr", may_write=True), Reader(str(number), number, name)))
    return Others(Presence(hub, lambda: 0.0), said.append)


def test_many_people_with_the_longest_names_fit():
    said: list[str] = []
    process(said, *(f"{at:03d}{LONGEST}" for at in range(50))).greet([1])
    told = json.loads(said[0])["here"]
    assert len(said[0].encode()) < LIMIT
    assert [name[:3] for name, *_ in told[:9]] == [f"{at:03d}" for at in range(9)]


def test_many_people_with_usual_names_are_all_told():
    said: list[str] = []
    process(said, *(f"Élodie Martin-Lefèvre {at}" for at in range(100))).greet([1])
    assert len(said[0].encode()) < LIMIT
    assert len(json.loads(said[0])["here"]) == 100


def test_whoever_writes_is_told_before_those_who_only_look_on():
    said: list[str] = []
    one = process(said, *(f"{at:03d}{LONGEST}" for at in range(50)))
    one.write(1, 50, 17)
    one.greet([1])
    assert [number for _, number, action in json.loads(said[1])["here"] if action == 17] == [50]


def test_what_one_says_another_hears_and_it_does_not_hear_itself():
    said: list[str] = []
    here = process(said, "Amina")
    there_presence = Presence(Hub(), lambda: 0.0)
    there = Others(there_presence, lambda _: None)
    here.write(1, 1, 17)
    here.greet([1])
    for each in said:
        there.hear(each)
        here.hear(each)
    assert there_presence.everywhere(1) == [Person("Amina", 1, 17)]
    assert here._presence.everywhere(1) == [Person("Amina", 1, 17)]

"""The hour of a workshop, done by phones and a desk over a real server."""

import hashlib
import re
import threading
from collections.abc import Callable, Sequence

from tests.live.phones import Phone

HERE = "/workshops/1"
SAME = ("Rappeler chaque client dont le rendez-vous saute", "Rappeler les clients dont le rendez-vous saute")
EACH = 3  # lines of a person


def all_at_once(
    phones: Sequence[Phone], work: Callable[[int, Phone], None], meanwhile: Callable[[], None] = lambda: None
) -> None:
    """Every phone does this in a thread of its own."""
    wrong: list[BaseException] = []

    def run(at: int, phone: Phone) -> None:
        try:
            work(at, phone)
        except BaseException as error:  # noqa: BLE001  told by the test, not by the thread
            wrong.append(error)

    threads = [threading.Thread(target=run, args=each, daemon=True) for each in enumerate(phones)]
    for thread in threads:
        thread.start()
    meanwhile()
    for thread in threads:
        thread.join(120)
    assert wrong == []
    assert not any(thread.is_alive() for thread in threads), "it never ends"


class Hour:
    """`desk` is a facilitator's browser; the lines of each phone are known beforehand."""

    def __init__(self, desk: Phone, people: int) -> None:
        self.desk = desk
        self.phones = [Phone(desk.address) for _ in range(people)]
        self.lines = [[unlike(EACH * at + turn) for turn in range(EACH)] for at in range(people)]
        self.lines[0][0], self.lines[1][0] = SAME

    def __enter__(self) -> "Hour":
        return self

    def __exit__(self, *_: object) -> None:
        """Everybody puts their phone away."""
        for each in (self.desk, *self.phones):
            each.close()

    @property
    def written(self) -> set[str]:
        return {line for mine in self.lines for line in mine}

    def open(self) -> None:
        self.desk.get("/boards/1/workshop")
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.desk.page)
        assert token, self.desk.page
        assert self.desk.post("/boards/1/workshop/opening", [("csrf_token", token[1])]).location == HERE
        self.desk.get(HERE)
        code = re.search(r'class="code">([^<]+)<', self.desk.page)
        assert code, self.desk.page
        all_at_once(self.phones, lambda at, phone: phone.join(code[1], f"Personne {at}", team=f"Équipe {at % 4}"))

    def go(self, to: str) -> None:
        self.press("phase", to=to)

    def press(self, what: str, **fields: object) -> None:
        """A form of the desk as it is now."""
        self.desk.get(HERE)
        said = self.desk.send(f"{HERE}/{what}", **fields)
        assert said.status == 303, said.text

    def write(self, meanwhile: Callable[[], None] = lambda: None, people: int | None = None) -> None:
        """Everybody writes their lines, or only so many people."""

        def write(at: int, phone: Phone) -> None:
            for line in self.lines[at]:
                phone.look()
                assert phone.send(f"{HERE}/lines", lines=line).status == 303

        all_at_once(self.phones[:people], write, meanwhile)

    def answer(self, what: str) -> None:
        """Press the first button of this form until none is left, on all phones."""

        def answer(_: int, phone: Phone) -> None:
            for _ in range(200):
                phone.look()
                if not (buttons := [value for name, value in phone.buttons(f"{HERE}/{what}") if name == "say"]):
                    return
                phone.send(f"{HERE}/{what}", say=buttons[0])
            raise AssertionError(f"{what} never ends")

        all_at_once(self.phones, answer)

    def goes_on(self, **cuts: int) -> None:
        """From the reveal to the end."""
        self.go("group")
        self.answer("pairs")
        self.go("categorise")
        self.answer("shapes")
        self.go("prioritise")
        self.vote()
        self.press("count")
        self.go("place")
        self.press("plan", **cuts)
        self.go("commit")
        self.commit()
        self.go("close")
        self.press("close")

    def vote(self) -> None:
        """Five points each, on two actions; every tap is a double tap."""

        def vote(at: int, phone: Phone) -> None:
            phone.look()
            ids = sorted({int(value.partition(":")[0]) for _, value in phone.buttons(f"{HERE}/vote")})
            for id_, points in ((ids[at % 9], 3), (ids[at % 4 + 9], 2)):
                for _ in range(2):
                    assert phone.send(f"{HERE}/vote", points=f"{id_}:{points}").status == 303

        all_at_once(self.phones, vote)

    def commit(self) -> None:
        """One after the other takes the action in the light, until the desk has none left that lacks somebody."""
        for at in range(50):
            phone = self.phones[at % len(self.phones)]
            phone.look()
            due = re.search(r'name="due" value="([^"]+)"', phone.page)
            assert due, phone.page
            said = phone.send(f"{HERE}/commitments", who="me", due=due[1], first_step="Dès demain")
            assert said.status == 303, said.text
            self.desk.get(HERE)
            upcoming = [value for name, value in self.desk.buttons(f"{HERE}/light") if name == "action"]
            if not upcoming:
                return
            self.desk.send(f"{HERE}/light", action=upcoming[0])
        raise AssertionError("it never ends")


def unlike(number: int) -> str:
    """A line that reads like no other."""
    digest = hashlib.sha256(str(number).encode()).hexdigest()
    said = ["bcdfghjklmnpqrst"[int(sign, 16)] + "aeiou"[at % 5] for at, sign in enumerate(digest[:15])]
    return " ".join("".join(said[at : at + 5]) for at in (0, 5, 10))

"""Phones in a room, as a browser without JavaScript uses them: a code, a first name, the forms of the page. What gets
no answer is sent again with the same mark, as the product's own phones do."""

import http.client
import re
import time
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urlencode

PATIENCE = 60.0  # seconds, in which a server may start again
AGAIN = 0.2


class Answer(NamedTuple):
    status: int
    text: str
    location: str


class _Forms(HTMLParser):
    """The hidden fields, and the buttons with a value, of each form of a page by its action."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.hidden: dict[str, list[tuple[str, str]]] = {}
        self.buttons: dict[str, list[tuple[str, str]]] = {}
        self._action = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._action = told.get("action", "")
        elif tag == "input" and told.get("type") == "hidden":
            self.hidden.setdefault(self._action, []).append((told["name"], told.get("value", "")))
        elif tag == "button" and told.get("name") and "disabled" not in told:
            self.buttons.setdefault(told.get("formaction", self._action), []).append((told["name"], told["value"]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._action = ""


class Phone:
    """One browser on one line."""

    def __init__(self, address: str, cookie: str = "") -> None:
        self.address = address.removeprefix("http://")
        self.cookie = cookie
        self.page = ""
        self._line = http.client.HTTPConnection(self.address, timeout=30)

    def join(self, code: str, name: str, team: str = "") -> None:
        self.get("/join")
        door = self.send("/join", code=code).location
        self.get(door)
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.page)
        assert token, self.page
        said = self.post(door, [("csrf_token", token[1]), ("name", name), ("team", team)])
        assert said.status == 303, said.text
        self.seat = self.get(said.location).location
        self.look()

    def look(self) -> str:
        """The page as it is now."""
        return self.get(self.seat).text

    def buttons(self, action: str) -> list[tuple[str, str]]:
        """What the page offers to press in this form."""
        return _Forms(self.page).buttons.get(action, [])

    def send(self, action: str, /, **fields: object) -> Answer:
        """Fill in the page's form of this action."""
        hidden = _Forms(self.page).hidden.get(action)
        assert hidden, f"no form {action} in {self.page}"
        said = self.post(action, [*[pair for pair in hidden if pair[0] not in fields], *fields.items()])
        assert said.status < 500, said.text
        return said

    def get(self, path: str) -> Answer:
        answer = self._ask("GET", path, None)
        self.page = answer.text
        return answer

    def post(self, path: str, fields: list[tuple[str, object]]) -> Answer:
        return self._ask("POST", path, urlencode(fields))

    def close(self) -> None:
        self._line.close()

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return self._once(method, path, body)
            except (OSError, http.client.HTTPException):
                self._line.close()
                assert time.monotonic() < until, f"no answer to {method} {path}"
                time.sleep(AGAIN)

    def _once(self, method: str, path: str, body: str | None) -> Answer:
        headers = {"Cookie": self.cookie, "Accept-Language": "en"}
        headers |= {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        self._line.request(method, path, body, headers)
        with self._line.getresponse() as answer:
            text = answer.read().decode()
        for said in answer.headers.get_all("Set-Cookie") or ():
            self.cookie = said.partition(";")[0]
        return Answer(answer.status, text, answer.headers.get("Location", ""))

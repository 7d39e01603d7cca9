"""Odd requests at the door of the real server: each is answered in words, and the next one as if nothing had been."""

import csv
import io
import socket

import pytest

from boardapp.database import db
from boardapp.domain import inventory
from boardapp.domain.actions import Horizon
from boardapp.domain.boards import Board
from boardapp.domain.inventory import Entry
from boardapp.exchange.tables import MAX_BYTES
from tests.server.test_streams import domain

pytestmark = pytest.mark.slow
FORM = "Content-Type: application/x-www-form-urlencoded"
UP = "GET /up HTTP/1.1"
PATHS = {
    "/boards/%31": 200, "/boards/1?q=%C3%A9coute": 200, "/boards/1?q=écoute": 200, "/é": 404, "/%C3%A9": 404,
    "/%ff": 404, "/%ff%C3": 404, "/boards/%2e%2e/1": 404, "/%00": 404, "/static/..%2f..%2fsecret_key": 404,
    "/boards/1%0d%0aX-Evil:1": 404, "/" + "a" * 8000: 404, "/boards/٣": 404,
}  # fmt: skip


class Line:
    """One connection, over which bytes are sent as they are written here."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.file = self.socket.makefile("rb")

    def asks(self, first, *headers, body=b""):
        """Status, headers in small letters, and body of the answer."""
        self.sends(first, *headers, body=body)
        status = int(self.file.readline().split()[1])
        told = {}
        while line := self.file.readline().strip():
            name, _, value = line.decode("latin-1").partition(": ")
            told[name.lower()] = value
        length = 0 if first.startswith("HEAD") else int(told["content-length"])
        return status, told, self.file.read(length).decode()

    def sends(self, first, *headers, body=b""):
        lines = [first.encode(), b"Host: 127.0.0.1", *(header.encode() for header in headers), b"", body]
        self.socket.sendall(b"\r\n".join(lines))

    def close(self):
        self.file.close()
        self.socket.close()


@pytest.fixture
def server(serve, port, lyon_files):
    return serve("--port", port).waits()


@pytest.fixture
def line(server):
    """Where all went well, the server had nothing to complain of."""
    line = Line(server.port)
    yield line
    assert line.asks(UP)[0] == 200
    line.close()
    assert server.errors == ""


@pytest.fixture
def again(server, line):
    """For answers after which the server closes the line."""
    lines = []

    def another():
        lines.append(Line(server.port))
        return lines[-1]

    yield another
    for each in lines:
        each.close()


def multipart(key, content):
    fields = [("csrf_token", "", key["token"].encode()), ("file", '; filename="été.csv"', content)]
    parts = [
        f'--cut\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + value
        for name, more, value in fields
    ]
    return b"\r\n".join([*parts, b"--cut--\r\n"])


def test_a_file_is_taken_in_and_one_that_is_too_large_is_refused_in_words(again, key):
    answers = []
    for content in (b"action\nOuvrir un guichet de nuit\n", b"action\n" + b"a" * (MAX_BYTES + 2**17)):
        body = multipart(key, content)
        kind, cookie = "Content-Type: multipart/form-data; boundary=cut", f"Cookie: {key['cookie']}"
        size = f"Content-Length: {len(body)}"
        answers.append(again().asks("POST /boards/1/imports HTTP/1.1", kind, size, cookie, body=body))
    (taken, told, _), (refused, _, page) = answers
    assert (taken, told["location"]) == (303, "/imports/1")
    assert refused == 413
    assert "Cet envoi dépasse la taille acceptée. Rien n’a été enregistré." in page


def test_a_body_of_unknown_length_is_read_and_may_be_too_large(again, key):
    fields = f"csrf_token={key['token']}&lines=".encode()
    chunk = b"%x\r\n%s\r\n"
    about = (FORM, "Transfer-Encoding: chunked", f"Cookie: {key['cookie']}")
    said = []
    for kilobytes in (1, 8192):
        body = chunk % (len(fields), fields) + chunk % (2**10, b"a" * 2**10) * kilobytes + b"0\r\n\r\n"
        said.append(again().asks("POST /boards/1/actions HTTP/1.1", *about, body=body)[0])
    assert said == [303, 413]  # without the token, which is in the body, it would be 400


def test_a_header_with_an_underscore_passes_for_no_other(line, key):
    cookie = f"Cookie: {key['cookie']}"
    htmx, page = (
        line.asks("GET /actions/1 HTTP/1.1", cookie, f"{name}: true") for name in ("HX-Request", "HX_Request")
    )
    assert not htmx[2].startswith("<!doctype html>")
    assert page[2].startswith("<!doctype html>")


def test_whoever_leaves_in_the_middle_of_a_body_is_not_waited_for(line, again, key):
    for _ in range(20):
        gone = again()
        gone.sends(
            "POST /boards/1/actions HTTP/1.1", FORM, "Content-Length: 1000", f"Cookie: {key['cookie']}", body=b"l"
        )
        gone.close()
    assert line.asks("GET /boards/1 HTTP/1.1", f"Cookie: {key['cookie']}")[0] == 200


def test_head_is_answered_without_a_body(line):
    status, told, _ = line.asks("HEAD /session HTTP/1.1")
    assert (status, int(told["content-length"]) > 1000) == (200, True)


def test_a_path_is_read_as_it_was_meant(again, line, key):
    answers = {path: again().asks(f"GET {path} HTTP/1.1", f"Cookie: {key['cookie']}") for path in PATHS}
    assert {path: status for path, (status, _, _) in answers.items()} == PATHS
    assert not any("x-evil" in told for _, told, _ in answers.values())


def test_a_cookie_may_come_in_two_headers(line, key):
    about = ("Cookie: theme=dark", f"Cookie: {key['cookie']}")
    assert line.asks("GET /boards/1 HTTP/1.1", *about)[0] == 200


def test_a_large_answer_comes_whole(line, neighbour, key):
    with domain(neighbour) as by:
        entries = [Entry(f"Une {at}", Horizon.inbox, {"note": "Très longue. " * 100}) for at in range(2000)]
        inventory.add(db.session.get_one(Board, 1), entries, by=by)
    status, _, body = line.asks("GET /boards/1/export.csv HTTP/1.1", f"Cookie: {key['cookie']}")
    assert (status, len(body) > 2**21) == (200, True)
    assert len(list(csv.reader(io.StringIO(body.removeprefix("\ufeff")), delimiter=";"))) == 2000 + 12 + 1

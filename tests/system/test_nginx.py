"""One process or the other behind nginx: https, where people come from, what nginx says by itself, streams, files."""

import http.client
import re
import socket

import pytest

from boardapp.exchange.tables import MAX_BYTES
from tests.live.streams import reading
from tests.served import until
from tests.system.people import FORM, Person
from tests.system.site import HERE
from tests.world import BOARD, PEOPLE

pytestmark = pytest.mark.xdist_group("nginx")


def test_signing_in_over_https_gives_a_cookie_for_https_alone(site):
    person = Person(site)
    answer = person.send("/session", token=person.get("/session").token, email=PEOPLE["amina"][0], password="wrong")
    assert answer.status == 422
    person.sign_in("amina")
    page = person.get(f"/boards/{BOARD}")
    assert (page.status, "Grève des transports" in page.text) == (200, True)
    assert "max-age=" in page.headers["Strict-Transport-Security"]
    assert person.cookie.startswith("__Host-board=")


def test_who_signed_in_at_one_process_is_known_at_the_other(site, amina):
    assert [amina.at(port).get("/boards").status for port in site.ports] == [200, 200]


def test_plain_http_is_sent_on_to_https(site):
    line = http.client.HTTPConnection(HERE, site.http, timeout=20)
    line.request("GET", "/boards/1?wall=1")
    answer = line.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HERE}/boards/1?wall=1")
    line.close()


def test_what_a_client_says_of_itself_goes_no_further(site):
    """Else wrong passwords could come from a new address each time, and links lead to another host."""
    stranger = Person(site)
    page = stranger.get("/session")
    made_up = {"X-Forwarded-Host": "evil.example.org", "X-Forwarded-Proto": "http"}
    assert "max-age=" in stranger.get("/session", **made_up).headers["Strict-Transport-Security"]
    body = f"csrf_token={page.token}&email=nobody%40example.org&password=wrong+and+long+enough"
    statuses = [
        stranger.ask("POST", "/session", body, {"Content-Type": FORM, "X-Forwarded-For": f"192.0.2.{at}"}).status
        for at in range(11)
    ]
    assert statuses == [422] * 10 + [429]


def test_a_host_that_is_not_ours_is_refused(site):
    line = Person(site).line()
    line.request("GET", "/session", headers={"Host": "evil.example.org"})
    assert line.getresponse().status == 400
    line.close()


def test_a_stream_is_not_held_back(site, amina):
    stream = amina.stream()
    with reading([stream]):
        until(lambda: "Amina" in stream.text())
        assert (stream.now, stream.beats) == (True, 0)
        amina.add("Écrire aux agences")
        until(lambda: "Écrire aux agences" in stream.text())
        assert stream.opened == 1
    assert "x-accel-buffering" not in stream.head.lower()


def test_the_board_compresses_and_nginx_does_not(site, amina):
    page = amina.get(f"/boards/{BOARD}", **{"Accept-Encoding": "br, gzip"})
    secret = amina.get("/session", **{"Accept-Encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "br"
    assert (secret.status, secret.headers.get("Content-Encoding")) == (303, None)
    assert Person(site).get("/up", **{"Accept-Encoding": "gzip"}).headers.get("Content-Encoding") is None


def test_a_file_just_over_the_limit_is_answered_by_the_board(amina):
    answer = send_file(amina, MAX_BYTES + 100 * 1024)
    assert answer.status == 413
    assert "Cet envoi dépasse la taille acceptée. Rien n’a été enregistré." in answer.text
    assert "X-Robots-Tag" in answer.headers


def test_a_file_far_over_the_limit_is_answered_by_nginx_in_the_same_words(amina):
    french, english = (send_file(amina, 20 * 1024 * 1024, language=each) for each in ("fr-FR,fr;q=0.9", "en"))
    assert (french.status, english.status) == (413, 413)
    assert "X-Robots-Tag" not in french.headers
    assert french.text == '<p class="strip">Cet envoi dépasse la taille acceptée. Rien n’a été enregistré.</p>'
    assert english.text == '<p class="strip">This is larger than the product takes. Nothing was saved.</p>'


def test_a_file_within_the_limit_is_taken(amina):
    answer = send_file(amina, MAX_BYTES - 1024)
    assert answer.status in (303, 422), answer.text[:500]


def test_links_that_let_somebody_in_are_not_logged(site):
    for door in ("setup", "resets", "invitations", "join", "walls", "feeds"):
        assert Person(site).get(f"/{door}/a-secret-of-somebody").status == 404
    assert Person(site).get("/session?next=/boards").status == 200
    until(lambda: "/session?next=/boards" in site.log.read_text())
    told = site.log.read_text()
    assert "a-secret" not in told
    assert told.count("/invitations/...") == 1


def test_browser_files_are_asked_for_once(site, amina):
    page = amina.get(f"/boards/{BOARD}").text
    name = re.search(r'src="(/static/app-\w+\.js)"', page)[1]
    first = amina.get(name)
    until(lambda: site.log.read_text().count(name) == 1)  # two workers log, each when it comes to it
    second = amina.get(name)
    assert first.text == second.text
    assert second.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    until(lambda: site.log.read_text().count(name) == 2)
    lines = [line for line in site.log.read_text().splitlines() if name in line]
    assert [line.endswith(" -") for line in lines] == [False, True], lines


def test_a_slow_client_takes_no_thread_of_the_board(site, amina):
    """nginx has the whole request before a process hears of it."""
    slow = [site.tls.wrap_socket(socket.create_connection((HERE, site.https)), server_hostname=HERE) for _ in range(40)]
    for each in slow:
        each.sendall(f"POST /session HTTP/1.1\r\nHost: {HERE}\r\nContent-Length: 1000\r\n\r\na".encode())
    assert amina.get(f"/boards/{BOARD}").status == 200
    for each in slow:
        each.close()


def send_file(person, size, *, language="fr"):
    token = person.get(f"/boards/{BOARD}/imports").token
    parts = {'name="csrf_token"': token.encode(), 'name="file"; filename="a.csv"': b"action\n" + b"a" * size}
    body = b"".join(
        f"--cut\r\nContent-Disposition: form-data; {name}\r\n\r\n".encode() + value + b"\r\n"
        for name, value in parts.items()
    )
    headers = {
        "Content-Type": "multipart/form-data; boundary=cut", "HX-Request": "true", "Accept-Language": language,
    }  # fmt: skip
    return person.ask("POST", f"/boards/{BOARD}/imports", body + b"--cut--\r\n", headers)

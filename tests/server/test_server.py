"""Starting and stopping the real server: one per port and file, a link for the first account, no orphan."""

import os
import re
import signal
import socket
import tempfile
import threading
from contextlib import ExitStack
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest
from click.testing import CliRunner

from boardapp.cli import lock, main, worker
from boardapp.cli.address import DEFAULT_PORT
from tests import postgres
from tests.served import PATIENCE, Server, listening, until
from tests.world import PASSWORD

pytestmark = pytest.mark.slow
# one after the other: each looks at the same ports, and what one lets go is what the next finds
by_default = pytest.mark.xdist_group("default port")


class Visitor:
    """A browser that keeps cookies, on the real network stack."""

    def __init__(self):
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, address: str) -> tuple[int, str]:
        return self.ask(Request(address))

    def send(self, address: str, page: str, **fields: str) -> tuple[int, str]:
        hidden = dict(re.findall(r'name="(csrf_token|once)"[^>]*value="([^"]+)"', page))
        return self.ask(Request(address, data=urlencode(hidden | fields).encode()))

    def ask(self, request: Request) -> tuple[int, str]:
        try:
            with self.opener.open(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as answer:
            with answer:
                return answer.code, answer.read().decode()


def test_the_link_of_a_new_installation_makes_the_first_account_once(serve, port):
    server = serve("--port", port).waits()
    until(lambda: server.link)
    visitor = Visitor()
    status, page = visitor.get(server.link)
    assert status == 200
    fields = {"email": "amina@example.fr", "name": "Amina", "password": PASSWORD, "locale": "fr"}
    assert visitor.send(server.link, page, **fields)[0] == 200
    assert visitor.get(f"{server.address}/boards")[0] == 200
    assert Visitor().get(server.link)[0] >= 400
    assert server.output.count("/setup/") == 1


def test_each_start_gives_a_fresh_link_while_there_is_no_account(serve, port, lyon_files):
    (lyon_files / "boardapp.sqlite").unlink()
    first = serve("--port", port).waits()
    until(lambda: first.link)
    first.kill()
    second = serve("--port", port).waits()
    until(lambda: second.link)
    assert Visitor().get(first.link)[0] >= 400
    assert Visitor().get(second.link)[0] == 200


def test_no_link_is_printed_where_there_are_accounts(serve, port, lyon_files):
    server = serve("--port", port).waits()
    assert server.output == f"Trois Temps is at http://127.0.0.1:{port}\n"


def test_a_port_that_is_taken_is_refused_when_it_was_asked_for(serve, port):
    with socket.create_server(("127.0.0.1", port)):
        code, complaint = serve(PORT=str(port)).ends()
    assert (code, complaint.count("\n")) == (1, 1)
    assert complaint.startswith(f"Port {port} is taken by another program")


@by_default
def test_without_a_port_asked_for_the_next_free_one_is_taken(serve):
    with ExitStack() as held:
        try:
            held.enter_context(socket.create_server(("127.0.0.1", DEFAULT_PORT)))
            first = DEFAULT_PORT + 1
        except OSError:
            first = DEFAULT_PORT  # whoever has it may be gone when the server looks
        server = serve().waits()
        assert first <= server.port < DEFAULT_PORT + 20
        assert listening(server.port)


@by_default
def test_servers_that_start_at_once_never_share_a_port(tmp_path):
    """Granian would listen at a port that another has taken meanwhile, and half of the requests would go astray."""
    folders = [tmp_path / str(number) for number in range(4)]
    for folder in folders:
        folder.mkdir()
    servers = [Server(folder) for folder in folders]
    try:
        assert len({server.waits().port for server in servers}) == len(servers)
    finally:
        for server in servers:
            server.kill()


def test_a_port_that_another_server_has_claimed_is_refused(serve, port):
    with lock.port("127.0.0.1", port) as free:
        assert free
        code, complaint = serve("--port", port).ends()
    assert (code, complaint.startswith(f"Port {port} is taken by another program")) == (1, True)
    with lock.port("127.0.0.2", port) as elsewhere:
        assert elsewhere
    with lock.port("127.0.0.1", port) as free:
        assert free


def test_claims_are_kept_in_no_file_that_others_may_open(tmp_path, monkeypatch):
    """Whoever can read it could lock it, and shut everybody out."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with lock.port("127.0.0.1", 8000) as free:
        (file,) = tmp_path.iterdir()
        assert (free, file.stat().st_mode & 0o777) == (True, 0o600)
    for spoil in (lambda: file.chmod(0o644), lambda: os.mkfifo(file), lambda: file.symlink_to("x")):
        spoil()
        with lock.port("127.0.0.1", 8000) as free:
            assert free
        file.unlink()


def test_a_second_server_on_the_same_database_is_refused(serve, port):
    first = serve("--port", port).waits()
    code, complaint = serve().ends()
    assert code == 1
    assert complaint == f"A server already runs on this database, at {first.address}: stop it first.\n"


def test_an_address_that_is_not_of_this_machine_is_refused(serve):
    code, complaint = serve("--host", "192.0.2.7").ends()
    assert (code, complaint.count("\n")) == (1, 1)
    assert complaint.startswith("The board cannot be served at 192.0.2.7")


def test_a_server_for_the_network_says_what_to_share(serve, port, lyon_files):
    server = serve("--host", "0.0.0.0", "--port", port).waits()
    assert server.address == f"http://127.0.0.1:{port}"
    shared = re.search(r"Share this address: http://([\d.]+):(\d+)", server.output)
    assert shared is None or (shared[1] != "0.0.0.0" and shared[2] == str(port))


@pytest.mark.parametrize("signal_", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP], ids=lambda each: each.name)
@pytest.mark.parametrize("whole", [False, True], ids=["the main process", "the whole group"])
def test_a_signal_stops_it_without_force_or_a_word(serve, port, lyon_files, signal_, whole):
    server = serve("--port", port, patient=True).waits()
    with socket.create_connection(("127.0.0.1", port)) as idle:
        idle.sendall(b"GET /up HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert idle.recv(12) == b"HTTP/1.1 200"
        (os.killpg if whole else os.kill)(server.process.pid, signal_)
        assert server.ends() == (0, "")
    assert not listening(port)


def test_a_worker_that_lost_its_parent_ends_and_leaves_the_database_to_the_next(serve, port, lyon_files):
    server = serve("--port", port).waits()
    server.process.kill()
    until(lambda: not listening(port))
    until(lambda: lock.running_at(lyon_files / "boardapp.sqlite") is None)  # a moment after its port is closed
    assert serve("--port", port).waits().port == port


def test_a_worker_that_dies_is_replaced(serve, port, lyon_files):
    server = serve("--port", port).waits()
    worker = int(Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text())
    os.kill(worker, signal.SIGKILL)
    until(lambda: server.output.count("Trois Temps is at") == 2)
    assert Visitor().get(f"{server.address}/up") == (200, "up\n")


def test_a_command_changes_the_board_while_it_is_served(serve, port, lyon_files, key):
    server = serve("--port", port).waits()
    file = lyon_files / "more.csv"
    file.write_text("action\nOuvrir un guichet de nuit\n", encoding="utf-8")
    words = ["import", "1", str(file), "--by", "bruno@example.fr", "--json"]
    result = CliRunner().invoke(main, words, env={"BOARDAPP_INSTANCE": str(lyon_files), "BOARDAPP_DATABASE_URL": ""})
    assert '"imported": 1' in result.stdout, result.output
    page = Request(f"{server.address}/boards/1", headers={"Cookie": key["cookie"]})
    assert "Ouvrir un guichet de nuit" in Visitor().ask(page)[1]


def test_links_that_a_command_prints_lead_to_the_server_that_runs(serve, port, lyon_files):
    server = serve("--port", port).waits()
    env = {"BOARDAPP_INSTANCE": str(lyon_files), "BOARDAPP_DATABASE_URL": ""}
    told = CliRunner().invoke(main, ["user", "reset-password", "bruno@example.fr"], env=env).stdout
    link = re.search(r"http://\S+", told)[0]
    assert link.startswith(f"{server.address}/resets/")
    assert Visitor().get(link)[0] == 200


def test_tables_are_not_migrated_under_a_server(serve, port, lyon_files, monkeypatch):
    server = serve("--port", port).waits()
    monkeypatch.setattr("boardapp.migrations.newest", lambda: "9999")
    result = CliRunner().invoke(
        main, ["migrate"], env={"BOARDAPP_INSTANCE": str(lyon_files), "BOARDAPP_DATABASE_URL": ""}
    )
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"A server already runs on this database, at {server.address}: stop it first.\n"


def test_housekeeping_goes_on_after_a_failure(app, monkeypatch, caplog):
    """A disk may be full for an hour."""
    done, turns = threading.Event(), iter((OSError("full"), None))

    def tidy(at):
        if (error := next(turns, None)) is not None:
            raise error
        done.set()

    monkeypatch.setattr(worker, "HOUSEKEEPING", 0.001)
    monkeypatch.setattr(worker, "tidy", tidy)
    thread = threading.Thread(target=worker.keep_house, args=(app, done))
    thread.start()
    thread.join(PATIENCE)
    assert done.is_set()
    assert "Housekeeping failed" in caplog.text


def test_a_body_of_50_megabytes_is_answered_in_words(serve, port, lyon_files):
    server = serve("--port", port).waits()
    with socket.create_connection(("127.0.0.1", port), timeout=20) as link:
        link.sendall(b"POST /session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 52428800\r\n")
        link.sendall(b"Content-Type: application/x-www-form-urlencoded\r\n\r\n" + b"a" * 100_000)
        assert link.recv(12) == b"HTTP/1.1 413"
    assert Visitor().get(f"{server.address}/up") == (200, "up\n")


def test_it_serves_on_postgresql_too(serve, port):
    url = postgres.create("served")
    try:
        server = serve("--port", port, DATABASE_URL=url).waits()
        assert Visitor().get(f"{server.address}/up") == (200, "up\n")
        server.process.send_signal(signal.SIGTERM)
        assert server.ends() == (0, "")
    finally:
        postgres.drop("served")

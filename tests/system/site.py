"""The installation of docs/deploy, started for real: nginx in front of processes that the unit's own command line
starts, on one PostgreSQL. The examples are the files themselves; only names, ports and folders are filled in."""

import os
import shlex
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Mapping
from configparser import ConfigParser
from pathlib import Path

from tests.served import PATIENCE, free_port, listening, until

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs/deploy"
HERE = "127.0.0.1"
SECRET = "a key that both processes share, of 32 characters or more"
# of the unit's hardening what needs no systemd: memory that was written is never executed (65), no new privileges (38)
_HARDENED = """import ctypes, os, sys
for option in (65, 38):
    ctypes.CDLL(None).prctl(option, 1, 0, 0, 0)
os.execv(sys.argv[1], sys.argv[1:])"""


def filled(name: str, values: Mapping[str, str]) -> str:
    """An example with values of this test; each must stand in it, so that no test goes on about an older example."""
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    for old, new in values.items():
        assert old in text, f"{name} says nothing of {old}"
        text = text.replace(old, new)
    return text


class Unit:
    """What boardapp@.service says, for one port."""

    def __init__(self, folder: Path, *, program: Path) -> None:
        values = {"/etc/boardapp": str(folder), "/var/lib/boardapp": str(folder), "/opt/boardapp/.venv": str(program)}
        parsed = ConfigParser(strict=False, interpolation=None)
        parsed.read_string(filled("boardapp@.service", values))
        self.service = parsed["Service"]

    def command(self, port: int) -> list[str]:
        return shlex.split(self.service["ExecStart"].replace("%i", str(port)))

    def environment(self) -> dict[str, str]:
        """A service has nothing but this from systemd."""
        lines = Path(self.service["EnvironmentFile"]).read_text(encoding="utf-8").splitlines()
        told = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
        return {"PATH": os.defpath, "LANG": "C.UTF-8"} | told

    def settle(self) -> None:
        """What systemd waits for before a restart has ended."""
        subprocess.run(shlex.split(self.service["ExecStartPost"]), check=True)


class Process:
    """One process of the board, started as the unit says. This is who it tells that it is ready."""

    def __init__(self, unit: Unit, port: int, output: Path, **more: str) -> None:
        self.port = port
        self.output = output
        self._told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._told.bind(f"\0boardapp-{os.getpid()}-{port}-{output.name}")
        self._told.settimeout(PATIENCE)
        name = self._told.getsockname().decode().replace("\0", "@")
        with output.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _HARDENED, *unit.command(port)], cwd=output.parent, start_new_session=True,
                env=unit.environment() | {"NOTIFY_SOCKET": name} | more, stdout=out, stderr=out,
            )  # fmt: skip

    def ready(self) -> "Process":
        """Wait for its word, as systemd does."""
        try:
            said = self._told.recv(100)
        except TimeoutError:
            said = b"nothing"
        assert said == b"READY=1", f"it says {said!r} and {self.output.read_text()}"
        return self

    def stop(self) -> int:
        """As `systemctl stop`: its exit code."""
        self._told.close()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        """All of it at once, without a word."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)
        self._told.close()


class Site:
    """Everything between a browser and the database."""

    def __init__(self, folder: Path, database: str, certificate: Path) -> None:
        self.folder = folder
        self.http, self.https, *self.ports = (free_port() for _ in range(4))
        self.address = f"https://{HERE}:{self.https}"
        self.tls = ssl.create_default_context(cafile=str(certificate / "fullchain.pem"))
        self.log = folder / "access.log"
        (folder / "boardapp.env").write_text(self._settings(database))
        (folder / "site.conf").write_text(self._site(certificate))
        (folder / "nginx.conf").write_text(_around(folder))
        self.unit = Unit(folder, program=Path(sys.prefix))
        self.processes: dict[int, Process] = {}
        self._nginx: subprocess.Popen[bytes] | None = None

    def start(self) -> "Site":
        for port in self.ports:
            self.begin(port)
        command = ["nginx", "-e", "stderr", "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")]
        with (self.folder / "nginx.said").open("wb") as out:
            self._nginx = subprocess.Popen(command, stdout=out, stderr=out)
        until(lambda: listening(self.https) or self._nginx.poll() is not None)
        assert self._nginx.poll() is None, (self.folder / "nginx.said").read_text()
        for process in self.processes.values():
            process.ready()
        return self

    def begin(self, port: int, **more: str) -> Process:
        """Start the process of this port, again perhaps."""
        self.processes[port] = Process(self.unit, port, self.folder / f"said-{port}-{len(self._outputs())}", **more)
        return self.processes[port]

    def stop(self) -> None:
        for process in self.processes.values():
            process.kill()
        if self._nginx:
            self._nginx.terminate()
            self._nginx.wait(PATIENCE)

    def command(self, *words: str) -> str:
        """What `boardapp` answers on the terminal of this machine."""
        program = self.unit.command(self.ports[0])[0]
        done = subprocess.run(
            [program, *words], env=self.unit.environment(), cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def said(self) -> str:
        """What the processes complained of."""
        return "".join(path.read_text() for path in self._outputs())

    def _outputs(self) -> list[Path]:
        return sorted(self.folder.glob("said-*"))

    def _settings(self, database: str) -> str:
        values = {
            "postgresql+psycopg://boardapp@db.example.org/boardapp?": f"{database}&", "change-me": SECRET,
            "https://board.example.org": self.address, "TRUSTED_HOSTS=board.example.org": f"TRUSTED_HOSTS={HERE}",
            "/var/lib/boardapp": str(self.folder / "instance"),
        }  # fmt: skip
        return filled("boardapp.env", values)

    def _site(self, certificate: Path) -> str:
        values = {
            "listen 80;": f"listen {HERE}:{self.http};", "listen 443 ssl": f"listen {HERE}:{self.https} ssl",
            "127.0.0.1:8001": f"{HERE}:{self.ports[0]}", "127.0.0.1:8002": f"{HERE}:{self.ports[1]}",
            "board.example.org": HERE, "/etc/ssl/boardapp": str(certificate),
            "/var/lib/nginx/boardapp": str(self.folder / "kept"), "/var/log/nginx/boardapp.log": str(self.log),
        }  # fmt: skip
        return filled("nginx.conf", values)


def _around(folder: Path) -> str:
    """What Debian's own nginx.conf says around a site, and what the example asks to be changed there."""
    rooms = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{room}_temp_path {folder / room};" for room in rooms)
    return f"""{"user root;" if os.geteuid() == 0 else ""}
daemon off; worker_processes 2; worker_shutdown_timeout 10s; pid {folder}/nginx.pid; error_log stderr;
events {{ worker_connections 4096; }}
http {{ gzip on; include /etc/nginx/mime.types; {temporary} include {folder}/site.conf; }}
"""

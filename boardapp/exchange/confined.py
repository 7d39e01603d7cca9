"""The other side of `apart`: the process that reads one file from its input, writes one table as JSON, and is gone."""

import contextlib
import json
import mimetypes
import os
import sys
from pathlib import Path
from typing import Any

from boardapp.exchange.reading import read_table
from boardapp.exchange.tables import Unreadable

_REACHES = (
    "ctypes.", "ftplib.", "http.", "mmap.", "os.", "pty.", "shutil.", "smtplib.", "socket.", "sqlite3.", "subprocess.",
    "tempfile.", "urllib.", "webbrowser.",
)  # fmt: skip
"""Events of Python's own (PEP 578) by which something reaches beyond this process."""


def answer() -> None:
    """The limits come first, then the options, both on a line of ours; what follows is the file."""
    asked = json.loads(sys.stdin.buffer.readline())
    _confine(**asked["limits"])
    _lock()
    try:
        told = json.dumps(_read(asked["options"])).encode()
    except MemoryError:
        told = b'{"refused": "too_heavy", "params": {}}'
    sys.stdout.buffer.write(told)


def _read(options: dict[str, Any]) -> dict[str, Any]:
    try:
        return read_table(sys.stdin.buffer.read(), **options).to_json()
    except Unreadable as refusal:
        return {"refused": refusal.code, "params": refusal.params}


def _confine(*, cpu_seconds: int, memory: int) -> None:
    """Windows has none of these limits: there only the clock of `apart` stands guard."""
    with contextlib.suppress(AttributeError, OSError):
        os.nice(10)  # whoever looks at the board comes first
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415

        limits = {
            resource.RLIMIT_AS: memory,
            resource.RLIMIT_CPU: cpu_seconds,
            resource.RLIMIT_FSIZE: 0,
            resource.RLIMIT_CORE: 0,
            resource.RLIMIT_NPROC: 0,
        }
        for limit, most in limits.items():
            # macOS refuses to limit its address space
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(limit, (most, most))


def _lock() -> None:
    """From here on this interpreter opens nothing but the files of Python and its libraries, and those to read: no
    parser that is tricked into it reaches the machine or the network. A hook of this kind cannot be taken off again."""
    mimetypes.knownfiles = []  # a library would look into the files of the machine
    homes = tuple(str(Path(folder).resolve()) + os.sep for folder in {sys.prefix, sys.base_prefix, *sys.path} if folder)

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            fine = _reads(*arguments[1:]) and _is_inside(arguments[0], homes)
        elif event == "os.listdir":  # so modules are found
            fine = _is_inside(arguments[0], homes)
        else:
            fine = not event.startswith(_REACHES)
        if not fine:
            raise PermissionError(event)

    sys.addaudithook(refuse)


def _reads(mode: str | None, flags: int | None) -> bool:
    """Which of the two is set depends on who asks."""
    return not set(mode or "").intersection("wax+") and not (flags or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)


def _is_inside(path: Any, homes: tuple[str, ...]) -> bool:
    return isinstance(path, str) and f"{os.path.realpath(path)}{os.sep}".startswith(homes)

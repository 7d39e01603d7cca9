"""The other side of `apart`: the process that reads one file from its input, writes one table as JSON, and is gone."""

import contextlib
import json
import sys
from typing import Any

from boardapp.exchange.reading import read_table
from boardapp.exchange.tables import Unreadable


def answer() -> None:
    """The limits come first, then the options, both on a line of ours; what follows is the file."""
    asked = json.loads(sys.stdin.buffer.readline())
    _confine(**asked["limits"])
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
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415

        limits = {
            resource.RLIMIT_AS: memory,
            resource.RLIMIT_CPU: cpu_seconds,
            resource.RLIMIT_FSIZE: 0,
            resource.RLIMIT_CORE: 0,
        }
        for limit, most in limits.items():
            # macOS refuses to limit its address space
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(limit, (most, most))

"""Several people at once: each task in a thread with an application context, all begun at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask


def together(app: Flask, *tasks: Callable[[], Any]) -> list[Any]:
    """What each task returned, or the exception it raised, in their order."""
    ready = threading.Barrier(len(tasks))

    def run(task: Callable[[], Any]) -> Any:
        with app.app_context():
            ready.wait(10)
            try:
                return task()
            except Exception as error:  # noqa: BLE001
                return error

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))

"""Prints the path of a Chromium that runs, installing one as a last resort; everything else goes to standard error."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def find() -> str:
    chosen = os.environ.get("BOARDAPP_CHROMIUM")
    if chosen:
        if not runs(chosen):
            sys.exit(f"BOARDAPP_CHROMIUM is {chosen}, which does not start.")
        return chosen
    for path in candidates():
        if runs(path):
            return path
    sys.exit("No Chromium was found or could be installed. Install one, or set BOARDAPP_CHROMIUM=/path/to/chromium")


def candidates() -> Iterator[str]:
    """Each step is taken only when what came before did not run."""
    yield from installed()
    if os.geteuid() == 0 and shutil.which("apt-get"):
        install_by_apt()
        yield from installed()
    yield from installed_by_playwright()


def installed() -> Iterator[str]:
    yield from filter(None, map(shutil.which, NAMES))
    yield from filter(os.path.exists, MAC)


def install_by_apt() -> None:
    say("Installing chromium by apt-get")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    attempt("apt-get", "update", "-qq", env=quiet)
    attempt("apt-get", "install", "-qq", "--no-install-recommends", "chromium", env=quiet)


def installed_by_playwright() -> Iterator[str]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (slow, and rarely needed)

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    if not Path(path).exists():
        say("Installing Playwright's chromium")
        attempt(sys.executable, "-m", "playwright", "install", "chromium")
    yield path


def runs(path: str) -> bool:
    """On Ubuntu the program may be a mere door to a snap, and a download may lack system libraries: ask it."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, check=False, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def attempt(*command: str, env: dict[str, str] | None = None) -> None:
    subprocess.run(command, stdout=sys.stderr, env=env, check=False)


def say(what: str) -> None:
    print(what, file=sys.stderr)


if __name__ == "__main__":
    print(find())

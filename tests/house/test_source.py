"""What the sources promise, read from the sources."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON = sorted((ROOT / "boardapp").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
BEHAVIOURS = sorted((ROOT / "static/js").glob("*.js"))
COMMITS = {"boardapp/domain/events.py", "boardapp/database.py"}
FORBIDDEN = {
    "an inline script": r"<script(?![^>]*\bsrc=)",
    "an inline style": r"<style|\sstyle\s*=",
    "an inline handler": r"\son[a-z]+\s*=\s*[\"']",
    "hx-on": r"hx-on",
    "script in an attribute": r"[\"'](?:js|javascript):",
    "a condition that needs eval": r"hx-trigger\s*=\s*[\"'][^\"']*\[",
    "hx-boost": r"hx-boost",
    "markup that is not escaped": r"\|\s*safe\b",
    "something from another host": r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//",
    "an id that begins with a digit": r"\sid\s*=\s*[\"']\d",
}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", PYTHON, ids=name_of)
def test_only_two_files_commit(path: Path) -> None:
    calls = {
        node.func.attr
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    if name_of(path) not in COMMITS:
        assert not calls & {"commit", "begin"}


def test_the_files_that_may_commit_do() -> None:
    assert "database.commit()" in (ROOT / "boardapp/domain/events.py").read_text()
    assert "session.commit()" in (ROOT / "boardapp/database.py").read_text()


@pytest.mark.parametrize("path", PYTHON, ids=name_of)
def test_sqlite_is_chosen_once(path: Path) -> None:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    if name_of(path) != "boardapp/database.py":
        assert not names & {"sqlite3", "pysqlite3"}


def test_files_stay_small() -> None:
    sources = [path for path in [*PYTHON, *(ROOT / "tests").rglob("*.py")] if "versions" not in path.parts]
    long = {name_of(path): count for path in sources if (count := len(path.read_text().splitlines())) > 300}
    long |= {name_of(path): count for path in BEHAVIOURS if (count := len(path.read_text().splitlines())) > 80}
    assert not long


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what: str) -> None:
    found = [name_of(path) for path in TEMPLATES if re.search(FORBIDDEN[what], path.read_text(), re.IGNORECASE)]
    assert not found


def test_components_hold_macros_only() -> None:
    """A `set` at the top of a component is frozen in the first language in which it is rendered."""
    for path in TEMPLATES:
        if path.name.startswith("_"):
            outside = re.sub(r"\{%-?\s*macro.*?endmacro\s*-?%\}|\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
            rest = re.sub(r"\{%-?\s*(?:from|import)\b.*?%\}", "", outside).strip()
            assert not rest, f"{name_of(path)}: {rest[:80]}"


def test_a_parent_says_inherited() -> None:
    """htmx 4 inherits nothing unless told; on the body every attribute is meant for what is in it."""
    body = re.search(r"<body[^>]*>", (ROOT / "templates/layout.html").read_text(), re.DOTALL)
    assert body
    assert all(":inherited" in each for each in re.findall(r"hx-[\w:-]+", body[0]))


def test_behaviours_write_text_not_markup() -> None:
    for path in BEHAVIOURS:
        assert not re.search(r"innerHTML|outerHTML\s*=|insertAdjacentHTML|document\.write|\beval\(", path.read_text())
        assert not re.search(r"^\s*(?:import|export)\s", path.read_text(), re.MULTILINE), name_of(path)


def test_each_behaviour_that_templates_name_exists() -> None:
    named = {each for path in TEMPLATES for each in re.findall(r'data-behaviour="([\w-]+)"', path.read_text())}
    written = "\n".join(path.read_text() for path in BEHAVIOURS)
    assert {name for name in named if name not in written} == set()

"""The process that reads a stranger's file, and what it may not do."""

import json
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from boardapp.exchange import apart
from boardapp.exchange.apart import read_apart
from boardapp.exchange.reading import read_table
from boardapp.exchange.tables import Table, Unreadable
from tests.exchange import workbooks

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent / "samples"
LONG = b"Action;Qui\r\n" + "Appeler les clients;Zoé\r\n".encode() * 4_000
WIDE = b"12," * 1_700_000

# A process of its own asks, so that no other child of the test run is measured. It stands in for `boardapp` as the
# reader itself does: the whole application would be most of what is measured.
_MEASURED = """
import json, resource, sys, types
package = sys.modules["boardapp"] = types.ModuleType("boardapp")
package.__path__ = [sys.argv[1]]
from boardapp.exchange.apart import read_apart
from boardapp.exchange.tables import Unreadable
code = ""
try:
    read_apart(sys.stdin.buffer.read())
except Unreadable as refusal:
    code = refusal.code
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([code, used.ru_maxrss // 1024, used.ru_utime + used.ru_stime]))
"""


def refused(data: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as error:
        read_apart(data)
    return error.value


def measured(data: bytes) -> tuple[str, int, float]:
    """The refusal, the child's greatest memory in MiB, its seconds of processor time."""
    command = [sys.executable, "-c", _MEASURED, str(ROOT / "boardapp")]
    done = subprocess.run(command, input=data, capture_output=True, check=True, timeout=120)
    code, memory, seconds = json.loads(done.stdout)
    return code, memory, seconds


@pytest.mark.parametrize(
    "data",
    [
        LONG,
        (HERE / "notify_excel_2007.xlsx").read_bytes(),
        (HERE / "notify_open_document.ods").read_bytes(),
        (HERE / "notify_excel_95.xls").read_bytes(),
        (HERE / "wekan_trello-project100.json").read_bytes(),
    ],
)
def test_apart_or_here_the_table_is_the_same(data):
    assert read_apart(data) == read_table(data)


def test_the_choices_of_the_reader_go_along():
    data = workbooks.xlsx(
        lambda book: [workbooks.put(book.add_worksheet(name), ["a", name]) for name in ("x", "\u2028")]
    )
    table = read_apart(data, sheet="\u2028", header_line=0)
    assert (table.sheet, list(table.body())) == ("\u2028", [(1, ["a", "\u2028"])])


def test_short_text_is_read_where_we_are(monkeypatch):
    monkeypatch.setattr(apart, "SECONDS", 0)
    assert isinstance(read_apart(b"Action\nAppeler\n"), Table)
    assert refused(LONG).code == "too_heavy"


def test_a_refusal_comes_back_with_its_parameters():
    error = refused(LONG + b'"x')
    assert (error.code, error.params) == ("unclosed_quote", {"line": 4_002})
    assert refused(bytes(5 * 1024 * 1024 + 1)).code == "too_large"


def test_memory_is_limited(monkeypatch):
    monkeypatch.setattr(apart, "MEMORY", 96 * 1024 * 1024)
    assert refused(WIDE).code == "too_heavy"


def test_time_is_limited(monkeypatch):
    monkeypatch.setattr(apart, "CPU_SECONDS", 0)
    assert refused(WIDE).code == "too_heavy"


def test_the_process_inherits_nothing_of_ours(monkeypatch, tmp_path):
    (tmp_path / "csv.py").write_text("raise SystemExit(1)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert len(read_apart(LONG).rows) == 4_001


def test_a_reader_that_falls_over_is_a_damaged_file_and_a_line_in_the_log(monkeypatch, caplog):
    monkeypatch.setattr(apart, "MEMORY", "much")
    assert refused(LONG).code == "damaged"
    assert [record.getMessage() for record in caplog.records] == ["The reader of a file ended with 1: TypeError"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"," * (5 * 1024 * 1024), "empty"),
        (b'"' * (5 * 1024 * 1024), "cell_too_long"),
        (b"\n" * (5 * 1024 * 1024), "empty"),
        (b'"\n' * (5 * 512 * 1024), "empty"),
        (b"12," * (5 * 340 * 1024), "too_many_columns"),
        ((b"12," * 190 + b"\n") * 9_000, "too_heavy"),
        (b'{"a":' + b"[" * (5 * 1024 * 1000), "json_broken"),
    ],
)
def test_five_mebibytes_of_anything_stay_within_memory_and_time(data, code):
    told, memory, seconds = measured(data)
    assert told == code
    assert memory < 400
    assert seconds < apart.CPU_SECONDS


# What a parser could be tricked into, tried in the place of one: after the limits are set, before the file is read.
_TRICKED = """
import sys, types
package = sys.modules["boardapp"] = types.ModuleType("boardapp")
package.__path__ = [sys.argv[1]]
from boardapp.exchange import confined

def read(data, **options):
    exec(data.decode())
    raise confined.Unreadable("empty")
confined.read_table = read
confined.answer()
"""


@pytest.mark.parametrize(
    "trick",
    [
        "open('/etc/passwd')",
        "open(b'/etc/passwd', 'rb')",
        "import os; os.open('/etc/passwd', os.O_RDONLY)",
        "open('/proc/self/environ')",
        "open(sys.path[-1] + '/../../../../../../etc/passwd')",
        "open('{folder}/made', 'w')",
        "open(confined.__file__, 'a')",
        "import os; os.listdir('/')",
        "import os; os.remove('{folder}/here')",
        "import os; os.fork()",
        "import os; os.system('touch {folder}/made')",
        "import os; os.execv('/bin/true', ['true'])",
        "import os; os.posix_spawn('/bin/true', ['true'], {{}})",
        "import subprocess; subprocess.run(['touch', '{folder}/made'])",
        "import socket; socket.socket()",
        "import socket; socket.getaddrinfo('localhost', 80)",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
        "import ctypes; ctypes.CDLL(None)",
        "import sqlite3; sqlite3.connect('{folder}/made')",
    ],
)
def test_the_process_opens_nothing_and_starts_nobody(tmp_path, trick):
    (tmp_path / "here").touch()
    limits = {"cpu_seconds": 20, "memory": apart.MEMORY}
    asked = json.dumps({"limits": limits, "options": {}}).encode() + b"\n" + trick.format(folder=tmp_path).encode()
    command = [sys.executable, "-I", "-c", _TRICKED, str(ROOT / "boardapp")]
    done = subprocess.run(command, input=asked, capture_output=True, check=False, timeout=60)
    assert done.returncode == 1, done
    assert done.stdout == b""
    assert done.stderr.splitlines()[-1].startswith(b"PermissionError")
    assert [path.name for path in tmp_path.iterdir()] == ["here"]


def test_a_fifth_file_at_once_is_told_to_come_back_and_nobody_waits_for_ever(monkeypatch):
    monkeypatch.setattr(apart, "WAIT_SECONDS", 0)
    with ExitStack() as held:
        for _ in range(2):
            held.enter_context(apart._TURNS)
        assert refused(LONG).code == "busy"
        for _ in range(4):
            held.enter_context(apart._QUEUE)
        monkeypatch.setattr(apart, "WAIT_SECONDS", 10**6)
        assert refused(LONG).code == "busy"
        assert isinstance(read_apart(b"Action\nAppeler\n"), Table)
    assert isinstance(read_apart(LONG), Table)

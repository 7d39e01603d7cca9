"""While a new release comes in, one process is of the old one: what a page of either names is found all the same."""

import re
import shutil

import pytest

from tests.served import until
from tests.system.people import Person
from tests.system.site import ROOT
from tests.world import BOARD

CODINGS = [f"gzip;q=0.{at}" for at in range(1, 7)]  # nginx keeps an answer for each of them, so each is asked for


@pytest.fixture
def release(tmp_path):
    """The product with another style sheet."""
    for name in ("boardapp", "templates", "static"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    with (tmp_path / "static/css/print.css").open("a") as sheet:
        sheet.write("@layer print { .of-the-next-release { color: red } }\n")
    return tmp_path


def test_a_page_finds_its_files_whichever_process_it_asks(own_site, release):
    old, new = own_site.ports
    own_site.processes[new].stop()
    own_site.begin(new, PYTHONPATH=str(release)).ready()
    amina = Person(own_site).sign_in("amina")
    sheets = {
        port: re.search(r"/static/app-\w+\.css", amina.at(port).get(f"/boards/{BOARD}").text)[0] for port in (old, new)
    }
    assert sheets[old] != sheets[new]
    for port in (old, new):
        own = amina.at(port).get(sheets[port])
        assert ("of-the-next-release" in own.text) is (port == new)
        until(lambda: amina.get("/up").status == 200)
        for coding in CODINGS:
            assert amina.get(sheets[port], **{"Accept-Encoding": coding}).status == 200

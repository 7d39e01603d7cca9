import csv
import pytest
from tests.web.planted import PEOPLE, Line
HEAD = "rule,method,visitor,dana,chloe,bruno,amina,removed,replayed,participant,form"
with open("/tmp/i5/late/access.csv", newline="") as f:
    LINES = [Line(r["rule"], r["method"], r["form"] or "", r) for r in csv.DictReader(f, fieldnames=HEAD.split(","))]

@pytest.mark.parametrize("line", LINES, ids=str)
def test_x(garden, line):
    found = {}
    for name in PEOPLE:
        answer = garden.send(name, line)
        loc = answer.location or ""
        found[name] = "sign in" if answer.status_code == 303 and loc.startswith("/session?next=") else str(answer.status_code)
        if line.expected.get(name) == "303" : garden.renew()
        else: assert garden.unchanged()
    assert found == {name: line.expected[name] for name in PEOPLE}

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boardapp.exchange.guard import guard, unguard, was_guarded

SIGNS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]
CELLS = st.text(max_size=20) | st.text("' \u00a0x" + "".join(SIGNS), max_size=6)


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("before", ["", " ", "   ", "'", "''", "' ", "\u00a0"])
def test_a_sign_behind_quotes_and_spaces_gets_one_more_quote(sign, before):
    assert guard(f"{before}{sign}1+1") == f"'{before}{sign}1+1"


@pytest.mark.parametrize("cell", ["", "'", "'80s", "l'action", "a=b", "' quoted", "1-2", "«-»", "''", "   "])
def test_an_ordinary_cell_stays_as_it_is(cell):
    assert guard(cell) == unguard(cell) == cell


@given(CELLS)
def test_the_guard_is_lossless(cell):
    assert unguard(guard(cell)) == cell


@given(CELLS)
def test_no_guarded_cell_begins_with_a_sign(cell):
    assert guard(cell).lstrip(" \u00a0")[:1] not in SIGNS


@pytest.mark.parametrize(("rows", "expected"), [([["'=1"], ["x"]], True), ([["'=1"], ["- x"]], False), ([[""]], True)])
def test_one_bare_sign_shows_that_nobody_guarded_the_file(rows, expected):
    assert was_guarded(rows) is expected

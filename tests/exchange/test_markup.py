import pytest
from hypothesis import given
from hypothesis import strategies as st

from boardapp.exchange.drafts import Draft
from boardapp.exchange.mapping import drafts, guess
from boardapp.exchange.markup import Allowance, as_note, as_text, may_hold
from boardapp.exchange.reading import read_table


def drafted(text: str) -> list[Draft]:
    table = read_table(text.encode())
    return drafts(table, guess(table))


@pytest.mark.parametrize(
    ("cell", "note"),
    [
        ('<a href="https://x.org/?a=1&copy=2">Help &amp; care</a>', "Help & care (https://x.org/?a=1&copy=2)"),
        ('<a href="https://x.org">https://x.org</a>', "https://x.org"),
        ("<a href=https://x.org></a>", "https://x.org"),
        ("<p>one</p><p>two<br/>three</p>", "one\ntwo\nthree"),
        ("<ul><li>a<li>b</ul>", "a\nb"),
        ('see <img src="plan.png" alt="the plan">', "see the plan (plan.png)"),
        ("<B>bold</B> &amp;lt; <i>slanted</i>", "bold &lt; slanted"),
        ("<b>é</b>&nbsp;; &#233; &#xe9;", "é\u00a0; é é"),
        ("R&amp;D", "R&D"),
        ('<a href="javascript:alert(1)">ok</a>', "ok (javascript:alert(1))"),
    ],
)
def test_html_is_read_as_the_text_that_it_shows(cell, note):
    assert may_hold(cell)
    assert as_note(cell) == note


@pytest.mark.parametrize(
    "cell",
    [
        *("a < b and c > d", "x <b and y", "<script>alert(1)</script>", "<Vendor> & <Customer>", "AT&T", "?a=1&copy=2"),
        *("Lea <lea@example.org>", "<<<", "a <- b", "<!-- later -->", "<?xml version='1.0'?>", "</b>", "I <3 this"),
    ],
)
def test_what_is_no_tag_of_html_stays_as_it_is(cell):
    assert as_note(cell) == cell
    assert as_text(cell) == (cell, [])


def test_beside_a_tag_nothing_else_vanishes():
    assert as_note("<b>1</b> <Foo> <!-- 2 --> <script>3</script> a <b") == "1 <Foo> <!-- 2 --> <script>3</script> a <b"


@pytest.mark.parametrize("cell", ["<b>x</b><![ y", "<![foo[<b>x</b>", "<b>x<![if !IE]>y"])
def test_what_the_parser_cannot_take_stays_as_it_is(cell):
    assert "".join(as_note(cell).split()) in (cell.replace(" ", ""), "x<![if!IE]>y", "x<![y")


@pytest.mark.parametrize(
    "cell",
    [
        *("<" * 131_072, "<b>" * 40_000, "<a href=x>" * 13_000, "&" * 131_072, "<b>" + " " * 131_000, "</b>" * 30_000),
        *("<!--" * 30_000, "<a " * 40_000, '<b a="' * 20_000, "<b a='" * 20_000 + ">", "<![" * 40_000, "<?" * 60_000),
        *("<p>\n" * 30_000, "<b " + "a=" * 60_000, "<b/" * 40_000, "<b>&#x" * 20_000, "</b" * 40_000),
    ],
    ids=lambda cell: cell[:8],
)
def test_a_long_hostile_cell_is_read_in_one_go(cell):
    assert len(as_note(cell)) <= len(cell)
    assert len(as_text(cell)[0]) <= len(cell)


def test_past_a_measure_tags_stay_as_they_are():
    allowance = Allowance(tags=3)
    assert [allowance.covers(cell) for cell in ("<b>x</b>", "a < b", "&amp;", "<i>")] == [True, False, True, False]


def test_json_is_nobodys_html():
    assert not may_hold('[ { "shop": "<b>wine</b> &amp; more" } ]')


@given(st.text(st.sampled_from("<>/&;z '\"=!-?#"), max_size=30))
def test_nothing_of_a_cell_without_html_is_touched(text):
    assert as_note(text) == text


PARTS = ["<b>", "</b>", "<br>", "<p", "<", "&", "z", "<z>", "<a href='q'>", "</a>", "<!--", "<img alt=z>"]


@given(st.lists(st.sampled_from(PARTS), max_size=9).map("".join))
def test_no_letter_is_lost_beside_tags(text):
    assert as_note(text).count("z") == text.count("z")


def test_the_address_behind_a_title_is_kept_in_the_note():
    (draft,) = drafted('title,owner,sector\n"<a href=""https://x.org"">Open it</a>",<b>Lea</b>,<i>Care</i>\n')
    assert (draft.title, draft.owner) == ("Open it", "Lea")
    assert draft.note == "title: https://x.org\nsector: Care"
    assert [problem.code for problem in draft.problems] == ["html_as_text"]


def test_a_title_on_two_lines_is_joined_by_a_space():
    (draft,) = drafted("title,note\n<p>Open</p><p>the desk</p>,x\n")
    assert draft.title == "Open the desk"


def test_the_lines_of_a_pasted_list_keep_their_tags():
    found = drafted("Mend the <b> tag\nAsk R&amp;D\nClose the desk\n")
    assert [draft.title for draft in found] == ["Mend the <b> tag", "Ask R&amp;D", "Close the desk"]


def test_a_file_of_ours_keeps_its_tags():
    (draft,) = drafted("ref,uid,action,note\nA-1,u,Use <b>,<p>a</p> &amp; b\n")
    assert (draft.title, draft.note, draft.problems) == ("Use <b>", "<p>a</p> &amp; b", [])

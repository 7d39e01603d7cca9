import gzip
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from boardapp.exchange.reading import Table, Unreadable, read_table

PLAIN = "Action;Responsable\r\nOuvrir l'été;Zoé\r\n"
CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00'"), max_size=20)


def refused(data: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as error:
        read_table(data)
    return error.value


def body(data: bytes) -> list[list[str]]:
    return [row for _, row in read_table(data).body()]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (PLAIN.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + PLAIN.encode(), "utf-8"),
        (b"\xff\xfe" + PLAIN.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + PLAIN.encode("utf-16-be"), "utf-16-be"),
        (PLAIN.encode("cp1252"), "windows-1252"),
    ],
)
def test_five_encodings_give_the_same_rows(data, encoding):
    table = read_table(data)
    assert table.rows == [["Action", "Responsable"], ["Ouvrir l'été", "Zoé"]]
    assert (table.encoding, table.delimiter) == (encoding, ";")


def test_an_accent_far_down_the_file_still_decides_its_encoding():
    table = read_table(b"title\n" + b"plain line\n" * 9_000 + "été".encode("cp1252"))
    assert (table.encoding, table.rows[-1]) == ("windows-1252", ["été"])


def test_bytes_that_windows_1252_leaves_open_do_not_stop_the_file():
    assert body(b"title\n\xe9t\xe9 \x80\x81") == [["été €\x81"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_gives_steady_columns(delimiter):
    rows = [["title", "note"], ["one", "a, b; c"], ["two", "d | e, f; g\th"], ["three", ""]]
    lines = [delimiter.join(f'"{cell}"' for cell in row) for row in rows]
    table = read_table("\n".join(lines).encode())
    assert (table.delimiter, table.rows) == (delimiter, rows)


def test_commas_in_sentences_do_not_make_columns_of_a_list():
    table = read_table("Action\nAppeler, puis rappeler\nOuvrir un numéro vert\n".encode())
    assert (table.delimiter, table.rows[1:]) == ("", [["Appeler, puis rappeler"], ["Ouvrir un numéro vert"]])


def test_decimal_commas_do_not_win_over_semicolons():
    assert read_table(b"title;cost;share\nx;1,5;2,5\ny;2,5;3,5\n").delimiter == ";"


def test_the_delimiter_that_a_spreadsheet_wrote_on_the_first_line_is_no_row():
    table = read_table(b"sep=;\r\ntitle;note\r\na;b\r\n")
    assert (table.rows, table.lines) == ([["title", "note"], ["a", "b"]], [2, 3])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_that_lost_its_mark_is_still_recognised(encoding):
    table = read_table(PLAIN.encode(encoding))
    assert (table.encoding, table.rows[1]) == (encoding, ["Ouvrir l'été", "Zoé"])


def test_text_that_was_read_in_the_wrong_encoding_once_is_told_and_left():
    table = read_table("Action;Lieu\nAppeler;DoÃ±a Ana\nOuvrir;Â\u00a0Nord\nFermer;Ãvora\n".encode())
    assert table.notices == [("double_encoded", {"count": 2})]
    assert table.rows[1] == ["Appeler", "DoÃ±a Ana"]


def test_a_table_waits_in_the_database_as_it_is():
    table = read_table("Plan\n\nAction;Qui\nAppeler\x00;Zoé\nTotal;3\n".encode())
    assert Table.from_json(json.loads(json.dumps(table.to_json()))) == table
    assert (table.removed, table.passed, table.notices) == ({4: 1}, {5: "total"}, [("preamble", {"count": 1})])


def test_a_lone_cr_is_text_where_the_file_has_line_feeds():
    assert body(b'title,note\r\na\rb,"c\rd"\r\n') == [["a\rb", "c\rd"]]


def test_a_lone_cr_ends_the_row_where_the_file_has_no_line_feed():
    assert body(b"title,note\ra,b\rc,d") == [["a", "b"], ["c", "d"]]


def test_empty_lines_are_left_out_and_counted_and_lines_stay_true():
    table = read_table(b'\n\ntitle,note\n\n"a\nb",c\n , \n,\nd,e')
    assert table.rows == [["title", "note"], ["a\nb", "c"], ["d", "e"]]
    assert (table.lines, table.blank_lines) == ([3, 5, 9], 5)


def test_short_rows_are_filled_and_empty_columns_at_the_right_ignored():
    assert read_table(b"a,b,,,\n1\n1,2,3,,,\n").rows == [["a", "b", ""], ["1", "", ""], ["1", "2", "3"]]


def test_nul_bytes_are_taken_out_and_counted_by_line():
    table = read_table(b"title,note\na\x00b,\x00\nc,d\n")
    assert (table.rows[1:], table.removed) == ([["ab", ""], ["c", "d"]], {2: 2})


@pytest.mark.parametrize(
    "data",
    [
        "title\na\ud800b".encode("utf-8", "surrogatepass"),
        b"\xff\xfe" + "title\na\udc00b".encode("utf-16-le", "surrogatepass"),
        b"\xff\xfe" + "title\nab".encode("utf-16-le") + b"\x00",
        b"\xef\xbb\xbftitle\na\xffb",
    ],
)
def test_what_no_database_can_hold_is_taken_out_and_counted(data):
    table = read_table(data)
    assert (table.rows[1:], table.removed) == ([["ab"]], {2: 1})


@pytest.mark.parametrize("data", [b"", b"\n \r\n", b"\xef\xbb\xbf", b"\xff\xfe", b",,,\n,,", b"\x00\x00"])
def test_a_file_without_text_is_empty(data):
    assert refused(data).code == "empty"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image"),
        (b"%PDF-1.7\n%\xe2\xe3", "pdf"),
        (gzip.compress(b"title\n", mtime=0), "archive"),
        (bytes(range(256)) * 20, "binary"),
    ],
)
def test_a_file_of_another_kind_is_named(data, kind):
    error = refused(data)
    assert (error.code, error.params) == ("not_text", {"kind": kind})


@pytest.mark.parametrize("data", [b"<!DOCTYPE html>\n<table>", b"\n<html><body>", b'<?xml version="1.0"?><Workbook>'])
def test_a_page_is_not_taken_for_a_list_of_its_tags(data):
    error = refused(data)
    assert (error.code, error.params) == ("not_a_table", {"kind": "page"})


def test_a_quote_that_is_never_closed_is_refused_with_its_line():
    error = refused(b'title,note\na,b\nc,"d\ne,f\n')
    assert (error.code, error.params) == ("unclosed_quote", {"line": 3})


def test_quotes_inside_a_cell_are_text():
    assert body(b'title,note\n5" screen,say ""hi""\n') == [['5" screen', 'say ""hi""']]


def test_a_cell_may_hold_131072_characters_and_no_more():
    assert len(body(b'title,note\n"' + b"x" * 131_072 + b'",b\n')[0][0]) == 131_072
    error = refused(b'title,note\na,b\n"' + b"x" * 131_073 + b'",b\n')
    assert (error.code, error.params) == ("cell_too_long", {"line": 3, "limit": 131_072})


def test_a_million_filled_cells_are_too_much():
    assert refused(b"title,b\n" + (b"1," * 199 + b"1\n") * 5_100).code == "too_heavy"


def test_5_mib_are_read_and_one_byte_more_is_refused():
    full = (b"title\n" + (b"x" * 100_000 + b"\n") * 53)[: 5 * 1024 * 1024]
    assert len(read_table(full).rows) > 50
    assert refused(full + b"x").code == "too_large"


def test_20000_rows_are_read_and_one_more_is_refused():
    assert len(read_table(b"title\n" + b"x\n" * 20_000).rows) == 20_001
    error = refused(b"title\n" + b"x\n" * 20_001)
    assert (error.code, error.params) == ("too_many_rows", {"limit": 20_000})


def test_200_columns_are_read_and_one_more_is_refused():
    assert len(read_table(b"title,b\n" + b",".join([b"x"] * 200)).header) == 200
    error = refused(b"title,b\n" + b",".join([b"x"] * 201))
    assert (error.code, error.params) == ("too_many_columns", {"line": 2, "limit": 200, "found": 201})


def test_empty_columns_beyond_200_do_not_count():
    assert read_table(b"title,note" + b"," * 16_000 + b"\na,b\n").header == ["title", "note"]


def test_a_foreign_file_loses_its_quotes_only_where_every_sign_has_one():
    assert body(b"title,note\n'=1+1,'- first\n") == [["=1+1", "- first"]]
    assert body(b"title,note\n'=1+1,- first\n") == [["'=1+1", "- first"]]


def test_our_own_file_loses_them_even_when_somebody_added_a_bare_sign():
    assert body(b"ref,action,uid\nA-1,'=1+1,u\n,- new line,\n") == [["A-1", "=1+1", "u"], ["", "- new line", ""]]


@given(st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=6), st.sampled_from(",;\t|"))
@example([["", " "]], ";")
def test_quoted_cells_come_back_as_they_were(rows, delimiter):
    width = max(map(len, rows))
    rows = [["title", *["h"] * (width - 1)], *([*row, *[""] * (width - len(row))] for row in rows)]
    text = "\r\n".join(delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    kept = [row for row in rows if any(cell.strip(" \t\r\n\x0b\x0c\xa0") for cell in row)]
    if kept[1:] == []:
        assert refused(text.encode()).code == "headers_only"
        return
    table = read_table(b"\xef\xbb\xbf" + text.encode())
    if table.delimiter == delimiter:
        assert [row[: len(found)] for row, found in zip(kept, table.rows, strict=True)] == table.rows
    assert table.delimiter == delimiter
    assert len(table.rows) + table.blank_lines == len(rows)


@given(st.binary(max_size=200) | st.text("a\"\r\n,;\t|\x00'= ", max_size=60).map(str.encode))
@example(b"\xff")
@example(b'"')
@example(b"\xfe\xff\xd8")
def test_any_bytes_give_a_table_or_a_named_refusal(data):
    try:
        table = read_table(data)
    except Unreadable:
        return
    else:
        assert len(table.rows) == len(table.lines)
        assert {len(row) for row in table.rows} == {len(table.header)}

"""Why a file, or a row of one, is not taken, in the words of the terminal. The web has its own, in two languages."""

from typing import Any

UNREADABLE = {
    "busy": "other files are being read; try again in a minute",
    "empty": "it is empty",
    "too_large": "it is larger than {limit} bytes",
    "too_many_rows": "it has more than {limit} rows",
    "too_many_columns": "line {line} has more than {limit} columns",
    "unclosed_quote": "a quotation mark opened in line {line} is never closed",
    "cell_too_long": "a cell of line {line} is longer than {limit} characters",
    "damaged": "it is damaged",
    "headers_only": "it names columns and has no row below them",
    "json_broken": "its JSON breaks off or has a fault on line {line}",
    "json_unknown": "its JSON is no board that can be read",
    "no_such_line": "it has no line {line}",
    "no_such_sheet": "it has no sheet “{name}”",
    "not_a_table": "it is no table",
    "not_text": "it is no table",
    "nothing_open": "every card of this board is archived ({count})",
    "protected": "it is protected by a password",
    "too_heavy": "that takes too much time or memory",
    "unsafe_xml": "it refers to things outside itself",
    "zip_bomb": "it unpacks to far more than its size",
}
SKIPPED = {
    "comment": "it is a comment",
    "numbered_empty": "nothing but a number stands in it",
    "repeated_header": "it names the columns once more",
    "separator": "it only draws a line",
    "total": "it is a total",
    "empty_title": "it has no title",
    "no_title_column": "no column of the file is the title",
    "repeated": "an earlier row is the same action",
    "same_here": "the board has this action already",
    "differs_here": "the board has this action already, with other values",
    "archived_here": "the board has this action in its archive, with other values",
}
NOTICES = {
    "archived_cards": "Archived cards that were left out: {count}.",
    "comments_left": "Comments of cards that are not read: {count}.",
    "custom_fields": "Fields of their own that are kept in the note: {names}.",
    "double_encoded": "Rows with garbled letters, which stay as they are: {count}.",
    "formulas_without_value": "Formulas that were saved without their result, and are empty here: {count}.",
    "hidden_columns": "Hidden columns that are read too: {count}.",
    "hidden_rows": "Hidden rows that are read too: {count}.",
    "hidden_sheets": "Hidden sheets that are passed over: {names}.",
    "merged_cells": "Cells merged downwards, whose text each of their rows has now: {count}.",
    "other_sheets": "Other sheets (see --sheet): {names}.",
    "preamble": "Lines above the one that names the columns: {count}.",
    "rows_left": "Line {line} and what follows is far below the last row and was not read.",
}


def notice(code: str, params: dict[str, Any]) -> str:
    """What to know about the file as a whole."""
    named = {name: ", ".join(value) if isinstance(value, list) else value for name, value in params.items()}
    return NOTICES.get(code, code).format(**named)

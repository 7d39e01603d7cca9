"""Lists and tables as people paste them."""

import pytest

from boardapp.exchange.reading import read_table
from boardapp.exchange.tables import Table


def pasted(text: str) -> Table:
    return read_table(text.encode())


def titles(text: str) -> list[str]:
    table = pasted(text)
    return [row[0] for line, row in table.body() if line not in table.passed]


def test_a_list_has_no_header():
    table = pasted("Appeler les clients\nOuvrir un numéro vert\n")
    assert (table.format, table.header_row, table.header) == ("list", None, [""])
    assert list(table.body()) == [(1, ["Appeler les clients"]), (2, ["Ouvrir un numéro vert"])]


@pytest.mark.parametrize("word", ["Action", "TITRE", "Tâches", "Task name"])
def test_a_list_may_open_with_a_word_for_what_it_lists(word):
    table = pasted(f"{word}\nAppeler les clients\nOuvrir un numéro vert\n")
    assert (table.header, len(list(table.body()))) == ([word], 2)


def test_a_single_line_is_an_action():
    assert titles("Appeler les clients") == ["Appeler les clients"]
    assert titles("Appeler les clients\tZoé\n") == ["Appeler les clients"]


@pytest.mark.parametrize("sign", ["- ", "* ", "• ", "•\t", "– ", "[ ] ", "- [x] ", "☐ ", "a) ", "(1) "])
def test_the_signs_of_a_list_come_off(sign):
    assert titles(f"{sign}Appeler\n{sign}Ouvrir\n\n{sign}Fermer\n") == ["Appeler", "Ouvrir", "Fermer"]


def test_a_numbered_list_loses_its_numbers():
    assert titles("1. Appeler\n2. Ouvrir\n10. Fermer\n") == ["Appeler", "Ouvrir", "Fermer"]


def test_a_sign_that_most_lines_do_not_have_is_text():
    lines = ["-1.00", "Réduire le délai", "- 20 % de délai", "Fermer"]
    assert titles("\n".join(lines)) == lines


def test_commas_in_a_list_with_bullets_are_those_of_its_sentences():
    text = "- Appeler, puis rappeler\n- Ouvrir, si besoin\n- Fermer, puis dire\n"
    assert titles(text) == ["Appeler, puis rappeler", "Ouvrir, si besoin", "Fermer, puis dire"]


def test_bars_and_semicolons_in_a_list_with_bullets_are_text():
    assert titles("• Appeler; rappeler\n• Ouvrir; fermer\n") == ["Appeler; rappeler", "Ouvrir; fermer"]


def test_comments_of_a_list_are_passed_over_and_hashtags_are_not():
    table = pasted("# Semaine 1\nAppeler\n#urgent Ouvrir\n##\nFermer\n")
    assert table.passed == {1: "comment", 4: "comment"}
    assert titles("# Semaine 1\nAppeler\n#urgent Ouvrir\n##\nFermer\n") == ["Appeler", "#urgent Ouvrir", "Fermer"]


def test_a_column_called_by_a_hash_makes_no_comment_of_its_header():
    table = pasted("#;Action;Qui\n1;Appeler;Zoé\n2;Ouvrir;Léa\n")
    assert (table.header, table.passed) == (["#", "Action", "Qui"], {})


def test_a_line_between_the_parts_of_a_list_is_no_action():
    table = pasted("- Appeler\n- Ouvrir\n-----\n- Fermer\n")
    assert table.passed == {3: "separator"}


@pytest.mark.parametrize(
    "lines",
    [
        ['"', '""', "'\"'", "\"''''\"'\"", "fin"],
        ['"Allô" : rappeler', 'Dire "oui"', '"'],
        ['"Appeler" les clients', "Ouvrir"],
    ],
)
def test_quotation_marks_of_a_list_are_text(lines):
    assert titles("\n".join(lines)) == lines


def test_one_column_that_a_program_wrote_is_read_with_its_quotes():
    assert titles('Action\n"Appeler, puis ""rappeler"""\n"Ouvrir\nvite"\nFermer\n') == [
        'Appeler, puis "rappeler"',
        "Ouvrir\nvite",
        "Fermer",
    ]
    assert titles('"Action"\n"Appeler"\n"Ouvrir"\n') == ["Appeler", "Ouvrir"]


def test_a_table_of_a_chat_is_read_without_its_frame():
    table = pasted("| Action | Qui |\n|:---|---:|\n| Appeler | Zoé |\n| Dire a\\|b | |\n")
    assert table.header == ["Action", "Qui"]
    assert list(table.body()) == [(2, [":---", "---:"]), (3, ["Appeler", "Zoé"]), (4, ["Dire a|b", ""])]
    assert table.passed == {2: "separator"}


def test_a_table_of_a_wiki_needs_no_frame_and_may_stand_under_a_title():
    table = pasted("## Plan\n\nAction | Qui\n--- | ---\nAppeler | Zoé\nOuvrir, vite | Léa\n")
    assert (table.header, table.passed) == (["Action", "Qui"], {4: "separator"})
    assert [row for line, row in table.body() if line not in table.passed] == [
        ["Appeler", "Zoé"],
        ["Ouvrir, vite", "Léa"],
    ]


def test_a_table_copied_from_a_spreadsheet_is_read_by_its_tabs():
    table = pasted('Action\tQui\n"Appeler\nles clients"\tZoé\nOuvrir\tLéa\n')
    assert (table.delimiter, table.rows[1]) == ("\t", ["Appeler\nles clients", "Zoé"])


def test_rows_pasted_without_their_header_are_all_kept():
    table = pasted("Appeler\tZoé\t28/11/2026\nOuvrir\tLéa\t29/11/2026\n")
    assert (table.header_row, len(list(table.body()))) == (None, 2)


def test_a_blank_that_a_program_may_show_is_a_row_to_judge():
    table = pasted("Appeler\n\u3000\nOuvrir\n")
    assert (len(list(table.body())), table.blank_lines) == (3, 0)

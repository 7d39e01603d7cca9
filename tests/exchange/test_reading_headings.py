"""The row that names the columns, and rows that only look like actions."""

import pytest

from boardapp.exchange.reading import read_table
from boardapp.exchange.tables import Table, Unreadable

HEAD = "Action;Responsable;Échéance;Statut"
ROWS = "Appeler;Zoé;28/11/2026;En cours\nOuvrir;Léa;29/11/2026;Fait\nFermer;;;\n"


def read(text: str, **options: int) -> Table:
    return read_table(text.encode(), **options)


def body(table: Table) -> list[str]:
    return [row[0] for line, row in table.body() if line not in table.passed]


@pytest.mark.parametrize(
    ("above", "count"),
    [
        ("", 0),
        ("Plan d'action\n", 1),
        ("Plan d'action;;;\n;;;\n", 1),
        ("Cellule de crise\nMis à jour le 21/11/2026\n\n", 2),
        ("Projet;Alpha\nResponsable;Dupont\nDate;21/11/2026\n\n\n\n\n", 3),
        ("Titre;Plan;Pilote;Zoé\nVersion;3;;\n\n", 2),
    ],
)
def test_the_header_is_found_under_a_preamble(above, count):
    table = read(above + HEAD + "\n" + ROWS)
    assert table.header == HEAD.split(";")
    assert body(table) == ["Appeler", "Ouvrir", "Fermer"]
    assert table.notices == ([("preamble", {"count": count})] if count else [])


def test_a_header_in_words_of_its_own_is_found_by_its_shape():
    table = read("Suivi interne\nMise à jour hebdomadaire\nColonne A;Colonne B;Colonne C\na;b;c\nd;e;f\n")
    assert table.header == ["Colonne A", "Colonne B", "Colonne C"]


def test_a_header_in_words_of_its_own_on_the_first_line_stays_there():
    table = read("Alpha;Beta;Gamma\nname;task;status\nx;y;z\n")
    assert table.header_row in {0, 1}
    assert read("Alpha;Beta\na;b\nc;d\n").header == ["Alpha", "Beta"]


def test_cells_that_are_also_header_words_do_not_move_the_header():
    table = read("Task;Status;Owner\nTitle of the page;Open;Lea\nName the owner;Done;Tom\n")
    assert table.header_row == 0


def test_empty_and_repeated_names_are_no_fault():
    table = read(";Action;Date;Date;\n1;Appeler;28/11/2026;29/11/2026;x\n2;Ouvrir;;;\n")
    assert table.header == ["", "Action", "Date", "Date", ""]


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        (
            "Réf;Action;Suivi;;\n;;Responsable;Échéance;Statut\n",
            ["Réf", "Action", "Suivi · Responsable", "Suivi · Échéance", "Suivi · Statut"],
        ),
        (
            "Plan\n\nQuoi;;Qui;;Quand\nTitre;Détails;Pilote;Service;Échéance\n",
            ["Quoi · Titre", "Quoi · Détails", "Qui · Pilote", "Qui · Service", "Quand · Échéance"],
        ),
    ],
)
def test_two_rows_of_header_are_read_as_one(rows, header):
    table = read(rows + "1;Appeler;Zoé;28/11/2026;Fait\n2;Ouvrir;Léa;;Fait\n")
    assert (table.header, table.header_rows) == (header, 2)
    assert body(table) == ["1", "2"]


def test_a_first_action_with_a_gap_above_it_is_not_taken_for_a_header():
    table = read("Action;;Owner\nCall;today;Lea\nOpen;;Tom\n")
    assert (table.header, table.header_rows) == (["Action", "", "Owner"], 1)


def test_the_reader_can_say_which_line_names_the_columns():
    table = read("Plan\nx;y;z\nAction;Qui;Fin\na;b;c\nd;e;f\n", header_line=2)
    assert (table.header, body(table)) == (["x", "y", "z"], ["Action", "a", "d"])
    table = read("Action;Qui\na;b\n", header_line=0)
    assert (table.header, body(table)) == (["", ""], ["Action", "a"])


def test_a_line_that_is_not_there_cannot_name_them():
    with pytest.raises(Unreadable) as error:
        read("Action;Qui\na;b\n", header_line=7)
    assert (error.value.code, error.value.params) == ("no_such_line", {"line": 7})


@pytest.mark.parametrize("text", [HEAD, HEAD + "\n\n;;;\n", "Action", "Action\n\n"])
def test_headers_alone_are_refused(text):
    with pytest.raises(Unreadable) as error:
        read(text)
    assert error.value.code == "headers_only"


def test_our_own_file_of_an_empty_board_is_a_table_without_rows():
    assert list(read('"ref";"action";"uid"\r\n').body()) == []


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Total;;12;3", "total"),
        ("TOTAL :;;1 234,50 €;", "total"),
        ("Sous-total;4;;", "total"),
        ("Total général;;;7", "total"),
        ("Somme;;;7", "total"),
        ("Total;;beaucoup;", None),
        ("Total refund for all;;12;", None),
        ("Total;;;", None),
        ("4;;;", "numbered_empty"),
        ("12.;;;", "numbered_empty"),
        (";4;;", None),
        (HEAD, "repeated_header"),
        (HEAD.upper(), "repeated_header"),
    ],
)
def test_a_row_that_is_no_action_is_passed_over_with_its_reason(row, reason):
    table = read(f"{HEAD}\n{ROWS}{row}\n")
    assert table.passed == ({5: reason} if reason else {})
    assert len(list(table.body())) == 4


def test_nothing_is_passed_over_in_a_file_of_our_own():
    assert read("ref;action;uid;votes\nA-1;x;u;1\nTotal;;;12\n").passed == {}

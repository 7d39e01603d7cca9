"""Which column is what, in real files and in small ones: at most one choice is left to whoever imports them.

Files that may be copied lie in samples/; the others are read beside the repository where they exist.
"""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boardapp.exchange.mapping import CHOICES, drafts, guess, looks_like_numbers
from boardapp.exchange.reading import read_table
from boardapp.exchange.tables import Table

HERE = Path(__file__).parent / "samples"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "import-samples"

# name: what a careful reader would choose (field → header), the one choice that is left, and the actions it gives
FILES: dict[str, tuple[dict[str, str], dict[str, str], int]] = {
    "caresteouvert_rules.csv": (
        {"title": "brand_name", "note": "description", "category": "category"},
        {"status": "opening_rule"},
        1_165,
    ),
    "caresteouvert_regles.csv": (
        {"title": "nom_enseigne", "note": "infos", "category": "categorie"},
        {"status": "regle_ouverture"},
        269,
    ),
    "caresteouvert_legal_rules.csv": (
        {"status": "legal_state", "due_on": "end_date", "note": "details"},
        {"title": "category"},
        299,
    ),
    "keystone_npi_data_03-24-2020.csv": ({}, {"title": "Intervention"}, 30),
    "wekan_board-import.csv": (
        {
            "title": "Title",
            "note": "Description",
            "owner": "Owner",
            "status": "Stage",
            "due_on": "Due Date",
            "category": "Labels",
        },
        {},
        25,
    ),
    "notify_newline_unix.csv": ({"title": "name"}, {}, 3),
    "cccsl_v1_semicolonsep.csv": (
        {"title": "Measure_L3", "title_else": "Measure_L2", "note": "Comment", "source_id": "id"},
        {"category": "Measure_L1"},
        3_274,
    ),
    "eurofound_covid19db_2020-06-23.csv": (
        {
            "title": "Title",
            "note": "Content of measure",
            "category": "Category",
            "due_on": "End date",
            "owner": "Actors",
            "source_id": "Identifier",
        },
        {"status": "Status of regulation"},
        481,
    ),
    "eurofound_latestUkraineCases.csv": ({"title": "Title", "category": "Subcategory"}, {}, 460),
    "eurofound_policywatch-website.csv": ({"title": "title", "category": "calc_subMinorCategory"}, {}, 2_564),
    "keystone_complete_npis_raw_policies.csv": ({"note": "note", "due_on": "end_date"}, {"title": "npi"}, 7_382),
    "keystone_npis_raw_03-24-2020.csv": (
        {"note": "further_notes_comments", "owner": "entered_by", "due_on": "date_end"},
        {"title": "type_of_intervention"},
        697,
    ),
    "wekan_trello-project100.json": (
        {
            "source_id": "id",
            "title": "title",
            "note": "description",
            "horizon": "list",
            "status": "status",
            "owner": "owner",
            "due_on": "due",
            "category": "labels",
        },
        {},
        3,
    ),
}
FOUND = {name: path for name in FILES for path in (HERE / name, SHARED / name) if path.exists()}


def table_of(text: str) -> Table:
    return read_table(text.encode())


def fields(text: str, **options) -> list[str | None]:
    return guess(table_of(text), **options)


@pytest.mark.parametrize("name", FOUND)
def test_a_real_file_leaves_at_most_one_choice(name):
    known, choice, actions = FILES[name]
    table = read_table(FOUND[name].read_bytes())
    mapping = guess(table)
    told = {field: header for field, header in zip(mapping, table.header, strict=True) if field}
    assert {field: header for field, header in told.items() if header not in choice.values()} == known
    assert len(choice) <= 1
    for field, header in choice.items():
        mapping[table.header.index(header)] = field
    assert Counter(draft.skipped for draft in drafts(table, mapping)) == {None: actions}


def test_a_matrix_of_numbers_is_told_from_a_list_of_actions():
    matrix = read_table((HERE / "keystone_npi_data_03-24-2020.csv").read_bytes())
    others = [name for name in FOUND if name != "keystone_npi_data_03-24-2020.csv"]
    assert looks_like_numbers(matrix)
    assert not any(looks_like_numbers(read_table(FOUND[name].read_bytes())) for name in others)


def test_a_plan_with_many_dates_is_no_matrix():
    dates = "2026-01-02,2026-01-03,2026-01-04,2026-01-05,2026-01-06"
    assert not looks_like_numbers(table_of(f"action,a,b,c,d,e\nOpen,{dates}\nClose,{dates}\n"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Libre,Lieu\nAppeler les clients du Sud,Lyon\nOuvrir le numéro vert,Lyon\n", ["title", None]),
        (
            "a,b\nhttps://x.org/a www.x.org/b,Call them all\nhttps://x.org/c www.x.org/d,Open it now\n",
            [None, "title"],
        ),
        ("a,b\n1,2026-01-02\n2,2026-01-03\n", [None, None]),
        ("x,y\nCall the clients back,To do\nOpen a hotline now,Done\n", ["title", "status"]),
        ("x,y\nCall the clients back,Maintenant\nOpen a hotline now,Plus tard\n", ["title", "horizon"]),
        ("x,y\nCall the clients back,open\nOpen a hotline now,adapted\n", ["title", None]),
        ("Action,Fin\nOuvrir,28/11/2026\nFermer,29/11/2026\n", ["title", "due_on"]),
        ("Action,Début\nOuvrir,28/11/2026\nFermer,29/11/2026\n", ["title", None]),
        ("Action,Quand\nOuvrir,28/11/2026\nFermer,29/11/2026\n", ["title", "due_on"]),
        ("Action,Quand\nOuvrir,Maintenant\nFermer,Plus tard\n", ["title", "horizon"]),
        ("Action,Fait\nOuvrir,x\nFermer,\n", ["title", "status"]),
        ("Action,Terminée le\nOuvrir,28/11/2026\nFermer,\n", ["title", "done_on"]),
        ("Action,Quand\nOuvrir,1\nFermer,3\n", ["title", "horizon"]),
        ("Action,Quand\nOuvrir,1\nFermer,4\n", ["title", None]),
        ("Action,Section\nOuvrir,1\nFermer,2\n", ["title", None]),
        (
            "N°,Description de l'action,Pilote,Délai\n1,Ouvrir,Léa,28/11/2026\n",
            ["source_id", "title", "owner", "due_on"],
        ),
        ("Type d'action,Actions correctives\nA,Ouvrir le guichet\nA,Fermer le site\n", [None, "title"]),
        ("Action,Liste\nOuvrir,Terminé\nFermer,Plus tard\n", ["title", "horizon"]),
        ("Action,Liste\nOuvrir,Nord\nFermer,Sud\n", ["title", None]),
        ("Action,Priorité\nOuvrir,Haute\nFermer,P3\n", ["title", "challenge_level"]),
        ("Action,Priorité\nOuvrir,1\nFermer,3\n", ["title", None]),
        ("Action,Niveau\nOuvrir,1\nFermer,3\n", ["title", "challenge_level"]),
        ("Action,Kind\nOuvrir,TEXT\nFermer,NOTE\n", ["title", None]),
        ("Title,Action\n1,Call back\n2,Open\n", [None, "title"]),
        ("Action,Assignee,Owner\nOpen,,Lea\n", ["title", None, "owner"]),
        ("Action,Responsable\nOuvrir,\n", ["title", "owner"]),
        ("Action,City,State\nOpen,Lyon,CA\nClose,Paris,NY\n", ["title", None, None]),
    ],
)
def test_cells_bear_out_what_a_header_says(text, expected):
    assert fields(text) == expected


def test_a_column_of_members_is_the_owners():
    members = {"Léa Roux": "Léa Roux", "paul@example.org": "Paul Petit"}
    text = "Action,x\nOuvrir le numéro vert,lea roux\nFermer le guichet,paul@example.org\n"
    assert fields(text, members=members) == ["title", "owner"]
    assert fields(text) == ["title", None]


def test_the_only_column_is_the_title():
    assert fields("Ouvrir\nFermer\nRappeler\n") == ["title"]


def test_columns_that_nothing_names_are_told_by_their_cells():
    rows = [["Rappeler les clients", "Marie", "28/11/2026"], ["Ouvrir le stand", "Paul", "29/11/2026"]]
    assert guess(Table(rows, [1, 2], header_row=None)) == ["title", None, None]


def test_a_file_of_ours_is_taken_at_its_word():
    header = ["ref", "uid", "action", "état", "Terminé"]
    table = Table([header, ["A-1", "u", "2026-01-01", "", "x"]], [1, 2], exact=True)
    assert guess(table) == ["ref", "uid", "title", "status", None]


CELLS = st.text(max_size=12) | st.sampled_from(
    [
        "",
        "Title",
        "Name",
        "State",
        "x1",
        "x2",
        "En cours",
        "Now",
        "28/11/2026",
        "46354",
        "1",
        "50 %",
        "https://x.org",
        "{}",
    ]
)


@given(st.integers(1, 5).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1)))
def test_any_table_gets_known_fields_at_most_once_and_gives_each_row_back(rows):
    table = Table(rows, list(range(1, len(rows) + 1)))
    mapping = guess(table, members={"x": "X", "x@example.org": "X"})
    named = [field for field in mapping if field]
    assert len(mapping) == len(rows[0])
    assert len(named) == len(set(named))
    assert set(named) <= set(CHOICES)
    assert [draft.row for draft in drafts(table, mapping)] == table.lines[1:]

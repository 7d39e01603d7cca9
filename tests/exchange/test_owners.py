import pytest

from boardapp.exchange.drafts import Draft
from boardapp.exchange.mapping import drafts, guess
from boardapp.exchange.owners import Directory
from boardapp.exchange.reading import read_table

MEMBERS = {
    "Léa Roux": "Léa Roux",
    "lea.roux@example.org": "Léa Roux",
    "Paul Petit": "Paul Petit",
    "paul@example.org": "Paul Petit",
    "Jean Marie": "Jean Marie",
    "Marie Jean": "Marie Jean",
}


def drafted(cell: str, header: str = "owner") -> Draft:
    quoted = '"' + cell.replace('"', '""') + '"'
    table = read_table(f"title,{header}\nOpen the desk,{quoted}\n".encode())
    (draft,) = drafts(table, guess(table), members=MEMBERS)
    return draft


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "Léa Roux",
            "lea roux",
            "LEA.ROUX@example.org",
            "Lea R. <lea.roux@example.org>",
            "Roux (lea.roux@example.org)",
        ),
        *("ROUX Léa", "Roux, Léa", "@lea.roux", "Léa Roux <other@example.org>"),
    ],
)
def test_a_member_is_found_by_name_or_address(cell):
    draft = drafted(cell)
    assert (draft.owner, draft.note, draft.problems) == ("Léa Roux", "", [])


@pytest.mark.parametrize("cell", ["Zoé Blanc", "Blanc, Zoé", "zoe@example.org", "@zoe", "Communication team", "Marie"])
def test_anybody_else_is_kept_as_they_are_called(cell):
    draft = drafted(cell)
    assert (draft.owner, draft.note, draft.problems) == (cell, "", [])


def test_the_address_of_somebody_else_goes_to_the_note():
    draft = drafted("Zoé Blanc <zoe@example.org>")
    assert (draft.owner, draft.note) == ("Zoé Blanc", "owner: Zoé Blanc <zoe@example.org>")


@pytest.mark.parametrize(
    ("cell", "first"),
    [
        ("Zoé; Paul Petit", "Zoé"),
        ("paul@example.org\nZoé", "Paul Petit"),
        ("Paul Petit, Zoé Blanc", "Paul Petit"),
        ("Zoé Blanc, Ana Noir", "Zoé Blanc"),
        ("Zoé, Ana, Max", "Zoé"),
        ("Ana <ana@example.org>, Max <max@example.org>", "Ana"),
    ],
)
def test_of_several_people_the_first_is_the_owner_and_all_stay_in_the_note(cell, first):
    draft = drafted(cell)
    assert (draft.owner, draft.note) == (first, f"owner: {cell}")
    assert [(problem.code, problem.params["name"]) for problem in draft.problems] == [("several_owners", "owner")]


def test_a_name_that_two_members_share_tells_neither():
    assert Directory({"Ana Noir": "Ana Noir", "NOIR Ana": "Ana Noir (2)"}).read("Noir, Ana").name == "Noir, Ana"


def test_whose_exact_name_it_is_comes_before_whose_words_they_are():
    assert Directory(MEMBERS).read("Jean Marie").name == "Jean Marie"


def test_nobody_is_looked_up_in_a_file_of_ours():
    table = read_table(b"ref,uid,action,owner\nA-1,u,Open,lea roux\n")
    assert drafts(table, guess(table), members=MEMBERS)[0].owner == "lea roux"

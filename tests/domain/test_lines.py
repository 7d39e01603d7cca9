"""Lines read for one board: what they say, and what of them means nothing there."""

from dataclasses import replace

import pytest

from boardapp.domain import lines, owners
from boardapp.domain.lines import Reader, category_meant
from tests.world import TODAY


@pytest.mark.parametrize(
    ("line", "title", "unknown", "new_owner"),
    [
        ("Payer @bruno #proc >now", "Payer", (), ""),
        ("Payer #finance", "Payer #finance", ("#finance",), ""),
        ("Payer (#finance), !31/11.", "Payer (#finance), !31/11.", ("!31/11",), ""),
        ("Payer >jamais !demain", "Payer >jamais !demain", (">jamais", "!demain"), ""),
        ("Payer @Nouveau Nom", "Payer Nom", (), "Nouveau"),
        ("Payer 3 !!! #12 >3", "Payer 3 !!! #12 >3", (), ""),
    ],
)
def test_what_means_nothing_here_stays_and_is_told(lyon, line, title, unknown, new_owner):
    reading = Reader.of(lyon.board, TODAY).read(line)
    assert (reading.entry.title, reading.unknown, reading.new_owner) == (title, unknown, new_owner)


def test_a_name_two_owners_begin_with_is_a_new_one(lyon):
    reader = replace(Reader.of(lyon.board, TODAY), owners=["Léa Morvan", "Léa Petit"])
    assert reader.read("Payer @léa").new_owner == "léa"
    assert reader.read("Payer @léa.petit").new_owner == ""
    assert owners.suggestions(lyon.board)


@pytest.mark.parametrize(
    ("name", "key"), [("proc", "process"), ("GOUV", "governance"), ("e", None), ("exp", "experience"), ("", None)]
)
def test_the_beginning_of_a_category_is_enough_in_either_language(lyon, name, key):
    reader = Reader.of(lyon.board, TODAY)
    found = category_meant(name, reader.categories)
    assert (found and found.key) == key


def test_a_paste_is_cut_after_two_hundred_lines():
    assert lines.split("a\n" * 203) == (["a"] * 200, 3)


def test_at_me_is_whoever_writes_the_line(lyon) -> None:
    reader = lines.Reader.of(lyon.board, TODAY, "Bruno Carvalho")
    for me in ("@moi", "@me"):
        reading = reader.read(f"Appeler les agences {me}")
        assert reading.entry.values == {"owner": "Bruno Carvalho"}
        assert not reading.new_owner
    assert lines.Reader.of(lyon.board, TODAY).read("Appeler @moi").new_owner == "moi"

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boardapp.domain.marks import Due, Marks, match, read_due, read_marks, resolve
from boardapp.domain.words import clean_line

TODAY = date(2026, 11, 21)
TYPED = st.lists(
    st.sampled_from(
        ["@Léa", '@"Léa Morvan"', "#service", "!28/11", "!+7", ">now", "b", "é,", "@", '"', "!!", ">", "\u00a0", "x@y"]
    ),
    max_size=12,
).map(" ".join)


def test_all_four_marks_are_read_and_leave_the_title():
    marks = read_marks("Rappeler les mairies @Léa #service !28/11 >maintenant")
    assert marks == Marks("Rappeler les mairies", "Léa", "service", Due(28, 11), "now")


def test_marks_may_stand_anywhere_in_the_line():
    marks = read_marks(">ensuite @Léa Rappeler #service les mairies")
    assert marks == Marks("Rappeler les mairies", "Léa", "service", None, "next")


@pytest.mark.parametrize(
    ("typed", "owner"),
    [
        ('@"Léa Morvan"', "Léa Morvan"),
        ("@“Léa Morvan”", "Léa Morvan"),
        ("@«\u00a0Léa Morvan\u00a0»", "Léa Morvan"),
        ("@Léa.Morvan", "Léa.Morvan"),
        ("@Jean-Marc", "Jean-Marc"),
        ("@Léa.", "Léa"),
    ],
)
def test_an_owner_is_a_name(typed, owner):
    assert read_marks(f"Appeler {typed}")[:2] == ("Appeler", owner)


def test_a_category_may_be_quoted():
    assert read_marks('Appeler #"relation client"').category == "relation client"


@pytest.mark.parametrize(
    ("word", "horizon"),
    [
        ("maintenant", "now"),
        ("now", "now"),
        ("NOW", "now"),
        ("ensuite", "next"),
        ("next", "next"),
        ("plus-tard", "later"),
        ('"plus tard"', "later"),
        ("later", "later"),
        ("trier", "inbox"),
        ("à-trier", "inbox"),
    ],
)
def test_a_horizon_has_its_words_in_both_languages(word, horizon):
    assert read_marks(f"Appeler >{word}").horizon == horizon


@pytest.mark.parametrize(
    ("typed", "due"),
    [
        ("28/11", Due(28, 11)),
        ("5/1", Due(5, 1)),
        ("28.11", Due(28, 11)),
        ("28/11/2026", Due(28, 11, 2026)),
        ("28/11/26", Due(28, 11, 2026)),
        ("2026-11-28", Due(28, 11, 2026)),
        ("+7", Due(offset=7)),
        ("J+7", Due(offset=7)),
        ("j+7", Due(offset=7)),
        ("D+30", Due(offset=30)),
        ("31/11", Due(31, 11)),
    ],
)
def test_a_due_date_is_read_as_typed(typed, due):
    assert read_due(typed) == due
    assert read_marks(f"Appeler !{typed}") == Marks("Appeler", due=due)


@pytest.mark.parametrize("typed", ["", "demain", "11/28", "0/3", "28/11/026", "7", "+", "+12345", "28/11 soir", "٣/٤"])
def test_what_is_no_date_is_not_guessed(typed):
    assert read_due(typed) is None


@pytest.mark.parametrize(
    "line",
    [
        "Écrire à contact@exemple.fr",
        "Former au C# et au F#",
        "Vérifier que a > b",
        "C'est urgent !",
        "C'est urgent !!!",
        "Réunion @ 10h, salle #3",
        "Réunion @10h",
        "Attente >30 min",
        "Seuil >= 3",
        "(@Léa) à prévenir",
        'Dire @"Léa sans fin',
        "# Titre",
    ],
)
def test_text_that_resembles_a_mark_stays_text(line):
    assert read_marks(line) == Marks(line)


def test_a_mark_that_is_not_understood_stays_and_is_named():
    marks = read_marks("Appeler !demain les mairies >hier !32/13")
    assert marks == Marks("Appeler !demain les mairies >hier !32/13", unknown=("!demain", ">hier", "!32/13"))


def test_a_second_mark_of_a_kind_stays_and_is_named():
    marks = read_marks("Appeler @Léa @Tom")
    assert marks == Marks("Appeler @Tom", "Léa", unknown=("@Tom",))


def test_a_name_longer_than_any_owner_stays_text():
    assert read_marks("Appeler @" + "x" * 81).owner is None


def test_a_caller_can_leave_a_sign_it_could_not_match():
    marks = read_marks("Appeler #covid @Léa", leaving="#")
    assert marks == Marks("Appeler #covid", "Léa", unknown=("#covid",))


@pytest.mark.parametrize("line", ["@Léa", "#service !28/11", ">now", '@"Léa Morvan", #x.'])
def test_marks_alone_are_the_title(line):
    assert read_marks(line) == Marks(line)


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Prévenir @Léa, puis les mairies", "Prévenir, puis les mairies"),
        ("@Léa : rappeler", "rappeler"),
        ("@Léa - rappeler", "rappeler"),
        ("@Léa -20 % sur les recharges", "-20 % sur les recharges"),
        ("@Léa, rappeler", "rappeler"),
        ("Rappeler les mairies @Léa.", "Rappeler les mairies"),
        ("Rappeler (avec @Léa)", "Rappeler (avec)"),
        ("Rappeler\u00a0!28/11", "Rappeler"),
    ],
)
def test_punctuation_after_a_mark_finds_its_place(line, title):
    assert read_marks(line).title == title


@given(TYPED)
def test_a_title_is_never_emptied_and_only_marks_leave_it(line):
    marks = read_marks(line)
    assert bool(marks.title) == bool(clean_line(line))
    assert marks.title == clean_line(marks.title)
    assert all(mark in marks.title for mark in marks.unknown)
    assert marks.title.count("b") == line.count("b")


@given(st.text(alphabet='@#!>"« »,a1/+\n', max_size=200))
def test_any_line_can_be_read(line):
    assert bool(read_marks(line).title) == bool(clean_line(line))


@pytest.mark.parametrize("piece", ["@" + "," * 50, '@"', "#«", "!+", ">now ", "@a "])
def test_a_hundred_thousand_characters_of_marks_are_read_at_once(piece):
    assert read_marks(piece * (100_000 // len(piece)) + "x").title


@pytest.mark.parametrize(
    ("due", "meant"),
    [
        (Due(28, 11), date(2026, 11, 28)),
        (Due(21, 11), TODAY),
        (Due(20, 11), date(2027, 11, 20)),
        (Due(28, 11, 2025), date(2025, 11, 28)),
        (Due(31, 11), None),
        (Due(31, 11, 2026), None),
        (Due(29, 2), None),
        (Due(29, 2, 2028), date(2028, 2, 29)),
        (Due(1, 1, 0), None),
        (Due(offset=7), TODAY + timedelta(7)),
        (Due(offset=0), TODAY),
    ],
)
def test_a_due_date_means_the_coming_day(due, meant):
    assert resolve(due, TODAY) == meant


def test_the_end_of_the_calendar_is_no_date():
    assert resolve(Due(offset=9999), date(9999, 1, 1)) is None
    assert resolve(Due(1, 1), date(9999, 6, 1)) is None


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("lea morvan", 0),
        ("Léa.Morvan", 0),
        ("LÉA", 0),
        ("jean marc", 1),
        ("Samir", 2),
        ("Sam", 3),
        ("sa", None),
        ("Zoé", None),
        ("", None),
        ("...", None),
    ],
)
def test_a_name_is_matched_whole_then_by_its_only_beginning(name, index):
    assert match(name, ["Léa Morvan", "Jean-Marc", "Samir", "Sam"]) == index


TWO_WORDS = [("Appeler >plus tard", "later"), ("Appeler >do next, vite", "next"), ("x >Faire maintenant", "now")]


@pytest.mark.parametrize(("line", "horizon"), [*TWO_WORDS, ("Lire >à trier.", "inbox")])
def test_a_lane_may_have_two_words(line, horizon) -> None:
    assert read_marks(line).horizon == horizon


def test_two_words_that_are_no_lane_stay_text() -> None:
    assert read_marks("Un prix >do it").horizon is None
    assert read_marks("Un prix >do it").title == "Un prix >do it"

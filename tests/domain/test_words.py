import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from boardapp.domain.words import clean_line, clean_text, fold, lines_of, split_title, unstorable

ANY = st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=80)
SPOKEN = st.text(alphabet=st.sampled_from("aéïœ x\n\t-–1.)(e\u0301\u00a0"), max_size=300)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Éléonore  Cœur", "eleonore coeur"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("Ex æquo", "ex aequo"),
        ("l’équipe", "l'equipe"),
        ("30\u00a0jours", "30 jours"),
        ("e\u0301te\u0301", "ete"),
        ("İstanbul", "istanbul"),
        ("ﬁn de mois", "fin de mois"),
        ("Łódź, Søren", "lodz, soren"),
        ("sous‑titre – fin", "sous-titre - fin"),
        ("soft\u00adware", "software"),
    ],
)
def test_folding_forgets_case_accents_and_typography(written, folded):
    assert fold(written) == folded


@given(ANY)
@example("ŉ ΐ ẞ ǰ ﬃ İ ⑴ Ⅻ ㎏ ½")
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(ANY)
@example("ᾳ")
def test_both_ways_of_composing_an_accent_fold_alike(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_a_clean_line_is_one_line_without_controls():
    assert clean_line("\ufeff Appeler\r\n\t les\x00 clients\x07 ") == "Appeler les clients"


def test_a_clean_line_keeps_the_french_no_break_space():
    assert clean_line("Quel délai\u202f?") == "Quel délai\u00a0?"


def test_a_clean_line_drops_direction_overrides_and_keeps_joined_emoji():
    assert clean_line("a\u202eb 👩\u200d💻") == "ab 👩\u200d💻"


def test_clean_text_keeps_its_lines_and_tabs():
    assert clean_text("\r\n un\r\n\r\ndeux\rtrois\x1b\ta\x00 \n") == "un\n\ndeux\ntrois\ta"


@given(ANY)
def test_cleaning_twice_changes_nothing(text):
    assert clean_line(clean_line(text)) == clean_line(text)
    assert clean_text(clean_text(text)) == clean_text(text)


@given(ANY)
def test_clean_words_are_composed_and_free_of_controls(text):
    for clean in (clean_line(text), clean_text(text)):
        assert unicodedata.is_normalized("NFC", clean)
        assert not [c for c in clean if unicodedata.category(c) == "Cc" and c not in "\n\t"]
    assert clean_line(text).splitlines() in ([], [clean_line(text)])


def test_a_hundred_thousand_marks_on_one_letter_are_calmed():
    monster = "a" + "\u0301\u0323\u0345\u0334" * 25_000
    assert len(clean_line(monster)) <= 31
    assert fold(monster) == "a"


@pytest.mark.parametrize("text", ["a\x00", "\ud83d", "x\udc00y"])
def test_nul_and_lone_surrogates_cannot_be_stored(text):
    assert unstorable(text)


@pytest.mark.parametrize("text", ["", "été", "👩\u200d💻", "\x07\n", "\ufffd"])
def test_everything_else_can(text):
    assert not unstorable(text)


def test_a_title_that_fits_is_left_whole():
    assert split_title("  Appeler   les clients ") == ("Appeler les clients", "")


def test_a_long_title_is_cut_between_words():
    title, rest = split_title("mot " * 60)
    assert title == "mot " * 34 + "mot"
    assert rest == "mot " * 24 + "mot"


def test_the_rest_keeps_its_lines():
    title, rest = split_title("mot " * 34 + "mot\nla suite\net la fin")
    assert title == "mot " * 34 + "mot"
    assert rest == "la suite\net la fin"


def test_a_word_without_end_is_cut_at_the_limit():
    assert split_title("Voir " + "x" * 200) == ("Voir " + "x" * 135, "x" * 65)


@pytest.mark.parametrize("whole", ["e\u0301", "👍🏽", "👩\u200d💻", "🇫🇷", "\ud83d\ude00"])
def test_no_letter_is_parted_from_its_marks(whole):
    title, rest = split_title("x" * 139 + whole + "y" * 50)
    assert (title, rest) == ("x" * 139, whole + "y" * 50)


def test_a_letter_with_more_marks_than_room_is_cut_all_the_same():
    title, rest = split_title("e" + "\u0301" * 300)
    assert (len(title), len(rest)) == (140, 161)


@given(SPOKEN, st.integers(min_value=1, max_value=150))
def test_splitting_loses_nothing_and_respects_the_limit(text, limit):
    title, rest = split_title(text, limit)
    assert len(title) <= limit
    assert bool(title) == bool(text.strip())
    assert "".join((title + rest).split()) == "".join(text.split())


@given(st.lists(st.text(alphabet="aé-'", min_size=1, max_size=40), max_size=60))
def test_ordinary_words_are_never_broken(words):
    title, rest = split_title(" ".join(words))
    assert title.split() + rest.split() == words
    assert not rest or len(title) >= 99


@pytest.mark.parametrize(
    "line",
    [
        "- Appeler les clients",
        "-Appeler les clients",
        "– Appeler les clients",
        "*\tAppeler les clients",
        "  • Appeler les clients",
        "•Appeler les clients",
        "‣ Appeler les clients",
        "☐ Appeler les clients",
        "[ ] Appeler les clients",
        "[x] Appeler les clients",
        "- [ ] Appeler les clients",
        "- [X] Appeler les clients",
        "1. Appeler les clients",
        "12) Appeler les clients",
        "(3) Appeler les clients",
        "1/ Appeler les clients",
        "a) Appeler les clients",
        "(b) Appeler les clients",
        "iv) Appeler les clients",
        "- 1) Appeler les clients",
        "\uf0b7\tAppeler les clients",
        "o\tAppeler les clients",
    ],
)
def test_a_pasted_list_loses_its_bullets_and_numbers(line):
    assert lines_of(line) == ["Appeler les clients"]


@pytest.mark.parametrize(
    "line",
    [
        "30 jours de délai",
        "2e ligne de support",
        "-20 % sur les recharges",
        "3/4 des agences ouvertes",
        "1.5 M€ d'avance",
        "2026. Bilan",
        "A. Martin rappelle les mairies",
        "*urgent* appeler les mairies",
        "--verbose dans les journaux",
        "à la une) corriger",
        "o appeler",
        "@Léa appelle",
        "#service rappeler",
        "« Page d'état » à ouvrir",
        "24h/24",
    ],
)
def test_signs_that_belong_to_the_text_stay(line):
    assert lines_of(line) == [line]


def test_a_bullet_before_a_percentage_goes_and_the_percentage_stays():
    assert lines_of("- 20 % sur les recharges") == ["20 % sur les recharges"]


def test_blank_lines_rules_and_empty_bullets_are_no_actions():
    pasted = "un\r\n\r\n   \n-----\n•\n1.\n- [ ]\n\tdeux\u2028trois\n"
    assert lines_of(pasted) == ["un", "deux", "trois"]


@given(SPOKEN)
def test_every_line_of_a_list_is_clean_and_not_empty(text):
    assert all(line and line == clean_line(line) for line in lines_of(text))

import pytest

from boardapp.exchange.values import WORDS, read_level, read_reference, read_whole, read_word, state_reader, word


@pytest.mark.parametrize("locale", ["fr", "en"])
@pytest.mark.parametrize("field", WORDS)
def test_every_word_we_write_is_read_back(field, locale):
    assert [read_word(field, word(field, value, locale)) for value in WORDS[field]] == list(WORDS[field])


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("horizon", "maintenant", "now"),
        ("horizon", "DO NOW", "now"),
        ("horizon", "30 days", "now"),
        ("horizon", "Do Now (30 days)", "now"),
        ("horizon", "Do Next", "next"),
        ("horizon", "plus  tard", "later"),
        ("horizon", "A trier", "inbox"),
        ("horizon", "Inbox", "inbox"),
        ("horizon", "Q3", None),
        ("status", "To do", "to_start"),
        ("status", "À faire", "to_start"),
        ("status", "In Progress", "running"),
        ("status", "EN COURS", "running"),
        ("status", "✅ Terminée", "done"),
        ("status", "Won't do", "stopped"),
        ("status", "arrete", "stopped"),
        ("status", "presque", None),
        ("kind", "stop", "stop"),
        ("kind", "à arrêter", "stop"),
        ("kind", "Test and learn", "test"),
        ("horizon", "1", "now"),
        ("horizon", "J+30", "now"),
        ("horizon", "30 jours", "now"),
        ("horizon", "90 jours", None),
        ("horizon", "2 - Moyen terme", "next"),
        ("horizon", "3. Long term", "later"),
        ("horizon", "Sprint 1", None),
        ("horizon", "En cours", None),
        ("status", "Later", None),
        ("status", "Backlog", "to_start"),
        ("status", "In Review", "running"),
        ("status", "Active", "running"),
        ("status", "Removed", "stopped"),
        ("status", "Working on it", "running"),
        ("status", "2 - En cours", "running"),
        ("status", "0 %", "to_start"),
        ("status", "50%", "running"),
        ("status", "100 %", "done"),
        ("status", "110 %", None),
        ("status", "1", None),
        ("already_running", "VRAI", True),
        ("already_running", "✓", True),
        ("already_running", "❌", False),
        ("already_running", "n", False),
        ("already_running", "peut-être", None),
    ],
)
def test_words_of_teams_are_read_in_both_languages(field, text, value):
    assert read_word(field, text) == value


@pytest.mark.parametrize(
    ("text", "level"),
    [
        *(("1", 1), (" 4 ", 4), ("3.0", 3), ("3,0", 3), ("2/4", 2), ("Niveau 2", 2), ("level 4", 4)),
        *(("0", None), ("5", None), ("-3", None), ("2-3", None), ("3.5", None), ("3/5", None), ("huge", None)),
        *(("Highest", 4), ("critique", 4), ("P1", 4), ("1 - Critical", 4), ("Haute", 3), ("P2", 3), ("Medium", 2)),
        *(("Moyenne", 2), ("Low", 1), ("Basse", 1), ("★★★★★", 4), ("★★★★☆", 3), ("⭐⭐", 1), ("3 étoiles", 2)),
    ],
)
def test_a_level_is_one_of_four(text, level):
    assert read_level(text) == level


@pytest.mark.parametrize(
    ("text", "number"), [("12", 12), ("12.0", 12), ("-3", -3), ("1.5", None), ("x", None), ("9" * 5000, None)]
)
def test_whole_numbers_are_read_and_others_are_not_rounded(text, number):
    assert read_whole(text) == number


@pytest.mark.parametrize(("text", "ref"), [("A-12", 12), ("a12", 12), ("12", 12), ("B-12", None), ("", None)])
def test_a_reference_is_read_with_or_without_its_letter(text, ref):
    assert read_reference(text) == ref


def test_an_unknown_value_is_written_as_it_is():
    assert word("status", "paused", "fr") == "paused"


@pytest.mark.parametrize(
    ("column", "cell", "state"),
    [
        *(("done", "x", "done"), ("done", "no", "to_start"), ("fait", "oui", "done"), ("done", "En cours", "running")),
        *(("is active", "yes", "to_start"), ("is active", "0", "done"), ("status", "yes", None), ("done", "?", None)),
    ],
)
def test_a_tick_means_what_its_column_is_called(column, cell, state):
    assert state_reader(column)(cell) == state


@pytest.mark.parametrize(("cell", "state"), [("0", "to_start"), ("1", "done"), ("2", "done"), ("-1", "stopped")])
def test_ticktick_numbers_its_states(cell, state):
    assert state_reader("status", ["folder name", "list name", "title", "kind", "status"])(cell) == state

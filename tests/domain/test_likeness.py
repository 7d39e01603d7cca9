import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boardapp.domain.likeness import THRESHOLD, Known, likeness, nearest

DATA = Path(__file__).parents[3] / "shared" / "data"

TEXT = st.text(alphabet="aeéœßЖ\u0301 -'!\nlt", max_size=40)

TWINS = [
    ("Appeler les clients sans réseau", "Rappeler les clients sans reseau"),
    ("Appeler les clients", "Apeler les clients"),
    ("Page d'état publique, mise à jour toutes les heures", "Publier une page d’état mise à jour chaque heure"),
    ("Suspendre les frais de retard", "Suspension des frais de retard pendant 30 jours"),
    ("Prolonger d'un mois les cartes de fidélité", "Prolonger les cartes de fidélité"),
    ("Ouvrir un numéro vert pour les aînés", "NUMÉRO VERT POUR LES AINÉS"),
    ("Call every customer without power", "Call customers who are without power"),
    ("Waive late fees for hospital staff", "Waive the late fees of hospital staff until May"),
    ("Open stores one hour early for seniors", "Open one hour early for senior shoppers"),
    ("Cœur de gamme : livrer à domicile", "Livrer à domicile le coeur de gamme"),
]
STRANGERS = [
    ("Appeler les clients", "Appeler les fournisseurs"),
    ("Appeler les clients", "Écrire aux clients"),
    ("Fermer l'agence de Lyon", "Ouvrir un numéro vert"),
    ("Il faut le faire pour tous", "Refund the ticket"),
    ("Offer free delivery", "Offer payment plans to small businesses"),
    ("Publier les temps d'attente", "Former les conseillers au télétravail"),
    ("", "Appeler les clients"),
    ("", ""),
    ("!!!", "???"),
]


@pytest.mark.parametrize(("one", "other"), TWINS)
def test_actions_that_a_team_would_merge_are_alike(one, other):
    assert likeness(one, other) >= THRESHOLD


@pytest.mark.parametrize(("one", "other"), STRANGERS)
def test_actions_that_share_a_verb_or_nothing_are_not(one, other):
    assert likeness(one, other) < THRESHOLD


def test_accents_case_and_small_words_do_not_count():
    assert likeness("Réunir les équipes à Évry", "REUNIR des equipes, Evry") == 1


def test_actions_made_of_small_words_alone_are_still_compared():
    assert likeness("À faire avec tous", "A faire avec tous") == 1


@given(TEXT, TEXT)
def test_likeness_is_a_share_and_the_same_both_ways(one, other):
    assert 0 <= likeness(one, other) == likeness(other, one) <= 1


def test_the_closest_come_first_and_are_few():
    titles = ["Fermer l'agence", "Rappeler ce soir les clients sans réseau", "Appeler les clients sans reseau", "Appel"]
    board = list(enumerate([*titles, "Écrire aux clients sans réseau"]))
    assert [key for key, _ in nearest("Appeler les clients sans réseau", board, limit=2)] == [2, 1]


@pytest.mark.parametrize(("one", "other"), TWINS[2:])
def test_the_quick_look_misses_no_twin(one, other):
    crowd = [(0, "Fermer l'agence\nde Lyon"), (1, other), (2, "")]
    assert nearest(one, crowd) == [(1, likeness(one, other))]


def test_nothing_is_near_in_an_empty_board_or_to_an_empty_line():
    assert nearest("Appeler", []) == nearest("", [(1, "Appeler")]) == []


@given(TEXT, st.lists(TEXT, max_size=8))
def test_any_text_can_be_looked_up(text, titles):
    for key, score in nearest(text, list(enumerate(titles))):
        assert score == likeness(text, titles[key]) >= THRESHOLD


def verdicts():
    """For each real action, what a reader said of the earlier actions named as near it."""
    with (DATA / "near-duplicates.csv").open(encoding="utf-8", newline="") as file:
        said = {frozenset((row["a"], row["b"])): row["verdict"] for row in csv.DictReader(file)}
    with (DATA / "crisis-actions.csv").open(encoding="utf-8", newline="") as file:
        actions = [(row["id"], row["action"]) for row in csv.DictReader(file)]
    earlier = []
    for ref, title in actions:
        named = [actions[at][0] for at, _ in nearest(title, [(at, old) for at, (_, old) in enumerate(earlier)])]
        twin = any(said.get(frozenset((ref, old))) == "same" for old, _ in earlier)
        yield twin, [said.get(frozenset((ref, old)), "other") for old in named]
        earlier.append((ref, title))


@pytest.mark.skipif(not DATA.is_dir(), reason="the real actions lie beside the repository, not in it")
def test_hints_on_real_actions_are_mostly_right():
    found = list(verdicts())
    named = [verdict for _, hints in found for verdict in hints]
    told = sum(twin and "same" in hints for twin, hints in found)
    assert 1 - named.count("other") / len(named) >= 0.88
    assert named.count("same") / len(named) >= 0.65
    assert told / sum(twin for twin, _ in found) >= 0.42


def test_many_lines_are_compared_with_titles_prepared_once():
    known = Known([(at, other) for at, (_, other) in enumerate(TWINS)])
    assert [known.nearest(one) for one, _ in TWINS] == list(range(len(TWINS)))
    assert known.nearest("Fermer l'agence de Lyon") is None
    assert Known([]).nearest("Appeler les clients") is None


@pytest.mark.parametrize(("one", "other"), STRANGERS)
def test_strangers_stay_strangers_among_many(one, other):
    assert Known([(1, other)]).nearest(one) is None

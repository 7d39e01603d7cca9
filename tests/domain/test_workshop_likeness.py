"""The pairs that a room is asked about, on 194 actions that real organisations took."""

import csv
from itertools import combinations
from pathlib import Path

import pytest

from boardapp.domain.likeness import THRESHOLD, likeness, pairs
from boardapp.domain.workshop import grouping

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real actions lie beside the repository, not in it")


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def titles():
    return [(row["id"], row["action"]) for row in rows("crisis-actions.csv")]


@pytest.fixture(scope="module")
def verdicts():
    return {frozenset((row["a"], row["b"])): row["verdict"] for row in rows("near-duplicates.csv")}


def measured(titles, verdicts, threshold):
    """How many of the pairs are the same, or at least related; how many of those with a twin are in a right pair."""
    found = [frozenset(pair) for pair in pairs(titles, threshold)]
    said = [verdicts.get(pair, "other") for pair in found]
    twins = {each for pair, verdict in verdicts.items() if verdict == "same" for each in pair}
    met = {each for pair in found if verdicts.get(pair) == "same" for each in pair}
    return said.count("same") / len(said), 1 - said.count("other") / len(said), len(met) / len(twins)


def test_a_room_is_asked_about_most_twins_and_not_about_too_much(titles, verdicts):
    same, near, met = measured(titles, verdicts, grouping.THRESHOLD)
    assert same >= 0.45
    assert near >= 0.64
    assert met >= 0.68


def test_the_room_finds_more_than_a_hint_dares(titles, verdicts):
    _, _, hinted = measured(titles, verdicts, THRESHOLD)
    _, _, met = measured(titles, verdicts, grouping.THRESHOLD)
    assert met > hinted + 0.1


def test_looking_only_at_titles_that_share_a_word_misses_nothing(titles):
    few = titles[:60]
    all_pairs = {(one[0], two[0]) for one, two in combinations(few, 2) if likeness(one[1], two[1]) >= 0.28}
    assert set(pairs(few, 0.28)) == all_pairs

"""Two actions that a team would merge often share their words: a hint on adding, never a block.

Measured on the 194 real actions of `shared/data`, each added after those before it (`pytest
tests/domain/test_likeness.py -k real`): at THRESHOLD 41 of 194 additions get a hint; 59 actions
are named, 66 % of them the same and 90 % the same or related; 27 of the 61 actions that repeat an
earlier one are told so (44 %). The others say the same in other words or the other language,
which letters cannot know.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence, Set
from functools import lru_cache
from heapq import nlargest
from typing import NamedTuple

from boardapp.domain.words import fold

THRESHOLD = 0.36

# Folded words that every action may hold, whatever it is about.
_FRENCH = """a afin ai au aucun aussi autre autres aux avant avec avoir c ce ces cet cette chaque comme d dans de des
    deux donc dont du elle en encore entre est et etre eu faire fait font il ils j je jusqu l la le les leur leurs lors
    m mais meme n ne ni nos notre nous on ont ou par pas pendant plus pour qu quand que qui s sa sans se selon ses si
    son sont sous sur t tous tout toute toutes tres un une vers vos votre vous y"""
_ENGLISH = """all also an and any are as at be been by can do every for from has have how if in into is it its more new
    no not of off or our out over per so than that the their them they this those through to until up was we were what
    when where which while who will with without you your"""
_STOP = frozenset(f"{_FRENCH} {_ENGLISH}".split())

_WORD = re.compile(r"[^\W_]+")
_ENDING = re.compile(r"(?<=\w{4})(?:ies|es|s|e|ed|ing|er|ez|x)$")
# Those of French and its neighbours: this is a first look, which rarer marks may escape.
_MARKS = "\u0300\u0301\u0302\u0303\u0308\u0327"
_LONGEST = 500
_STEMS = 12
_STEM = 5
_CLOSER_LOOKS = 100
_FEWER_LOOKS = 20


class _Traits(NamedTuple):
    words: Set[str]
    trigrams: Set[str]


def likeness(a: str, b: str) -> float:
    """From 0 (nothing in common) to 1 (the same but for accents, small words and endings)."""
    return _alike(_traits(a), _traits(b))


def nearest(
    text: str, candidates: Sequence[tuple[int, str]], limit: int = 3, threshold: float = THRESHOLD
) -> list[tuple[int, float]]:
    """The (id, likeness) of the closest candidates, closest first. Among 20,000 titles it takes 45 ms
    (60 characters each) to 80 ms (115): only those that share most stems are looked at closely."""
    wanted = _traits(text)
    scored = ((key, _alike(wanted, _traits(title))) for key, title in _promising(text, candidates))
    return nlargest(limit, (pair for pair in scored if pair[1] >= threshold), key=lambda pair: pair[1])


def pairs(titles: Sequence[tuple[int, str]], threshold: float) -> list[tuple[int, int]]:
    """Those of these titles that read alike, the closest first. Only titles that share a word are compared: without
    one they are never alike."""
    traits = [_traits(title) for _, title in titles]
    of_word: dict[str, list[int]] = {}
    met: set[tuple[int, int]] = set()
    for index, each in enumerate(traits):
        for word in each.words:
            met.update((other, index) for other in of_word.get(word, ()))
            of_word.setdefault(word, []).append(index)
    scored = ((_alike(traits[one], traits[other]), one, other) for one, other in met)
    near = sorted(((-score, one, other) for score, one, other in scored if score >= threshold))
    return [(titles[one][0], titles[other][0]) for _, one, other in near]


class Known:
    """Titles to compare many lines with. Each word is filed once under its stem: 200 lines among 20,000 titles take
    about a second, where `nearest` would read all the titles again for each."""

    def __init__(self, candidates: Sequence[tuple[int, str]]) -> None:
        self.candidates = candidates
        self.lengths: list[int] = []
        self.of_stem: dict[str, list[int]] = {}
        for index, line in enumerate(_folded_at_once([title for _, title in candidates])):
            words = _WORD.findall(line)
            self.lengths.append(len(words))
            for stem in {word[:_STEM] for word in words}:
                self.of_stem.setdefault(stem, []).append(index)

    def nearest(self, text: str, threshold: float = THRESHOLD) -> int | None:
        """The id of the closest title, if one is close."""
        wanted = _traits(text)
        scored = [(_alike(wanted, _traits(title)), key) for key, title in self._promising(text)]
        score, key = max(scored, default=(0.0, None), key=lambda pair: pair[0])
        return key if score >= threshold else None

    def _promising(self, text: str) -> list[tuple[int, str]]:
        stems = _stems(text)
        shared: Counter[int] = Counter()
        for stem in stems:
            shared.update(self.of_stem.get(stem, ()))
        shares = ((count / (len(stems) + self.lengths[index]), index) for index, count in shared.items())
        return [self.candidates[index] for _, index in nlargest(_FEWER_LOOKS, shares)]


@lru_cache(maxsize=4_096)
def _traits(text: str) -> _Traits:
    folded = fold(text[:_LONGEST])
    words = _content(folded)
    spelled = f" {' '.join(words)} " if words else ""
    trigrams = frozenset(spelled[i : i + 3] for i in range(len(spelled) - 2))
    return _Traits(frozenset(_ENDING.sub("", word) for word in words), trigrams)


def _content(folded: str) -> list[str]:
    """The words that say something, or all of them where none does."""
    words = _WORD.findall(folded)
    return [word for word in words if word not in _STOP] or words


def _alike(one: _Traits, other: _Traits) -> float:
    """Whole words tell the subject, trigrams forgive endings and slips. A single shared word is
    most often the verb: it counts only as far as the letters around agree."""
    words, trigrams = _dice(one.words, other.words), _dice(one.trigrams, other.trigrams)
    if len(one.words & other.words) > 1:
        alike = (words + trigrams) / 2
    else:
        alike = words * trigrams
    return alike


def _dice(one: Set[str], other: Set[str]) -> float:
    return 2 * len(one & other) / ((len(one) + len(other)) or 1)


def _promising(text: str, candidates: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """The candidates that share most stems with the text for their length."""
    stems = _stems(text)
    shares = []
    for index, line in enumerate(_folded_at_once([title for _, title in candidates])):
        shared = sum(map(line.__contains__, stems))
        if shared:
            shares.append((shared / (len(stems) + line.count(" ")), index))
    return [candidates[index] for _, index in nlargest(_CLOSER_LOOKS, shares)]


def _stems(text: str) -> list[str]:
    words = sorted(set(_content(fold(text[:_LONGEST]))), key=len, reverse=True)
    return [word[:_STEM] for word in words[:_STEMS]]


def _folded_at_once(titles: Sequence[str]) -> list[str]:
    """Nearly what `fold` does, over one long text: folding 20,000 titles one by one takes a second."""
    joined = "\n".join([title[:_LONGEST].replace("\n", " ") for title in titles])
    apart = unicodedata.normalize("NFKD", joined.casefold())
    for mark in _MARKS:
        apart = apart.replace(mark, "")
    return apart.replace("œ", "oe").replace("æ", "ae").split("\n")

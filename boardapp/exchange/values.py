"""The words for horizons, states and the like: written in the reader's language, read in both and in their synonyms."""

import re
from collections.abc import Callable, Collection
from functools import partial
from typing import TypeVar

from boardapp.domain.words import fold
from boardapp.exchange.headers import LONGEST, plain
from boardapp.exchange.synonyms import TICKED_DONE, TICKED_OPEN

Meaning = TypeVar("Meaning")

WORDS: dict[str, dict[str | bool, dict[str, str]]] = {
    "horizon": {
        "inbox": {"fr": "À trier", "en": "To sort"},
        "now": {"fr": "Faire maintenant", "en": "Do now"},
        "next": {"fr": "Ensuite", "en": "Do next"},
        "later": {"fr": "Plus tard", "en": "Do later"},
    },
    "status": {
        "to_start": {"fr": "À lancer", "en": "To start"},
        "running": {"fr": "En cours", "en": "Running"},
        "done": {"fr": "Fait", "en": "Done"},
        "stopped": {"fr": "Arrêté", "en": "Stopped"},
    },
    "kind": {
        "do": {"fr": "Faire", "en": "Do"},
        "test": {"fr": "Tester", "en": "Test"},
        "stop": {"fr": "Arrêter", "en": "Stop"},
    },
    "already_running": {True: {"fr": "oui", "en": "yes"}, False: {"fr": "non", "en": "no"}},
}

_ALSO: dict[str, dict[str | bool, str]] = {
    "horizon": {
        "inbox": "inbox|a classer|non classe|unsorted|not sorted|boite de reception|a prioriser|to prioritise"
        "|to prioritize",
        "now": "now|1|maintenant|30 days|30 jours|30j|30 j|j 30|d 30|sous 30 jours|within 30 days|next 30 days"
        "|30 prochains jours|0 30 days|0 30 jours|0 30|immediat|immediatement|immediate|immediately|tout de suite"
        "|now 30 days|faire maintenant 30 jours|do now 30 days|court terme|a court terme|short term|quick win"
        "|quick wins|ce mois|ce mois ci|this month|sous un mois",
        "next": "next|2|faire ensuite|puis|prochainement|then|moyen terme|a moyen terme|medium term|mid term"
        "|mois prochain|next month",
        "later": "later|3|faire plus tard|plus tard peut etre|someday|someday maybe|un jour|long terme|a long terme"
        "|long term",
    },
    "status": {
        "to_start": "to start|to do|todo|a faire|a demarrer|a commencer|pas commence|non commence|non demarre"
        "|pas demarre|pas commencee|non commencee|non demarree|not started|open|ouvert|ouverte|new|nouveau|nouvelle"
        "|planned|prevu|prevue|planifie|planifiee|pending|backlog|carnet|ready|pret|prete|a venir|upcoming|proposed"
        "|propose|proposee|approved|selected for development|selectionne pour le developpement|reopened|rouvert"
        "|rouverte|triage|ideas|idees|brouillon|draft",
        "running": "in progress|doing|ongoing|started|en progression|encours|demarre|demarree|commence|commencee|lance"
        "|lancee|active|actif|wip|work in progress|under way|underway|working on it|in review|review|reviewing|en revue"
        "|en relecture|en cours de revue|in development|in dev|in test|in testing|testing|in qa|qa|en test|en recette"
        "|en validation|a valider|committed|en traitement|en cours de traitement",
        "done": "done|faite|faits|faites|termine|terminee|termine e|termines|complete"
        "|completed|fini|finie|finis|finished|closed"
        "|clos|close|ferme|fermee|cloture|cloturee|resolved|resolu|resolue|realise|realisee|acheve|achevee|livre|livree"
        "|fixed|shipped|released|deployed|deploye|deployee|validated|valide|validee|verified|verifie|verifiee",
        "stopped": "arretee|abandonne|abandonnee|annule|annulee|cancelled|canceled|dropped|abandoned|won t do|wont do"
        "|won t fix|wont fix|removed|supprime|supprimee|retire|retiree|rejected|rejete|rejetee|refuse|refusee|obsolete",
    },
    "kind": {
        "do": "a faire|to do",
        "test": "test and learn|a tester|to test|experimenter|experiment|experimentation|essai|essayer",
        "stop": "a arreter|to stop|arret|cesser|kill",
    },
    "already_running": {True: "o|y|vrai|true|1|x|ok|checked", False: "n|faux|false|0|unchecked"},
}
_LEVELS = {
    4: "highest|tres haute|tres haut|tres eleve|tres elevee|critical|critique|urgent|urgente|urgence|blocker|bloquant"
    "|bloquante|very high|maximum|maximale|p0|p1",
    3: "high|haute|haut|eleve|elevee|important|importante|major|majeur|majeure|forte|fort|p2",
    2: "medium|moyenne|moyen|normal|normale|moderate|modere|moderee|p3",
    1: "low|lowest|basse|bas|faible|minor|mineur|mineure|trivial|very low|tres basse|tres bas|tres faible|p4|p5",
}
_TICKS = dict.fromkeys("✓✔☑✅", True) | dict.fromkeys("✗✘☒❌", False)
_LEVEL = re.compile(r"(?:niveau |level )?([1-4])(?:[.,]0+| ?/ ?4)?")
_TICKTICK = {"list name", "title", "kind"}
_NUMBERED = re.compile(r"^\d+ (?=\D)")
_PERCENT = re.compile(r"(\d{1,3})(?:[.,]0+)?\s*%")
_STARS = re.compile(r"[★⭐][★⭐\ufe0f]*☆*|[1-5] ?(?:stars?|[ée]toiles?)", re.IGNORECASE)
_WHOLE = re.compile(r"[+-]?\d{1,9}(?:[.,]0+)?")
_REFERENCE = re.compile(r"(?:A-?)?(\d{1,9})", re.IGNORECASE)


def word(field: str, value: object, locale: str) -> str:
    """A value the tables do not know is written as it is: an export never fails over a word."""
    known = WORDS[field].get(value) if isinstance(value, (str, bool)) else None
    return known[locale] if known else str(value)


def read_word(field: str, text: str) -> str | bool | None:
    """None where nobody can tell what the word means; the caller keeps it as text."""
    percent = _PERCENT.fullmatch(text.strip()) if field == "status" else None
    if field == "already_running" and text.strip() in _TICKS:
        value: str | bool | None = _TICKS[text.strip()]
    elif percent:
        value = _share_done(int(percent[1]))
    elif len(text) > LONGEST:
        value = None
    else:
        value = _meant(_READ[field], text)
    return value


def read_level(text: str) -> int | None:
    """Four levels: by number, by the words of priorities, or by up to five stars."""
    found = _LEVEL.fullmatch(fold(text)) if len(text) <= LONGEST else None
    if found:
        level: int | None = int(found[1])
    elif _STARS.fullmatch(text.strip()):
        level = _of_stars(text)
    else:
        level = _meant(_LEVEL_WORDS, text) if len(text) <= LONGEST else None
    return level


def is_coarser(text: str) -> bool:
    """True where a value of ours says less than the text: 50 % is under way, four stars of five are level 3."""
    found = _PERCENT.fullmatch(text)
    return bool(found and 0 < int(found[1]) < 100) or _STARS.fullmatch(text) is not None


def state_reader(name: str, header: Collection[str] = ()) -> Callable[[str], str | None]:
    """How the cells of a column of states are read, by its own name and by those beside it, both simplified."""
    words = set(name.split())
    if _TICKTICK.issubset(header):
        read = _read_ticktick
    elif not words.isdisjoint(TICKED_DONE):
        read = partial(_read_ticked, ticked="done", unticked="to_start")
    elif not words.isdisjoint(TICKED_OPEN):
        read = partial(_read_ticked, ticked="to_start", unticked="done")
    else:
        read = _read_state
    return read


def read_whole(text: str) -> int | None:
    found = _WHOLE.fullmatch(text.strip())
    return int(re.split(r"[.,]", found[0])[0]) if found else None


def read_reference(text: str) -> int | None:
    found = _REFERENCE.fullmatch(text.strip())
    return int(found[1]) if found else None


def _meant(known: dict[str, Meaning], text: str) -> Meaning | None:
    """Numbers before a word only order the words: "2 - High", "1. Do now"."""
    words = plain(text)
    value = known.get(words)
    return known.get(_NUMBERED.sub("", words)) if value is None else value


def _read_state(text: str) -> str | None:
    value = read_word("status", text)
    return value if isinstance(value, str) else None


def _read_ticked(text: str, *, ticked: str, unticked: str) -> str | None:
    """A column called Done or Active is ticked, or says it in words."""
    tick = read_word("already_running", text)
    if tick is None:
        state = _read_state(text)
    else:
        state = ticked if tick else unticked
    return state


def _read_ticktick(text: str) -> str | None:
    """Its states are numbers, which the lines above its header explain: normal, completed, archived, abandoned."""
    return {"0": "to_start", "1": "done", "2": "done", "-1": "stopped"}.get(text.strip())


def _share_done(percent: int) -> str | None:
    if percent > 100:
        state = None
    elif percent == 100:
        state = "done"
    else:
        state = "running" if percent else "to_start"
    return state


def _of_stars(text: str) -> int | None:
    digits = re.search(r"\d", text)
    stars = int(digits[0]) if digits else len(re.findall("[★⭐]", text))
    return max(1, stars * 4 // 5) if stars <= 5 else None


def _readable(field: str) -> dict[str, str | bool]:
    read: dict[str, str | bool] = {}
    for value, written in WORDS[field].items():
        also = _ALSO[field][value].split("|")
        read |= dict.fromkeys([*map(plain, written.values()), plain(str(value)), *also], value)
    return read


_READ = {field: _readable(field) for field in WORDS}
_LEVEL_WORDS = {word: level for level, words in _LEVELS.items() for word in words.split("|")}

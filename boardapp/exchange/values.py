"""The words for horizons, states and the like: written in the reader's language, read in both and in their synonyms."""

import re

from boardapp.domain.words import fold
from boardapp.exchange.headers import LONGEST, plain

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
        "inbox": "inbox|a classer|non classe|unsorted|not sorted|boite de reception",
        "now": "now|maintenant|30 days|30 jours|sous 30 jours|within 30 days|0 30 days|0 30 jours|immediat"
        "|immediatement|immediate|tout de suite|now 30 days|faire maintenant 30 jours|do now 30 days",
        "next": "next|faire ensuite|puis|prochainement|then",
        "later": "later|faire plus tard|plus tard peut etre|someday|un jour",
    },
    "status": {
        "to_start": "to start|to do|todo|a faire|a demarrer|a commencer|pas commence|non commence|non demarre"
        "|pas demarre|not started|open|ouvert|ouverte|new|nouveau|nouvelle|planned|prevu|prevue|planifie|planifiee"
        "|pending",
        "running": "in progress|doing|ongoing|started|en progression|encours|demarre|demarree|commence|commencee|lance"
        "|lancee|active|wip|under way|underway",
        "done": "done|faite|faits|faites|termine|terminee|complete|completed|fini|finie|finished|closed|clos|close"
        "|cloture|cloturee|resolved|resolu|resolue|realise|realisee|acheve|achevee|livre|livree",
        "stopped": "arretee|abandonne|abandonnee|annule|annulee|cancelled|canceled|dropped|abandoned|won t do|wont do"
        "|rejected|rejete|rejetee",
    },
    "kind": {
        "do": "a faire|to do",
        "test": "test and learn|a tester|to test|experimenter|experiment|experimentation|essai|essayer",
        "stop": "a arreter|to stop|arret|cesser|kill",
    },
    "already_running": {True: "o|y|vrai|true|1|x|ok", False: "n|faux|false|0"},
}
_TICKS = dict.fromkeys("✓✔☑✅", True) | dict.fromkeys("✗✘☒❌", False)
_LEVEL = re.compile(r"(?:niveau |level )?([1-4])(?:[.,]0+| ?/ ?4)?")
_WHOLE = re.compile(r"[+-]?\d{1,9}(?:[.,]0+)?")
_REFERENCE = re.compile(r"(?:A-?)?(\d{1,9})", re.IGNORECASE)


def word(field: str, value: object, locale: str) -> str:
    """A value the tables do not know is written as it is: an export never fails over a word."""
    known = WORDS[field].get(value) if isinstance(value, (str, bool)) else None
    return known[locale] if known else str(value)


def read_word(field: str, text: str) -> str | bool | None:
    """None where nobody can tell what the word means; the caller keeps it as text."""
    if field == "already_running" and text.strip() in _TICKS:
        value: str | bool | None = _TICKS[text.strip()]
    elif len(text) > LONGEST:
        value = None
    else:
        value = _READ[field].get(plain(text))
    return value


def read_level(text: str) -> int | None:
    found = _LEVEL.fullmatch(fold(text)) if len(text) <= LONGEST else None
    return int(found[1]) if found else None


def read_whole(text: str) -> int | None:
    found = _WHOLE.fullmatch(text.strip())
    return int(re.split(r"[.,]", found[0])[0]) if found else None


def read_reference(text: str) -> int | None:
    found = _REFERENCE.fullmatch(text.strip())
    return int(found[1]) if found else None


def _readable(field: str) -> dict[str, str | bool]:
    read: dict[str, str | bool] = {}
    for value, written in WORDS[field].items():
        also = _ALSO[field][value].split("|")
        read |= dict.fromkeys([*map(plain, written.values()), plain(str(value)), *also], value)
    return read


_READ = {field: _readable(field) for field in WORDS}

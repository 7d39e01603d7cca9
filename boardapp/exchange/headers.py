"""Our own headers, and how a header is read at all; `synonyms` has the words that others use."""

import re

from boardapp.domain.words import fold

HEADERS: dict[str, dict[str, str]] = {
    "fr": {
        "ref": "ref",
        "horizon": "horizon",
        "rank": "rang",
        "title": "action",
        "category": "catégorie",
        "challenge": "enjeu",
        "challenge_level": "niveau",
        "owner": "responsable",
        "due_on": "échéance",
        "status": "état",
        "kind": "nature",
        "days_late": "retard_jours",
        "note": "note",
        "votes": "votes",
        "created_on": "créée",
        "done_on": "terminée",
        "need": "besoin",
        "first_step": "premier_pas",
        "benefit": "bénéfice",
        "hypothesis": "hypothèse",
        "result": "résultat",
        "already_running": "déjà_en_place",
        "archived_on": "archivée",
        "uid": "uid",
        "effort": "effort",
        "source_id": "id_source",
        "version": "version",
    },
    "en": {
        "ref": "ref",
        "horizon": "horizon",
        "rank": "rank",
        "title": "action",
        "category": "category",
        "challenge": "challenge",
        "challenge_level": "level",
        "owner": "owner",
        "due_on": "due",
        "status": "status",
        "kind": "kind",
        "days_late": "days_late",
        "note": "note",
        "votes": "votes",
        "created_on": "created",
        "done_on": "done",
        "need": "need",
        "first_step": "first_step",
        "benefit": "benefit",
        "hypothesis": "hypothesis",
        "result": "result",
        "already_running": "already_running",
        "archived_on": "archived",
        "uid": "uid",
        "effort": "effort",
        "source_id": "source_id",
        "version": "version",
    },
}
"""Field → header, in the order of the columns."""

FIELDS = [
    *("title", "note", "need", "owner", "due_on", "category", "horizon", "status", "kind"),
    *("challenge", "challenge_level", "effort", "first_step", "benefit", "hypothesis", "result", "already_running"),
    *("ref", "rank", "done_on", "created_on", "archived_on", "days_late", "votes", "uid", "source_id", "version"),
]

LONGEST = 500
"""Nothing of ours is written at such length; a cell may hold 100,000 letters, and folding them all takes its time."""

_SIGNS = re.compile(r"[\W_]+")


def is_ours(header: list[str]) -> bool:
    """An export of ours, perhaps with columns added, moved or removed since: it is read back to the letter."""
    names = {plain(cell) for cell in header}
    return any({"uid", "ref", plain(ours["title"])} <= names for ours in HEADERS.values())


def plain(text: str) -> str:
    """Folded, and words parted by single spaces whatever stood between them: `retard_jours`, « Retard (jours) »."""
    return _SIGNS.sub(" ", fold(text[:LONGEST])).strip()

"""Which column is what: our own headers, and the words that teams and other boards use for the same things."""

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

# Whole headers, the likeliest first. What only our own files can mean (uid, rank, votes, days late, the dates of
# record) is not guessed from a foreign file: there it stays readable in the note.
_WORDS: dict[str, str] = {
    "title": "action|actions|titre|title|intitule|libelle|tache|taches|task|tasks|task name|nom de la tache|card name"
    "|card title|nom de la carte|sujet|subject|summary|resume|mesure|mesures|measure|initiative|quoi|what|activite"
    "|activity|idee|idea|proposition|objet|item|name|nom",
    "note": "note|notes|details|detail|description|descriptif|comment|comments|commentaire|commentaires|remarque"
    "|remarques|observation|observations|precisions|contenu|content|body|info|infos|informations|card description",
    "need": "need|besoin|customer need|besoin client|besoin du client|client need|user need|needs|besoins",
    "owner": "responsable|owner|porteur|porteuse|pilote|qui porte|qui|who|assignee|assigned to|assigned|assigne a"
    "|attribue a|affecte a|en charge|charge de|referent|referente|responsible|lead|personne|card owner|task owner"
    "|members|membres|actors|acteurs",
    "due_on": "echeance|due|due on|due date|date d echeance|date echeance|date due|deadline|date limite|date butoir"
    "|pour le|target date|date cible|date de fin prevue|fin prevue|date de fin|date fin|end date",
    "category": "categorie|category|categories|theme|thematique|axe|volet|chantier|domaine|domain|pilier|workstream"
    "|famille|family|labels|label|etiquettes|etiquette|tags|tag|sous categorie|subcategory",
    "horizon": "horizon|quand|when|temps|lane|couloir|list|liste|list name|nom de la liste",
    "status": "etat|status|statut|avancement|progress|stage|etape",
    "kind": "nature|kind",
    "challenge": "enjeu|challenge|defi|defi souleve|enjeux|challenges",
    "challenge_level": "niveau|level|niveau d enjeu|niveau de l enjeu|challenge level|niveau enjeu",
    "effort": "effort|efforts",
    "first_step": "first step|premier pas|premiere etape|prochaine etape|next step",
    "benefit": "benefit|benefice|benefits|benefices|benefice equipe|ce que l equipe y gagne",
    "hypothesis": "hypothesis|hypothese",
    "result": "result|resultat|results|resultats|outcome",
    "already_running": "already running|deja en place|deja en cours|already in place",
    "source_id": "source id|id source|id|identifiant|identifier|key|cle|issue key|task id|card id|work item id|ref"
    "|reference|numero|no|n",
}
# One word inside a longer header ("Responsable de l'action"), for the fields that no whole header gave.
_HINTS: dict[str, str] = {
    "title": "title titre intitule libelle",
    "due_on": "echeance deadline due",
    "owner": "responsable owner pilote porteur assignee assigned",
    "status": "status statut",
    "category": "category categorie",
    "need": "besoin besoins need needs",
    "note": "description details comment comments commentaire commentaires remarques notes",
    "challenge": "enjeu enjeux",
}

LONGEST = 500
"""Nothing of ours is written at such length; a cell may hold 100,000 letters, and folding them all takes its time."""

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SIGNS = re.compile(r"[\W_]+")


def guess(header: list[str]) -> list[str | None]:
    """The field of each column, each field at most once; None where no word of ours fits."""
    names = [plain(_CAMEL.sub(" ", cell)) for cell in header]
    fields: list[str | None] = [None] * len(names)
    if is_ours(header):
        _by_name(fields, names, _OURS)
    _by_name(fields, names, _SYNONYMS)
    _by_word(fields, names)
    return fields


def is_ours(header: list[str]) -> bool:
    """An export of ours, perhaps with columns added, moved or removed since: it is read back to the letter."""
    names = {plain(cell) for cell in header}
    return any({"uid", "ref", plain(ours["title"])} <= names for ours in HEADERS.values())


def plain(text: str) -> str:
    """Folded, and words parted by single spaces whatever stood between them: `retard_jours`, « Retard (jours) »."""
    return _SIGNS.sub(" ", fold(text[:LONGEST])).strip()


def _by_name(fields: list[str | None], names: list[str], known: dict[str, list[str]]) -> None:
    for field in known:
        if field not in fields:
            for name in known[field]:
                if name in names and fields[names.index(name)] is None:
                    fields[names.index(name)] = field
                    break


def _by_word(fields: list[str | None], names: list[str]) -> None:
    for field, words in _HINTS.items():
        if field not in fields:
            for column, name in enumerate(names):
                if fields[column] is None and not set(words.split()).isdisjoint(name.split()):
                    fields[column] = field
                    break


_OURS = {field: [plain(headers[field]) for headers in HEADERS.values()] for field in FIELDS}
_SYNONYMS = {field: words.split("|") for field, words in _WORDS.items()}

"""The words that teams and other boards put above their columns, in French and English."""

import re
from collections.abc import Callable, Iterable, Iterator

from boardapp.exchange.headers import FIELDS, HEADERS, LONGEST, is_ours, plain

Fits = Callable[[str, int, str], bool]
"""Whether the cells of a column bear out what its header says: field, column, and how surely the header says it."""

# Whole headers, the likeliest first. What only our own files can mean (uid, rank, votes, days late, the dates of
# record but one) is not guessed from a foreign file: there it stays readable in the note.
_WORDS: dict[str, str] = {
    "title": "action|actions|titre|title|intitule|libelle|tache|taches|task|tasks|task name|nom de la tache"
    "|nom de tache|card name|card title|nom de la carte|titre de la carte|sujet|subject|summary|resume|mesure|mesures"
    "|measure|action a mener|actions a mener|action a realiser|action item|action items"
    "|description de l action|description de la tache|description de la mesure|initiative|quoi|what|activite|activity"
    "|idee|idea|proposition|objet|item|element|name|nom",
    "note": "note|notes|details|detail|description|descriptif|comment|comments|commentaire|commentaires|remarque"
    "|remarques|observation|observations|precisions|contenu|content|body|info|infos|informations|card description",
    "need": "need|besoin|customer need|besoin client|besoin du client|client need|user need|needs|besoins",
    "owner": "responsable|assignee|assignee name|assigned to|owner|porteur|porteuse|pilote|qui porte|qui|who|assigned"
    "|assign|assigne|assigne a|attribue a|attribuee a|affecte a|affectee a|en charge|charge de|referent"
    "|referente|responsible|lead|personne|person|people|card owner|task owner|cessionnaire|assignee username"
    "|assignee email|utilisateur assigne|personne assignee|assignee a|members|membres|actors|acteurs|acteur"
    "|entered by|saisi par|saisie par",
    "due_on": "echeance|due|due on|due date|due at|date d echeance|date echeance|date due|deadline|date limite"
    "|date butoir|pour le|target date|date cible|date de fin prevue|fin prevue|date de fin|date fin|end date|date end"
    "|due date utc",
    "category": "categorie|category|categories|category name|theme|thematique|axe|volet|chantier|domaine|domain|pilier"
    "|workstream|famille|family|labels|label|etiquettes|etiquette|libelles|tags|tag|sous categorie|subcategory",
    "horizon": "horizon|quand|when|temps|lane|couloir|list|liste|list name|nom de la liste|section column"
    "|section colonne|column name|column|colonne|board column|section|bucket name|bucket|nom du compartiment"
    "|compartiment",
    "status": "etat|status|statut|avancement|progress|progression|stage|etape",
    "kind": "nature|kind",
    "challenge": "enjeu|challenge|defi|defi souleve|enjeux|challenges",
    "challenge_level": "niveau|level|niveau d enjeu|niveau de l enjeu|challenge level|niveau enjeu|priorite|priority"
    "|severite|severity|gravite|importance|criticite|urgence",
    "effort": "effort|efforts",
    "first_step": "first step|premier pas|premiere etape|prochaine etape|next step",
    "benefit": "benefit|benefice|benefits|benefices|benefice equipe|ce que l equipe y gagne",
    "hypothesis": "hypothesis|hypothese",
    "result": "result|resultat|results|resultats|outcome",
    "already_running": "already running|deja en place|deja en cours|already in place",
    "done_on": "done on|completed at|completed on|completed date|completion date|completed time|date completed"
    "|date de completion|resolved|resolved date|closed date|date de cloture|date de realisation|faite le|fait le"
    "|terminee le|termine le|realise le|realisee le|resolu|resolue",
    "source_id": "source id|id source|issue key|cle de ticket|cle du ticket|card id|task id|id de la tache|work item id"
    "|item id auto generated|item id|issue id|taskid|id|identifiant|identifier|key|cle|ref|reference|numero|no|n",
}
# One word inside a longer header ("Responsable de l'action"), for the fields that no whole header gave.
_HINTS: dict[str, str] = {
    "title": "title titre intitule libelle",
    "due_on": "echeance deadline due",
    "owner": "responsable owner pilote porteur assignee assigned",
    "status": "status statut",
    "category": "category categorie",
    "need": "besoin besoins need needs",
    "note": "description details comment comments commentaire commentaires remarques notes content contenu",
    "challenge": "enjeu enjeux",
}
# Words that say something only where the cells agree: a state may be California, a name a customer's.
_WEAK: dict[str, str] = {
    "status": "state done fait faite termine terminee completed complete acheve achevee closed clos cloture active"
    " actif",
    "due_on": "end fin quand when delai delais prevu prevue",
    "title": "action actions tache taches task tasks mesure mesures measure measures name nom",
}
LABELS = {"labels", "label", "etiquettes", "etiquette", "libelles", "tags", "tag"}
PRIORITIES = {"priorite", "priority", "severite", "severity", "gravite", "importance", "criticite", "urgence"}
TICKED_DONE = {"done", "fait", "faite", "termine", "terminee", "complete", "completed", "acheve", "achevee", "closed"}
TICKED_OPEN = {"active", "actif"}

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def by_words(header: list[str], fits: Fits = lambda field, column, surely: True) -> list[str | None]:
    """The field of each column, each field at most once; None where no word of ours fits."""
    names = simplified(header)
    fields: list[str | None] = [None] * len(names)
    if is_ours(header):
        _give(fields, _whole(names, _OURS), fits)
    _give(fields, _whole(names, _SYNONYMS), fits)
    _give(fields, _whole([name.split(" · ")[-1] for name in names], _SYNONYMS), fits)
    _give(fields, _whole(names, _SYNONYMS, "though_empty"), fits)
    _give(fields, _inside(names, _HINTS), fits)
    return fields


def by_weak_words(fields: list[str | None], header: list[str], fits: Fits) -> None:
    _give(fields, ((field, column, "weakly") for field, column, _ in _inside(simplified(header), _WEAK)), fits)


def simplified(header: list[str]) -> list[str]:
    """Two rows of a header come joined by a point, which stays: the lower one may say it alone."""
    return [" · ".join(plain(_CAMEL.sub(" ", part)) for part in cell[:LONGEST].split(" · ")) for cell in header]


def _give(fields: list[str | None], candidates: Iterable[tuple[str, int, str]], fits: Fits) -> None:
    for field, column, surely in candidates:
        if fields[column] is None and field not in fields and fits(field, column, surely):
            fields[column] = field


def _whole(names: list[str], known: dict[str, list[str]], surely: str = "surely") -> Iterator[tuple[str, int, str]]:
    for field, words in known.items():
        for word in words:
            for column, name in enumerate(names):
                if name == word:
                    yield field, column, surely


def _inside(names: list[str], hints: dict[str, str]) -> Iterator[tuple[str, int, str]]:
    for field, words in hints.items():
        wanted = set(words.split())
        for column, name in enumerate(names):
            if not wanted.isdisjoint(name.split()):
                yield field, column, "likely"


_OURS = {field: [plain(headers[field]) for headers in HEADERS.values()] for field in FIELDS}
_SYNONYMS = {field: words.split("|") for field, words in _WORDS.items()}

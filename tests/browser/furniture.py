"""Around board 1 of Amina's, whichever it is, what screens need to be seen in all their states."""

import csv
import io
from collections.abc import Callable
from datetime import datetime

from boardapp.database import db
from boardapp.domain import actions, boards, comments, inventory, members, merging, opening, sessions
from boardapp.domain.actions import Action, Horizon, Status
from boardapp.domain.boards import Board, Role
from boardapp.domain.events import By
from boardapp.domain.imports import waiting
from boardapp.domain.inventory import Entry
from boardapp.domain.people import User
from boardapp.exchange import outgoing
from boardapp.exchange.reading import read_table
from tests import world

AMINA = world.USER_IDS["amina"]
ODD = (
    "Vertragsunterzeichnungsterminverschiebungsbenachrichtigungsprozessverantwortlichkeitsmatrixaktualisierungs"
    "koordinationsstellenbesetzung",
    "الاتصال بالعملاء الذين لديهم موعد هذا الأسبوع قبل الإضراب",
    "🚆🚫 Signaler les trains supprimés 👩‍👩‍👧‍👦 aux familles 🏳️‍🌈",
    "https://exemple.fr/assistance/clients/rendez-vous?semaine=48&agence=villeurbanne&motif=greve-des-transports",
)
TABLE = """action;catégorie;responsable;échéance;état
Ouvrir un point d’accueil à la gare;Service;Bruno Carvalho;30/11/2026;en cours
Relire les messages du répondeur;Communication;;31/11/2026;
;Service;;;
Ouvrir la ligne d’écoute de 7 h à 21 h;Accueil;Sophie Lambert;2026-12-01;à lancer
Publier le plan de transport de la semaine;Information;Hugo Petit;02/12/2026;
"""


def furnish(clock: Callable[[], datetime]) -> dict[str, str]:
    """What addresses of screens name: `{archived}` is an archived action. Takes an application context."""
    amina, board = db.session.get(User, AMINA), db.session.get(Board, world.BOARD)
    assert amina
    assert board
    by = By("user", AMINA, clock())
    found = _actions(board, by)
    found["draft"] = waiting.keep_file(
        board, AMINA, "atelier-du-23.csv", TABLE.encode(), table=read_table(TABLE.encode()).to_json(), at=by.at
    )
    found["changed"] = _changed(board, by)
    found["alone"] = opening.open_board("Coupure d’eau au siège", amina, by=by, timezone="Europe/Paris").id
    found["closed"] = _closed(amina, by)
    found["full"] = _full(amina, by)
    chloe = db.session.get(User, world.USER_IDS["chloe"])
    tokens = {
        "invitation": members.invite(board, Role.member, by=by), "reset": sessions.issue("reset", by.at, chloe),
    }  # fmt: skip
    return {name: str(value) for name, value in found.items()} | tokens


def _changed(board: Board, by: By) -> int:
    """A file of ours in which two rows were changed, one of them without its age, and one was added."""
    content = b"".join(outgoing.csv_file(board, by.at, "fr")).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content, newline=""), delimiter=";"))
    rows[0] |= {"échéance": "2026-12-01", "enjeu": ODD[3], "version": ""}
    rows[1] |= {"responsable": "Samir", "état": "Fait"}
    rows.append(dict.fromkeys(rows[0], "") | {"action": ODD[0], "responsable": "Samir"})
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    told = out.getvalue().encode()
    return waiting.keep_file(board, AMINA, "plan-modifié.csv", told, table=read_table(told).to_json(), at=by.at)


def _actions(board: Board, by: By) -> dict[str, int]:
    first = db.session.get(Action, 1)
    assert first
    comments.add(first, "Deux opérateurs ont répondu.\nLe troisième rappelle avant midi.", by=by)
    (gone,), _ = inventory.add(board, [Entry("Imprimer des affiches pour les vitrines")], by=by)
    inventory.archive(gone, by=by)
    twins = [
        Entry("Décaler l’ouverture à 10 h", Horizon.later),
        Entry("Ouvrir plus tard, à 10 h", values={"note": "Essai"}),
    ]
    (kept, other), _ = inventory.add(board, twins, by=by)
    merging.merge([kept, other], by=by)
    return {"archived": gone.id, "merged": kept.id, "behind": other.id}


def _closed(amina: User, by: By) -> int:
    board = opening.open_board("Rappel de lots de printemps", amina, by=by, timezone="Europe/Paris")
    inventory.add(board, [Entry("Prévenir les magasins", Horizon.now)], by=by)
    boards.close(board, by=by)
    return board.id


def _full(amina: User, by: By) -> int:
    """More than the cap in Do now, titles that are hard to lay out, and everything finished or stopped once."""
    title = f"Incident{'s' * 60} {ODD[1]}"
    board = opening.open_board(title, amina, by=by, timezone="Europe/Paris", aim=" ".join(ODD)[:200])
    odd = [Entry(text, horizon, {"challenge": text[:80], "challenge_level": 4, "owner": text[:60]})
           for horizon in Horizon for text in ODD]  # fmt: skip
    plain = [Entry(f"Appeler l’agence {number}", Horizon.now) for number in range(1, 12)]
    added, _ = inventory.add(board, odd + plain, by=by)
    for action, status in zip(added[::3], (*Status, *Status), strict=False):
        actions.edit(action, by=by, status=status)
    return board.id

"""Welcome: people come in and read what it is about."""

from typing import Any

from boardapp.domain.workshop import participants
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.workshops import Workshop
from boardapp.web import addresses
from boardapp.web.workshop import links


def stage(workshop: Workshop) -> dict[str, Any]:
    address = links.join(workshop)
    return {"qr": links.qr(address), "address": addresses.base(), "only_here": addresses.only_here(address)}


def phone(participant: Participant) -> dict[str, Any]:
    return {"company": len(participants.present(participant.workshop))}

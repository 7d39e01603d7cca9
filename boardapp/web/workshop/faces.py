"""The streams of a room: one for the wall and the desk, one for the phones."""

from flask import Blueprint, Response
from flask_login import current_user

from boardapp.domain import sessions
from boardapp.domain.boards import Role
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.workshops import Workshop
from boardapp.live.hub import Reader
from boardapp.web import access
from boardapp.web.live import follow
from boardapp.web.workshop import channels, links

room = Blueprint("faces", __name__)


@room.get("/workshops/<int:workshop_id>/desk/live")
@access.row(Workshop, Role.facilitator)
def desk(workshop: Workshop) -> Response:
    reader = Reader(sessions.hash_of(current_user.get_id()), access.person().id, "")
    return follow(channels.stage(workshop), reader)


@room.get("/workshops/<int:workshop_id>/seat/live")
@access.participant
def seat(participant: Participant) -> Response:
    return follow(channels.phones(participant.workshop), Reader(str(participant.token_hash), 0, ""))


@room.get("/walls/<token>/live")
@access.public
def wall(token: str) -> Response:
    workshop = links.wall_behind(token)
    return follow(channels.stage(workshop), Reader(channels.wall_reader(workshop), 0, ""))

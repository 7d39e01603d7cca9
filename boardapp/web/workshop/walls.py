"""The wall: what a projector shows. No controls, no secrets, and an address of its own for any machine."""

from flask import Blueprint, Response

from boardapp.web import access
from boardapp.web.workshop import links, scenes

room = Blueprint("walls", __name__)


@room.get("/walls/<token>")
@access.public
def show(token: str) -> Response:
    response = scenes.wall(links.wall_behind(token))
    response.headers["Cache-Control"] = "no-store"
    return response

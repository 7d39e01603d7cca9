"""Whether the product is up: for whoever watches it."""

from flask import Blueprint, Response
from sqlalchemy import select

from boardapp.database import db
from boardapp.domain.facts import Instance
from boardapp.web import access

room = Blueprint("status", __name__)


@room.get("/up")
@access.public
def up() -> Response:
    db.session.execute(select(Instance.id)).one()
    return Response("up\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})

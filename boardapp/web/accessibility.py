"""The accessibility statement: what is aimed at, what was checked and how, what is known to be missing."""

from datetime import date

from flask import Blueprint, Response, current_app

from boardapp.web import access, hypermedia

room = Blueprint("accessibility", __name__)
REVIEWED = date(2026, 11, 22)  # when somebody last read the statement against the product


@room.get("/accessibility")
@access.public
def show() -> Response:
    contact = current_app.extensions["settings"].contact
    return hypermedia.page("accessibility/show.html", contact=contact, reviewed=REVIEWED)

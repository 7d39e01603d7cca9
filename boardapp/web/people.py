"""people: being written."""

from flask import Blueprint

room = Blueprint("people", __name__)

"""members: being written."""

from flask import Blueprint

room = Blueprint("members", __name__)

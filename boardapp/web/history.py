"""history: being written."""

from flask import Blueprint

room = Blueprint("history", __name__)

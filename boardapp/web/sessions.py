"""sessions: being written."""

from flask import Blueprint

room = Blueprint("sessions", __name__)

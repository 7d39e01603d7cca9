"""exports: being written."""

from flask import Blueprint

room = Blueprint("exports", __name__)

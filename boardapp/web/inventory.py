"""inventory: being written."""

from flask import Blueprint

room = Blueprint("inventory", __name__)

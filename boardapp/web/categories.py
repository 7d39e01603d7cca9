"""categories: being written."""

from flask import Blueprint

room = Blueprint("categories", __name__)

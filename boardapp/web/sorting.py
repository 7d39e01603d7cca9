"""sorting: being written."""

from flask import Blueprint

room = Blueprint("sorting", __name__)

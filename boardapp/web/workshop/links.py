"""Links into a room: made from the secret key, so that they can be shown again at will and are stored nowhere."""

import io

import segno
from markupsafe import Markup

from boardapp.database import db
from boardapp.domain.errors import Gone
from boardapp.domain.workshop import participants
from boardapp.domain.workshop.workshops import Workshop
from boardapp.web import access, addresses, tokens


def join(workshop: Workshop) -> str:
    """Where a phone joins; what the QR code says."""
    return f"{addresses.base()}{door(workshop)}"


def door(workshop: Workshop) -> str:
    """The same as a path of this server."""
    return f"/join/{_token('join', workshop)}"


def wall(workshop: Workshop) -> str:
    """The wall for any machine, without signing in: it shows what the room sees."""
    return f"{addresses.base()}/walls/{_token('wall', workshop)}"


def behind(purpose: str, token: str) -> Workshop:
    """The workshop this link leads to. Raises Gone for one that never was, or was withdrawn."""
    id_ = tokens.id_of(token)
    workshop = db.session.get(Workshop, id_) if id_ is not None else None
    if workshop is None or not tokens.same(_token(purpose, workshop), token):
        raise Gone("link_unknown")
    return workshop


def wall_behind(token: str) -> Workshop:
    """The workshop whose wall this link shows. An hour after the room has closed it is gone: the board goes on, and who
    reads it then has an account."""
    workshop = behind("wall", token)
    if not participants.shown(workshop, access.now()):
        raise Gone("link_unknown")
    return workshop


def qr(text: str) -> Markup:
    """The code as a drawing: black on white in any theme, as cameras want it."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, omitsize=True, border=2, dark="#000", light="#fff", svgclass=None,
        lineclass=None,
    )  # fmt: skip
    return Markup(out.getvalue().decode())  # noqa: S704


def _token(purpose: str, workshop: Workshop) -> str:
    return tokens.made(purpose, workshop.id, workshop.generation)

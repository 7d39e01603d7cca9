"""Links that let somebody in: made from the secret key, so that they can be shown again at will and are stored nowhere.
The row that one is for counts generations: one of an older generation opens nothing."""

import hashlib
import hmac
from base64 import urlsafe_b64encode

from flask import current_app


def made(purpose: str, id_: int, generation: int) -> str:
    """A hundred and twenty-eight bits that nobody guesses, behind the id that they are for."""
    said = f"{purpose} {id_} {generation}".encode()
    mac = hmac.new(str(current_app.secret_key).encode(), said, hashlib.sha256).digest()[:16]
    return f"{id_}-{urlsafe_b64encode(mac).decode().rstrip('=')}"


def same(one: str, other: str) -> bool:
    """In the same time whatever they have in common."""
    return hmac.compare_digest(one.encode(), other.encode("utf-8", "replace"))


def id_of(token: str) -> int | None:
    """The id that it claims to be for."""
    id_ = token.partition("-")[0]
    return int(id_) if id_.isascii() and id_.isdigit() and len(id_) < 10 else None

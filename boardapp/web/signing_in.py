"""A browser that becomes somebody's, by a password or by a link, and what belongs to that moment."""

from ipaddress import ip_address, ip_network

from flask import Response, request, session
from flask_login import login_user

from boardapp.domain import sessions
from boardapp.domain.people import User
from boardapp.web import access, hypermedia, language

_KEPT = ("lang", "toast")


def enter(user: User, *, stay: bool = False) -> None:
    """Sign this browser in. Whatever else its cookie held is dropped: nobody can have prepared it for somebody."""
    kept = {name: session[name] for name in _KEPT if name in session}
    session.clear()
    session.update(kept)
    vars(user)["token"] = sessions.start(user, access.now(), stay=stay, agent=request.user_agent.string)
    login_user(user)
    session.permanent = stay
    if user.locale:
        language.use(user.locale)


def leave() -> None:
    """Sign this browser out; its token opens nothing any more, also where it was copied to."""
    if access.somebody():
        sessions.end(access.person().token or "", access.now())
    session.clear()


def client() -> str:
    """Where wrong tries come from. Behind a proxy this is the browser's address, as BOARDAPP_PROXY_HOPS says. Of IPv6
    it is the network: one machine has as many addresses there as it likes."""
    address = request.remote_addr or ""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((known, 64), strict=False)) if known.version == 6 and not known.ipv4_mapped else address


def secret_page(template: str, status: int = 200, **values: object) -> Response:
    """A page whose address or content lets somebody in: no cache keeps it."""
    response = hypermedia.page(template, status, **values)
    response.headers["Cache-Control"] = "no-store"
    return response

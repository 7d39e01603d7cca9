"""Signing in and out, and where one is signed in."""

from zoneinfo import ZoneInfo

from flask import Blueprint, Response, current_app
from wtforms import BooleanField, EmailField, PasswordField, StringField

from boardapp.domain import sessions
from boardapp.domain.errors import Invalid
from boardapp.web import access, hypermedia, signing_in
from boardapp.web.forms import Form, NumberField
from boardapp.web.language import gettext, lazy

room = Blueprint("sessions", __name__)
UNKNOWN = lazy("Unknown browser")
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser/": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "Chrome/": "Chrome",
    "CriOS/": "Chrome",
    "Safari/": "Safari",
}
"""What a browser's own description holds, the most particular first: most claim to be Chrome and Safari too."""
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


class SignInForm(Form):
    email = EmailField()
    password = PasswordField()
    stay = BooleanField()


class EndForm(Form):
    """Which session to end: the id of one, or `others` for all but this one."""

    session = NumberField()
    others = StringField()


@room.route("/session", methods=["GET", "POST"])
@access.public
def sign_in() -> Response:
    if access.somebody():
        return hypermedia.see(hypermedia.way_back("/"))
    form = SignInForm()
    if form.carries(lambda: _known(form)):
        signing_in.enter(form.outcome, stay=form.stay.data)
        return hypermedia.see(hypermedia.way_back("/"), say=gettext("You are signed in."))
    signup = current_app.extensions["settings"].signup == "open"
    return hypermedia.page(
        "sessions/new.html", form.status, form=form, next=hypermedia.way_back(""), signup=signup
    )  # fmt: skip


@room.post("/session/end")
@access.public
def sign_out() -> Response:
    signing_in.leave()
    response = hypermedia.see("/")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@room.get("/me/sessions")
@access.signed_in
def index() -> Response:
    return _list(EndForm())


@room.post("/me/sessions")
@access.signed_in
def end() -> Response:
    form = EndForm()
    if form.carries(lambda: _end(form)):
        return hypermedia.see("/me/sessions", say=gettext("Signed out there."))
    return _list(form)


def browser_of(agent: str) -> str:
    """A browser in words, near enough to tell one's own apart."""
    name = next((name for mark, name in BROWSERS.items() if mark in agent), gettext(UNKNOWN))
    system = next((system for mark, system in SYSTEMS.items() if mark in agent), "")
    return gettext("%(browser)s on %(system)s", browser=name, system=system) if system else name


def _known(form: SignInForm) -> object:
    email, password = form.email.data or "", form.password.data or ""
    return sessions.sign_in(email, password, at=access.now(), client=signing_in.client())


def _end(form: EndForm) -> None:
    person, at = access.person(), access.now()
    if form.others.data:
        sessions.end_all(person, at, but=person.token)
    elif form.session.data is not None:
        sessions.end_one(person, form.session.data, at)
    else:
        raise Invalid("session", "unknown_choice")


def _list(form: EndForm) -> Response:
    person = access.person()
    rows = sessions.of(person, access.now())
    zone = ZoneInfo(current_app.extensions["settings"].timezone)
    current = sessions.hash_of(person.token)
    return hypermedia.page(
        "sessions/index.html", form.status, rows=rows, zone=zone, current=current, browser_of=browser_of, form=form
    )  # fmt: skip

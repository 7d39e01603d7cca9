"""Accounts: the first one, new ones where anybody may have one, one's own settings and password."""

from flask import Blueprint, Response, abort, current_app
from wtforms import EmailField, PasswordField, StringField

from boardapp.domain import members, people, sessions
from boardapp.domain.members import Newcomer
from boardapp.domain.people import User
from boardapp.web import access, hypermedia, signing_in
from boardapp.web.forms import ChoiceField, Form
from boardapp.web.language import NAMES, gettext, lazy, locale, use

room = Blueprint("people", __name__)
SETTINGS = {
    "theme": (lazy("Automatic"), lazy("Light"), lazy("Dark")),
    "density": (lazy("Comfortable"), lazy("Compact")),
    "text_size": (lazy("Normal"), lazy("Large"), lazy("Larger")),
    "keys": (lazy("On"), lazy("Off")),
    "announce": (lazy("Off"), lazy("On")),
}
"""The words of each setting: of what everybody has who never chose, then of its values."""


class AccountForm(Form):
    email = EmailField()
    name = StringField()
    password = PasswordField()


class FirstForm(AccountForm):
    locale = ChoiceField(choices=NAMES)


def _setting(name: str) -> ChoiceField:
    values = ("", *people.SETTINGS[name])
    return ChoiceField(choices=dict(zip(values, SETTINGS[name], strict=True)), coerce=lambda value: value or None)


class ProfileForm(Form):
    """What a form leaves out stays as it was."""

    name = StringField()
    locale = ChoiceField(choices=NAMES)
    theme = _setting("theme")
    density = _setting("density")
    text_size = _setting("text_size")
    keys = _setting("keys")
    announce = _setting("announce")


class ChangeForm(Form):
    current_password = PasswordField()
    password = PasswordField()


class ResetForm(Form):
    password = PasswordField()


@room.route("/setup/<token>", methods=["GET", "POST"])
@access.public
def setup(token: str) -> Response:
    """The one-time link of an installation without accounts. Looking at it uses nothing up."""
    sessions.opened("setup", token, access.now())
    form = FirstForm(locale=locale())
    if form.carries(lambda: members.settle(_newcomer(form), by=access.by())):
        sessions.redeem("setup", token)
        signing_in.enter(form.outcome)
        return hypermedia.see("/boards", say=gettext("Your account is ready."))
    return signing_in.secret_page("people/setup.html", form.status, form=form, token_of_link=token)


@room.route("/resets/<token>", methods=["GET", "POST"])
@access.public
def reset(token: str) -> Response:
    sessions.opened("reset", token, access.now())
    form = ResetForm()
    if form.carries(lambda: sessions.reset_password(token, form.password.data or "", by=access.by())):
        signing_in.enter(form.outcome)
        return hypermedia.see("/boards", say=gettext("Your new password is set. You are signed out everywhere else."))
    return signing_in.secret_page("people/reset.html", form.status, form=form, token_of_link=token)


@room.route("/people/new", methods=["GET", "POST"])
@access.public
def new() -> Response:
    """For everybody where the operator says so; elsewhere this page does not exist."""
    if current_app.extensions["settings"].signup != "open":
        abort(404)
    if access.somebody():
        return hypermedia.see("/")
    form = AccountForm()
    if form.carries(lambda: _register(form)):
        signing_in.enter(form.outcome)
        return hypermedia.see(hypermedia.way_back("/boards"), say=gettext("Your account is ready."))
    return hypermedia.page("people/new.html", form.status, form=form, next=hypermedia.way_back(""))


@room.route("/me", methods=["GET", "POST"])
@access.signed_in
def me() -> Response:
    person = access.account()
    form = ProfileForm(**_profile(person))
    if form.carries(lambda: _save(person, form)):
        use(form.locale.data)
        return hypermedia.see("/me", say=gettext("Saved."))
    return _page(form, ChangeForm(formdata=None), form.status)


@room.route("/me/password", methods=["GET", "POST"])
@access.signed_in
def password() -> Response:
    person, token = access.account(), access.person().token
    form = ChangeForm()
    if form.carries(lambda: _change(person, form)):
        sessions.end_all(person, access.now(), but=token)
        return hypermedia.see("/me", say=gettext("Your new password is set. You are signed out everywhere else."))
    return _page(ProfileForm(formdata=None, **_profile(person)), form, form.status)


def _newcomer(form: FirstForm) -> Newcomer:
    return Newcomer(form.email.data or "", form.name.data or "", form.password.data or "", form.locale.data)


def _register(form: AccountForm) -> User:
    typed = (form.email.data or "", form.name.data or "", form.password.data or "")
    return people.register(*typed, by=access.by(), locale=locale())


def _profile(person: User) -> dict[str, str | None]:
    settings = {name: getattr(person, name) for name in SETTINGS}
    return {"name": person.name, "locale": person.locale or locale()} | settings


def _save(person: User, form: ProfileForm) -> None:
    people.edit_profile(person, by=access.by(), **form.values())


def _change(person: User, form: ChangeForm) -> None:
    """The old password first: whoever finds a browser signed in must not be able to keep the account."""
    sessions.confirm(person, form.current_password.data or "", at=access.now(), client=signing_in.client())
    people.set_password(person, form.password.data or "", by=access.by())


def _page(form: ProfileForm, change: ChangeForm, status: int) -> Response:
    return hypermedia.page("people/me.html", status, form=form, change=change)

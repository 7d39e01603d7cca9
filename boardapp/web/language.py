"""Words, dates and numbers in the reader's language. The catalogue is bound once per request: looking it up for each
word is most of what a naive board page costs."""

import re
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.support import NullTranslations, Translations
from flask import Flask, current_app, g, has_request_context, request, session
from flask_login import current_user
from markupsafe import Markup, escape
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from boardapp.config import LOCALES

NAMES = {"en": "English", "fr": "Français"}  # each in its own language
_NEAR = 300  # days
_SHORT = 14  # characters of a word that fits a line of the narrowest card
_HYPHENED = re.compile(r"\w+(?:-\w+)+")
_FOLDER = str(Path(__file__).parent.parent / "translations")


def init_app(app: Flask) -> None:
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.filters |= {
        "day": day,
        "long_day": long_day,
        "moment": moment,
        "listed": listed,
        "unbroken": unbroken,
    }
    app.jinja_env.globals |= {"locale": locale, "LANGUAGES": NAMES, "page_in": page_in}
    app.before_request(_keep_choice)


def gettext(message: str, **values: object) -> str:
    text = _catalogue().gettext(message)
    return text % values if values else text


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    return _catalogue().ngettext(one, many, num) % ({"num": num} | values)


def lazy(message: str) -> str:
    """Marks a message for the catalogue; whoever shows it calls `gettext` on it."""
    return message


def locale() -> str:
    """The language of this answer: asked for in the address, the person's, the browser's, or the default."""
    if "locale" not in g:
        mine = current_user.locale if has_request_context() and current_user.is_authenticated else None
        g.locale = _chosen(mine)
    return g.locale


def settle(mine: str | None) -> str:
    """The same for somebody whose choice is known, without asking who it is once more."""
    g.locale = _chosen(mine)
    return g.locale


def use(language: str) -> None:
    """Go on in this language; for what is rendered outside a request, and after somebody changes theirs."""
    g.locale = language
    g.pop("catalogue", None)


def page_in(language: str) -> str:
    """This page in another language: the same address, so that the way back after signing in is not lost."""
    return "?" + urlencode(request.args.to_dict() | {"lang": language})


def day(value: date | None) -> str:
    """22 nov. / 22 Nov; with the year when it is more than some months away."""
    if value is None:
        return ""
    today = current_app.extensions["clock"]().date()
    return _day(value, locale(), with_year=abs((value - today).days) > _NEAR)


def whole_day(value: date | None) -> str:
    """28 novembre / 28 November, to be heard; with the year when it is more than some months away."""
    if value is None:
        return ""
    today = current_app.extensions["clock"]().date()
    said = format_date(value, "d MMMM y" if abs((value - today).days) > _NEAR else "d MMMM", locale=locale())
    return said.replace("1 ", "1er ", 1) if locale() == "fr" and value.day == 1 else said


def long_day(value: date | None) -> str:
    return format_date(value, "EEEE d MMMM y", locale=locale()) if value else ""


def moment(value: datetime, zone: str) -> str:
    """The hour of a moment on a board's wall."""
    pattern = "H\u00a0'h'\u00a0mm" if locale() == "fr" else "HH:mm"
    return format_datetime(value, pattern, tzinfo=ZoneInfo(zone), locale=locale())


def unbroken(text: str) -> Markup:
    """A short word such as “wi-fi” is not parted at its hyphen."""
    return Markup(_HYPHENED.sub(_kept_together, escape(text))) if "-" in text else escape(text)  # noqa: S704


def listed(values: list[str]) -> str:
    return format_list(values, locale=locale()) if values else ""


@lru_cache(maxsize=2048)
def _day(value: date, language: str, *, with_year: bool) -> str:
    """In one piece: a day and its month are not parted at the end of a line. The first of a month is 1er in French."""
    pattern = "d MMM y" if with_year else "d MMM"
    said = format_date(value, pattern, locale=language).replace(" ", "\u00a0")
    return said.replace("1\u00a0", "1er\u00a0", 1) if language == "fr" and value.day == 1 else said


def _kept_together(found: re.Match[str]) -> str:
    return f'<span class="unbroken">{found[0]}</span>' if len(found[0]) <= _SHORT else found[0]


def _keep_choice() -> None:
    """A visitor's choice of language stays for the pages that follow; with an account it is the account's."""
    asked = request.args.get("lang") if request.query_string else None
    if request.endpoint != "static" and asked in LOCALES and asked != session.get("lang"):
        session["lang"] = asked


def _chosen(mine: str | None) -> str:
    if not has_request_context():
        return LOCALES[0]
    if mine in LOCALES:
        return mine
    asked = request.args.get("lang") if request.query_string else None
    chosen = (asked, session.get("lang"), _of_browser(request.headers.get("Accept-Language")))
    return next((each for each in chosen if each in LOCALES), current_app.extensions["settings"].default_locale)


@lru_cache(maxsize=256)
def _of_browser(accepted: str | None) -> str | None:
    """A browser says it alike each time."""
    return parse_accept_header((accepted or "")[:500], LanguageAccept).best_match(LOCALES)


def _catalogue() -> NullTranslations:
    if "catalogue" not in g:
        g.catalogue = _load(locale())
    return g.catalogue


@lru_cache
def _load(language: str) -> NullTranslations:
    return Translations.load(_FOLDER, [language])

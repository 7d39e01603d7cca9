"""Every setting with its default and its reason. All come from the environment as BOARDAPP_<NAME>."""

import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

LOCALES = ("en", "fr")
_HIDDEN = ("secret_key", "database_url")  # may hold a secret, so an error does not repeat them


class BadSetting(ValueError):
    """A setting holds a value the product cannot run with; the message names it and says what it takes."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the product was told. Read once, at the start."""

    instance: Path
    database_url: str
    secret_key: str | None
    host: str
    port: int | None
    base_url: str | None
    trusted_hosts: tuple[str, ...]
    proxy_hops: int
    signup: str
    default_locale: str
    timezone: str
    threads: int
    contact: str | None


def read(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this environment; raises BadSetting at the first one that cannot be used."""
    values: dict[str, object] = {}
    for field in fields(Settings):
        name = f"BOARDAPP_{field.name.upper()}"
        raw = environ.get(name, "").strip()
        try:
            values[field.name] = _READERS[field.name](raw)
        except ValueError as error:
            shown = name if field.name in _HIDDEN else f"{name}={raw!r}"
            raise BadSetting(f"{shown} cannot be used: {error}.") from None
    values["database_url"] = _placed(str(values["database_url"]), str(values["instance"]))
    return Settings(**values)  # type: ignore[arg-type]


@lru_cache
def timezones() -> frozenset[str]:
    """The names of all zones: finding them walks the whole zone database."""
    return frozenset(available_timezones())


def machine_timezone() -> str:
    """The zone this machine keeps, by name; UTC where it does not say."""
    path = Path("/etc/localtime")
    name = os.environ.get("TZ", "") or (str(path.resolve()).partition("zoneinfo/")[2] if path.exists() else "")
    return name if name in timezones() else "UTC"


def _instance(raw: str) -> Path:
    return Path(raw).expanduser().resolve() if raw else Path.cwd() / "instance"


def _database_url(raw: str) -> str:
    if raw and (not re.match(r"sqlite:///[^:?]|postgresql\+psycopg://", raw) or not _parses(raw)):
        raise ValueError("it takes sqlite:///PATH or postgresql+psycopg://USER@HOST/DATABASE")
    return raw


def _parses(url: str) -> bool:
    try:
        return bool(make_url(url))
    except (ArgumentError, ValueError):
        return False


def _placed(url: str, instance: str) -> str:
    """An SQLite file lies in the instance folder unless its path is absolute."""
    scheme, _, path = url.partition(":///")
    if scheme not in ("", "sqlite"):
        return url
    return f"sqlite:///{Path(instance, path or 'boardapp.sqlite')}"


def _secret_key(raw: str) -> str | None:
    if raw and len(raw) < 32:
        raise ValueError("it takes at least 32 characters")
    return raw or None


def _port(raw: str) -> int | None:
    return None if not raw else _whole(1, 65535)(raw)


def _base_url(raw: str) -> str | None:
    parts = urlsplit(raw)
    if raw and (parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/")):
        raise ValueError("it takes an address such as https://board.example.org, without a path")
    return raw.rstrip("/") or None


def _hosts(raw: str) -> tuple[str, ...]:
    hosts = tuple(host.strip().lower() for host in raw.split(",") if host.strip())
    if any("/" in host or " " in host for host in hosts):
        raise ValueError("it takes host names separated by commas")
    return hosts


def _whole(least: int, most: int, default: int | None = None) -> Callable[[str], int]:
    def reader(raw: str) -> int:
        if not raw and default is not None:
            return default
        if not raw.isascii() or not raw.isdigit() or not least <= int(raw) <= most:
            raise ValueError(f"it takes a whole number from {least} to {most}")
        return int(raw)

    return reader


def _one_of(*choices: str) -> Callable[[str], str]:
    def reader(raw: str) -> str:
        if raw and raw not in choices:
            raise ValueError(f"it takes {' or '.join(choices)}")
        return raw or choices[0]

    return reader


def _timezone(raw: str) -> str:
    if raw and raw not in timezones():
        raise ValueError("it takes a time zone such as Europe/Paris")
    return ZoneInfo(raw).key if raw else machine_timezone()


def _host(raw: str) -> str:
    if raw and raw != "localhost":
        try:
            ipaddress.ip_address(raw)
        except ValueError:
            raise ValueError("it takes the address to listen on, such as 127.0.0.1 or 0.0.0.0") from None
    return raw or "127.0.0.1"


def _contact(raw: str) -> str | None:
    if raw and not re.fullmatch(r"[^\s@:/?#]+@[^\s@:/?#]+|https?://[^\s/]+\S*", raw):
        raise ValueError("it takes an email address or the address of a page, such as help@example.org")
    return raw or None


_READERS: dict[str, Callable[[str], object]] = {
    "instance": _instance,
    "database_url": _database_url,
    "secret_key": _secret_key,
    "host": _host,
    "port": _port,
    "base_url": _base_url,
    "trusted_hosts": _hosts,
    "proxy_hops": _whole(0, 5, 0),
    "signup": _one_of("invite", "open"),
    "default_locale": _one_of(*LOCALES),
    "timezone": _timezone,
    "threads": _whole(1, 64, 8),
    "contact": _contact,
}

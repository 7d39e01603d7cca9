"""The address that people use for this installation, and whether it leads anybody else to it."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import current_app, request


def base() -> str:
    """Without a slash at its end: what was set, else what this request came by."""
    return current_app.extensions["settings"].base_url or request.url_root.rstrip("/")


def only_here(address: str) -> bool:
    """Whether an address leads every machine to itself."""
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

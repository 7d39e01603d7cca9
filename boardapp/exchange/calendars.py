"""Actions as a file that calendars take in: a day each, when it is due."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from icalendar import Calendar, Event

from boardapp.domain.words import clean_line
from boardapp.exchange.values import WORDS

RENEWED = timedelta(hours=1)
_DONE = "✓ "


def ics_file(records: Iterable[Mapping[str, Any]], title: str, *, locale: str, base: str = "") -> bytes:
    """All-day entries with the identity of their action, so that a second file changes them and adds none. They say
    nothing that depends on the day they are asked for. What is done stays, ticked; what was stopped is called off;
    what is archived is left out. `base` is the address of this installation, where it is known."""
    calendar = Calendar()
    calendar.add("prodid", "-//Trois Temps//Board//EN")
    calendar.add("version", "2.0")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", RENEWED, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for record in records:
        if record["due_on"] is not None and record.get("archived_at") is None:
            calendar.add_component(_entry(record, title, locale, base))
    return calendar.to_ical()


def _entry(record: Mapping[str, Any], title: str, locale: str, base: str) -> Event:
    entry = Event()
    entry.add("uid", f"{record['uid']}@troistemps")
    entry.add("dtstamp", record["updated_at"])
    entry.add("last-modified", record["updated_at"])
    entry.add("sequence", record["changed"])
    entry.add("dtstart", record["due_on"])
    entry.add("summary", clean_line((_DONE if record["status"] == "done" else "") + record["title"]))
    entry.add("description", _description(record, title, locale))
    entry.add("status", "CANCELLED" if record["status"] == "stopped" else "CONFIRMED")
    entry.add("transp", "TRANSPARENT")  # a day on which something is due is not a day on which one is busy
    if record["category"]:
        entry.add("categories", [record["category"]])
    if base:
        entry.add("url", f"{base}/actions/{record['id']}")
    return entry


def _description(record: Mapping[str, Any], title: str, locale: str) -> str:
    said = [WORDS[field][record[field]][locale] for field in ("horizon", "status")]
    lines = [title, f"A-{record['ref']} · {' · '.join(said)}", record["owner"], record["first_step"]]
    return "\n".join(filter(None, lines))

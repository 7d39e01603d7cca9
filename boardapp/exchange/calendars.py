"""Actions as a file that calendars take in: a day each, when it is due."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from icalendar import Calendar, Event


def ics_file(actions: Iterable[Any], board_title: str, at: datetime) -> bytes:
    """All-day entries with the identity of their action, so that a second file changes them and adds none."""
    calendar = Calendar()
    calendar.add("prodid", "-//Trois Temps//Workshop//EN")
    calendar.add("version", "2.0")
    for action in actions:
        if action.due_on is not None:
            entry = Event()
            entry.add("uid", f"{action.uid}@troistemps")
            entry.add("dtstamp", at)
            entry.add("dtstart", action.due_on)
            entry.add("summary", action.title)
            entry.add("description", "\n".join(filter(None, (board_title, action.first_step))))
            calendar.add_component(entry)
    return calendar.to_ical()

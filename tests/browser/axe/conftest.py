"""At the end of `make axe`: what was found, and what axe-core leaves to an eye, each rule with the screens it is on."""

from collections import defaultdict
from typing import Any

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [each for kept in terminalreporter.stats.values() for each in kept if hasattr(each, "user_properties")]
    told = {name: value for each in reports if each.when == "call" for name, value in each.user_properties}
    audits = sum(value for name, value in told.items() if name.startswith("audits "))
    for title in ("broken", "unsure"):
        rows = [row for name, value in told.items() if name.startswith(title) for row in value]
        terminalreporter.section(f"{title}: {len(rows)} in {audits} audits")
        for line in table(rows):
            terminalreporter.write_line(line)


def table(rows: list[dict[str, Any]]) -> list[str]:
    """One line a rule and place: on how many screens, in how many combinations, why."""
    places = defaultdict(list)
    for row in rows:
        places[row["rule"], row["where"]].append(row)
    lines = []
    for (rule, where), found in sorted(places.items(), key=lambda each: -len(each[1])):
        screens = sorted({row["screen"] for row in found})
        widths = sorted({row["at"] for row in found})
        lines.append(f"{rule}  {where}  × {len(found)}")
        lines.append(f"    on {', '.join(screens[:8])}{' …' if len(screens) > 8 else ''}  at {', '.join(widths[:10])}")
        lines.append(f"    {found[0]['what']}")
        lines.append(f"    {found[0]['why']}")
    return lines

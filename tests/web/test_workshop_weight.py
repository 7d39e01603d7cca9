"""What a phone loads to take part: its page, its style sheet and its behaviours, over plain http, without the fonts."""

import re
import zlib

import pytest

from boardapp.domain.workshop.workshops import Phase
from tests.web.rooms import SEAT, Room

MOST = 25 * 1024


def squeezed(body: bytes) -> int:
    return len(zlib.compress(body, 6, 31))


@pytest.mark.parametrize("phase", Phase)
def test_a_phone_loads_25_kilobytes_at_most(app, amina, phase):
    room = Room(app, amina)
    phone = room.phone("Soizic")
    if phase is not Phase.welcome:
        room.go(phase)
    page = phone.get(SEAT)
    files = sorted(set(re.findall(r'(?:src|href)="(/static/[^"]+\.(?:css|js))"', page.text)))
    assert len(files) == 3
    weights = {path: squeezed(phone.get(path).data) for path in files} | {SEAT: squeezed(page.data)}
    assert sum(weights.values()) <= MOST, weights

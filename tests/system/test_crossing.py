"""What happens at one process reaches those who read at the other: changes, who is here, who writes where."""

import re

import pytest

from tests.live.streams import faults, reading
from tests.served import until
from tests.world import BOARD, USER_IDS

SILENT = 4  # beats: longer than another process may say nothing before its people are taken to be gone
SOON = 10  # seconds, less than that

pytestmark = pytest.mark.xdist_group("crossing")


def test_a_change_at_one_process_reaches_a_stream_of_the_other(site, amina):
    first, second = (amina.at(port) for port in site.ports)
    streams = [first.stream(), second.stream()]
    with reading(streams):
        until(lambda: all(each.now for each in streams))
        assert first.add("Prévenir les mairies").status == 303
        assert second.add("Ouvrir un guichet de nuit").status == 303
        for title in ("Prévenir les mairies", "Ouvrir un guichet de nuit"):
            until(lambda title=title: all(title in each.text() for each in streams))
        until(lambda: streams[0].version == streams[1].version)
        assert [faults(each) for each in streams] == [[], []]


def test_a_command_reaches_the_streams_of_both(site, amina):
    """As does any program on the same database."""
    streams = [amina.at(port).stream() for port in site.ports]
    with reading(streams):
        until(lambda: all(each.now for each in streams))
        file = site.folder / "more.csv"
        file.write_text("action\nDoubler la ligne 12\n", encoding="utf-8")
        assert "Doubler" not in streams[0].text()
        told = site.command("import", str(BOARD), str(file), "--by", "bruno@example.fr", "--json")
        assert '"imported": 1' in told
        until(lambda: all("Doubler la ligne 12" in each.text() for each in streams))


def test_who_is_here_is_told_across_processes_and_stays_told(site, amina, bruno):
    streams = [amina.at(site.ports[0]).stream(), bruno.at(site.ports[1]).stream()]
    with reading(streams):
        until(lambda: all(here(each) == {"amina", "bruno"} for each in streams))
        heard = [each.beats for each in streams]  # what a process has still to say comes before its next beat but one
        until(lambda: all(each.beats >= was + 2 for each, was in zip(streams, heard, strict=True)))
        told, beats = [len(each.messages) for each in streams], streams[0].beats
        until(lambda: streams[0].beats >= beats + SILENT)
        assert [here(each) for each in streams] == [{"amina", "bruno"}] * 2
        assert [len(each.messages) for each in streams] == told, "nothing changed, so nothing is said"


def test_somebody_who_leaves_the_last_stream_of_a_process_is_gone_at_the_other(site, amina, bruno):
    stays, leaves = amina.at(site.ports[0]).stream(), bruno.at(site.ports[1]).stream()
    with reading([stays]):
        with reading([leaves]):
            until(lambda: here(stays) == {"amina", "bruno"})
        until(lambda: here(stays) == {"amina"}, SOON)


def test_who_writes_is_told_wherever_the_word_arrives(site, amina, bruno):
    """Her stream is at one process; nginx may hand what she sends to the other."""
    reader, writer = bruno.at(site.ports[0]).stream(), amina.at(site.ports[0]).stream()
    far = bruno.at(site.ports[1]).stream()
    with reading([reader, writer, far]):
        until(lambda: all(here(each) == {"amina", "bruno"} for each in (reader, far)))
        for port in site.ports:
            at_port = amina.at(port)
            at_port.send(f"/boards/{BOARD}/presence", action="3")
            until(lambda: all(writes(each) == {("amina", 3)} for each in (reader, far)))
            at_port.send(f"/boards/{BOARD}/presence", action="")
            until(lambda: all(writes(each) == set() for each in (reader, far)))


def here(stream):
    """Whom the last word on it shows, by their names in the world."""
    return {NAMES[int(each)] for each in re.findall(r'<li data-by="(\d+)"', last(stream, "#here"))}


def writes(stream):
    found = re.findall(r'<p data-by="(\d+)" data-action="(\d+)"', last(stream, "#writing"))
    return {(NAMES[int(by)], int(action)) for by, action in found}


def last(stream, target):
    found = re.findall(rf'<hx-partial hx-target="{target}"[^>]*>(.*?)</hx-partial>', stream.text(), re.DOTALL)
    return found[-1] if found else ""


NAMES = {number: name for name, number in USER_IDS.items()}

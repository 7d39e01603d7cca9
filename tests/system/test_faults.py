"""Processes killed or restarted, a database that goes away: nothing acknowledged is lost, and nobody is told twice."""

import itertools
import json

import pytest

from boardapp.live.hub import MOST_EACH
from tests.live.streams import faults, reading, version
from tests.served import until
from tests.system.database import Machine
from tests.system.people import Person, writing
from tests.system.site import Site
from tests.world import BOARD

READERS = 6
assert READERS < MOST_EACH


@pytest.fixture
def amina(own_site):
    return Person(own_site).sign_in("amina")


@pytest.fixture
def readers(amina):
    """Streams through nginx, which shares them out."""
    return [amina.stream() for _ in range(READERS)]


def test_a_process_that_is_killed_sends_its_readers_to_the_other(own_site, amina, readers):
    with reading(readers), writing(amina) as writers:
        until(lambda: all(each.now for each in readers))
        until(lambda: all(writer.acknowledged for writer in writers))
        own_site.processes[own_site.ports[0]].kill()
        until(lambda: any(each.opened > 1 for each in readers))
        goes_on(writers)
        until(lambda: all(each.now for each in readers))
        own_site.begin(own_site.ports[0]).ready()
        goes_on(writers)
        for writer in writers:
            writer.enough.set()
        all_caught_up(amina, readers)
    nothing_is_lost(own_site, writers, readers)


def test_both_restarted_one_after_the_other_lose_nothing_under_writers(own_site, amina, readers):
    with reading(readers), writing(amina) as writers:
        until(lambda: all(each.now for each in readers))
        for port in own_site.ports:
            until(lambda: all(writer.acknowledged for writer in writers))
            assert own_site.processes[port].stop() == 0
            own_site.begin(port).ready()
            own_site.unit.settle()
            goes_on(writers)
        for writer in writers:
            writer.enough.set()
        all_caught_up(amina, readers)
    nothing_is_lost(own_site, writers, readers)
    assert sum(each.opened for each in readers) >= 2 * READERS
    assert [writer.away for writer in writers] == [0, 0, 0, 0], "who is refused and tries again is served"


def test_a_database_that_was_killed_and_comes_back_is_found_again(machine_of_its_own, certificate, tmp_path):
    site = Site(tmp_path, machine_of_its_own.create_lyon("lyon"), certificate)
    try:
        site.start()
        amina = Person(site).sign_in("amina")
        streams = [amina.at(port).stream() for port in site.ports]
        with reading(streams), writing(amina) as writers:
            until(lambda: all(each.now for each in streams))
            until(lambda: all(writer.acknowledged for writer in writers))
            machine_of_its_own.crash()
            until(lambda: all(writer.refused for writer in writers))
            machine_of_its_own.again()
            goes_on(writers)
            for writer in writers:
                writer.enough.set()
            all_caught_up(amina, streams)
        nothing_is_lost(site, writers, streams)
        assert {each for writer in writers for each in writer.refused} <= {"500", "503"}
        until(lambda: machine_of_its_own.listeners("lyon") == len(site.ports))
    finally:
        site.stop()


def test_without_its_database_the_board_says_so_in_words(machine_of_its_own, certificate, tmp_path):
    site = Site(tmp_path, machine_of_its_own.create_lyon("lyon"), certificate)
    try:
        site.start()
        amina = Person(site).sign_in("amina")
        token = amina.get(f"/boards/{BOARD}").token
        machine_of_its_own.crash()
        page = amina.get(f"/boards/{BOARD}")
        saved = amina.send(f"/boards/{BOARD}/actions", token=token, htmx="true", lines="Prévenir les mairies")
        assert (page.status, saved.status) == (503, 503), site.said()
        assert "<h1>" in page.text
        assert saved.text.startswith('<p class="strip">')
        assert Person(site).get("/up").status == 503
        machine_of_its_own.again()
        until(lambda: amina.get(f"/boards/{BOARD}").status == 200)
    finally:
        site.stop()


def test_with_no_process_left_nginx_says_a_sentence(own_site, amina):
    token = amina.get(f"/boards/{BOARD}").token
    for process in own_site.processes.values():
        process.kill()
    part = amina.send(f"/boards/{BOARD}/actions", token=token, htmx="true", lines="Prévenir les mairies")
    page = amina.get(f"/boards/{BOARD}", **{"Accept-Language": "fr-FR,fr;q=0.8"})
    assert (part.status, page.status) == (502, 502)
    words = "The board cannot be reached for a moment. What was saved before is safe: try again."
    assert part.text == f'<p class="strip">{words}</p>'
    assert page.text.startswith('<!doctype html><html lang="fr">')
    assert "Ce qui était enregistré est intact\u00a0: réessayez." in page.text
    own_site.begin(own_site.ports[1]).ready()
    until(lambda: amina.get(f"/boards/{BOARD}").status == 200)


@pytest.fixture
def machine_of_its_own():
    server = Machine()
    server.start()
    yield server
    server.stop()


def goes_on(writers):
    """Everybody has saved three times more from here on."""
    before = [len(writer.acknowledged) for writer in writers]
    until(lambda: all(len(writer.acknowledged) > was + 2 for writer, was in zip(writers, before, strict=True)))


def all_caught_up(amina, streams):
    for _ in itertools.count():
        at = version(amina.stream().position)
        until(lambda at=at: all(each.version >= at for each in streams))
        if version(amina.stream().position) == at:
            return


def nothing_is_lost(site, writers, streams):
    """What was acknowledged is there, the ledger agrees, and no stream has a gap or was told twice."""
    acknowledged = {title for writer in writers for title in writer.acknowledged}
    told = json.loads(site.command("export", str(BOARD), "--format", "json"))
    titles = [action["title"] for action in told["actions"]]
    assert acknowledged - set(titles) == set()
    assert len(titles) == len(set(titles))
    assert "the tables are as the ledger tells" in site.command("verify")
    assert [faults(each) for each in streams] == [[] for _ in streams]

"""The machines of docs/deploy: a PostgreSQL, two processes, nginx with a certificate of its own."""

import itertools
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.system.database import Machine
from tests.system.people import Person
from tests.system.site import HERE, Site

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("certificate")
    words = ["openssl", "req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-days", "2"]
    words += ["-subj", f"/CN={HERE}", "-addext", f"subjectAltName=IP:{HERE}"]
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run(words + files, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session")
def machine() -> Iterator[Machine]:
    server = Machine()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def pristine_lyon(machine: Machine) -> str:
    """The name of a database to copy."""
    machine.create_lyon("lyon")
    return "lyon"


@pytest.fixture(scope="session")
def build(
    machine: Machine, pristine_lyon: str, certificate: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Site]:
    """A site over a database of its own."""

    def building() -> Site:
        name = f"site_{next(_numbers)}"
        return Site(tmp_path_factory.mktemp(name), machine.create(name, template=pristine_lyon), certificate)

    return building


@pytest.fixture(scope="module")
def site(build: Callable[[], Site]) -> Iterator[Site]:
    """One for the tests of a module: they leave it as it is."""
    yield from _standing(build())


@pytest.fixture
def own_site(build: Callable[[], Site]) -> Iterator[Site]:
    """One that a test may break."""
    yield from _standing(build())


@pytest.fixture
def amina(site: Site) -> Person:
    return Person(site).sign_in("amina")


@pytest.fixture
def bruno(site: Site) -> Person:
    return Person(site).sign_in("bruno")


def _standing(site: Site) -> Iterator[Site]:
    try:
        yield site.start()
    finally:
        site.stop()

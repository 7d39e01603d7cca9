"""The interface is complete in French; English is the language of the msgids."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
TRANSLATIONS = ROOT / "boardapp/translations"

pytestmark = [pytest.mark.fail_slow("15s"), pytest.mark.xdist_group("translations")]


@pytest.fixture(scope="module")
def asked(tmp_path_factory) -> Catalog:
    """Every sentence that the sources ask a translation of."""
    template = tmp_path_factory.mktemp("translations") / "messages.pot"
    mapping = str(ROOT / "pyproject.toml")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        CommandLineInterface().run(["pybabel", "-q", "extract", "-F", mapping, "-o", str(template), "."])
    with template.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def french() -> Catalog:
    with (TRANSLATIONS / "fr/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="fr")


def test_every_sentence_is_in_french(asked, french):
    answers = [(message, french.get(message.id, message.context)) for message in asked if message.id]
    assert [message.id for message, answer in answers if not translated(answer)] == []


def test_no_translation_is_a_guess(french):
    assert [message.id for message in french if message.id and message.fuzzy] == []


def test_no_translation_outlives_its_sentence(asked, french):
    assert [message.id for message in french if message.id and not asked.get(message.id, message.context)] == []
    assert list(french.obsolete) == []


def test_translations_keep_the_names_of_what_is_filled_in(french):
    assert [(message.id, [str(error) for error in errors]) for message, errors in french.check()] == []


def translated(answer: Message | None) -> bool:
    strings = answer.string if answer and isinstance(answer.string, (list, tuple)) else [answer and answer.string]
    return all(strings)

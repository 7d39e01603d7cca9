"""The interface is complete in French; English is the language of the msgids."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
TRANSLATIONS = ROOT / "boardapp/translations"
FILLED_IN = re.compile(r"%\(\w+\)[sd]")
MARK = re.compile(r"(?<!\S)[@#!>]\w\S*")  # those of quick add and search: !28/11, #service
SLIPS = {
    "a sign without its no-break space": re.compile(r"[^\xa0][;?!»%]|[^\xa0]:(?!\S)|«[^\xa0]"),
    "a space that the fonts lack": re.compile(r"\u202f"),
    "a typewriter’s quote": re.compile(r"""['"]"""),
    "a shout": re.compile(r"!"),
    "three dots": re.compile(r"\.\.\."),
}

pytestmark = pytest.mark.xdist_group("translations")


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


def test_translations_leave_out_nothing_that_is_filled_in(french):
    pairs = [
        pair for message in french if message.id for pair in zip(forms(message.id), forms(message.string), strict=True)
    ]
    assert [pair for pair in pairs if len({frozenset(FILLED_IN.findall(text)) for text in pair}) > 1] == []


def test_french_is_set_as_printers_set_it(french):
    texts = [text for message in french if message.id for text in forms(message.string)]
    assert [(text, slip) for text in texts for slip in slips(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Laquelle reste ?", "Laquelle reste?", "Laquelle reste\u202f?", "Perdu : %(count)s", "Perdu: %(count)s",
        "Plein ;\xa0intact", "« %(name)s\xa0»", "«\xa0%(name)s »", "«%(name)s»", "38 %% des appels", "L'action",
        'Le "plan"', "Bravo\xa0!", "Et ensuite...",
    ],
)  # fmt: skip
def test_a_slip_of_the_pen_is_seen(text):
    assert list(slips(text))


@pytest.mark.parametrize("text", ["Marques\xa0: @prénom !28/11 >maintenant", "«\xa0%(who)s\xa0»\xa0; 38\xa0%%", "9:12"])
def test_what_is_set_well_is_no_slip(text):
    assert list(slips(text)) == []


def slips(text: str) -> Iterator[str]:
    """What is wrong with a French text, leaving out what is filled in and the marks that people type."""
    plain = MARK.sub("x", FILLED_IN.sub("x", text).replace("%%", "%"))
    return (slip for slip, pattern in SLIPS.items() if pattern.search(plain))


def forms(texts: str | tuple[str, ...]) -> tuple[str, ...]:
    """A text, or those for one and for many."""
    return (texts,) if isinstance(texts, str) else tuple(texts)


def translated(answer: Message | None) -> bool:
    strings = answer.string if answer and isinstance(answer.string, (list, tuple)) else [answer and answer.string]
    return all(strings)

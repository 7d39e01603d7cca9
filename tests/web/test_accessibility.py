"""The accessibility statement: open to everybody, reached from every page."""

import pytest
from flask import Flask

from boardapp import config
from tests.plain_browser import Browser


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Accessibility", "22 November 2026")), ("fr", ("Accessibilité", "22 novembre 2026"))],
)
def test_anybody_reads_the_statement_in_their_language(visitor: Browser, language: str, words: tuple[str, str]) -> None:
    page = visitor.get(f"/accessibility?lang={language}").text
    assert f"<h1>{words[0]}</h1>" in page
    assert words[1] in page
    for told in ("WCAG", "RGAA 4.1", "axe-core", "JavaScript"):
        assert told in page


def test_it_lists_the_keys_and_where_to_switch_them_off(visitor: Browser) -> None:
    page = visitor.get("/accessibility?lang=en").text
    assert [key for key in "N1230SODCEXMZ/?" if f"<kbd>{key}</kbd>" not in page] == []
    assert 'href="/me"' in page


def test_every_page_leads_to_it(amina: Browser, visitor: Browser) -> None:
    for page in (visitor.get("/"), visitor.get("/session"), amina.get("/boards/1"), amina.get("/nothing-here")):
        footer = page.text[page.text.index("<footer") :]
        assert 'href="/accessibility"' in footer


def test_it_names_whom_to_write_to_where_the_operator_said_so(app: Flask, visitor: Browser) -> None:
    assert "whoever runs this installation" in visitor.get("/accessibility?lang=en").text
    for contact, link in (
        ("help@example.org", "mailto:help@example.org"),
        ("https://example.org/help", "https://example.org/help"),
    ):
        given = {"BOARDAPP_INSTANCE": app.instance_path, "BOARDAPP_CONTACT": contact}
        app.extensions["settings"] = config.read(given)
        page = visitor.get("/accessibility?lang=en").text
        assert f'<a href="{link}">{contact}</a>' in page
        assert "whoever runs this installation" not in page


@pytest.mark.parametrize("contact", ["javascript:alert(1)", "somebody", "a@b@c", "help@example.org\nx", "ftp://x/y"])
def test_what_is_no_address_is_no_contact(contact: str) -> None:
    with pytest.raises(config.BadSetting, match="BOARDAPP_CONTACT"):
        config.read({"BOARDAPP_CONTACT": contact})

"""The words of the screens: what a visitor reads first, what an error says, what each kind of page always has."""

import html
import re

import pytest

from tests.plain_browser import Browser
from tests.world import BOARD

HERE = f"/boards/{BOARD}"
WRONG = [
    ("/session", {"email": "amina@example.fr", "password": "no"}, None, "Wrong email or password"),
    (f"{HERE}/categories", {"name": " "}, "amina", "Write a name"),
    (f"{HERE}/settings", {"title": ""}, "amina", "Name the disruption in a few words"),
    (f"{HERE}/imports", {}, "amina", "Choose a file, or paste a table"),
    (f"{HERE}/actions", {"lines": " "}, "bruno", "Write the action in a few words"),
    (f"{HERE}/selection", {"do": "change"}, "bruno", "Tick at least one action of this board"),
]


def words(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def title(text: str) -> str:
    return html.unescape(re.findall(r"<title>([^<]*)</title>", text)[0])


@pytest.mark.parametrize(("path", "data", "who", "sentence"), WRONG)
def test_a_form_that_comes_back_says_error_first_and_why_beside_its_field(app, path, data, who, sentence) -> None:
    browser = Browser(app, who)
    if who:
        browser.post("/me", {"name": "Somebody", "locale": "en"})
    answer = browser.post(path, data, headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    assert title(answer.text).startswith("Error: ")
    assert sentence in words(answer.text)
    french = browser.post(path + "?lang=fr", data, headers={"Accept-Language": "fr"}) if not who else None
    assert french is None or title(french.text).startswith("Erreur\u00a0: ")


@pytest.mark.parametrize("path", ["/session", f"{HERE}/categories", f"{HERE}/settings", f"{HERE}/imports"])
def test_the_title_says_error_only_when_there_is_one(amina, visitor, path) -> None:
    browser = visitor if path == "/session" else amina
    assert not title(browser.get(path).text).startswith(("Error", "Erreur"))


@pytest.mark.parametrize(("path", "data", "who"), [(path, data, who) for path, data, who, _ in WRONG[:4]])
def test_the_summary_has_the_focus_and_leads_to_the_field(app, path, data, who) -> None:
    page = Browser(app, who).post(path, data).text
    summary = re.search(r'<div class="summary"[^>]*>.*?</div>', page, re.DOTALL)
    assert summary
    assert "autofocus" in summary[0].partition(">")[0]
    assert page.index('class="summary"') < page.index("autofocus")
    assert "autofocus" not in page.partition('<div class="summary"')[0]
    for target in re.findall(r'href="#([\w-]+)"', summary[0]):
        assert re.search(rf'id="{target}"[^>]*aria-invalid="true"', page), target


@pytest.mark.parametrize(("language", "heading"), [("en", "One hour. One plan. Thirty days."), ("fr", "Une heure.")])
def test_the_front_door_shows_three_times_and_the_way_in(visitor, language, heading) -> None:
    page = visitor.get("/", headers={"Accept-Language": language}).text
    assert heading in words(page)
    assert re.findall(r'<section class="lane (\w+)"', page) == ["now", "next", "later"]
    assert 'href="/session"' in page.partition("<main")[2]
    assert page.count('<a class="button primary"') == 1
    assert "/actions/" not in page, "the example is a drawing: nothing of it can be pressed"


def test_the_example_begins_today(visitor, clock) -> None:
    dates = re.findall(r'<time datetime="([\d-]+)"', visitor.get("/").text)
    assert dates
    assert min(dates) < clock().date().isoformat() <= max(dates)


def test_who_may_make_an_account_is_told_so(visitor) -> None:
    assert 'href="/people/new"' not in visitor.get("/").text


def test_passwords_can_be_pasted_shown_and_kept(visitor) -> None:
    page = visitor.get("/session").text
    assert re.search(r'<input type="password"[^>]*autocomplete="current-password"', page)
    assert "onpaste" not in page
    assert 'data-behaviour="reveal"' in page
    assert re.search(r'<input type="email"[^>]*autocomplete="username"[^>]*inputmode="email"', page)


@pytest.mark.parametrize(
    ("path", "status", "way_back"),
    [("/nowhere", 404, 'href="/"'), (f"{HERE}/nowhere", 404, 'href="/"'), (f"{HERE}/status", 405, 'href="/"')],
)
def test_an_error_page_has_a_sentence_and_a_way_back(amina, path, status, way_back) -> None:
    answer = amina.get(path)
    assert answer.status_code == status
    main = answer.text.partition("<main")[2]
    assert way_back in main
    assert len(re.findall(r"<h1", main)) == 1
    assert len(words(re.findall(r'<p class="lead">(.*?)</p>', main)[0])) > 20


def test_members_are_told_when_somebody_last_changed_something(amina, bruno) -> None:
    amina.post("/me", {"name": "Amina Haddad", "locale": "en"})
    rows = dict(re.findall(r'<tr id="membership-(\d)">(.*?)</tr>', amina.get(f"{HERE}/members").text, re.DOTALL))
    assert words(rows["2"]).endswith("18 Nov 18 Nov Remove Bruno Carvalho")  # the day he joined
    bruno.post(f"{HERE}/actions", {"lines": "Une de plus"})
    rows = dict(re.findall(r'<tr id="membership-(\d)">(.*?)</tr>', amina.get(f"{HERE}/members").text, re.DOTALL))
    assert "today" in words(rows["2"])

from urllib.parse import urljoin, urlsplit

import pytest

from boardapp.domain import sessions
from boardapp.web.sessions import browser_of
from tests.plain_browser import Browser
from tests.world import PASSWORD, TOKENS

RIGHT = {"email": "bruno@example.fr", "password": PASSWORD}
WRONG = {"email": "bruno@example.fr", "password": "a guess of some length"}
ELSEWHERE = (
    "///evil.example",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\\/evil.example",
    "https:evil.example",
    "https://evil.example",
    "https:/evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "\n//evil.example",
    "/\n/evil.example",
    "/ /evil.example",
    " //evil.example",
    "evil.example",
    "//evil.example@ours.example",
    "/。evil.example",
)


def cookie_of(browser, name="board"):
    return browser.client.get_cookie(name)


def rows(look, name):
    with look() as world:
        return [row.id for row in sessions.of(world.person(name), world.clock())]


def test_the_page_asks_for_email_and_password(visitor):
    page = visitor.get("/session?next=/boards/1").text
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert '<input type="hidden" name="next" value="/boards/1">' in page


def test_signing_in_leads_to_the_page_that_was_asked_for(visitor):
    assert visitor.get("/boards/1").location == "/session?next=%2Fboards%2F1"
    answer = visitor.post("/session", RIGHT | {"next": "/boards/1"})
    assert (answer.status_code, answer.location) == (303, "/boards/1")
    assert "Grève des transports à Lyon" in visitor.get("/boards/1").text


def test_signing_in_is_said_in_the_persons_language(visitor):
    page = visitor.follow(visitor.post("/session", RIGHT, headers={"Accept-Language": "en"})).text
    assert '<html lang="fr">' in page


@pytest.mark.parametrize("path", ELSEWHERE)
def test_nobody_is_sent_elsewhere_after_signing_in(visitor, path):
    there = visitor.post("/session", RIGHT | {"next": path}).location
    assert there == "/"


@pytest.mark.parametrize(
    "path", ["/%0a/evil.example", "/..//evil.example", "/%5cevil.example", "/@evil.example", "/?q=//x"]
)
def test_a_strange_path_of_ours_stays_ours(visitor, path):
    there = visitor.post("/session?next=/boards", RIGHT | {"next": path}).location
    assert urlsplit(urljoin("http://ours.example/session", there)).netloc == "ours.example"


@pytest.mark.parametrize("path", ELSEWHERE)
def test_the_page_itself_keeps_no_address_of_elsewhere(visitor, path):
    assert "evil.example" not in visitor.client.get("/session", query_string={"next": path}).text.partition("<main")[2]


@pytest.mark.parametrize("email", ["bruno@example.fr", "nobody@example.fr"])
def test_a_wrong_password_and_an_unknown_address_are_answered_alike(visitor, email):
    answer = visitor.post(
        "/session", {"email": email, "password": WRONG["password"]}, headers={"Accept-Language": "en"}
    )
    assert answer.status_code == 422
    assert "Wrong email or password" in answer.text
    assert f'value="{email}"' in answer.text
    assert WRONG["password"] not in answer.text
    assert visitor.get("/boards").status_code == 303


def test_a_wrong_password_keeps_the_way_back(visitor):
    assert 'name="next" value="/boards/1"' in visitor.post("/session", WRONG | {"next": "/boards/1"}).text


@pytest.mark.parametrize("email", ["", "\0", "x" * 100_000, "a@b@c", "\ud800"])
def test_a_strange_address_is_a_wrong_one(visitor, email):
    answer = visitor.post("/session", {"email": email.encode("utf-8", "surrogatepass"), "password": "x" * 100_000})
    assert answer.status_code == 422


def test_who_is_signed_in_already_goes_on(amina):
    assert amina.get("/session").location == "/"


def test_a_session_of_twelve_hours_or_thirty_days(app, visitor, clock):
    visitor.post("/session", RIGHT)
    assert cookie_of(visitor).expires is None
    staying = Browser(app)
    staying.post("/session", RIGHT | {"stay": "y"})
    assert cookie_of(staying).expires is not None
    clock.advance(hours=12)
    assert visitor.get("/boards").status_code == 303
    assert staying.get("/boards").status_code == 200
    clock.advance(days=30)
    assert staying.get("/boards").status_code == 303


def test_signing_in_starts_a_new_cookie_and_keeps_the_language(visitor):
    with visitor.client.session_transaction() as session:
        session.update(lang="en", planted="by somebody else", _user_id=TOKENS["dana"] + " no more")
        before = session["csrf_token"]
    visitor.post("/session", RIGHT)
    with visitor.client.session_transaction() as session:
        assert session["lang"] == "en"
        assert "planted" not in session
        assert session.get("csrf_token") != before
        assert session["_user_id"] not in TOKENS.values()


@pytest.mark.slow
def test_after_ten_wrong_tries_the_door_is_shut_for_five_minutes(visitor, clock):
    for _ in range(10):
        assert visitor.post("/session", WRONG).status_code == 422
    answer = visitor.post("/session", RIGHT, headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "300")
    assert "Too many wrong tries. Wait five minutes, then try again" in answer.text
    assert PASSWORD not in answer.text
    clock.advance(minutes=5)
    assert visitor.post("/session", RIGHT).status_code == 303


@pytest.mark.slow
def test_wrong_tries_do_not_shut_out_others_nor_the_owner_elsewhere(app, visitor):
    for _ in range(11):
        visitor.post("/session", WRONG)
    assert visitor.post("/session", RIGHT | {"email": "amina@example.fr"}).status_code == 303
    elsewhere = Browser(app).post("/session", RIGHT, environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.status_code == 303


@pytest.mark.slow
def test_right_passwords_are_no_tries(app, look):
    for _ in range(3):
        for _ in range(5):
            Browser(app).post("/session", WRONG)
        assert Browser(app).post("/session", RIGHT).status_code == 303


@pytest.mark.slow
def test_an_address_sent_from_a_made_up_proxy_is_not_believed(visitor):
    answers = [visitor.post("/session", WRONG, headers={"X-Forwarded-For": f"192.0.2.{n}"}) for n in range(11)]
    assert answers[-1].status_code == 429


def test_signing_out_ends_the_session_also_where_its_cookie_was_copied(app, bruno, look):
    stolen = Browser(app)
    stolen.client.set_cookie("board", cookie_of(bruno).value)
    assert stolen.get("/boards").status_code == 200
    answer = bruno.post("/session/end")
    assert (answer.status_code, answer.location) == (303, "/")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert cookie_of(bruno) is None
    assert stolen.get("/boards").status_code == 303
    assert rows(look, "bruno") == []


def test_signing_out_twice_is_no_mistake(bruno):
    bruno.post("/session/end")
    assert bruno.post("/session/end").location == "/"


def test_without_cookies_the_page_says_so(app, look):
    fresh = app.test_client(use_cookies=False)
    answer = fresh.post("/session", data=RIGHT | {"csrf_token": "any"}, headers={"Accept-Language": "en"})
    assert answer.status_code == 400
    assert "<h1>Cookies are needed</h1>" in answer.text
    assert "This browser sent no cookie, so nothing was saved. Allow cookies for this address" in answer.text
    assert "bruno@example.fr" in answer.text
    assert PASSWORD not in answer.text


def test_a_page_of_another_session_is_no_matter_of_cookies(bruno):
    answer = bruno.client.post("/me", data={"name": "Bruno", "csrf_token": "any"})
    assert answer.status_code == 400
    assert "cookie" not in answer.text
    assert "Bruno" in answer.text


def test_a_form_of_another_site_is_no_matter_of_cookies(app):
    answer = app.test_client().post("/session?lang=en", data=RIGHT, headers={"Origin": "https://elsewhere.example"})
    assert (answer.status_code, "Cookies are needed" in answer.text) == (400, False)


def test_the_list_names_each_browser_and_this_one(bruno, app):
    agent = (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36"
    )
    other = Browser(app)
    other.post("/session", RIGHT, headers={"User-Agent": agent})
    page = bruno.get("/me/sessions").text
    assert "Chrome" in page
    assert page.count('name="session"') == 1
    assert 'name="others"' in page


def test_one_session_is_ended(bruno, app, look):
    other = Browser(app)
    other.post("/session", RIGHT)
    newest, here = rows(look, "bruno")
    assert bruno.post("/me/sessions", {"session": newest}).location == "/me/sessions"
    assert other.get("/boards").status_code == 303
    assert rows(look, "bruno") == [here]


def test_all_other_sessions_are_ended(bruno, app):
    others = [Browser(app), Browser(app)]
    for other in others:
        other.post("/session", RIGHT)
    assert bruno.post("/me/sessions", {"others": "1"}).status_code == 303
    assert [other.get("/boards").status_code for other in others] == [303, 303]
    assert bruno.get("/boards").status_code == 200


def test_nobody_ends_a_session_of_somebody_else(dana, bruno, look):
    (here,) = rows(look, "bruno")
    dana.post("/me/sessions", {"session": here})
    assert bruno.get("/boards").status_code == 200


@pytest.mark.parametrize("data", [{}, {"session": ""}, {"session": "x"}, {"session": "9" * 40}])
def test_a_form_that_names_no_session_ends_none(bruno, data):
    assert bruno.post("/me/sessions", data).status_code == 422
    assert bruno.get("/boards").status_code == 200


def test_somebody_who_is_not_signed_in_has_no_list(visitor):
    assert visitor.get("/me/sessions").location == "/session?next=%2Fme%2Fsessions"
    assert visitor.post("/me/sessions", {"others": "1"}).status_code == 401


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/141 Safari/537.36 Edg/141", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19 Mobile Safari/604", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/141 Mobile Safari/537.36", "Chrome on Android"),
        ("Firefox", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)  # fmt: skip
def test_a_browser_in_words(app, agent, words):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert browser_of(agent) == words

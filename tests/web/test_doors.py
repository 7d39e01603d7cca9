"""The doors that stand before every form and around every answer, tried on all routes that the application has."""

import re
from http.cookies import SimpleCookie

import pytest
from sqlalchemy import text

from boardapp.database import Base, db
from boardapp.web.headers import CSP
from tests.plain_browser import Browser
from tests.world import PASSWORD

HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
TEXTS = {"horizon": "now", "part": "status", "phase": "place", "name": "app.css", "token": "a-token-nobody-has"}
PLAIN = ("token", "name")  # secrets and file names; everything else in an address says its type
WORDS = {"action", "board", "boards", "event", "title", "name", "text", "role", "lines", "line", "q"}


def rules(app, method):
    return [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]


def path_of(rule):
    """An address of this route, with ids of the Lyon board."""

    def value(found):
        converter, options, name = found.groups()
        if converter == "any":
            return (options or "").strip("()").split(",")[0].strip()
        return TEXTS.get(name) or ("1" if converter and "int" in converter else "x")

    return re.sub(r"<(?:(\w+)(\([^)]*\))?:)?(\w+)>", value, rule.rule)


def content(look):
    with look():
        tables = Base.metadata.sorted_tables
        return {table.name: db.session.execute(text(f'SELECT * FROM "{table.name}"')).all() for table in tables}


def assert_refused(app, look, send):
    before = content(look)
    for rule in rules(app, "POST"):
        path = path_of(rule)
        for htmx in ({}, {"HX-Request": "true"}):
            answer = send(path, htmx)
            assert answer.status_code == 400, f"{path}: {answer.status}"
            assert answer.mimetype == "text/html"
    assert content(look) == before


def test_there_are_forms_to_try(app):
    assert len(rules(app, "POST")) > 20


def test_a_form_without_its_token_changes_nothing(app, look, amina):
    data = dict.fromkeys(WORDS, "x")
    assert_refused(app, look, lambda path, htmx: amina.client.post(path, data=data, headers=htmx))


def test_a_form_with_the_token_of_somebody_else_changes_nothing(app, look, amina, dana):
    with dana.client.session_transaction() as session:
        session["csrf_token"] = "f" * 40
    data = {"csrf_token": dana.csrf_token()}
    assert_refused(app, look, lambda path, htmx: amina.client.post(path, data=data, headers=htmx))
    headers = {"X-CSRFToken": dana.csrf_token()}
    assert_refused(app, look, lambda path, htmx: amina.client.post(path, headers=headers | htmx))


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost.evil.example", "http://localhost:99"]
)
def test_a_form_from_another_origin_changes_nothing(app, look, amina, origin):
    assert_refused(app, look, lambda path, htmx: amina.post(path, headers={"Origin": origin} | htmx))


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_that_the_browser_calls_foreign_changes_nothing(app, look, amina, site):
    assert_refused(app, look, lambda path, htmx: amina.post(path, headers={"Sec-Fetch-Site": site} | htmx))


def test_a_form_of_ours_passes_with_its_origin(amina):
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert amina.post("/me", {"name": "Amina", "locale": "fr"}, headers=headers).status_code == 303


def test_a_body_that_is_no_form_changes_nothing(app, look, amina):
    assert_refused(
        app, look, lambda path, htmx: amina.client.post(path, data="a=b", content_type="text/plain", headers=htmx)
    )


def test_a_form_for_what_is_not_open_any_more_says_that_nothing_was_saved(dana):
    for htmx in (False, True):
        answer = dana.post("/actions/1/title", {"title": "Un autre titre"}, htmx=htmx)
        assert (answer.status_code, "Nothing was saved." in answer.text) == (404, True)


def test_nobody_gets_past_by_another_method(app, look, amina):
    before = content(look)
    for rule in rules(app, "POST"):
        for method in ("PUT", "PATCH", "DELETE"):
            assert amina.client.open(path_of(rule), method=method).status_code in (400, 404, 405)
        overridden = amina.client.get(path_of(rule), headers={"X-HTTP-Method-Override": "POST"})
        assert overridden.status_code < 500
    assert content(look) == before


def test_every_route_says_who_may_pass(app):
    silent = [
        rule.rule for rule in app.url_map.iter_rules() if not hasattr(app.view_functions[rule.endpoint], "access")
    ]
    assert silent == []


def test_what_is_open_to_everybody_is_a_short_list(app):
    views = app.view_functions
    public = {rule.rule for rule in app.url_map.iter_rules() if views[rule.endpoint].access == "public"}
    assert public <= {
        "/",
        "/session",
        "/session/end",
        "/setup/<token>",
        "/resets/<token>",
        "/people/new",
        "/invitations/<token>",
        "/static/<path:name>",
        "/up",
        "/accessibility",
        "/patterns",
        "/join",
        "/join/<token>",
        "/walls/<token>",
        "/walls/<token>/live",
        "/feeds/<token>.ics",
    }


def test_addresses_are_nouns_in_kebab_case_with_typed_parts(app):
    for rule in app.url_map.iter_rules():
        fixed = re.sub(r"<[^<>]+>", "0", rule.rule)
        assert re.fullmatch(r"/|(?:/[a-z0-9]+(?:[-.][a-z0-9]+)*)+", fixed), rule.rule
        for converter, name in re.findall(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>", rule.rule):
            assert converter or name in PLAIN, rule.rule
            assert "int" in converter or not name.endswith("_id"), rule.rule


def test_every_answer_carries_the_headers(app, amina, visitor):
    answers = [browser.get(path_of(rule)) for rule in rules(app, "GET") for browser in (amina, visitor)]
    answers += [browser.post(path_of(rule)) for rule in rules(app, "POST") for browser in (visitor, amina)]
    answers += [visitor.get("/nothing-here"), visitor.client.post("/session"), visitor.client.put("/session")]
    answers += [visitor.post("/session", {"email": "x" * 2_000_000}), amina.client.options("/me")]
    for answer in answers:
        where = f"{answer.request.method} {answer.request.path}: {answer.status}"
        for name, value in HEADERS.items():
            assert answer.headers.get(name) == value, f"{where}: {name}"
        assert "Permissions-Policy" in answer.headers, where
        assert "Access-Control-Allow-Origin" not in answer.headers, where
    seen = {answer.status_code for answer in answers}
    assert {200, 303, 400, 401, 404, 405, 413} <= seen


def test_no_page_is_kept_by_a_cache_that_others_read(app, amina):
    for rule in rules(app, "GET"):
        answer = amina.get(path_of(rule))
        if answer.mimetype == "text/html":
            assert answer.headers["Cache-Control"] in ("private, no-cache", "no-store"), rule.rule
            assert "Cookie" in answer.headers["Vary"], rule.rule


@pytest.mark.parametrize(("base", "name"), [("http://localhost", "board"), ("https://localhost", "__Host-board")])
def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(app, base, name):
    fresh = app.test_client()
    page = fresh.get("/session", base_url=base)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    data = {"csrf_token": token[1], "email": "amina@example.fr", "password": PASSWORD, "stay": "y"}
    answer = fresh.post("/session", base_url=base, data=data)
    assert answer.status_code == 303
    signed_out = fresh.post("/session/end", base_url=base, data={"csrf_token": _token(fresh, base)})
    for given in (page, answer, signed_out):
        cookie = SimpleCookie(given.headers["Set-Cookie"])[name]
        assert cookie["httponly"]
        assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")
        assert bool(cookie["secure"]) == base.startswith("https")
        assert ("Strict-Transport-Security" in given.headers) == base.startswith("https")


def test_a_cookie_of_plain_http_signs_nobody_in_under_https(app):
    amina = Browser(app, "amina")
    kept = amina.client.get_cookie("board").value
    fresh = app.test_client()
    fresh.set_cookie("board", kept)
    assert fresh.get("/boards", base_url="https://localhost").status_code == 303


def _token(client, base):
    page = client.get("/boards", base_url=base).text
    return re.search(r'name="csrf_token" value="([^"]+)"', page)[1]

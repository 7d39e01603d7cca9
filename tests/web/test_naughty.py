"""Text that breaks other products, into every field of every form: never an error of ours, and never a long wait."""

import time

import pytest

from tests.web.planted import lines
from tests.web.test_swaps import FORMS

pytestmark = pytest.mark.slow  # hundreds of forms

# What each is: a name for the test, the text.
SHORT = [
    '\x00', 'a\x00b', '\ud800', '\udfff\ud800', '\u202egnp.exe', '\u2066a\u2069\u200b\ufeff',
    '\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f',
    '\ufdfa\ufdfa\ufdfa\ufdfa\ufdfa\ufdfa\ufdfa\ufdfa', '<script>alert(1)</script>',
    '"\'><img src=x onerror=alert(1)>', '{{ 7*7 }}{% raw %}', '%(title)s %s %d %', 'javascript:alert(1)',
    "'; DROP TABLE action;--", "=cmd|' /C calc'!A0", '../../etc/passwd', 'a\r\nSet-Cookie: x=y', '%00',
    '\\', '_%_%', 'NaN', '-1', '99999999999999999999', '1e309', '٣', '²', '0x10', 'None', 'null',
    'undefined', 'true', 'now', '31/11/2026', '+99999', '29/02/2025', '0000-00-00', '9999-12-31',
    'J+9999', '@', '#', '!', '>', '@a #b !c >d', '\u0301', 'Z̢͓̲a̷l̶g̵o', 'ı̇İß', '\x85\u2028\x0b', '\t',
    ' ', '',
]  # fmt: skip
LONG = {
    "a word of a megabyte": "w" * 900_000,
    "marks in two orders": "\u302e\U0001d165" * 50_000,
    "marks on a letter": "e" + "\u0301\u0323" * 50_000,
    "what grows when it is folded": "ﷺ" * 90_000,
    "marks of ours": " @a" * 90_000,
    "half a mark": ' @"' * 90_000,
    "empty lines": "\n" * 300_000,
    "short lines": "a\n" * 100_000,
    "bullets": "- " * 100_000,
    "digits": "9" * 300_000,
    "spaces": " " * 300_000,
    "surrogates": "\ud800" * 90_000,
}
TEXTS = {line.rule: line for line in lines() if line.method == "POST" and line.rule in FORMS}
SECONDS = 5.0  # of processor time: far above what length alone costs here (1 s), far below a pattern that backtracks
READ_AS_NUMBERS = {"file", "id", "keep", "all", "seen", "survivor", "before", "session"}
DEEP = {
    ("/boards/<int:board_id>/actions", "lines"),
    ("/boards/<int:board_id>/lines", "line-0"),
    ("/boards/<int:board_id>/imports", "text"),
    ("/actions/<int:action_id>", "note"),
    ("/boards/<int:board_id>/categories", "name"),
}


def fields_of(rule):
    form = FORMS[rule]
    names = (
        form if isinstance(form, set) else {name for name in dir(form) if hasattr(getattr(form, name), "field_class")}
    )
    return sorted({"line-0" if name == "line" else name for name in names})


def send(garden, rule, fields):
    """The form by whoever may send it; only where it was refused may the next one find the same world."""
    name = "amina" if TEXTS[rule].expected["amina"] == "303" else "bruno"
    encoded = {key: [_bytes(text) for text in texts] for key, texts in fields.items()}
    return garden.send(name, TEXTS[rule], fields=encoded)


@pytest.mark.parametrize("rule", sorted(TEXTS))
def test_every_field_takes_or_refuses_any_text(garden, rule):
    """All fields at once, and a different text in each: two rounds meet most pairs."""
    names = fields_of(rule)
    if rule.endswith("password"):  # each try takes time on purpose
        names = ["password"]
    for turn in range(0, len(SHORT), min(len(names), 6) or 1):
        fields = {name: [SHORT[(turn + at) % len(SHORT)]] for at, name in enumerate(names)}
        for filled in [TEXTS[rule].fields(garden.ids), {}][: 1 + (len(names) > 2)]:
            chosen = filled | {
                name: text for name, text in fields.items() if not filled or name == names[turn % len(names)]
            }
            answer = send(garden, rule, chosen)
            assert answer.status_code < 500, chosen
            assert "\r\n" not in answer.headers.get("Location", "")
            if answer.status_code == 303:
                break
    assert garden.browser("amina").get("/boards").status_code == 200


@pytest.mark.parametrize("name", LONG)
def test_no_text_makes_anybody_wait(garden, name):
    """Each text into the fields that take long ones, and into some of the others: together they meet all."""
    turn = list(LONG).index(name)
    pairs = [(rule, field) for rule in TEXTS for field in fields_of(rule) if field not in READ_AS_NUMBERS]
    slow = []
    for rule, field in {*DEEP, *pairs[turn :: len(LONG)]}:
        fields = TEXTS[rule].fields(garden.ids) | {field: [LONG[name]]}
        began = time.process_time()
        answer = send(garden, rule, fields)
        took = time.process_time() - began
        assert answer.status_code < 500, (rule, field)
        slow += [(rule, field, round(took, 2))] * (took > SECONDS)
    assert slow == []


@pytest.mark.parametrize("name", LONG)
def test_no_search_and_no_filter_makes_anybody_wait(garden, name):
    amina = garden.browser("amina")
    text = LONG[name][:2_000].encode("utf-8", "surrogatepass")
    fields = dict.fromkeys(("q", "owner", "by", "after", "next", "before"), text)
    for path in ("/boards/1", "/boards/1/actions", "/boards/1/sort", "/boards/1/history", "/session"):
        began = time.process_time()
        assert amina.client.get(path, query_string=fields).status_code < 500
        assert time.process_time() - began < SECONDS


def _bytes(text):
    return text.encode("utf-8", "surrogatepass")

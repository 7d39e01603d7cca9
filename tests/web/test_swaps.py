"""Forms that name rows of somebody else's board, or columns that they were never asked for."""

import io
import re

import pytest

from boardapp.database import Base, db
from boardapp.domain.workshop.workshops import Phase
from boardapp.web.actions import MoveForm
from boardapp.web.boards import OpenForm, SettingsForm
from boardapp.web.categories import CategoryForm, PlaceForm, RemovalForm
from boardapp.web.editing import ActionForm, CommentForm
from boardapp.web.forms import ChoiceField, Form, NumberField, number_or_none
from boardapp.web.history import TextForm
from boardapp.web.imports import MappingForm, RestForm, TableForm, UploadForm
from boardapp.web.inventory import MergeForm, SelectionForm, TickedField
from boardapp.web.lines import LinesForm, PasteForm
from boardapp.web.live import PresenceForm
from boardapp.web.members import NewcomerForm, RoleForm
from boardapp.web.merging import MergeIntoForm
from boardapp.web.people import ChangeForm, ProfileForm
from boardapp.web.sessions import EndForm
from boardapp.web.sorting import SortForm
from boardapp.web.workshop.committing import CommitForm
from boardapp.web.workshop.preparing import PlanForm
from tests.web.planted import Line, canaries, lines, path_of

POSTS = {line.rule: line for line in lines() if line.method == "POST"}
ACTION, BOARD, CATEGORY = "/actions/<int:action_id>", "/boards/<int:board_id>", "/categories/<int:category_id>"
ROOM = "/workshops/<int:workshop_id>"
PART = next(rule for rule in POSTS if "part>" in rule)

# Each field that names a row, and the row of Dana's board to put there.
SWAPS = [
    (ACTION, {"category_id": "category_id"}),
    (PART.replace("<part:part>", "category"), {"category_id": "category_id"}),
    (f"{ACTION}/placement", {"before": "action_id"}),
    (f"{ACTION}/texts", {"event": "edited"}),
    (f"{ACTION}/merge", {"into": "action_id"}),
    (f"{BOARD}/merge", {"survivor": "action_id"}),
    (f"{BOARD}/merge", {"id": "action_id"}),
    (f"{BOARD}/merge", {"id": "action_id", "survivor": "action_id"}),
    (f"{BOARD}/selection", {"id": "action_id"}),
    (f"{BOARD}/selection", {"category_id": "category_id"}),
    (f"{BOARD}/presence", {"action": "action_id"}),
    (f"{BOARD}/sort", {"id": "action_id"}),
    (f"{BOARD}/sort", {"category_id": "category_id"}),
    ("/boards/new", {"like": "board_id"}),
    (f"{CATEGORY}/removal", {"to": "category_id"}),
    (f"{ROOM}/light", {"action": "action_id"}),
    (f"{ROOM}/assignments", {"action": "action_id"}),
    (f"{ROOM}/seats", {"seat": "participant_id"}),
    (f"{ROOM}/welcome", {"participant": "participant_id"}),
    (f"{ROOM}/papers", {"drop": "participant_id"}),
]
MINUTES = {f"minutes_{phase}" for phase in Phase}
CUTS = {"now", "next", "now_to", "next_to"}
NO_ROWS = {"cap", "seen", "challenge_level", "effort", "points", "most", "header"} | MINUTES | CUTS  # name none
OWN_ROWS = {"session"}  # looked for among the person's own, and not there

FORMS: dict[str, type[Form] | set[str]] = {
    ACTION: ActionForm, PART: {"status"}, f"{ACTION}/comments": CommentForm, f"{ACTION}/placement": MoveForm,
    f"{ACTION}/merge": MergeIntoForm, f"{ACTION}/texts": TextForm, f"{BOARD}/actions": LinesForm,
    f"{BOARD}/categories": CategoryForm, f"{BOARD}/imports": UploadForm, f"{BOARD}/invitations": RoleForm,
    f"{BOARD}/lines": PasteForm,
    f"{BOARD}/merge": MergeForm, f"{BOARD}/selection": SelectionForm, f"{BOARD}/settings": SettingsForm,
    f"{BOARD}/presence": PresenceForm,
    f"{BOARD}/sort": SortForm, "/boards/new": OpenForm, CATEGORY: CategoryForm, f"{CATEGORY}/place": PlaceForm,
    f"{CATEGORY}/removal": RemovalForm, "/imports/<int:import_draft_id>": MappingForm,
    "/imports/<int:import_draft_id>/rest": RestForm, "/imports/<int:import_draft_id>/table": TableForm,
    "/imports/<int:import_draft_id>/mapping": MappingForm, "/invitations/<token>": NewcomerForm, "/me": ProfileForm,
    f"{BOARD}/workshop": PlanForm, f"{BOARD}/workshop/opening": PlanForm, f"{ROOM}/assignments": CommitForm,
    "/me/password": ChangeForm, "/me/sessions": EndForm, "/memberships/<int:membership_id>": RoleForm,
}  # fmt: skip
EXTRA = {"role": "facilitator", "admin": "true", "board_id": "2", "user_id": "4", "actor_id": "4", "removed_at": ""}
CHANGING = [rule for rule, line in POSTS.items() if "303" in (line.expected["amina"], line.expected["bruno"])]
CHANGING = [rule for rule in CHANGING if not rule.startswith(("/session", "/resets"))]
UID = re.compile(r"[0-9a-f]{32}")
CHANCE = {"uid", "token_hash", "password_hash"}  # new each time


@pytest.mark.parametrize(("rule", "swap"), SWAPS, ids=str)
def test_a_row_of_another_board_is_not_taken(garden, rule, swap):
    known = POSTS.get(rule, POSTS[PART])
    fields = known.fields(garden.ids) | {name: str(garden.theirs[key]) for name, key in swap.items()}
    line = Line(rule, "POST", "", {})
    answer = garden.send("amina", line, fields=fields)
    assert answer.status_code in (404, 422)
    assert garden.unchanged()
    assert not [word for word in canaries("dana") if word in answer.text]
    absent = garden.send("amina", line, fields=fields | dict.fromkeys(swap, "999999"))
    assert absent.status_code == answer.status_code


def test_the_session_of_somebody_else_goes_on(garden):
    for number in range(1, 9):
        garden.send("dana", POSTS["/me/sessions"], fields={"session": str(number), "others": ""})
    assert garden.browser("amina").get("/boards").status_code == 200


def test_every_field_that_names_a_row_is_swapped():
    swapped = {name for _, swap in SWAPS for name in swap}
    for form in _forms():
        for name, unbound in form.__dict__.items():
            kind = getattr(unbound, "field_class", None)
            optional = kind is ChoiceField and unbound.kwargs.get("coerce") is number_or_none
            if kind in (NumberField, TickedField) or optional:
                assert name in swapped | NO_ROWS | OWN_ROWS, f"{form.__name__}.{name}"


@pytest.mark.parametrize(
    "query",
    [
        "/history?action={action_id}",
        "/actions?owner={owner_id}&category={category_id}",
        "/selection?id={action_id}",
        "?owner={owner_id}",
    ],
)
def test_an_address_with_rows_of_another_board_shows_nothing_of_them(garden, query):
    answer = garden.browser("amina").get("/boards/1" + query.format_map(garden.theirs))
    assert answer.status_code in (200, 404)
    assert not [word for word in canaries("dana") if word in answer.text]


@pytest.mark.parametrize("rule", CHANGING)
def test_a_form_changes_nothing_but_its_own_fields(garden, rule):
    line = POSTS[rule]
    name = "amina" if line.expected["amina"] == "303" else "bruno"
    own = FORMS.get(rule, set())
    own = own if isinstance(own, set) else {field for field in dir(own) if not field.startswith("_")}
    columns = {column.name for table in Base.metadata.sorted_tables for column in table.columns}
    extra = dict.fromkeys(columns, "1") | EXTRA
    more = {field: value for field, value in extra.items() if field not in own | {"once"}}
    found = []
    for fields in (line.fields(garden.ids), line.fields(garden.ids) | more):
        garden.renew()
        assert garden.send(name, line, fields=fields).status_code == 303
        found.append(_rows(garden.app))
    plain, greedy = found
    assert plain == greedy


@pytest.mark.slow
@pytest.mark.parametrize(
    "body", ['{"title": {"a": 1}, "lines": 5}', "[1, 2]", '"x"', "{", '{"title": [1, [2]]}', "null"]
)
def test_json_is_no_form(garden, body):
    amina = garden.browser("amina")
    headers = {"X-CSRFToken": amina.csrf_token()}
    for rule in FORMS:
        path = path_of(rule, garden.ids)
        answer = amina.client.post(path, data=body, content_type="application/json", headers=headers)
        assert answer.status_code < 500, path
    assert "canary-lyon-title" in amina.get(f"/actions/{garden.ids['action_id']}").text


@pytest.mark.slow
def test_a_file_in_the_place_of_a_text_is_no_text(garden):
    amina = garden.browser("amina")
    for rule, form in FORMS.items():
        names = form if isinstance(form, set) else {name for name in dir(form) if not name.startswith("_")}
        files = {name: (io.BytesIO(b"x"), "x.csv") for name in names | {"line-0"}}
        answer = amina.client.post(path_of(rule, garden.ids), data={"csrf_token": amina.csrf_token()} | files)
        assert answer.status_code < 500, rule


def _forms():
    found = [Form]
    for form in found:
        found += form.__subclasses__()
    return found


def _rows(app):
    with app.app_context():
        return {
            table.name: [
                {name: UID.sub("", repr(value)) for name, value in row.items() if name not in CHANCE}
                for row in db.session.execute(db.select(table)).mappings()
            ]
            for table in Base.metadata.sorted_tables
        }

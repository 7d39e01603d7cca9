"""Files in: chosen or pasted, looked at before anything is written, then taken in as one change with one undo."""

from collections import Counter
from typing import Any

from flask import Blueprint, Response
from flask_wtf.file import FileField
from wtforms import Field, TextAreaField, ValidationError

from boardapp.domain import categories, imports
from boardapp.domain.boards import Board, Role
from boardapp.domain.errors import Invalid
from boardapp.domain.imports import ImportDraft, Outcome
from boardapp.exchange import intake
from boardapp.exchange.mapping import FIELDS
from boardapp.exchange.reading import Unreadable, read_table
from boardapp.exchange.tables import MAX_BYTES
from boardapp.web import access, hypermedia, reasons
from boardapp.web.forms import Form
from boardapp.web.language import gettext, ngettext

room = Blueprint("imports", __name__)
BODY_MOST = MAX_BYTES + 64 * 1024  # a file of the largest size, and what a form wraps around it
REMARKS_MOST = 200
ROWS_SHOWN = 20


class UploadForm(Form):
    file = FileField()
    text = TextAreaField()


class FieldsField(Field):
    """What each column becomes: one select per column, all of one name, in the order of the columns."""

    data: list[str | None]
    width = 0

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = [value or None for value in valuelist]

    def pre_validate(self, form: Any) -> None:
        named = Counter(field for field in self.data if field)
        if not named.keys() <= set(FIELDS) or len(self.data) not in (0, self.width):
            raise ValidationError(gettext("Choose one of the list."))
        for field in [field for field, count in named.items() if count > 1]:
            name = gettext((reasons.FIELDS | reasons.OURS)[field])
            raise ValidationError(gettext("Two columns cannot both become “%(field)s”. Choose one of them", field=name))


class TicksField(Field):
    """The numbers of the columns that are ticked."""

    data: list[int]

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = sorted(
            {int(value) for value in valuelist if value.isascii() and value.isdigit() and len(value) < 4}
        )


class MappingForm(Form):
    field = FieldsField()
    keep = TicksField()


@room.route("/boards/<int:board_id>/imports", methods=["GET", "POST"])
@access.board(Role.member)
def upload(board: Board) -> Response:
    form = UploadForm()
    if form.carries(lambda: _keep(board, form)):
        return hypermedia.see(f"/imports/{form.outcome}")
    return hypermedia.page("imports/new.html", form.status, board=board, form=form, most=MAX_BYTES // 2**20)


@room.get("/imports/<int:import_draft_id>")
@access.row(ImportDraft, Role.member, own=True)
def show(import_draft: ImportDraft) -> Response:
    return _page(import_draft, MappingForm(formdata=None))


@room.post("/imports/<int:import_draft_id>")
@access.row(ImportDraft, Role.member, own=True)
def confirm(import_draft: ImportDraft) -> Response:
    draft_id, board_id, form = import_draft.id, import_draft.board_id, _mapping_form(import_draft)
    if not form.carries(lambda: _take(import_draft, form)):
        return _page(import_draft, form)
    if form.outcome is None:
        say = gettext("The columns have changed. Look at the preview, then import.")
        return hypermedia.see(f"/imports/{draft_id}", say=say)
    return hypermedia.see(f"/boards/{board_id}", say=_told(form.outcome), event=form.outcome.event)


@room.post("/imports/<int:import_draft_id>/mapping")
@access.row(ImportDraft, Role.member, own=True)
def mapping(import_draft: ImportDraft) -> Response:
    draft_id, form = import_draft.id, _mapping_form(import_draft)
    if form.carries(lambda: _map(import_draft, form)):
        return hypermedia.see(f"/imports/{draft_id}")
    return _page(import_draft, form)


@room.post("/imports/<int:import_draft_id>/end")
@access.row(ImportDraft, Role.member, own=True)
def end(import_draft: ImportDraft) -> Response:
    board_id = import_draft.board_id
    imports.forget(import_draft.id)
    return hypermedia.see(f"/boards/{board_id}/imports", say=gettext("The file was put aside. Nothing was imported."))


def _keep(board: Board, form: UploadForm) -> int:
    """The file, or else the pasted table, put aside for its preview if it can be read at all."""
    chosen = form.file.data
    content = chosen.read() if chosen else (form.text.data or "").encode()
    field = "file" if chosen or not content else "text"
    if not content and not chosen:
        raise Invalid(field, "file_missing")
    try:
        read_table(content)
    except Unreadable as error:
        raise _refused(field, error) from error
    name = (chosen.filename or "") if chosen else ""
    return imports.keep_file(board, access.person().id, name, content, access.now())


def _refused(field: str, error: Unreadable) -> Invalid:
    params = dict(error.params)
    kind = params.pop("kind", "")
    if error.code == "too_large":
        params["limit"] = MAX_BYTES // 2**20
    return Invalid(field, f"file_{'workbook' if kind == 'workbook' else error.code}", **params)


def _mapping_form(draft: ImportDraft) -> MappingForm:
    form = MappingForm()
    form.field.width = len(read_table(draft.content).header)
    return form


def _map(draft: ImportDraft, form: MappingForm) -> None:
    if not form.field.data:
        raise Invalid("field", "nothing_sent")
    imports.keep_mapping(draft, form.field.data, form.keep.data)


def _take(draft: ImportDraft, form: MappingForm) -> Outcome | None:
    """Import what the preview showed; columns chosen since are kept, and shown before anything is written."""
    reading = intake.read(draft.content, draft.mapping, draft.kept)
    if form.field.data and (form.field.data, form.keep.data) != (reading.mapping, reading.kept):
        imports.keep_mapping(draft, form.field.data, form.keep.data)
        return None
    outcome = imports.take(draft.board, reading.drafts, reading.mapped, by=access.by(), draft_id=draft.id)
    if outcome.event is None:
        raise Invalid("field", "file_nothing_new")
    return outcome


def _page(draft: ImportDraft, form: MappingForm) -> Response:
    reading = intake.read(draft.content, draft.mapping, draft.kept)
    outcome = imports.preview(draft.board, reading.drafts, reading.mapped)
    remarks = reasons.of_rows(reading.drafts, outcome.skipped)
    more = max(0, len(remarks) - REMARKS_MOST)
    fields = (form.field.data or reading.mapping) + [None] * len(reading.mapping)
    return hypermedia.page(
        "imports/show.html", form.status, board=draft.board, draft=draft, form=form, reading=reading, outcome=outcome,
        remarks=remarks[:REMARKS_MOST], more_remarks=more, rows=outcome.taken[:ROWS_SHOWN],
        fields=fields, kept=form.keep.data if form.field.data else reading.kept, first=_first_values(reading),
        choices=reasons.FIELDS, ours=reasons.OURS, most=categories.MOST,
    )  # fmt: skip


def _first_values(reading: intake.Reading) -> list[str]:
    """What stands first in each column, so that its meaning can be seen."""
    columns = range(len(reading.mapping))
    rows = [row for _, row in reading.table.body()]
    return [next((row[column] for row in rows if row[column].strip()), "") for column in columns]


def _told(outcome: Outcome) -> str:
    num = outcome.imported
    if not outcome.skipped:
        return ngettext("%(num)d action imported.", "%(num)d actions imported.", num)
    added = ngettext("%(num)d action imported", "%(num)d actions imported", num)
    left = ngettext("%(num)d row skipped", "%(num)d rows skipped", len(outcome.skipped))
    return gettext("%(added)s, %(left)s.", added=added, left=left)

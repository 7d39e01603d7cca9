"""Files in: chosen or pasted, looked at before anything is written, then taken in as one change with one undo."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort
from flask_wtf.file import FileField
from wtforms import HiddenField, StringField, TextAreaField

from boardapp.database import Busy
from boardapp.domain.boards import Board, Role
from boardapp.domain.errors import Invalid
from boardapp.domain.imports import taking, waiting
from boardapp.domain.imports.judging import Outcome
from boardapp.domain.imports.leftovers import ImportLeftover, leave, left
from boardapp.domain.imports.taking import Step
from boardapp.domain.imports.waiting import ImportDraft
from boardapp.exchange import leftovers
from boardapp.exchange.apart import read_apart
from boardapp.exchange.intake import Reading
from boardapp.exchange.tables import MAX_BYTES, Table, Unreadable
from boardapp.web import access, hypermedia, previews, reasons
from boardapp.web.attachments import attachment
from boardapp.web.columns import AlikeField, AllField, FieldsField, TakesField, TicksField, TitleField
from boardapp.web.forms import Form, NumberField
from boardapp.web.language import gettext, locale, ngettext
from boardapp.web.sentences import REFUSALS

room = Blueprint("imports", __name__)
BODY_MOST = MAX_BYTES + 64 * 1024  # a file of the largest size, and what a form wraps around it


class UploadForm(Form):
    file = FileField()
    text = TextAreaField()


class TableForm(Form):
    sheet = StringField()
    header = NumberField()


class RestForm(Form):
    """Nothing but the token and the name of the form."""

    rows = HiddenField()


class MappingForm(Form):
    field = FieldsField()
    keep = TicksField()
    title = TitleField()
    all = AllField()
    take = TakesField()
    alike = AlikeField()

    def fields(self) -> list[str | None]:
        """What each column becomes; the one that was pressed says the action, and no other does."""
        if self.title.data is None:
            return self.field.data
        others = [None if field == "title" else field for field in self.field.data]
        return [*others[: self.title.data], "title", *others[self.title.data + 1 :]]

    def choices(self) -> dict[str, Any]:
        """What was chosen about the rows, as far as the form asked."""
        said: dict[str, Any] = {} if self.all.data is None else {"all": self.all.data, "rows": self.take.data}
        return said | ({} if self.alike.data is None else {"alike": self.alike.data})


@dataclass(frozen=True)
class Went:
    """How far a file has come, and the name of the file of its rows that were not taken."""

    step: Step
    leftover_id: int | None = None


@room.route("/boards/<int:board_id>/imports", methods=["GET", "POST"])
@access.board(Role.member)
def upload(board: Board) -> Response:
    form = UploadForm()
    if form.carries(lambda: _keep(board, form)):
        return hypermedia.see(f"/imports/{form.outcome}")
    about = {"name": _name(form), "most": MAX_BYTES // 2**20}
    about["leftovers"] = left(board, access.person().id, access.now())
    return hypermedia.page("imports/new.html", form.status, board=board, form=form, **about)


@room.get("/imports/<int:import_draft_id>")
@access.row(ImportDraft, Role.member, own=True)
def show(import_draft: ImportDraft) -> Response:
    return _page(import_draft, MappingForm(formdata=None))


@room.post("/imports/<int:import_draft_id>")
@access.row(ImportDraft, Role.member, own=True)
def confirm(import_draft: ImportDraft) -> Response:
    draft_id, board_id, form = import_draft.id, import_draft.board_id, _mapping_form(import_draft)
    if not form.carries(lambda: _confirmed(import_draft, form)):
        return _page(import_draft, form)
    if form.outcome is None:
        say = gettext("The columns have changed. Look at the preview, then import.")
        return hypermedia.see(f"/imports/{draft_id}", say=say)
    return _went(board_id, draft_id, form.outcome)


@room.route("/imports/<int:import_draft_id>/rest", methods=["GET", "POST"])
@access.row(ImportDraft, Role.member, own=True)
def rest(import_draft: ImportDraft) -> Response:
    """The rows of a long file, some thousands at each asking of the page; all the rest without a script."""
    draft_id, board_id, form = import_draft.id, import_draft.board_id, RestForm()
    most = taking.STEP if hypermedia.wants_fragments() else None
    if form.carries(lambda: _step(import_draft, previews.understood(import_draft), most)):
        return _went(board_id, draft_id, form.outcome)
    return hypermedia.page(
        "imports/progress.html", form.status, board=import_draft.board, form=form, draft_id=draft_id,
        ready=import_draft.ready or 0, total=import_draft.total or 1, going=import_draft.ready is not None,
    )  # fmt: skip


@room.post("/imports/<int:import_draft_id>/mapping")
@access.row(ImportDraft, Role.member, own=True)
def mapping(import_draft: ImportDraft) -> Response:
    draft_id, form = import_draft.id, _mapping_form(import_draft)
    if form.carries(lambda: _map(import_draft, form)):
        return hypermedia.see(f"/imports/{draft_id}")
    return _page(import_draft, form)


@room.post("/imports/<int:import_draft_id>/table")
@access.row(ImportDraft, Role.member, own=True)
def table(import_draft: ImportDraft) -> Response:
    """The same file read in another way: another sheet, another row that names the columns."""
    draft_id, form = import_draft.id, TableForm()
    if form.carries(lambda: _read_anew(import_draft, form)):
        return hypermedia.see(f"/imports/{draft_id}")
    return _page(import_draft, MappingForm(formdata=None), form)


@room.get("/imports/<int:import_draft_id>/skipped.csv")
@access.row(ImportDraft, Role.member, own=True)
def skipped(import_draft: ImportDraft) -> Response:
    """The rows that are passed over, as they stood in the file, each with its reason."""
    reading, outcome = previews.judged_draft(import_draft)
    return attachment([_skipped(reading, outcome)], "text/csv; charset=utf-8", "skipped.csv")


@room.get("/leftovers/<int:import_leftover_id>")
@access.row(ImportLeftover, Role.member, own=True)
def leftover(import_leftover: ImportLeftover) -> Response:
    """The same once the other rows are in, for a day."""
    if import_leftover.outdated(access.now()):
        abort(404)
    return attachment([import_leftover.content], "text/csv; charset=utf-8", "skipped.csv")


@room.post("/imports/<int:import_draft_id>/end")
@access.row(ImportDraft, Role.member, own=True)
def end(import_draft: ImportDraft) -> Response:
    board_id = import_draft.board_id
    waiting.forget(import_draft.id)
    return hypermedia.see(f"/boards/{board_id}/imports", say=gettext("The file was put aside. Nothing was imported."))


def _keep(board: Board, form: UploadForm) -> int:
    """The file, or else the pasted table, put aside for its preview if it can be read at all."""
    chosen = form.file.data
    content = chosen.read() if chosen else (form.text.data or "").encode()
    field = "file" if chosen or not content else "text"
    if not content and not chosen:
        raise Invalid(field, "file_missing")
    found = _read(field, lambda: read_apart(content))
    return waiting.keep_file(board, access.person().id, _name(form), content, table=found.to_json(), at=access.now())


def _name(form: UploadForm) -> str:
    return (form.file.data.filename or "") if form.file.data else ""


def _read_anew(draft: ImportDraft, form: TableForm) -> None:
    sheet, line = form.sheet.data or draft.sheet, form.header.data
    found = _read("header", lambda: read_apart(draft.content, sheet=sheet, header_line=line))
    waiting.keep_table(draft, found.to_json(), sheet, line)


def _read(field: str, read: Callable[[], Table]) -> Table:
    try:
        return read()
    except Unreadable as error:
        params = error.params | ({"limit": MAX_BYTES // 2**20} if error.code == "too_large" else {})
        known = f"file_{params.get('kind')}"
        raise Invalid(field, known if known in REFUSALS else f"file_{error.code}", **params) from error


def _mapping_form(draft: ImportDraft) -> MappingForm:
    form = MappingForm()
    form.field.width = form.title.width = len(previews.table_of(draft).header)
    return form


def _map(draft: ImportDraft, form: MappingForm) -> None:
    before, said = draft.choices or {}, form.choices()
    if not form.field.data and not said:
        raise Invalid("field", "nothing_sent")
    if form.field.data:
        waiting.keep_mapping(draft, form.fields(), form.keep.data)
    if said:
        waiting.keep_choices(draft, before | said)


def _confirmed(draft: ImportDraft, form: MappingForm) -> Went | None:
    """Import what the preview showed; columns chosen since are kept, and shown before anything is written."""
    reading = previews.understood(draft)
    changed = bool(form.field.data) and (form.field.data, form.keep.data) != (reading.mapping, reading.kept)
    if changed or form.all.data is not None:
        _map(draft, form)
    return None if changed else _step(draft, reading, taking.STEP)


def _step(draft: ImportDraft, reading: Reading, most: int | None) -> Went:
    about = {"board_id": draft.board_id, "user_id": draft.user_id, "file_name": draft.file_name}
    draft_id = draft.id
    step = taking.advance(previews.taking_of(draft, reading), str(draft_id), by=access.by(), most=most)
    if step.over and step.outcome.event is None:
        raise Invalid("field", "file_nothing_new")
    if not step.over:
        waiting.keep_progress(draft_id, step.ready, step.outcome.imported)
    elif count := step.outcome.left_out:
        with suppress(Busy):  # the others are in
            content = _skipped(reading, step.outcome)
            return Went(step, leave(about, count, content, access.now()))
    return Went(step)


def _skipped(reading: Reading, outcome: Outcome) -> bytes:
    why = dict(reasons.of_skipped(outcome))
    return b"".join(leftovers.csv_file(reading.table, why, gettext("reason"), locale()))


def _went(board_id: int, draft_id: int, went: Went) -> Response:
    """On to the board when the file is in, to its progress while it is not."""
    outcome = went.step.outcome
    if went.step.over:
        file = f"/leftovers/{went.leftover_id}", gettext("The skipped rows as a file")
        link = file if went.leftover_id else None
        return hypermedia.go(f"/boards/{board_id}", say=_told(outcome), event=outcome.event, link=link)
    if hypermedia.wants_fragments():
        how_far = {"ready": went.step.ready, "total": outcome.imported, "going": True}
        return hypermedia.page("imports/ready.html", draft_id=draft_id, **how_far)
    return hypermedia.see(f"/imports/{draft_id}/rest")


def _page(draft: ImportDraft, form: MappingForm, reread: TableForm | None = None) -> Response:
    errors = [error for each in (form, reread) if each for said in each.errors.values() for error in said]
    return hypermedia.page("imports/show.html", 422 if errors else 200, **previews.of(draft, form), errors=errors)


def _told(outcome: Outcome) -> str:
    passed = outcome.left_out
    said = [
        ngettext("%(num)d action imported", "%(num)d actions imported", outcome.imported) if outcome.imported else "",
        ngettext("%(num)d action updated", "%(num)d actions updated", outcome.updated) if outcome.updated else "",
        ngettext("%(num)d row unchanged", "%(num)d rows unchanged", outcome.same) if outcome.same else "",
        ngettext("%(num)d row skipped", "%(num)d rows skipped", passed) if passed else "",
    ]
    return gettext("%(what)s.", what=", ".join(filter(None, said)))

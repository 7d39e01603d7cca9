"""Workbooks made for a test, by other programs than those that read them."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

from xlsxwriter import Workbook

_CONTENT = """<?xml version="1.0" encoding="UTF-8"?>{doctype}
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0">
<office:automatic-styles><style:style style:name="ta2" style:family="table"><style:table-properties
 table:display="false"/></style:style></office:automatic-styles>
<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"""
_ODS = "application/vnd.oasis.opendocument.spreadsheet"


def xlsx(draw: Callable[[Any], None], **options: object) -> bytes:
    """What `draw` puts into a new workbook."""
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True, **options}) as book:
        draw(book)
    return file.getvalue()


def plain(*rows: list[Any]) -> bytes:
    """One sheet of rows as they are."""
    return xlsx(lambda book: put(book.add_worksheet("Plan"), *rows))


def put(sheet: Any, *rows: list[Any]) -> Any:
    for index, row in enumerate(rows):
        sheet.write_row(index, 0, row)
    return sheet


def ods(tables: str, *, doctype: str = "", kind: str = _ODS, manifest: str = "<m/>") -> bytes:
    members = {
        "mimetype": kind,
        "content.xml": _CONTENT.format(tables=tables, doctype=doctype),
        "META-INF/manifest.xml": manifest,
    }
    return packed({name: text.encode() for name, text in members.items()})


def packed(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The same archive with its members rewritten."""
    return packed({name: change(content) for name, content in members(data).items()})

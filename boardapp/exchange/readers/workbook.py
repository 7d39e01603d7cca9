"""Which kind of workbook it is, and what it is where it is none. Each reader is loaded when a file needs it."""

import importlib
import warnings
import zipfile
from typing import Any

from boardapp.exchange.readers import packages
from boardapp.exchange.readers.sheets import Facts
from boardapp.exchange.tables import Table, Unreadable

ZIP = b"PK"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
"""How workbooks begin that Excel wrote before it put them into OLE containers."""

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_STREAMS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_OTHER = {"word/": "document", "ppt/": "presentation", "xl/workbook.bin": "xlsb", "Index/Document.iwa": "numbers"}


def is_workbook(data: bytes) -> bool:
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06", OLE)) or (data[:2] in BIFF and data[3:4] == b"\x00")


def read(data: bytes, sheet: str | None) -> tuple[Table, Facts]:
    """The libraries fail on a broken file in every way there is: whatever they raise means that it is damaged."""
    try:
        # what they warn of (a drop-down list they do not know) is lost only to who would write the file again
        with warnings.catch_warnings(action="ignore"):
            return _read(data, sheet)
    except (Unreadable, MemoryError):
        raise
    except Exception as error:
        raise Unreadable("unsafe_xml" if _is_unsafe(error) else "damaged") from error


def _read(data: bytes, sheet: str | None) -> tuple[Table, Facts]:
    if data.startswith(ZIP):
        found = _from_zip(packages.unpack(data), sheet)
    elif data.startswith(OLE) and not any(stream in data for stream in _STREAMS):
        raise Unreadable("protected") if _ENCRYPTED in data else Unreadable("not_a_table", kind="document")
    else:
        found = _reader("xls").read(data, sheet)
    return found


def _from_zip(archive: zipfile.ZipFile, sheet: str | None) -> tuple[Table, Facts]:
    names = archive.namelist()
    kinds = [kind for start, kind in _OTHER.items() if any(name.startswith(start) for name in names)]
    if kinds:
        raise Unreadable("not_a_table", kind=kinds[0])
    if "xl/workbook.xml" in names:
        found = _reader("xlsx").read(archive, sheet)
    elif "mimetype" not in names:
        raise Unreadable("not_text", kind="archive")
    elif archive.read("mimetype").startswith(_ODS):
        found = _reader("ods").read(archive, sheet)
    else:
        raise Unreadable("not_a_table", kind="document")
    return found


def _reader(name: str) -> Any:
    return importlib.import_module(f"boardapp.exchange.readers.{name}")


def _is_unsafe(error: BaseException) -> bool:
    """defusedxml's errors are ValueErrors, and wrapped into other ones on their way."""
    kinds = ("EntitiesForbidden", "DTDForbidden", "ExternalReferenceForbidden")
    return type(error).__name__ in kinds or (error.__cause__ is not None and _is_unsafe(error.__cause__))

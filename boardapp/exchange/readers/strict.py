"""Excel can save a workbook by the letter of the standard ("Strict Open XML"): the same parts under other names, which
openpyxl does not know. ISO/IEC 29500, part 1 has these names, part 4 the usual ones."""

import io
import zipfile

_BOOK = "xl/workbook.xml"
_NAMES = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
}


def loosened(archive: zipfile.ZipFile) -> zipfile.ZipFile:
    """The archive itself, or one in memory in which the parts have their usual names."""
    if _BOOK not in archive.namelist() or not any(name in archive.read(_BOOK) for name in _NAMES):
        return archive
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as usual:
        for part in archive.namelist():
            usual.writestr(part, _renamed(archive.read(part)) if part.endswith((".xml", ".rels")) else b"")
    return zipfile.ZipFile(made)


def _renamed(content: bytes) -> bytes:
    for name, usual in _NAMES.items():
        content = content.replace(name, usual)
    return content

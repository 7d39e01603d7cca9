"""Bytes to text: a byte-order mark, else UTF-16 where every other byte is zero, else strict UTF-8 over the whole file,
else Windows-1252.

The whole file, because real ones keep their first accent for the 67,113th byte.
"""

import codecs
import re

from boardapp.exchange.tables import Unreadable

_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_SIGNATURES = {
    b"\x89PNG\r\n": "image",
    b"\xff\xd8\xff": "image",
    b"GIF87a": "image",
    b"GIF89a": "image",
    b"%PDF-": "pdf",
    b"\x1f\x8b\x08": "archive",
    b"7z\xbc\xaf\x27\x1c": "archive",
    b"Rar!\x1a\x07": "archive",
    b"BZh9": "archive",
    b"\xfd7zXZ\x00": "archive",
    b"II*\x00": "image",
    b"MM\x00*": "image",
    b"{\\rtf": "document",
    b"SQLite format 3\x00": "database",
}
_CONTROLS = re.compile("[\x01-\x08\x0e-\x1a\x7f-\x84\x86-\x9f]")
_FEW = 8
_FIRST_BYTES = 4096
_HIGH = {code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)}


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return _marked(data[len(mark) :], encoding), encoding
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            raise Unreadable("not_text", kind=kind)
    text, encoding = _unmarked(data)
    if _is_noise(text):
        raise Unreadable("not_text", kind="binary")
    return text, encoding


def _marked(data: bytes, encoding: str) -> str:
    """The mark has said what it is: a broken byte costs that byte (a surrogate, taken out later), not the file."""
    if encoding == "utf-8":
        try:
            text = data.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            text = data.decode("utf-8", "surrogateescape")
    else:
        half = b"\x00\xd8" if encoding == "utf-16-le" else b"\xd8\x00"
        whole = data[: len(data) & ~1] + (half if len(data) % 2 else b"")
        text = whole.decode(encoding, "surrogatepass")
    return text.lstrip("\ufeff")


def _unmarked(data: bytes) -> tuple[str, str]:
    wide = _wide(data)
    if wide:
        return _marked(data, wide), wide
    try:
        return data.decode("utf-8", "surrogatepass"), "utf-8"
    except UnicodeDecodeError:
        return _western(data), "windows-1252"


def _wide(data: bytes) -> str:
    """UTF-16 that has lost its mark: of texts in our letters, one byte of each pair is zero and the other never."""
    first = data[:_FIRST_BYTES]
    even, odd = first[::2].count(0), first[1::2].count(0)
    if odd * 10 > len(first) * 4 and not even:
        encoding = "utf-16-le"
    elif even * 10 > len(first) * 4 and not odd:
        encoding = "utf-16-be"
    else:
        encoding = ""
    return encoding


def _western(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        # Five bytes mean nothing in Windows-1252; they become controls, as in a browser.
        return data.decode("latin-1").translate(_HIGH)


def _is_noise(text: str) -> bool:
    noise = len(_CONTROLS.findall(text))
    return noise > _FEW and noise * 50 > len(text)

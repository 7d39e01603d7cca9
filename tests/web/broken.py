"""Files as they come out of half-finished downloads, tired disks and bad will: real ones, each broken in one way.

Always the same ones, by a seed: what a test finds today it finds tomorrow.
"""

import gzip
import io
import json
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

SAMPLES = Path(__file__).parents[1] / "exchange" / "samples"
TEXTS = (
    "keystone_npi_data_03-24-2020.csv", "notify_ragged_surplus_columns.tsv", "wekan_board-import.csv",
    "wekan_board-import.tsv",
)  # fmt: skip
BOOKS = ("notify_exotic_types.xlsx", "notify_hidden_merged.xlsx", "notify_merged_cells.ods", "notify_excel_95.xls")
JSON = "wekan_trello-project100.json"
XML = {"xlsx": ("xl/worksheets/sheet1.xml", "xl/workbook.xml"), "ods": ("content.xml",)}
ENTITY = b'<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
OURS = {"format": "troistemps", "version": 1, "board": {}}
HOSTILE = (
    "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "＝1", "\u202egnp.exe", "\u2066x", "a\u0301" * 500,
    "<b>x</b>", "<script>alert(1)</script>", "&lt;i&gt;", "{{ 7*7 }}", "%(name)s", "a\rb\rc", "a\r\n\r\nb",
    "\x0b\x0c\x1c", "\ufeff", "\u200b", "\U0001f9d1\u200d\U0001f692" * 300, "x" * 9_000, "''=1", '"', "\\", "null",
    "NaN", "1e999", "-0", "9" * 400, "0000-00-00", "99/99/9999", "31/02/2026", "https://x.y/" + "z" * 3_000, "\u2028",
    "\x85", "%s%n", "A-1", "../../etc",
)  # fmt: skip
_JSON_VALUE = re.compile(rb'("(?:name|pos|due)":)\s*(?:"[^"]*"|[\d.]+|null)')
_CELL = re.compile(rb"[^,;\t\n]+")
_REFERENCE = re.compile(rb'r="([A-Z]+\d+)"')
Change = Callable[[bytes, random.Random], bytes]


def groups() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """Some twenty ways to break a file, each with the files it was done to."""
    for way, change in {**ON_ANYTHING, **ON_TEXTS}.items():
        names = TEXTS + (BOOKS if way in ON_ANYTHING else ())
        yield way, [(name, _changed(change, name)) for name in names]
    for way, change in ON_BOOKS.items():
        yield way, [(name, _changed(change, name)) for name in BOOKS if Path(name).suffix[1:] in XML]
    yield "documents", list(_documents())
    yield "cells", list(_cells())
    yield "sizes", list(_sizes())


def _changed(change: Change, name: str) -> bytes:
    return change((SAMPLES / name).read_bytes(), random.Random(f"{change.__name__} {name}"))


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(1, len(data))]


def _flipped(data: bytes, chance: random.Random) -> bytes:
    holed = bytearray(data)
    for _ in range(chance.choice([1, 8, 60])):
        holed[chance.randrange(len(holed))] ^= 1 << chance.randrange(8)
    return bytes(holed)


def _without_a_piece(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + data[at + chance.randrange(1, 200) :]


def _twice(data: bytes, chance: random.Random) -> bytes:
    return data + data[chance.randrange(len(data)) :]


def _nuls(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes(chance.choice([1, 2, 33])) + data[at:]


def _between(data: bytes, chance: random.Random, *pieces: bytes) -> bytes:
    """These pieces at places of their own, mostly inside cells."""
    for piece in pieces:
        at = chance.randrange(len(data))
        data = data[:at] + piece + data[at:]
    return data


def _encoded(encoding: str) -> Change:
    def change(data: bytes, chance: random.Random) -> bytes:
        return data.decode("utf-8", "replace").encode(encoding, "replace")[chance.choice([0, 0, 1]) :]

    change.__name__ = encoding
    return change


def _hostile(data: bytes, chance: random.Random) -> bytes:
    """Many of the cells say something else."""
    said = [each.encode("utf-8", "surrogatepass") for each in HOSTILE]
    return _CELL.sub(lambda found: chance.choice(said) if chance.random() < 0.3 else found[0], data)


def _members(change: Callable[[str, bytes], bytes | None], data: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as other:
        for name in archive.namelist():
            content = change(name, archive.read(name))
            if content is not None:
                other.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)  # of no date: the same each day
    return made.getvalue()


def _parts(change: Callable[[bytes, random.Random], bytes | None]) -> Change:
    """One part of the archive broken, and the archive sound around it."""

    def changed(data: bytes, chance: random.Random) -> bytes:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [each for kind in XML.values() for each in kind if each in archive.namelist()]
        part = chance.choice(parts)
        return _members(lambda name, content: change(content, chance) if name == part else content, data)

    changed.__name__ = change.__name__
    return changed


def _declared(data: bytes, chance: random.Random) -> bytes:
    """A range that is not there, rows and columns that are none."""
    said = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', data)
    said = _REFERENCE.sub(lambda found: b'r="' + chance.choice([found[1], b"XFE1", b"A0", b"-1"]) + b'"', said)
    return re.sub(rb'repeated="\d+"', b'repeated="99999999999"', said)


def _with_entities(data: bytes, chance: random.Random) -> bytes:
    return data.replace(b"?>", b"?>" + ENTITY, 1).replace(b"</", b"&c;</", chance.choice([1, 3]))


def _documents() -> Iterator[tuple[str, bytes]]:
    """JSON that breaks off, lies about itself, or holds what no table can."""
    whole, chance = (SAMPLES / JSON).read_bytes(), random.Random(6)
    for at in range(3):
        yield f"cut {at}", _cut(whole, chance)
        yield f"flipped {at}", _flipped(whole, chance)
    for name, value in {
        "deep": "[" * 50_000, "huge": "1" * 5_000, "float": "1e400", "nan": "NaN", "infinity": "-Infinity",
        "surrogate": '"\\ud800"', "nul": '"\\u0000"', "object": '{"a": {"b": []}}', "true": "true",
        "twice": '1, "title": "deux"', "far": '"9999-12-31T23:59:59Z"', "long": '"' + "x" * 140_000 + '"',
    }.items():  # fmt: skip
        for field in ("title", "due_on"):
            action = f'{{"title": "Un", "uid": "a", "{field}": {value}}}'
            yield f"{name} {field}", f'{{"format": "troistemps", "version": 1, "actions": [{action}]}}'.encode()
        yield f"{name} card", _JSON_VALUE.sub(rb"\g<1>" + value.encode().replace(b"\\", rb"\\"), whole, count=9)
    for name, actions in {"none": [], "text": "x", "mixed": [1, None], "keyless": [{}], "null": None}.items():
        yield name, json.dumps(OURS | {"actions": actions}).encode()
    for name, data in {"list": b"[]", "empty": b"{}", "lists": b'[{"title": 1}]', "bom": b"\xef\xbb\xbf{"}.items():
        yield name, data


def _cells() -> Iterator[tuple[str, bytes]]:
    """Every hostile text in every field, as text of ours and of others."""
    header = "action,owner,category,due,status,horizon,note,need,uid,version,rank,done,archived,level,effort"
    for at, text in enumerate(HOSTILE):
        quoted = '"' + text.replace('"', '""') + '"'
        yield f"cell {at}", f"{header}\n{','.join([quoted] * 15)}\nUn{',' + quoted}{',' * 13}\n".encode()
    yield "names", (",".join(f'"{each}"' for each in HOSTILE if '"' not in each) + "\nx\n").encode()


def _sizes() -> Iterator[tuple[str, bytes]]:
    yield "201 columns", b"action" + b",x" * 200 + b"\n" + b"y," * 200 + b"z\n"
    yield "200 columns", b"action" + b",x" * 199 + b"\n" + b"y," * 199 + b"z\n"
    yield "20,001 rows", b"action\n" + b"x\n" * 20_001
    yield "a cell too long", b'action\n"' + b"x" * 131_073 + b'"\n'
    yield "a long cell", b'action\n"' + b"x " * 65_000 + b'"\n'
    yield "an open quotation mark", b'action,owner\n"Un,Lina\n' * 50 + b'"'
    yield "packed", gzip.compress(b"action\nUn\n", mtime=0)
    yield "packed rows", (SAMPLES / "notify_400k_rows.tsv.gz").read_bytes()
    yield "a picture", (SAMPLES / "notify_actually_a_png.csv").read_bytes()
    yield from {"nothing": b"", "a space": b" ", "a mark": b"\xff\xfe", "marks": b"\xef\xbb\xbf" * 9}.items()
    for at, end in enumerate((b"\r", b"\n\r", b"\r\r\n", b"\x0b", b"\x1e", b"\xe2\x80\xa8")):
        yield f"ends of lines {at}", end.join([b"action,owner", b"Un,Lina", b'"De\rux",Zo', b"Trois,"])


def _named(name: str, change: Change) -> Change:
    change.__name__ = name
    return change


ON_ANYTHING: dict[str, Change] = {
    "cut": _cut, "flipped": _flipped, "without a piece": _without_a_piece, "twice": _twice, "nuls": _nuls,
}  # fmt: skip
ON_TEXTS: dict[str, Change] = {
    "quotes": _named("quotes", lambda data, chance: _between(data, chance, b'"', b'",', b'"\n"')),
    "surrogates": _named("surrogates", lambda data, chance: _between(data, chance, b"\xed\xa0\x80", b"\xff", b"\xc3")),
    "directions": _named("directions", lambda data, chance: _between(data, chance, *["\u202e\u2067".encode()] * 20)),
    "ends of lines": _named(
        "ends", lambda data, chance: _between(data, chance, b"\r", b"\n", b"\r\n", b"\x0b", b"\x85")
    ),
    "hostile cells": _hostile,
    **{each: _encoded(each) for each in ("utf-16", "utf-16-be", "cp1252", "utf-32", "utf-7", "cp037")},
}
ON_BOOKS: dict[str, Change] = {
    "a part cut": _parts(_cut),
    "a part flipped": _parts(_flipped),
    "a part gone": _parts(_named("gone", lambda data, chance: None)),  # type: ignore[arg-type,return-value]
    "ranges declared": _parts(_declared),
    "entities": _parts(_with_entities),
}

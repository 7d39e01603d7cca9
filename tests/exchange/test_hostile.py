"""Files made to do harm: each is refused by name, or read within its limits."""

import io
import random
import struct
import zipfile
from pathlib import Path

import pytest

from boardapp.exchange.reading import read_table
from boardapp.exchange.tables import Unreadable
from tests.exchange import workbooks

HERE = Path(__file__).parent / "samples"
MIB = 1024 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PLAN = workbooks.plain(["Action", "Qui"], ["Appeler", "Zoé"])


def refused(data: bytes) -> tuple[str, dict[str, object]]:
    with pytest.raises(Unreadable) as error:
        read_table(data)
    return error.value.code, error.value.params


def with_member(name: str, content: bytes) -> bytes:
    return workbooks.packed({**workbooks.members(PLAN), name: content})


def test_a_member_that_unpacks_to_a_hundred_times_its_size_is_a_bomb():
    assert refused(with_member("xl/media/a.bin", bytes(2 * MIB))) == ("zip_bomb", {})


def test_a_small_member_may_be_packed_as_tightly_as_it_can():
    assert read_table(with_member("xl/styles2.xml", bytes(MIB - 1))).sheet == "Plan"


def test_more_than_60_mib_in_all_are_a_bomb():
    grain = random.Random(7).randbytes(64 * 1024)  # packs to a thirtieth: 40 copies behind one another
    members = {f"xl/media/{number}.bin": grain[:30_000] * 70 for number in range(31)}
    data = workbooks.packed({**workbooks.members(PLAN), **members})
    assert len(data) < 5 * MIB
    assert refused(data) == ("zip_bomb", {})


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_two_members_of_one_name_are_no_workbook():
    """The last would be read as often as its name is there, whatever was counted before."""
    file = io.BytesIO(PLAN)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/workbook.xml", workbooks.members(PLAN)["xl/workbook.xml"])
    assert refused(file.getvalue()) == ("damaged", {})


def test_more_than_a_thousand_members_are_a_bomb():
    members = {f"xl/media/{number}": b"" for number in range(1_000)}
    assert refused(workbooks.packed({**workbooks.members(PLAN), **members})) == ("zip_bomb", {})


def test_the_size_that_a_member_declares_is_not_believed():
    data = bytearray(with_member("xl/media/a.bin", bytes(2 * MIB)))
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(b"xl/media/a.bin"))
    data[place + 24 : place + 28] = struct.pack("<I", 10)
    assert refused(bytes(data)) == ("damaged", {})


@pytest.mark.parametrize("name", ["/etc/passwd", "../../a.xml", "xl/../../a.xml", "C:\\a.xml", "..\\a.xml"])
def test_names_that_lead_out_of_the_archive_are_refused(name):
    assert refused(with_member(name, b"x")) == ("damaged", {})


def test_an_encrypted_archive_is_protected():
    data = bytearray(PLAN)
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    assert refused(bytes(data)) == ("protected", {})


def test_a_workbook_with_a_password_is_protected():
    data = OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    assert refused(data) == ("protected", {})


@pytest.mark.parametrize(
    "part",
    ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"],
)
@pytest.mark.parametrize(
    "entity",
    [
        b'<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">',
        b'<!ENTITY a SYSTEM "file:///etc/passwd">',
        b'<!ENTITY % a SYSTEM "http://example.org/x.dtd"> %a;',
    ],
)
def test_entities_are_refused_in_every_part_of_a_workbook(part, entity):
    whole = workbooks.members(PLAN)[part]
    start, end = whole.split(b"?>", 1)
    data = with_member(part, start + b"?><!DOCTYPE x [" + entity + b"]>" + end)
    assert refused(data) == ("unsafe_xml", {})


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"PK\x03\x04\x14\x00\x06\x00", ("damaged", {})),
        (PLAN[: len(PLAN) // 2], ("damaged", {})),
        (OLE + bytes(1000), ("not_a_table", {"kind": "document"})),
        (OLE + bytes(600) + "Workbook".encode("utf-16-le") + bytes(600), ("damaged", {})),
        (workbooks.packed({"a.txt": b"x"}), ("not_text", {"kind": "archive"})),
        (workbooks.packed({"word/document.xml": b"<x/>"}), ("not_a_table", {"kind": "document"})),
        (workbooks.packed({"ppt/presentation.xml": b"<x/>"}), ("not_a_table", {"kind": "presentation"})),
        (workbooks.packed({"xl/workbook.bin": b"x"}), ("not_a_table", {"kind": "xlsb"})),
        (workbooks.packed({"Index/Document.iwa": b"x"}), ("not_a_table", {"kind": "numbers"})),
        (workbooks.packed({"xl/workbook.xml": b"<x/>"}), ("damaged", {})),
        (workbooks.packed({}), ("not_text", {"kind": "archive"})),
        (workbooks.plain(), ("empty", {})),
        (workbooks.plain(["Action", "Qui"]), ("headers_only", {})),
        (workbooks.plain(["Action"], *[["x"]] * 20_001), ("too_many_rows", {"limit": 20_000})),
    ],
)
def test_what_is_no_table_is_called_by_its_name(data, told):
    assert refused(data) == told


def test_a_cell_may_be_as_long_in_a_workbook_as_in_a_text():
    sheet = workbooks.members(PLAN)["xl/sharedStrings.xml"].replace(b"Appeler", b"x" * 131_073)
    assert refused(with_member("xl/sharedStrings.xml", sheet)) == ("cell_too_long", {"line": 2, "limit": 131_072})


def test_one_long_text_in_every_cell_is_too_heavy():
    parts = workbooks.members(workbooks.plain(["Action"], *[["Appeler"]] * 10_000))
    long = parts["xl/sharedStrings.xml"].replace(b"Appeler", b"x" * 100_000)
    data = workbooks.packed({**parts, "xl/sharedStrings.xml": long})
    assert len(data) < MIB
    assert refused(data) == ("too_heavy", {})


@pytest.mark.parametrize("name", ["notify_excel_97.xls", "notify_excel_95.xls", "notify_excel_2007.xlsx"])
@pytest.mark.parametrize("seed", range(12))
def test_a_workbook_with_holes_gives_a_table_or_a_named_refusal(name, seed):
    chance = random.Random(seed)
    data = bytearray((HERE / name).read_bytes())
    for _ in range(chance.choice([1, 5, 40])):
        data[chance.randrange(len(data))] = chance.randrange(256)
    try:
        table = read_table(bytes(data))
    except Unreadable:
        return
    assert {len(row) for row in table.rows} == {table.width}


def test_a_part_broken_inside_a_sound_archive_is_damaged():
    for name, content in workbooks.members(PLAN).items():
        if name in {"xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"}:
            assert refused(with_member(name, content[: len(content) // 2])) == ("damaged", {})


def test_an_archive_in_an_archive_stays_closed():
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("xl/workbook.xml", b"x")
    assert refused(workbooks.packed({"a.zip": inner.getvalue()})) == ("not_text", {"kind": "archive"})

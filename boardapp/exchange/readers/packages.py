"""Workbooks of today are zip archives. Before anything parses one, all of it is unpacked once, counted and thrown away:
what the archive says of itself is not believed."""

import io
import zipfile

from boardapp.exchange.tables import Unreadable

MEMBERS_MOST = 1_000
UNPACKED_MOST = 60 * 1024 * 1024
RATIO_MOST = 100
SMALL = 1024 * 1024
"""Below this size a high ratio is no bomb: a style sheet of one repeated line is packed as well."""

_ENCRYPTED = 1
_CHUNK = 256 * 1024


def unpack(data: bytes) -> zipfile.ZipFile:
    """The archive, safe to read. Raises Unreadable: damaged, protected, zip_bomb."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        _check_names(archive.infolist())
        _check_sizes(archive)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, UnicodeDecodeError, ValueError) as error:
        raise Unreadable("damaged") from error
    return archive


def _check_names(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MEMBERS_MOST:
        raise Unreadable("zip_bomb")
    if len({member.filename for member in members}) < len(members):  # the last of a name would be read for each
        raise Unreadable("damaged")
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise Unreadable("protected")
    for member in members:
        parts = member.filename.replace("\\", "/").split("/")
        if parts[0] == "" or ".." in parts or ":" in parts[0]:
            raise Unreadable("damaged")


def _check_sizes(archive: zipfile.ZipFile) -> None:
    left = UNPACKED_MOST
    for member in archive.infolist():
        if member.file_size > UNPACKED_MOST:
            raise Unreadable("zip_bomb")
        size = _counted(archive, member, left)
        left -= size
        if left < 0 or size > max(SMALL, RATIO_MOST * member.compress_size):
            raise Unreadable("zip_bomb")


def _counted(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> int:
    size = 0
    with archive.open(member) as content:
        while size <= most and (chunk := content.read(_CHUNK)):
            size += len(chunk)
    return size

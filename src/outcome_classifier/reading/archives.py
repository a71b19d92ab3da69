"""Office files are archives: what is hostile in them is refused before anything is unpacked."""

from __future__ import annotations

import copy
import zipfile
import zlib
from collections.abc import Iterator

from ..errors import FileRefused, file_not_understood
from .source import Source

_MAX_UNPACKED, _MAX_RATIO, _SMALL, _MAX_MEMBERS = 1 << 30, 200, 50 << 20, 10_000
_BLOCK = 1 << 18
_ENCRYPTED = 1
_DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))
#: Macros and dialogues of an ODS file: never read, and written with a DOCTYPE.
_NEVER_READ = ("Basic/", "Dialogs/")


def refuse_hostile(source: Source, *, most: int = _MAX_UNPACKED) -> None:
    """Refuse an archive that is a bomb, has unsafe names or an XML part with a DOCTYPE.

    A file that is no archive passes. ``most`` is in bytes, unpacked. Sizes are counted, not
    believed: what an archive tells of itself need not be so.

    Raises
    ------
    FileRefused
        With what was found.
    """
    if not zipfile.is_zipfile(source.path):
        return
    try:
        with zipfile.ZipFile(source.path) as archive:
            _refuse(source, archive, most)
    except FileRefused:
        raise
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, RuntimeError) as error:
        raise _refused(source, "it is damaged", "Open it and save it again.") from error


def _refuse(source: Source, archive: zipfile.ZipFile, most: int) -> None:
    members = archive.infolist()
    total = sum(member.file_size for member in members)
    ratio = total / max(source.path.stat().st_size, 1)
    if total > most or (total > _SMALL and ratio > _MAX_RATIO) or len(members) > _MAX_MEMBERS:
        raise _bomb(source)
    names = [member.filename.replace("\\", "/") for member in members]
    unsafe = any(
        name.startswith("/") or ":" in name or ".." in name.split("/") or name.endswith(".zip")
        for name in names
    )
    if unsafe or len({name.lower() for name in names}) < len(names):
        raise _refused(source, "it holds unsafe or repeated file names", "Save it again.")
    for member in members:
        if member.flag_bits & _ENCRYPTED:
            raise _refused(source, "it is protected with a password", "Save a copy without one.")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _refused(source, "it is packed in an unusual way", "Save it again.")
        parsed = member.filename.endswith((".xml", ".rels")) and not member.filename.startswith(
            _NEVER_READ
        )
        size, tail = 0, b""
        for block in _blocks(archive, member):
            size += len(block)
            if size > member.file_size:
                raise _bomb(source)
            if parsed and any(mark in tail + block for mark in _DOCTYPES):
                raise _refused(source, "it holds XML entities", "Save it again.")
            tail = block[-32:]


def _blocks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack a member block by block to its real end, whatever size it tells."""
    asked = copy.copy(member)
    asked.file_size = _MAX_UNPACKED
    with archive.open(asked) as file:
        while block := file.read(_BLOCK):
            yield block


def _bomb(source: Source) -> FileRefused:
    return _refused(source, "it unpacks to far more than its size", "Export what is in it anew.")


def _refused(source: Source, what: str, advice: str) -> FileRefused:
    return file_not_understood(source.name, what, advice)

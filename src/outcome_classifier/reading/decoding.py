"""Bytes to lines: the encoding tried in a fixed order and reported, never guessed in silence."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import file_not_understood

_BLOCK, _MAX_LOOK = 1 << 20, 64 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: The name of what an office file with a password holds.
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_SIGNATURES = (
    (b"PK\x03\x04", "it looks like a ZIP or Office file"),
    (b"\x89PNG", "it looks like a PNG picture"),
    (b"\xff\xd8\xff", "it looks like a JPEG picture"),
    (b"%PDF", "it looks like a PDF"),
    (_OLE, "it looks like an old or a password-protected Office file"),
    (b"\x1f\x8b", "it looks like a gzip file"),
    (b"{\\rtf", "it looks like an RTF document"),
)


_TEXT_SIGNATURES = (
    (b"<!doctype html", "it looks like a web page saved under this name"),
    (b"<html", "it looks like a web page saved under this name"),
    (b"<table", "it looks like a web page saved under this name"),
    (b"<?xml", "it looks like XML saved under this name"),
)


def looks_like(path: Path) -> str | None:
    """Say what a file seems to be by its first bytes, or None where it may be text."""
    with path.open("rb") as file:
        start = file.read(8)
        if start == _OLE and _LOCKED in file.read(_MAX_LOOK):
            return "it is protected with a password"
    return next((what for magic, what in _SIGNATURES if start.startswith(magic)), None)


def seems_to_be(path: Path) -> str | None:
    """Say what a file that is no office file seems to be, text and web pages too."""
    what = looks_like(path)
    if what is None:
        with path.open("rb") as file:
            start = file.read(1024).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        what = next((told for mark, told in _TEXT_SIGNATURES if start.startswith(mark)), None)
        if what is None and start and not any(byte < 9 for byte in start):
            what = "it looks like plain text or CSV under another name"
    return what


@dataclass(frozen=True, slots=True)
class Decoding:
    """How the bytes of a file are text, and how many lines they make."""

    encoding: str
    lines: int


def find_decoding(path: Path, wanted: str | None = None) -> Decoding:
    """Return the encoding of a text file, and its number of lines.

    The one asked for; else by its byte order mark; else UTF-8 if every byte of the file is valid;
    else Windows-1252. Bytes that are none of these are refused.
    """
    what = looks_like(path)
    if what:
        raise file_not_understood(path.name, what, "Give the file its right suffix, or export it.")
    with path.open("rb") as file:
        start = file.read(4)
    if wanted:
        candidates: tuple[str, ...] = (_known_encoding(path.name, wanted),)
    elif start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ("utf-16",)
    elif start[1:2] == b"\x00" or start[:1] == b"\x00":
        candidates = ("utf-16-le", "utf-16-be") if start[1:2] == b"\x00" else ("utf-16-be",)
    else:
        candidates = ("utf-8-sig", "cp1252")
    for encoding in candidates:
        lines = _lines(path, encoding)
        if lines is not None:
            return Decoding(encoding, lines)
    raise file_not_understood(
        path.name,
        "its bytes are no text in UTF-8, UTF-16 or Windows-1252",
        "Save it as CSV UTF-8, or name its encoding with --encoding.",
    )


def _known_encoding(name: str, wanted: str) -> str:
    """The codec that was asked for, if it is one of text; UTF-8 without its byte order mark."""
    try:
        found = codecs.lookup(wanted)
    except (LookupError, ValueError) as error:
        raise file_not_understood(
            name, "the encoding asked for is not known", "Try utf-8 or cp1252."
        ) from error
    if not getattr(found, "_is_text_encoding", True):
        raise file_not_understood(
            name, "the encoding asked for is none of text", "Try utf-8 or cp1252."
        )
    return "utf-8-sig" if found.name == "utf-8" else found.name


def _lines(path: Path, encoding: str) -> int | None:
    """The number of lines, whichever end they have; None where the bytes are of another encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    ends = returns = 0
    last = ""
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                text = decoder.decode(block)
                if encoding == "cp1252" and "\x00" in text:
                    return None
                ends, returns = ends + text.count("\n"), returns + text.count("\r")
                last = text[-1:] or last
            decoder.decode(b"", final=True)
    except UnicodeError:
        return None
    return max(ends, returns) + (last not in ("\n", "\r"))


class CleanLines:
    """Iterate over the lines of a text file without NUL characters; counts what it dropped.

    Line ends inside are kept, so that a CSV reader sees quoted line breaks.
    """

    def __init__(self, path: Path, encoding: str) -> None:
        self._file = path.open(encoding=encoding, newline="")
        self.dropped = 0

    def __iter__(self) -> Iterator[str]:
        """Yield lines with their ends."""
        for line in self._file:
            if "\x00" in line:
                self.dropped += line.count("\x00")
                line = line.replace("\x00", "")
            yield line

    def close(self) -> None:
        """Close the file underneath."""
        self._file.close()

"""What the XML of a workbook's sheets tells before it is loaded: its extent, its broken cells.

A sheet is loaded as a full rectangle: one cell at the far corner of an otherwise empty sheet would
cost gigabytes.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

#: A cell with something in it, and where it is; cells with a format alone close themselves.
_FILLED = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>')
_ERROR = re.compile(rb'<(?:\w+:)?c\s[^>]*?\bt="e"')
_UNWORKED = re.compile(rb"</(?:\w+:)?f>\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></|</(?:\w+:)?c>)")
_END = re.compile(rb"</(?:\w+:)?c>")
_BLOCK, _MAX_GAP, _ENDLESS = 1 << 20, 8 << 20, 1 << 40


@dataclass(frozen=True, slots=True)
class Extent:
    """The most cells that a sheet would take; cells with an error; formulas without a value."""

    cells: int = 0
    errors: int = 0
    unworked: int = 0


def extent_of(path: Path) -> Extent:
    """Look through the sheets of an XLSX file; nothing for a file of another kind."""
    if not zipfile.is_zipfile(path):
        return Extent()
    cells = errors = unworked = 0
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if not member.filename.endswith(".xml"):
                continue
            height = width = 0
            with archive.open(member) as file:
                for xml in _whole_cells(file):
                    for column, row in _FILLED.findall(xml):
                        height = max(height, int(row))
                        width = max(width, _number(column))
                    errors += len(_ERROR.findall(xml))
                    unworked += len(_UNWORKED.findall(xml))
                    if xml == b"":
                        height = width = _ENDLESS
            cells = max(cells, height * width)
    return Extent(cells, errors, unworked)


def _whole_cells(file: IO[bytes]) -> Iterator[bytes]:
    """Yield XML in pieces that end behind a cell, or before a tag; b"" where a tag has no end."""
    rest = b""
    while block := file.read(_BLOCK):
        block = rest + block
        end = block.rfind(b"</c>") + 4 if b"</c>" in block else 0
        end = max([end, *(m.end() for m in _END.finditer(block, end))])
        end = end or block.rfind(b"<")
        if end > 0:
            yield block[:end]
        rest = block[max(end, 0) :]
        if len(rest) > _MAX_GAP:
            yield b""
            return
    if rest:
        yield rest


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number

"""One file to read: where it is, what results call it, and how it is to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

#: True: found; False: none; a row number, or the first and last row of a header.
Header = bool | int | tuple[int, int]
#: Place or field to the local names that hold it, in a form that needs no more checking.
Names = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Source:
    """A file, its name in results (with its folders, where a folder is read), and the options."""

    path: Path
    name: str
    columns: Names | None = None
    sheet: str | None = None
    encoding: str | None = None
    header: Header = True
    skip_bad_lines: bool = False

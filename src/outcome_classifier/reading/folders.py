"""Folders and patterns: which files are read, in which order, and which are passed over."""

from __future__ import annotations

import glob
import os
from pathlib import Path

#: Written by systems and office programs beside documents; never records.
_SYSTEM = ("thumbs.db", "desktop.ini", "__macosx")
_LOCKS = ("~$", ".~lock.")


def is_many(path: Path) -> bool:
    """Tell whether a path is a folder, or a pattern such as ``plans/*.docx``, and no file."""
    return path.is_dir() or (not path.exists() and glob.has_magic(str(path)))


def files_in(path: Path, suffixes: tuple[str, ...]) -> tuple[dict[str, Path], dict[str, str]]:
    """Return the files to read by their names, and why others are passed over; both sorted.

    Names have the folders between the given one and the file, with ``/``. Links to folders are not
    followed. The reasons are ``hidden`` (lock files and those of the system too) and
    ``unknown_format``.
    """
    if path.is_dir():
        base, found = path, _walk(path)
    else:
        parts = path.parts
        first = next(n for n, part in enumerate(parts) if glob.has_magic(part))
        base = Path(*parts[:first])
        found = list(base.glob(str(Path(*parts[first:]))))
    files: dict[str, Path] = {}
    passed: dict[str, str] = {}
    for name, file in sorted((f.relative_to(base).as_posix(), f) for f in found):
        if not file.is_file():
            continue
        if any(_is_hidden(part) for part in name.split("/")):
            passed[name] = "hidden"
        elif file.suffix.lower() in suffixes:
            files[name] = file
        else:
            passed[name] = "unknown_format"
    return files, passed


def _walk(folder: Path) -> list[Path]:
    return [
        Path(place) / name
        for place, _, names in os.walk(folder, followlinks=False)
        for name in names
    ]


def _is_hidden(part: str) -> bool:
    lowered = part.lower()
    return lowered.startswith((".", *_LOCKS)) or lowered in _SYSTEM

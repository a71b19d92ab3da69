"""The column map: given in Python or as a TOML file, checked once, chosen for each file."""

from __future__ import annotations

import fnmatch
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..datatypes import FIELD_NAMES
from ..errors import map_file, setting_out_of_range
from .columns import PLACES, RECORDS
from .source import Names

_MAX_BYTES = 1_000_000

#: What a user may give: place or field to a local name, several names, or (for the files that a
#: pattern such as ``*.json`` fits) another such map.
Given = Mapping[str, Any] | str | Path


def load_map(given: Given | None) -> Mapping[str, Any]:
    """Return a checked column map, from a mapping or a TOML file.

    Raises
    ------
    FileRefused
        The file is missing, is no TOML, or holds something else than names.
    ValueRefused
        A key that is no place, no field and no file pattern, or a value that is no name.
    """
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        given = _toml(Path(given))
    return {str(key): _checked(str(key), value) for key, value in given.items()}


def map_for(name: str, columns: Mapping[str, Any]) -> Names | None:
    """Return the map for one file: the part whose pattern fits its name, else what is general."""
    for pattern, part in columns.items():
        if isinstance(part, Mapping) and fnmatch.fnmatch(name.lower(), pattern.lower()):
            return part
    general = {key: value for key, value in columns.items() if not isinstance(value, Mapping)}
    return general or None


def _toml(path: Path) -> Mapping[str, Any]:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise map_file(path.name, "is too large for a column map")
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise map_file(path.name, "is not there or cannot be opened") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        where = error.args[0] if isinstance(error, tomllib.TOMLDecodeError) else "not UTF-8 text"
        raise map_file(path.name, f"is no TOML ({where})") from error


def _checked(key: str, value: Any) -> Any:
    if isinstance(value, Mapping) and any(mark in key for mark in "*?["):
        return {str(place): _checked(str(place), names) for place, names in value.items()}
    if key not in (*PLACES, *FIELD_NAMES, RECORDS):
        raise setting_out_of_range(
            "A column map", f"made of {', '.join((*PLACES, *FIELD_NAMES))} (or a file pattern)"
        )
    names = (value,) if isinstance(value, str) else value
    if not isinstance(names, (list, tuple)) or not names:
        raise setting_out_of_range(f'"{key}" of a column map', "a name or a list of names")
    if not all(isinstance(name, str) and name.strip() for name in names):
        raise setting_out_of_range(f'"{key}" of a column map', "a name or a list of names")
    return tuple(names)

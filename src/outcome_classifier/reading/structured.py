"""JSON Lines to records: one object a line, a bad line left out and counted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..datatypes import FIELD_NAMES, Record
from ..errors import ValueRefused
from ..results import ReadLog
from .decoding import CleanLines, find_encoding
from .source import Source

_MAX_LINE = 20_000_000
_KEPT = ("id", "record_id", "team", "service", "date", "review_date")


def read_json_lines(source: Source, log: ReadLog) -> Iterator[Record]:
    """Yield one record a line, as `Record.from_dict` takes it.

    ``columns`` maps a place or field to the key that holds it here, ``outcomes=goals.personal``
    for a key inside another.
    """
    path = source.path
    columns = {place: names[0] for place, names in (source.columns or {}).items()}
    found = find_encoding(path, source.encoding)
    log.begin(path.name, "JSON Lines", encoding=found)
    log.map(dict(columns or {}), ())
    lines = CleanLines(path, found)
    try:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            log.rows += 1
            record = _record(line, number, path.name, columns)
            if record is None:
                log.leave_out(path.name, number, "", "unreadable")
                continue
            log.records += 1
            yield record
    finally:
        lines.close()


def _record(
    line: str, number: int, source: str, columns: Mapping[str, str] | None
) -> Record | None:
    if len(line) > _MAX_LINE:
        return None
    try:
        data = json.loads(line, parse_constant=_refuse, object_pairs_hook=_unique)
        if not isinstance(data, dict):
            return None
        if columns:
            data = _mapped(data, columns)
        named = {key: value for key, value in data.items() if value is not None}
        record = Record.from_dict({"id": f"line {number}", **named, "source": source, "rows": {}})
    except (ValueError, RecursionError, ValueRefused):
        return None
    rows = {name: (number,) * len(items) for name, items in record.fields.items()}
    return Record.from_dict({**record.to_dict(), "rows": {**rows, "text": (number,)}})


def _mapped(data: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, Any]:
    plain: dict[str, Any] = {name: data[name] for name in _KEPT if name in data}
    fields: dict[str, Any] = {}
    for place, path in columns.items():
        value: Any = data
        for key in path.split("."):
            value = value.get(key) if isinstance(value, Mapping) else None
        if value is not None:
            (fields if place in FIELD_NAMES else plain)[place] = value
    if not fields and "text" not in plain:
        raise ValueError("nothing stands where the map says")
    return {**plain, "fields": fields}


def _refuse(name: str) -> Any:
    raise ValueError(name)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    if len(set(keys)) < len(keys):
        raise ValueError("a key stands twice")
    return dict(pairs)

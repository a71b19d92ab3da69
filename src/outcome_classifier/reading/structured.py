"""JSON and JSON Lines to records: the library's own form, a path map, known names, or FHIR."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain, islice
from typing import Any

from ..datatypes import FIELD_NAMES, Record
from ..errors import ValueRefused, file_not_understood
from ..fieldnames import field_named
from ..readlog import ReadLog
from .columns import PLACES, RECORDS, names_people, place_named
from .decoding import CleanLines, find_decoding
from .fhir import is_fhir, read_resources
from .paths import flat, parse_json, spaced, values_at, words_of
from .source import Source
from .tables import MAX_CELL, cell_text, records_of

_MAX_FILE, _MAX_LINE = 64 << 20, 20_000_000
#: How many keys that were not used are named.
_MOST_NAMED = 100
_KEPT = ("id", "record_id", "team", "service", "date", "review_date")
_OWN = frozenset((*_KEPT, "text", "fields", "source", "rows"))


def read_json(source: Source, log: ReadLog) -> Iterator[Record]:
    """Yield the records of a JSON file: one object, a list of them, or a list inside."""
    _refuse_large(source)
    encoding = find_decoding(source.path, source.encoding).encoding
    lines = CleanLines(source.path, encoding)
    try:
        data = parse_json("".join(lines))
    except (ValueError, RecursionError) as error:
        raise file_not_understood(source.name, _fault(error), "Mend it or export again.") from error
    finally:
        lines.close()
    if is_fhir(data):
        yield from read_resources(source, [(1, data)], encoding, log)
        return
    objects = _objects(source, data)
    log.begin(source.name, "JSON", encoding=encoding)
    log.expect(len(objects))
    if len(objects) > 1 and all(map(_is_flat, objects)):
        names = list(dict.fromkeys(chain.from_iterable(objects)))
        rows = ((n, [item.get(name) for name in names]) for n, item in enumerate(objects, 1))
        header = names if source.columns else [spaced(name) for name in names]
        yield from records_of(source.name, chain([(0, header)], rows), source.columns, 0, log)
        return
    yield from _Objects(source, log).records(enumerate(objects, 1), "record")


def read_json_lines(source: Source, log: ReadLog) -> Iterator[Record]:
    """Yield one record a line; lines that are FHIR resources are joined by their subject."""
    found = find_decoding(source.path, source.encoding)
    lines = CleanLines(source.path, found.encoding)
    try:
        numbered = ((n, line) for n, line in enumerate(lines, 1) if line.strip())
        values: Iterator[tuple[int, Any]] = ((n, _value(line)) for n, line in numbered)
        first = list(islice(values, 1))
        values = chain(first, values)
        if first and is_fhir(first[0][1]):
            _refuse_large(source)
            yield from read_resources(source, list(values), found.encoding, log)
            return
        log.begin(source.name, "JSON Lines", encoding=found.encoding)
        log.expect(found.lines)
        yield from _Objects(source, log).records(values, "line")
    finally:
        lines.close()


def _refuse_large(source: Source) -> None:
    if source.path.stat().st_size > _MAX_FILE:
        raise file_not_understood(
            source.name,
            "it is too large to be read as one piece",
            "Save it as JSON Lines (.jsonl), one record a line, or in parts.",
        )


def _value(line: str) -> Any:
    try:
        return parse_json(line) if len(line) <= _MAX_LINE else None
    except (ValueError, RecursionError):
        return None


def _fault(error: Exception) -> str:
    """What is wrong with a JSON text, and where, without a word of it."""
    if isinstance(error, RecursionError):
        return "its objects are nested too deep"
    if isinstance(error, json.JSONDecodeError):
        return f"it is no JSON (line {error.lineno}, column {error.colno}: {error.msg})"
    return f"it is no JSON ({error})"


def _objects(source: Source, data: Any) -> list[Any]:
    """The objects that are records: where the map says, else the list, else the one object."""
    columns = source.columns or {}
    if RECORDS in columns:
        found = [value for path in columns[RECORDS] for value in values_at(data, path)]
        if not found:
            raise file_not_understood(
                source.name, "nothing stands where the map says the records are", "See --columns."
            )
        return found
    if isinstance(data, list):
        return data
    if not isinstance(data, Mapping):
        raise file_not_understood(source.name, "it holds no object", "A record is an object.")
    if not any(values_at(data, p) for names in columns.values() for p in names):
        lists = [
            value
            for key, value in data.items()
            if isinstance(value, list)
            and all(isinstance(item, Mapping) for item in value)
            and place_named(spaced(key)) not in FIELD_NAMES
        ]
        if len(lists) == 1 and "fields" not in data:
            return lists[0]
    return [data]


def _is_flat(item: Any) -> bool:
    return (
        isinstance(item, Mapping)
        and "fields" not in item
        and not any(isinstance(value, (Mapping, list)) for value in item.values())
    )


class _Objects:
    """Objects to records; keeps which key was used for what, and which for nothing."""

    def __init__(self, source: Source, log: ReadLog) -> None:
        self._source, self._log = source, log
        self._used: dict[str, dict[str, None]] = {}
        self._left: dict[str, None] = {}

    def records(self, numbered: Iterable[tuple[int, Any]], unit: str) -> Iterator[Record]:
        """Yield a record for each numbered object; one that gives none is left out, named."""
        log, name = self._log, self._source.name
        for number, item in numbered:
            log.rows += 1
            try:
                record = self._record(item, number, unit)
            except (ValueError, ValueRefused):
                log.leave_out(name, number, "", "unreadable")
                continue
            log.records += 1
            yield record
        used = self._source.columns or self._used
        log.map({place: ", ".join(names) for place, names in used.items()}, tuple(self._left))

    def _record(self, item: Any, number: int, unit: str) -> Record:
        if not isinstance(item, Mapping):
            raise ValueError("no object")
        if self._source.columns:
            data = self._mapped(item, number)
        elif "fields" in item or _OWN.issuperset(item):
            data = {key: value for key, value in item.items() if value is not None}
        else:
            data = self._by_names(item, number)
        data = {"id": f"{unit} {number}", **data, "source": self._source.name, "rows": {}}
        record = Record.from_dict(data)
        rows = {name: (number,) * len(items) for name, items in record.fields.items()}
        return replace(record, rows={**rows, "text": (number,)})

    def _mapped(self, item: Mapping[str, Any], number: int) -> dict[str, Any]:
        """What stands at the paths of the map; ids and groups by their own names too."""
        plain = {name: cell_text(item[name]) for name in _KEPT if name in item}
        found: dict[str, list[Any]] = {}
        for place, names in (self._source.columns or {}).items():
            for name in names if place != RECORDS else ():
                for path in (name,) if values_at(item, name) else name.split(","):
                    found.setdefault(place, []).extend(values_at(item, path.strip()))
        return self._data(plain, found, number)

    def _by_names(self, item: Mapping[str, Any], number: int) -> dict[str, Any]:
        """What stands under known names, in objects inside too; the first of each place."""
        found: dict[str, list[Any]] = {}
        waiting = deque([("", item)])
        while waiting:
            above, inside = waiting.popleft()
            for key, value in inside.items():
                path = f"{above}{key}"
                place = place_named(spaced(key))
                plain = place in PLACES and (place in found or isinstance(value, (Mapping, list)))
                if names_people(spaced(key)):
                    self._leave(path)
                elif isinstance(value, Mapping) and (
                    place not in FIELD_NAMES or not words_of(value)
                ):
                    waiting.append((f"{path}.", value))
                elif place is None or plain:
                    self._leave(path)
                else:
                    self._used.setdefault(place, {})[path] = None
                    found.setdefault(place, []).extend(flat([value]))
        return self._data({}, found, number)

    def _leave(self, path: str) -> None:
        if len(self._left) < _MOST_NAMED:
            self._left[path] = None

    def _data(
        self, plain: dict[str, str], found: Mapping[str, list[Any]], number: int
    ) -> dict[str, Any]:
        places = {
            place: cell_text(values[0])
            for place, values in found.items()
            if values and place in PLACES and place != "text"
        }
        fields = {
            place: self._texts(values, place, number)
            for place, values in found.items()
            if place in FIELD_NAMES
        }
        texts = self._texts(found.get("text", []), "text", number)
        section = places.pop("field", "")
        if section and texts:
            named = section if section in FIELD_NAMES else field_named(section) or "notes"
            fields.setdefault(named, []).extend(texts)
            texts = []
        if not texts and not any(fields.values()):
            raise ValueError("nothing to read")
        return {**plain, **places, "text": "\n".join(texts), "fields": fields}

    def _texts(self, values: Iterable[Any], place: str, number: int) -> list[str]:
        texts: list[str] = []
        for value in values:
            for words in words_of(value):
                reason = "too_long" if isinstance(words, str) else "not_text"
                if isinstance(words, str) and len(words) <= MAX_CELL:
                    texts += [words] if words.strip() else []
                else:
                    self._log.leave_out(self._source.name, number, place, reason)
        return texts

"""Rows to records; data frames.

A table has either one person's record in a row (columns such as Needs, Outcomes, Actions) or one
statement in a row (a text column, perhaps a section column); rows that follow each other with the
same id are then one record. Every cell is read as text; the header is row 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from ..cleaning import is_missing
from ..datatypes import FIELD_NAMES, Record
from ..fieldnames import field_named
from ..readlog import ReadLog
from .columns import ColumnMap, map_columns
from .headers import Row, names_and_body
from .mapfile import Given, load_map, map_for
from .source import Header, Names

if TYPE_CHECKING:
    import pandas as pd

#: A longer cell is no part of a record; it is left out as ``too_long``.
MAX_CELL = 1_000_000


class Above(str):
    """The value of a cell that is merged with the one above it."""

    __slots__ = ()


def read_frame(frame: pd.DataFrame, columns: Given | None, log: ReadLog) -> Iterator[Record]:
    """Yield the records of a DataFrame; rows are numbered as if it had a header in row 1."""
    log.begin("DataFrame", "data frame")
    log.expect(len(frame))
    header: Row = (1, [str(name) for name in frame.columns])
    rows = chain([header], enumerate(frame.itertuples(index=False, name=None), 2))
    yield from records_of("DataFrame", rows, map_for("DataFrame", load_map(columns)), 1, log)


def records_of(
    name: str, rows: Iterable[Row], columns: Names | None, header: Header, log: ReadLog
) -> Iterator[Record]:
    """Yield the records of numbered rows, the header among them (or not)."""
    names, body = names_and_body(name, rows, header, log)
    found = map_columns(name, names, columns, header_found=header is True)
    log.map(found.used, found.left_out)
    held: _Group | None = None
    for number, cells in body:
        log.rows += 1
        group = _Group(name, number, cells, found, names, log)
        if held is not None and group.continues(held):
            held.join(group)
            continue
        if held is not None:
            yield held.record(log)
        held = group
    if held is not None:
        yield held.record(log)


class _Group:
    """The rows of one record."""

    def __init__(
        self,
        source: str,
        number: int,
        cells: Sequence[object],
        found: ColumnMap,
        names: Sequence[str],
        log: ReadLog,
    ) -> None:
        self.source, self.long = source, "text" in found.places
        self.items: dict[str, list[tuple[str, int]]] = {}
        self.plain = {
            place: cell_text(_at(cells, position))
            for place, position in found.places.items()
            if place not in ("text", "field")
        }
        self.record_id = self.plain.pop("id", "") or f"row {number}"
        self.merged = "id" in found.places and isinstance(_at(cells, found.places["id"]), Above)
        wanted = [(field, n) for field, found_at in found.fields.items() for n in found_at]
        if self.long:
            field_at = found.places.get("field", len(cells))
            named = cell_text(_at(cells, field_at))
            section = named if named in FIELD_NAMES else field_named(named) or "notes"
            wanted.append((section, found.places["text"]))
        for field, position in wanted:
            value = _at(cells, position)
            for item in value if isinstance(value, (list, tuple)) else (value,):
                if is_missing(item) or isinstance(item, Above):
                    continue
                if not isinstance(item, str) or len(item) > MAX_CELL:
                    reason = "too_long" if isinstance(item, str) else "not_text"
                    log.leave_out(source, number, names[position], reason)
                elif item:
                    self.items.setdefault(field, []).append((item, number))

    def continues(self, before: _Group) -> bool:
        """Tell whether this row goes on with a record: the same id, or a cell merged with its."""
        if self.record_id != before.record_id:
            return False
        return self.merged or (self.long and self.plain == before.plain)

    def join(self, other: _Group) -> None:
        for field, items in other.items.items():
            self.items.setdefault(field, []).extend(items)

    def record(self, log: ReadLog) -> Record:
        log.records += 1
        return Record(
            record_id=self.record_id,
            fields={f: tuple(text for text, _ in items) for f, items in self.items.items()},
            rows={f: tuple(row for _, row in items) for f, items in self.items.items()},
            source=self.source,
            **self.plain,
        )


def cell_text(value: Any) -> str:
    """Return a cell as text: nothing for a missing one, whole numbers without a point."""
    if is_missing(value):
        return ""
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _at(cells: Sequence[object], position: int) -> Any:
    return cells[position] if position < len(cells) else ""

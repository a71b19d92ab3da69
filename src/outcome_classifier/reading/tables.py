"""Rows to records; data frames.

A table has either one person's record in a row (columns such as Needs, Outcomes, Actions) or one
statement in a row (a text column, perhaps a section column); rows that follow each other with the
same id are then one record. Every cell is read as text; the header is row 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..cleaning import is_missing
from ..datatypes import FIELD_NAMES, Record
from ..errors import file_empty
from ..fieldnames import field_named
from ..results import ReadLog
from .columns import ColumnMap, map_columns

if TYPE_CHECKING:
    import pandas as pd

#: The number of a row, as a spreadsheet shows it, and its cells.
Row = tuple[int, Sequence[object]]


def read_frame(
    frame: pd.DataFrame, columns: Mapping[str, str] | None, log: ReadLog
) -> Iterator[Record]:
    """Yield the records of a DataFrame; rows are numbered as if it had a header in row 1."""
    log.begin("DataFrame", "data frame")
    header: Row = (1, [str(name) for name in frame.columns])
    body = enumerate(frame.itertuples(index=False, name=None), 2)
    rows: Iterable[Row] = (header, *()) if frame.empty else _chain(header, body)
    yield from records_of("DataFrame", iter(rows), columns, True, log)


def _chain(header: Row, body: Iterable[Row]) -> Iterator[Row]:
    yield header
    yield from body


def records_of(
    name: str,
    rows: Iterator[Row],
    columns: Mapping[str, str] | None,
    header: bool,
    log: ReadLog,
) -> Iterator[Record]:
    """Yield the records of numbered rows, the first of which is the header (or is not)."""
    first = next(rows, None)
    if first is None:
        raise file_empty(name)
    names = (
        [str(cell) for cell in first[1]]
        if header
        else [str(n) for n in range(1, len(first[1]) + 1)]
    )
    found = map_columns(name, names, columns, header_given=header)
    log.map(found.used, found.left_out)
    body = rows if header else _chain(first, rows)
    held: _Group | None = None
    for number, cells in body:
        log.rows += 1
        group = _Group(name, number, cells, found, names, log)
        if held is not None and held.continues_with(group):
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
            place: _text(cells, position)
            for place, position in found.places.items()
            if place not in ("text", "field")
        }
        self.record_id = self.plain.pop("id", "") or f"row {number}"
        wanted = [(field, n) for field, found_at in found.fields.items() for n in found_at]
        if self.long:
            named = _text(cells, found.places["field"]) if "field" in found.places else ""
            section = named if named in FIELD_NAMES else field_named(named) or "notes"
            wanted.append((section, found.places["text"]))
        for field, position in wanted:
            value = cells[position] if position < len(cells) else ""
            if is_missing(value) or (isinstance(value, str) and not value):
                continue
            if not isinstance(value, str):
                log.leave_out(source, number, names[position], "not_text")
                continue
            self.items.setdefault(field, []).append((value, number))

    def continues_with(self, other: _Group) -> bool:
        return self.long and self.record_id == other.record_id and self.plain == other.plain

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


def _text(cells: Sequence[object], position: int) -> str:
    value: Any = cells[position] if position < len(cells) else ""
    if is_missing(value):
        return ""
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()

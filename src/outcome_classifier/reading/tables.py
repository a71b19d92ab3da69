"""Delimited text, workbooks and data frames to records.

A table has either one person's record in a row (columns such as Needs, Outcomes, Actions) or one
statement in a row (a text column, perhaps a section column); rows that follow each other with the
same id are then one record. Every cell is read as text; the header is row 1.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..datatypes import FIELD_NAMES, Record
from ..errors import (
    file_empty,
    file_not_understood,
    row_broken,
    sheet_unclear,
)
from ..fieldnames import field_named
from ..results import ReadLog
from .columns import ColumnMap, map_columns
from .decoding import CleanLines, find_encoding

if TYPE_CHECKING:
    import pandas as pd

SEPARATORS = (",", ";", "\t", "|")
_MAX_CELL = 5_000_000
_MAX_UNPACKED, _MAX_RATIO, _SMALL, _MAX_MEMBERS = 1 << 30, 200, 50 << 20, 10_000

Row = tuple[int, Sequence[object]]


def read_delimited(
    path: Path,
    columns: Mapping[str, str] | None,
    encoding: str | None,
    header: bool,
    skip_bad_lines: bool,
    log: ReadLog,
) -> Iterator[Record]:
    """Yield the records of a CSV, semicolon, tab or pipe separated file."""
    found = find_encoding(path, encoding)
    lines = CleanLines(path, found)
    before = csv.field_size_limit(_MAX_CELL)
    try:
        first = next(iter(lines), "").strip("\r\n")
        separator = max(SEPARATORS, key=first.count)
        lines.close()
        lines = CleanLines(path, found)
        rows = _delimited_rows(path.name, lines, separator, skip_bad_lines, log)
        log.begin(path.name, "delimited text", encoding=found, separator=separator)
        yield from _records(path.name, rows, columns, header, log)
        if lines.dropped:
            log.note(f"{lines.dropped} NUL characters taken out")
    finally:
        lines.close()
        csv.field_size_limit(before)


def _delimited_rows(
    name: str, lines: CleanLines, separator: str, skip_bad_lines: bool, log: ReadLog
) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=separator, strict=True)
    width = 0
    number = 0
    while True:
        start = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise row_broken(name, start, "a quote is not closed, or a cell is too long") from error
        if not any(cell.strip() for cell in row):
            continue
        number += 1
        width = width or len(row)
        if len(row) != width:
            if not skip_bad_lines:
                raise row_broken(name, start, f"{len(row)} cells where the header has {width}")
            log.leave_out(name, number, "", "unreadable")
            continue
        yield number, row


def read_workbook(
    path: Path,
    columns: Mapping[str, str] | None,
    sheet: str | None,
    header: bool,
    log: ReadLog,
) -> Iterator[Record]:
    """Yield the records of one sheet of a workbook. Values only: no formula, macro or link runs."""
    import python_calamine

    _refuse_bomb(path)
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
    except python_calamine.PasswordError as error:
        raise file_not_understood(
            path.name, "it is protected with a password", "Save a copy without one."
        ) from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise file_not_understood(
            path.name, "it is damaged or no workbook", "Open it and save it again as .xlsx or .csv."
        ) from error
    filled = [name for name in book.sheet_names if book.get_sheet_by_name(name).height > 0]
    if not filled:
        raise file_empty(path.name)
    if sheet is None and len(filled) == 1:
        sheet = filled[0]
    if sheet not in filled:
        raise sheet_unclear(path.name, filled)
    log.begin(path.name, "workbook", sheet=sheet)
    others = [name for name in filled if name != sheet]
    if others:
        log.note(f"sheets not read: {', '.join(others)}")
    table = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    rows = (
        (n, row) for n, row in enumerate(table, 1) if any(cell not in ("", None) for cell in row)
    )
    yield from _records(path.name, rows, columns, header, log)


def _refuse_bomb(path: Path) -> None:
    """Refuse an archive that unpacks to far more than it is, before anything is unpacked."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    total = sum(member.file_size for member in members)
    ratio = total / max(path.stat().st_size, 1)
    if (
        total > _MAX_UNPACKED
        or (total > _SMALL and ratio > _MAX_RATIO)
        or len(members) > _MAX_MEMBERS
    ):
        raise file_not_understood(
            path.name, "it unpacks to far more than its size", "Export the sheet as CSV."
        )


def read_frame(
    frame: pd.DataFrame, columns: Mapping[str, str] | None, log: ReadLog
) -> Iterator[Record]:
    """Yield the records of a DataFrame; rows are numbered as if it had a header in row 1."""
    log.begin("DataFrame", "data frame")
    header: Row = (1, [str(name) for name in frame.columns])
    body = enumerate(frame.itertuples(index=False, name=None), 2)
    rows: Iterable[Row] = (header, *()) if frame.empty else _chain(header, body)
    yield from _records("DataFrame", iter(rows), columns, True, log)


def _chain(header: Row, body: Iterable[Row]) -> Iterator[Row]:
    yield header
    yield from body


def _records(
    name: str,
    rows: Iterator[Row],
    columns: Mapping[str, str] | None,
    header: bool,
    log: ReadLog,
) -> Iterator[Record]:
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
            if value is None or (isinstance(value, float) and value != value) or value == "":
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
    if value is None or value != value:
        return ""
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()

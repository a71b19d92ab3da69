"""Workbooks: the values of one sheet. No formula, macro or link runs."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import date, datetime, time, timedelta
from typing import Any

from ..datatypes import Record
from ..errors import FileRefused, file_empty, file_not_understood, sheet_unclear
from ..readlog import ReadLog
from .apart import LoadingFailed, lines_apart
from .archives import refuse_hostile
from .decoding import seems_to_be
from .extents import extent_of
from .headers import Row
from .source import Source
from .tables import Above, cell_text, records_of

_MAX_CELLS = 20_000_000
_MOMENTS: Mapping[str, Callable[[Any], Any]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": lambda seconds: timedelta(seconds=seconds),
}


def read_workbook(source: Source, log: ReadLog) -> Iterator[Record]:
    """Yield the records of one sheet of a workbook."""
    refuse_hostile(source)
    extent = extent_of(source.path)
    if extent.cells > _MAX_CELLS:
        raise _too_large(source)
    with closing(lines_apart(source.path, source.sheet or "", _MAX_CELLS)) as lines:
        try:
            told = _told(source, json.loads(next(lines)))
            log.begin(source.name, "workbook", sheet=told["sheet"])
            log.expect(told["rows"] - 1)
            others = [name for name in told["filled"] if name != told["sheet"]]
            if others:
                log.note(f"sheets not read: {', '.join(others)}")
            if extent.errors:
                log.note(f"cells with an error such as #REF!, read as empty: {extent.errors}")
            if extent.unworked:
                log.note(f"formulas stored without their value, read as empty: {extent.unworked}")
            rows = _rows(lines, told["merged"])
            yield from records_of(source.name, rows, source.columns, source.header, log)
        except LoadingFailed as error:
            raise _refused(source, "it is damaged, or takes far too much memory") from error


def _told(source: Source, told: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the workbook says of itself, if there is one sheet to read."""
    if told.get("fault") == "password":
        raise file_not_understood(
            source.name, "it is protected with a password", "Save a copy without one."
        )
    if "fault" in told:
        raise _refused(source, seems_to_be(source.path) or "it is damaged or no workbook")
    if not told["filled"]:
        raise file_empty(source.name)
    if told["sheet"] not in told["filled"]:
        raise sheet_unclear(source.name, told["filled"])
    if told["cells"] > _MAX_CELLS:
        raise _too_large(source)
    return told


def _rows(lines: Iterator[str], merged: list[Any]) -> Iterator[Row]:
    """Rows with something in them; cells below the first of a merged range get its value, marked."""
    begins: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (first, left), (last, _) in merged:
        begins[first].append((left, last))
    open_: dict[int, tuple[Above, int]] = {}
    for number, line in enumerate(lines):
        row = json.loads(line, object_hook=_moment)
        open_ = {column: (value, last) for column, (value, last) in open_.items() if last >= number}
        for column, (value, _) in open_.items():
            row[column] = value if row[column] in ("", None) else row[column]
        for left, last in begins.get(number, ()):
            if left < len(row) and (value := Above(cell_text(row[left]))):
                open_[left] = value, last
        if any(cell not in ("", None) for cell in row):
            yield number + 1, row


def _moment(told: Mapping[str, Any]) -> Any:
    """A date or time, told under the name of its type."""
    return next(_MOMENTS[kind](value) for kind, value in told.items())


def _too_large(source: Source) -> FileRefused:
    return file_not_understood(
        source.name, "its used area is far too large", "Export the sheet as CSV."
    )


def _refused(source: Source, what: str) -> FileRefused:
    return file_not_understood(source.name, what, "Open it and save it again as .xlsx or .csv.")

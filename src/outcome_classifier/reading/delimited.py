"""Comma, semicolon, tab or pipe separated text, row by row."""

from __future__ import annotations

import csv
import re
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..datatypes import Record
from ..errors import row_broken
from ..results import ReadLog
from .decoding import CleanLines, find_encoding
from .tables import Row, records_of

SEPARATORS = (",", ";", "\t", "|")
_MAX_CELL = 5_000_000
_LIMIT = threading.Lock()


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
    separator, told = _separator(path, found)
    lines = CleanLines(path, found)
    try:
        if told:
            next(iter(lines))
        rows = _delimited_rows(path.name, lines, separator, skip_bad_lines, log)
        log.begin(path.name, "delimited text", encoding=found, separator=separator)
        yield from records_of(path.name, rows, columns, header, log)
        if lines.dropped:
            log.note(f"{lines.dropped} NUL characters taken out")
    finally:
        lines.close()


def _separator(path: Path, encoding: str) -> tuple[str, bool]:
    """The separator by the header line, outside quotes; True where a ``sep=`` line tells it."""
    lines = CleanLines(path, encoding)
    try:
        first = next((line for line in lines if line.strip()), "").strip("\r\n")
    finally:
        lines.close()
    if re.fullmatch(r"sep=[,;\t|]", first):
        return first[-1], True
    bare = re.sub(r'"[^"]*"?', "", first)
    preferred = "\t" if path.suffix.lower() in (".tsv", ".tab") else ","
    return max(SEPARATORS, key=lambda mark: (bare.count(mark), mark == preferred)), False


def _delimited_rows(
    name: str, lines: CleanLines, separator: str, skip_bad_lines: bool, log: ReadLog
) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=separator, strict=True)
    width = number = 0
    while True:
        start = reader.line_num + 1
        number += 1
        try:
            row = _next_row(reader)
        except csv.Error as error:
            if not skip_bad_lines:
                raise row_broken(
                    name, start, "a quote is not closed, or a cell is too long"
                ) from error
            log.leave_out(name, number, "", "unreadable")
            continue
        if row is None:
            return
        if not any(cell.strip() for cell in row):
            continue
        width = width or len(row)
        if len(row) != width:
            if not skip_bad_lines:
                raise row_broken(name, start, f"{len(row)} cells where the header has {width}")
            log.leave_out(name, number, "", "unreadable")
            continue
        yield number, row


def _next_row(reader: Iterator[list[str]]) -> list[str] | None:
    """The next row, long cells too: Python's own limit is one for the whole process."""
    with _LIMIT:
        before = csv.field_size_limit(_MAX_CELL)
        try:
            return next(reader, None)
        finally:
            csv.field_size_limit(before)

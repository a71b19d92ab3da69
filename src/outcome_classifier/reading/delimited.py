"""Comma, semicolon, tab or pipe separated text, row by row."""

from __future__ import annotations

import csv
import re
import threading
from collections.abc import Iterator
from itertools import chain, islice

from ..datatypes import Record
from ..errors import row_broken
from ..readlog import ReadLog
from .decoding import CleanLines, find_decoding
from .headers import Row, first_row, sample_header
from .source import Header, Source
from .tables import records_of

SEPARATORS = (",", ";", "\t", "|")
_LOOK = 20
#: The mark that keeps a spreadsheet from running a cell, as our own CSV files have it.
_SHIELD = re.compile(r"^'(?=\s*[=+\-@＝＋－＠]|[\t\r\n])")
_MAX_CELL = 5_000_000
_LIMIT = threading.Lock()


def read_delimited(source: Source, log: ReadLog) -> Iterator[Record]:
    """Yield the records of a CSV, semicolon, tab or pipe separated file."""
    found = find_decoding(source.path, source.encoding)
    separator, told, header = _layout(source, found.encoding)
    lines = CleanLines(source.path, found.encoding)
    try:
        if told:
            next(iter(lines))
        log.begin(source.name, "delimited text", encoding=found.encoding, separator=separator)
        log.expect(found.lines - 1)
        rows = _delimited_rows(source, lines, separator, header, log)
        yield from records_of(source.name, rows, source.columns, header, log)
        if lines.dropped:
            log.note(f"{lines.dropped} NUL characters taken out")
    finally:
        lines.close()


def _layout(source: Source, encoding: str) -> tuple[str, bool, Header]:
    """The separator by the header line, outside quotes; True where a ``sep=`` line tells it.

    Where the first line has no separator at all it may be a title: the header is then the first
    line below it that holds three known names.
    """
    lines = CleanLines(source.path, encoding)
    try:
        top = [line.strip("\r\n") for line in islice(lines, _LOOK)]
        first = next((line for line in chain(top, lines) if line.strip()), "").strip("\r\n")
    finally:
        lines.close()
    if re.fullmatch(r"sep=[,;\t|]", first):
        return first[-1], True, source.header
    number = first_row(source.header)
    if number > 1:
        first = top[number - 1] if number <= len(top) else first
    preferred = "\t" if source.path.suffix.lower() in (".tsv", ".tab") else ","

    def count(line: str, mark: str) -> tuple[int, bool]:
        return re.sub(r'"[^"]*"?', "", line).count(mark), mark == preferred

    if source.header is True and not any(count(first, mark)[0] for mark in SEPARATORS):
        for mark in SEPARATORS:
            found = sample_header(
                [next(csv.reader([line[:2000]], delimiter=mark), []) for line in top]
            )
            if found:
                return mark, False, found + 1
    return max(SEPARATORS, key=lambda mark: count(first, mark)), False, source.header


def _delimited_rows(
    source: Source, lines: CleanLines, separator: str, header: Header, log: ReadLog
) -> Iterator[Row]:
    name, skip = source.name, source.skip_bad_lines
    reader = csv.reader(lines, delimiter=separator, strict=True)
    width = number = 0
    while True:
        start = reader.line_num + 1
        number += 1
        try:
            row = _next_row(reader)
        except csv.Error as error:
            if not skip:
                raise row_broken(
                    name, start, "a quote is not closed, or a cell is too long"
                ) from error
            log.leave_out(name, number, "", "unreadable")
            continue
        if row is None:
            return
        if not any(cell.strip() for cell in row):
            continue
        if number >= first_row(header):
            width = width or len(row)
        if width and len(row) != width:
            if not skip:
                raise row_broken(name, start, f"{len(row)} cells where the header has {width}")
            log.leave_out(name, number, "", "unreadable")
            continue
        yield number, [_SHIELD.sub("", cell) for cell in row]


def _next_row(reader: Iterator[list[str]]) -> list[str] | None:
    """The next row, long cells too: Python's own limit is one for the whole process."""
    with _LIMIT:
        before = csv.field_size_limit(_MAX_CELL)
        try:
            return next(reader, None)
        finally:
            csv.field_size_limit(before)

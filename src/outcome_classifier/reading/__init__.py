"""Files to records: one function, the reader chosen by the suffix, what was read written down."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from ..datatypes import Record
from ..errors import (
    FileRefused,
    file_changed,
    file_empty,
    file_missing,
    file_unreadable,
    format_unknown,
    setting_out_of_range,
)
from ..results import ReadLog
from .delimited import read_delimited
from .documents import read_text
from .mapfile import Given, load_map, map_for
from .parquet import read_parquet
from .pdf import read_pdf
from .source import Header, Source
from .structured import read_json, read_json_lines
from .tables import read_frame
from .word import read_word
from .workbooks import read_workbook

__all__ = [
    "FORMATS",
    "Given",
    "Header",
    "fingerprint",
    "load_map",
    "read",
    "read_frame",
    "would_read",
]

_READERS: Mapping[str, Callable[[Source, ReadLog], Iterator[Record]]] = {
    **dict.fromkeys((".csv", ".tsv", ".tab"), read_delimited),
    **dict.fromkeys((".xlsx", ".xlsm", ".xls", ".ods"), read_workbook),
    ".parquet": read_parquet,
    **dict.fromkeys((".jsonl", ".ndjson"), read_json_lines),
    ".json": read_json,
    ".docx": read_word,
    ".pdf": read_pdf,
    **dict.fromkeys((".txt", ".md"), read_text),
}
FORMATS = tuple(_READERS)


def read(
    path: Path,
    *,
    columns: Given | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    header: Header = True,
    skip_bad_lines: bool = False,
    log: ReadLog | None = None,
) -> Iterator[Record]:
    """Yield the records of one file. See `outcome_classifier.read_records`."""
    log = ReadLog() if log is None else log
    given = load_map(columns)
    _check_header(header)
    source = Source(path, path.name, map_for(path.name, given), sheet, encoding, header,
                    skip_bad_lines)  # fmt: skip
    yield from _read_file(source, log)


def _read_file(source: Source, log: ReadLog) -> Iterator[Record]:
    path = source.path
    reader = _READERS.get(path.suffix.lower())
    if not path.exists():
        raise file_missing(source.name)
    if reader is None:
        raise format_unknown(source.name, FORMATS)
    try:
        before = path.stat()
        if before.st_size == 0:
            raise file_empty(source.name)
        yield from reader(source, log)
        after = path.stat()
    except FileRefused:
        raise
    except OSError as error:
        raise file_unreadable(source.name, error.strerror or type(error).__name__) from error
    if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size):
        raise file_changed(source.name)


def _check_header(header: Header) -> None:
    rows = header if isinstance(header, tuple) else (header, header)
    whole = len(rows) == 2 and all(isinstance(row, int) for row in rows)
    if not whole or (not isinstance(header, bool) and not 1 <= rows[0] <= rows[1]):
        raise setting_out_of_range("header", "True, False, a row number from 1, or two of them")


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file, read in blocks."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()

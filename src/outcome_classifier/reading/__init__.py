"""Files to records: one function, the reader chosen by the suffix, what was read written down."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..datatypes import Record
from ..errors import (
    FileRefused,
    file_changed,
    file_empty,
    file_missing,
    file_unreadable,
    format_unknown,
)
from ..results import ReadLog
from .delimited import read_delimited
from .documents import read_text
from .structured import read_json_lines
from .tables import read_frame
from .workbooks import read_workbook

__all__ = ["FORMATS", "fingerprint", "read", "read_frame"]

_DELIMITED = (".csv", ".tsv", ".tab")
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
FORMATS = (*_DELIMITED, *_WORKBOOKS, ".jsonl", ".ndjson", ".txt", ".md")


def read(
    path: Path,
    *,
    columns: Mapping[str, str] | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    header: bool = True,
    skip_bad_lines: bool = False,
    log: ReadLog | None = None,
) -> Iterator[Record]:
    """Yield the records of one file. See `outcome_classifier.read_records`."""
    log = ReadLog() if log is None else log
    suffix = path.suffix.lower()
    if not path.exists():
        raise file_missing(path.name)
    if path.is_dir() or suffix not in FORMATS:
        raise format_unknown(path.name, FORMATS)
    try:
        before = path.stat()
        if before.st_size == 0:
            raise file_empty(path.name)
        if suffix in _DELIMITED:
            yield from read_delimited(path, columns, encoding, header, skip_bad_lines, log)
        elif suffix in _WORKBOOKS:
            yield from read_workbook(path, columns, sheet, header, log)
        elif suffix in (".jsonl", ".ndjson"):
            yield from read_json_lines(path, columns, encoding, log)
        else:
            yield from read_text(path, encoding, log)
        after = path.stat()
    except FileRefused:
        raise
    except OSError as error:
        raise file_unreadable(path.name, error.strerror or type(error).__name__) from error
    if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size):
        raise file_changed(path.name)


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file, read in blocks."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()

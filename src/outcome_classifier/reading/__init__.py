"""Files to records: one function, the reader chosen by the suffix, what was read written down."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from ..datatypes import Record
from ..errors import (
    ExtraMissing,
    FileRefused,
    file_changed,
    file_empty,
    file_missing,
    file_unreadable,
    format_unknown,
    nothing_to_read,
    setting_out_of_range,
)
from ..readlog import ReadLog
from .delimited import read_delimited
from .documents import read_text
from .folders import files_in, is_many
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
    """Yield the records of a file, a folder or a pattern. See `outcome_classifier.read_records`."""
    log = ReadLog() if log is None else log
    given = load_map(columns)
    _check_header(header)
    source = Source(path, path.name, map_for(path.name, given), sheet, encoding, header,
                    skip_bad_lines)  # fmt: skip
    if not is_many(path):
        yield from _read_file(source, log)
        return
    log.many = True
    files, passed = files_in(path, FORMATS)
    for name, reason in passed.items():
        log.leave_out(name, None, "", reason)
    if not files:
        raise nothing_to_read(path.name, FORMATS)
    refused: FileRefused | ExtraMissing | None = None
    finished = 0
    for name, file in files.items():
        one = replace(source, path=file, name=name, columns=map_for(name, given))
        try:
            yield from _read_file(one, log)
            finished += 1
        except (FileRefused, ExtraMissing) as error:
            refused = error
            log.refuse(name, error.code, error.message)
    if refused is not None and not finished:
        raise nothing_to_read(path.name, FORMATS, str(refused)) from refused


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
        raise file_unreadable(source.name, error) from error
    if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size):
        raise file_changed(source.name)


def _check_header(header: Header) -> None:
    rows = header if isinstance(header, tuple) else (header, header)
    whole = len(rows) == 2 and all(isinstance(row, int) for row in rows)
    if not whole or (not isinstance(header, bool) and not 1 <= rows[0] <= rows[1]):
        raise setting_out_of_range("header", "True, False, a row number from 1, or two of them")


def would_read(path: Path, target: Path) -> bool:
    """Tell whether a file that is there would be read as (part of) a source."""
    files = files_in(path, FORMATS)[0].values() if is_many(path) else [path]
    return any(file.exists() and target.samefile(file) for file in files)


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file, read in blocks; of a folder, of its files with their names."""
    digest = hashlib.sha256()
    if is_many(path):
        for name, inside in files_in(path, FORMATS)[0].items():
            digest.update(f"{name}\0{fingerprint(inside)}\0".encode())
        return digest.hexdigest()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()

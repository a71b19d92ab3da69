"""Plain text to a record: one file, one record, headings kept in the text."""

from __future__ import annotations

from collections.abc import Iterator

from ..datatypes import Record
from ..errors import file_empty, file_not_understood
from ..readlog import ReadLog
from .decoding import CleanLines, find_decoding
from .source import Source

#: A longer document is no single record.
MAX_CHARACTERS = 5_000_000


def read_text(source: Source, log: ReadLog) -> Iterator[Record]:
    """Yield the one record that a plain text file is; its id is the file's name."""
    if source.path.stat().st_size > 4 * MAX_CHARACTERS:
        raise file_not_understood(
            source.name, "it is too long for one person's record", "Split it, one record a file."
        )
    encoding = find_decoding(source.path, source.encoding).encoding
    lines = CleanLines(source.path, encoding)
    try:
        text = "".join(lines)
    finally:
        lines.close()
    if not text.strip():
        raise file_empty(source.name)
    log.begin(source.name, "plain text", encoding=encoding)
    log.rows, log.records = text.count("\n") + 1, 1
    if lines.dropped:
        log.note(f"{lines.dropped} NUL characters taken out")
    yield Record(record_id=source.path.stem, text=text, source=source.name)

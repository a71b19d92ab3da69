"""Parquet: row group by row group, row by row; the columns are those of a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..datatypes import Record
from ..errors import FileRefused, extra_missing, file_not_understood
from ..readlog import ReadLog
from .decoding import seems_to_be
from .headers import Row
from .source import Source
from .tables import records_of

_MAX_GROUP, _MAX_COLUMNS, _BATCH = 1 << 30, 2_000, 256


def read_parquet(source: Source, log: ReadLog) -> Iterator[Record]:
    """Yield the records of a Parquet file; rows are numbered as if it had a header in row 1."""
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise extra_missing("parquet", "pyarrow") from error
    try:
        with pyarrow.parquet.ParquetFile(source.path) as file:
            schema, metadata = file.schema_arrow, file.metadata
        groups = (metadata.row_group(n).total_byte_size for n in range(metadata.num_row_groups))
        if max(groups, default=0) > _MAX_GROUP or metadata.num_columns > _MAX_COLUMNS:
            raise file_not_understood(
                source.name, "a row group of it is far too large", "Write smaller row groups."
            )
        # A value that a dictionary holds once may stand in a million rows: it stays packed.
        packed = [field.name for field in schema if pyarrow.types.is_string(field.type)]
        file = pyarrow.parquet.ParquetFile(source.path, read_dictionary=packed)
    except FileRefused:
        raise
    except (pyarrow.ArrowException, OSError, ValueError):
        raise _refused(source) from None  # what is raised there may quote the file
    with file:
        log.begin(source.name, "Parquet")
        log.expect(metadata.num_rows)
        rows = _rows(source, file, [str(name) for name in schema.names])
        yield from records_of(source.name, rows, source.columns, 1, log)


def _rows(source: Source, file: Any, names: list[str]) -> Iterator[Row]:
    import pyarrow

    yield 1, names
    number = 1
    batches = file.iter_batches(batch_size=_BATCH, use_threads=False)
    while True:
        try:
            batch = next(batches, None)
            rows = () if batch is None else zip(*map(_values, batch.columns), strict=True)
        except (pyarrow.ArrowException, OSError, ValueError, IndexError):
            raise _refused(source) from None
        if batch is None:
            return
        for row in rows:
            number += 1
            yield number, row


def _values(column: Any) -> list[Any]:
    """The values of a column; those of a dictionary are one object wherever they stand."""
    if not hasattr(column, "dictionary"):
        return list(column.to_pylist())
    words = column.dictionary.to_pylist()
    return [None if index is None else words[index] for index in column.indices.to_pylist()]


def _refused(source: Source) -> FileRefused:
    what = seems_to_be(source.path) or "it is damaged, encrypted or no Parquet file"
    return file_not_understood(source.name, what, "Write it again, or as CSV.")

"""Rows to Parquet and back. The schema is that of the data class; nested ones are structs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from enum import StrEnum
from pathlib import Path
from types import UnionType
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin, get_type_hints

from ..datatypes import Value

if TYPE_CHECKING:
    import pyarrow as pa

Row = TypeVar("Row", bound=Value)
_FACTS = b"outcome_classifier"
_SURROGATE = re.compile("[\ud800-\udfff]")


def to_parquet(rows: Sequence[Value], kind: type[Value], facts: Mapping[str, Any]) -> bytes:
    """Return rows of one data class as a Parquet file, with ``facts`` in its metadata.

    A lone surrogate, which no file can hold, becomes U+FFFD.
    """
    import pyarrow as pa
    from pyarrow import parquet

    schema = pa.schema([(name, _arrow_type(hint)) for name, hint in _hints(kind).items()])
    columns = []
    for field in schema:
        values = [getattr(row, field.name) for row in rows]
        if pa.types.is_nested(field.type):
            values = [v.to_dict() if isinstance(v, Value) else v for v in values]
        try:
            columns.append(pa.array(values, field.type))
        except UnicodeEncodeError:
            columns.append(pa.array(_without_surrogates(values), field.type))
    table = pa.Table.from_arrays(
        columns, schema=schema.with_metadata({_FACTS: json.dumps(facts).encode()})
    )
    sink = pa.BufferOutputStream()
    parquet.write_table(table, sink, compression="zstd", write_page_checksum=True)
    return bytes(sink.getvalue())


def from_parquet(source: bytes | Path, kind: type[Row]) -> Iterator[Row]:
    """Yield the rows of a file that `to_parquet` made.

    Raises
    ------
    OSError, ValueError
        The file is missing or damaged.
    """
    with _opened(source) as file:
        table = file.read(use_threads=False)
    columns = []
    for name, hint in _hints(kind).items():
        values, make = table.column(name).to_pylist(), _maker(hint)
        columns.append(values if make is None else map(make, values))
    for values in zip(*columns, strict=True):
        yield kind(*values)


def facts_in(source: bytes | Path) -> Mapping[str, Any]:
    """Return the ``facts`` that a file was made with, after reading all of it.

    Raises
    ------
    OSError, ValueError
        The file is missing, damaged, or of another make.
    """
    with _opened(source) as file:
        found = file.read(use_threads=False).schema.metadata.get(_FACTS)
    if found is None:
        raise ValueError("not made by this library")
    facts: Mapping[str, Any] = json.loads(found)
    return facts


def _opened(source: bytes | Path) -> Any:
    import pyarrow as pa
    from pyarrow import parquet

    where = pa.BufferReader(source) if isinstance(source, bytes) else str(source)
    return parquet.ParquetFile(where, page_checksum_verification=True)


def _hints(kind: Any) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _arrow_type(hint: Any) -> pa.DataType:
    import pyarrow as pa

    hint = _present(hint)
    if get_origin(hint) is tuple:
        return pa.list_(_arrow_type(get_args(hint)[0]))
    if is_dataclass(hint):
        inner = _hints(hint)
        return pa.struct([(name, _arrow_type(one)) for name, one in inner.items()])
    if issubclass(hint, str):
        return pa.string()
    return {bool: pa.bool_(), int: pa.int64(), float: pa.float64()}[hint]


def _maker(hint: Any) -> Callable[[Any], Any] | None:
    """What makes a value of a plain one; None where the plain one is the value."""
    present = _present(hint)
    if get_origin(present) is tuple:
        make: Callable[[Any], Any] = tuple
    elif is_dataclass(present):
        make = _struct_maker(present)  # type: ignore[arg-type]
    elif issubclass(present, StrEnum):
        make = present
    else:
        return None
    return make if present is hint else lambda plain: None if plain is None else make(plain)


def _struct_maker(kind: type[Value]) -> Callable[[Any], Any]:
    makers = {name: _maker(hint) for name, hint in _hints(kind).items()}
    return lambda plain: kind(
        **{name: plain[name] if m is None else m(plain[name]) for name, m in makers.items()}
    )


def _present(hint: Any) -> Any:
    """The type of a value that may be None, where it is not."""
    if get_origin(hint) is UnionType:
        return next(one for one in get_args(hint) if one is not type(None))
    return hint


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {name: _without_surrogates(one) for name, one in value.items()}
    return [_without_surrogates(one) for one in value] if isinstance(value, list) else value

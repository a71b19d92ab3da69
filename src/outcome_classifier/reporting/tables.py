"""The tables of an audit (statements, findings, verdicts) as CSV, JSON Lines and Parquet."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

from ..datatypes import Kind
from ..errors import extra_missing
from ..results import Audit
from .summary import Summary

_FORMULA = re.compile(r"^\s*[=+\-@＝＋－＠]|^[\t\r\n]")
_UNSEEN = re.compile(r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]")
_BATCH = 20_000
_WHOLE_NUMBERS = frozenset({"row", "start", "end", "principle"})
_NUMBERS = frozenset({"confidence", *(f"p_{kind}" for kind in Kind)})

STATEMENT_COLUMNS = (
    "record_id", "source", "row", "field", "section", "start", "end", "text", "kind", "confidence",
    "needs_review", "reason", "team", "service", "date", *(f"p_{kind}" for kind in Kind),
)  # fmt: skip
FINDING_COLUMNS = (
    "record_id", "source", "row", "field", "sentence", "words", "code", "name", "principle",
    "principle_title", "severity", "message", "ask", "team", "service",
)  # fmt: skip
VERDICT_COLUMNS = (
    "record_id", "source", "principle", "principle_title", "verdict", "reason", "evidence", "team",
    "service",
)  # fmt: skip


@dataclass(frozen=True)
class Table:
    """A table of an audit: its columns, and its rows whenever they are gone through."""

    columns: tuple[str, ...]
    rows: Iterable[Sequence[Any]]


def table(audit: Audit, name: str) -> Table:
    """Return the table ``statements``, ``findings`` or ``verdicts``.

    A cell is a text, a number, true or false, or None where there is nothing.
    """
    columns, rows = {
        "statements": (STATEMENT_COLUMNS, statement_values),
        "findings": (FINDING_COLUMNS, finding_values),
        "verdicts": (VERDICT_COLUMNS, verdict_values),
    }[name]
    return Table(columns, (list(map(_writable, values)) for values in rows(audit)))


def without_unseen(text: object) -> str:
    """Return text that every format takes: no control characters, no marks that turn its direction.

    Half of a character (a lone surrogate) becomes U+FFFD.
    """
    words = str(text)
    if words.isascii() and words.isprintable():
        return words
    words = _UNSEEN.sub("", words)
    return words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _writable(value: object) -> object:
    """The same value, each text in it as `without_unseen` gives it."""
    if isinstance(value, str):
        return without_unseen(value)
    if isinstance(value, dict):
        return {without_unseen(key): _writable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_writable(item) for item in value]
    return value


def safe_cell(text: str) -> str:
    """Return text that a spreadsheet shows and never runs: ``'`` before what could be a formula."""
    text = without_unseen(text)
    return f"'{text}" if _FORMULA.match(text) else text


def statement_values(audit: Audit) -> Iterator[list[Any]]:
    """Yield the values of each statement, in the order of `STATEMENT_COLUMNS`."""
    for row in audit.statements:
        kind = None if row.kind is None else str(row.kind)
        yield [
            row.record_id, row.source, row.row, row.field, row.section, row.start, row.end, row.text,
            kind, row.confidence if kind else None, row.needs_review if kind else None, row.reason,
            row.team, row.service, row.date, *(row.probabilities or [None] * len(Kind)),
        ]  # fmt: skip


def finding_values(audit: Audit) -> Iterator[list[Any]]:
    """Yield the values of each finding, in the order of `FINDING_COLUMNS`."""
    for row in audit.findings:
        finding, place = row.finding, row.finding.place
        yield [
            row.record_id, row.source, place.row if place else None, place.field if place else "",
            row.sentence, finding.text, finding.code, finding.name, finding.principle,
            audit.titles[finding.principle], finding.severity, finding.message, finding.ask,
            row.team, row.service,
        ]  # fmt: skip


def verdict_values(audit: Audit) -> Iterator[list[Any]]:
    """Yield the values of each verdict, in the order of `VERDICT_COLUMNS`."""
    for row in audit.principles:
        yield [
            row.record_id, row.source, row.principle, audit.titles[row.principle],
            str(row.verdict), row.reason, row.evidence, row.team, row.service,
        ]  # fmt: skip


def write_csv(content: Table, file: BinaryIO) -> None:
    """Write a table as CSV in UTF-8 with its mark, which Excel opens as text."""
    out = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(content.columns)
    writer.writerows([_csv_cell(value) for value in values] for values in content.rows)
    out.detach()


def _csv_cell(value: object) -> object:
    return safe_cell(value) if isinstance(value, str) else "" if value is None else value


def write_jsonl(content: Table, file: BinaryIO) -> None:
    """Write a table as JSON Lines: one object a row."""
    for values in content.rows:
        row = dict(zip(content.columns, values, strict=True))
        file.write(json.dumps(row, ensure_ascii=False).encode("utf-8") + b"\n")


def write_parquet(content: Table, file: BinaryIO) -> None:
    """Write a table as Parquet.

    Raises
    ------
    ExtraMissing
        The extra ``parquet`` is not installed.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ModuleNotFoundError as error:
        raise extra_missing("parquet", "pyarrow") from error
    types = {
        **dict.fromkeys(_WHOLE_NUMBERS, pa.int64()),
        **dict.fromkeys(_NUMBERS, pa.float64()),
        "needs_review": pa.bool_(),
    }
    schema = pa.schema([(name, types.get(name, pa.string())) for name in content.columns])
    rows = iter(content.rows)
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        while batch := list(islice(rows, _BATCH)):
            columns = [list(column) for column in zip(*batch, strict=True)]
            writer.write_table(pa.table(dict(zip(content.columns, columns, strict=True)), schema))


def write_json(audit: Audit, summary: Summary, file: BinaryIO) -> None:
    """Write the numbers of an audit as JSON, with what was read and how: no words of a record."""
    from datetime import date

    data = {
        "format": FORMAT,
        "made": date.today().isoformat(),
        "library_version": audit.library_version,
        "model_version": audit.model_version,
        "review_below": audit.review_below,
        "rules": audit.rules,
        "local": audit.local,
        "privacy": audit.privacy,
        "sources": [source.to_dict() for source in audit.sources],
        "summary": summary.numbers(),
        "unread": [unread.to_dict() for unread in audit.unread],
    }
    words = json.dumps(_writable(data), ensure_ascii=False, indent=1)
    file.write(words.encode("utf-8") + b"\n")


#: The form of the JSON that `write_json` writes and comparing reads. Raise it when a number moves.
FORMAT = 2

"""The stream of records in parts, and what is done with one part: the same in every process."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from threading import Lock
from typing import Any

from ..classifier import OutcomeClassifier, default_classifier
from ..cleaning import looks_wrongly_decoded
from ..datatypes import Record, Value
from ..errors import workers_differ
from ..readlog import ReadLog
from ..reporting import without_unseen
from ..results import FindingRow, PrincipleRow, StatementRow
from ..rulebook import Rulebook
from .answers import AnswerPlace, label
from .checker import check_records
from .parquet import to_parquet
from .rows import finding_rows, principle_rows, statement_rows

#: The tables of an audit and what their rows are.
TABLES: Mapping[str, type[Value]] = {
    "statements": StatementRow,
    "findings": FindingRow,
    "principles": PrincipleRow,
}
_CHARACTERS = 120
_LOADING = Lock()


# Neither a part nor its tables show text when they are printed: clusters log what they are given.
@dataclass(frozen=True, slots=True, repr=False)
class Part:
    """Some whole records of the stream: ``number`` from 0, ``rows`` of the source they took.

    ``key`` is the SHA-256 of the records.
    """

    number: int
    records: tuple[Record, ...]
    rows: int
    key: str


@dataclass(frozen=True, slots=True)
class PartFacts(Value):
    """What is counted in a part; ``wrongly_decoded`` are texts that look so.

    ``unseen`` are texts with characters that nothing written shows; ``stopped`` counts the records
    on which a rule took too long, by its code.
    """

    key: str
    rows: int
    records: int
    statements: int
    wrongly_decoded: int
    unseen: int
    stopped: dict[str, int]


@dataclass(frozen=True, slots=True, repr=False)
class PartTables:
    """A finished part: its facts, and each of its `TABLES` as a Parquet file."""

    number: int
    facts: PartFacts
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True, repr=False)
class PartSettings:
    """What a worker needs beside the records; equal where the answers are the same.

    ``rules`` and ``model`` are hashes, ``threads`` those of the encoder (None: all processors).
    Workers that share ``answers`` label a repeated statement once between them.
    """

    library: str
    model: str
    rules: str
    threads: int | None
    rulebook: Rulebook = field(compare=False)
    answers: AnswerPlace | None = field(default=None, compare=False)


def part_settings(rulebook: Rulebook, threads: int | None) -> PartSettings:
    """Return the settings for this library, its model and these rules."""
    from .. import __version__

    return PartSettings(
        library=__version__,
        model=_hashed(classifier_with(threads).manifest),
        rules=_hashed(
            {
                "rules": [rule.to_dict() for rule in rulebook.rules],
                "principles": [p.to_dict() for p in rulebook.principles.values()],
            }
        ),
        threads=threads,
        # The examples stay at home: nothing is looked for in them.
        rulebook=replace(
            rulebook, rules=tuple(replace(rule, flag=(), passes=()) for rule in rulebook.rules)
        ),
    )


def cut(records: Iterable[Record], log: ReadLog, size: int) -> Iterator[Part]:
    """Yield whole records in parts of about ``size`` statements, in their order.

    Where it is cut depends on the records and ``size`` alone.
    """
    number = weight = rows = 0
    held: list[Record] = []
    for record in records:
        held.append(record)
        weight += max(1, sum(1 + len(text) // _CHARACTERS for _, _, text, _ in record.items()))
        if weight >= size:
            yield _part(number, held, log.taken - rows)
            number, weight, rows, held = number + 1, 0, log.taken, []
    if held:
        yield _part(number, held, log.taken - rows)


def _part(number: int, records: Sequence[Record], rows: int) -> Part:
    return Part(number, tuple(records), rows, _hashed([record.to_dict() for record in records]))


def check_part(part: Part, settings: PartSettings) -> PartTables:
    """Label and check the records of one part: the work of a worker.

    The model is loaded once a process.

    Raises
    ------
    RunRefused
        This process has another version of the library or of the model.
    """
    classifier, rulebook = _equipped(settings)
    rows: dict[str, list[Any]] = {name: [] for name in TABLES}
    place = settings.answers
    reports = check_records(
        part.records,
        rulebook,
        label=(lambda texts: label(texts, classifier, place))
        if place
        else classifier.classify_many,
        model_version=classifier.model_version,
    )
    for record, report in zip(part.records, reports, strict=True):
        rows["statements"] += statement_rows(record, report)
        rows["findings"] += finding_rows(record, report)
        rows["principles"] += principle_rows(record, report)
    texts = [text for record in part.records for _, _, text, _ in record.items()]
    facts = PartFacts(
        key=part.key,
        rows=part.rows,
        records=len(part.records),
        statements=len(rows["statements"]),
        wrongly_decoded=sum(map(looks_wrongly_decoded, texts)),
        unseen=sum(without_unseen(text) != text for text in texts),
        stopped=dict(Counter(code for report in reports for code in report.stopped)),
    )
    files = {name: to_parquet(rows[name], kind, facts.to_dict()) for name, kind in TABLES.items()}
    return PartTables(part.number, facts, files)


def _equipped(settings: PartSettings) -> tuple[OutcomeClassifier, Rulebook]:
    with _LOADING:
        return _loaded(settings)


@lru_cache(maxsize=2)
def _loaded(settings: PartSettings) -> tuple[OutcomeClassifier, Rulebook]:
    from .. import __version__

    if settings.library != __version__:
        raise workers_differ("library")
    classifier = classifier_with(settings.threads)
    if settings.model != _hashed(classifier.manifest):
        raise workers_differ("model")
    return classifier, settings.rulebook


@lru_cache(maxsize=2)
def classifier_with(threads: int | None) -> OutcomeClassifier:
    """Return the classifier with the shipped model and so many threads, loaded once a process."""
    return default_classifier() if threads is None else OutcomeClassifier(threads=threads)


def _hashed(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, default=str).encode()).hexdigest()

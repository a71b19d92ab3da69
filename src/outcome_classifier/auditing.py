"""The whole run: read, segment, classify, check. The one place that knows the order.

Records go through in blocks, so that their statements are labelled together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .classifier import OutcomeClassifier, default_classifier
from .cleaning import looks_wrongly_decoded
from .datatypes import Kind, Record
from .errors import bare_record, setting_out_of_range
from .principles import check_principles, sentence_at
from .reading import read, read_frame
from .results import (
    Audit,
    FindingRow,
    LabelledStatement,
    PrincipleRow,
    ReadLog,
    RecordReport,
    StatementRow,
)
from .rulebook import load_rulebook
from .segmenting import split_record

if TYPE_CHECKING:
    import pandas as pd

_BLOCK = 200


class RecordChecker:
    """Labels a record's statements and checks it against the 12 principles.

    Parameters
    ----------
    classifier
        The shipped model's if None.
    disable, rules, jurisdiction
        As in `outcome_classifier.check_record`.
    """

    def __init__(
        self,
        *,
        classifier: OutcomeClassifier | None = None,
        disable: Sequence[str] = (),
        rules: str | Path | None = None,
        jurisdiction: str = "Wales",
    ) -> None:
        book = load_rulebook(None if rules is None else Path(rules))
        self.rulebook = book.without(disable).within(jurisdiction)
        self.classifier = classifier or default_classifier()

    def check(self, record: Record | Mapping[str, Any] | str) -> RecordReport:
        """Return the report of one record."""
        return self.check_block([as_record(record)])[0]

    def check_block(self, records: Sequence[Record]) -> list[RecordReport]:
        """Return the reports of several records, their statements labelled together."""
        split = [split_record(record) for record in records]
        texts = [statement.text for statements in split for statement in statements]
        predictions = iter(self.classifier.classify_many(texts))
        return [
            check_principles(
                record,
                [LabelledStatement(statement, next(predictions)) for statement in statements],
                self.rulebook,
                model_version=self.classifier.model_version,
            )
            for record, statements in zip(records, split, strict=True)
        ]


def as_record(record: Record | Mapping[str, Any] | str) -> Record:
    """Return a record for a record, a mapping or free text."""
    if isinstance(record, Record):
        return record
    if isinstance(record, str):
        return Record(record_id="", text=record)
    return Record.from_dict(record)


def run_audit(
    source: str | Path | Iterable[Record | Mapping[str, Any]] | pd.DataFrame,
    *,
    columns: Mapping[str, str] | None = None,
    disable: Sequence[str] = (),
    rules: str | Path | None = None,
    jurisdiction: str = "Wales",
    **reading: Any,
) -> Audit:
    """Audit a source. See `outcome_classifier.audit`."""
    from . import __version__

    checker = RecordChecker(disable=disable, rules=rules, jurisdiction=jurisdiction)
    log = ReadLog()
    statements: list[StatementRow] = []
    findings: list[FindingRow] = []
    principles: list[PrincipleRow] = []
    count = mojibake = 0
    stopped: Counter[str] = Counter()
    stream = _records(source, columns, log, reading)
    while block := list(islice(stream, _BLOCK)):
        for record, report in zip(block, checker.check_block(block), strict=True):
            count += 1
            statements += _statement_rows(record, report)
            findings += _finding_rows(record, report)
            principles += _principle_rows(record, report)
            stopped.update(report.stopped)
        mojibake += sum(looks_wrongly_decoded(s) for r in block for _, _, s, _ in r.items())
    for code, times in sorted(stopped.items()):
        log.note(f"Rule {code} took too long on {times} records and was left out there")
    if mojibake:
        log.note(f"{mojibake} texts look wrongly decoded; see --encoding")
    return Audit(
        statements=statements,
        findings=findings,
        principles=principles,
        records=count,
        sources=log.sources,
        unread=tuple(log.unread),
        rules=tuple(rule.code for rule in checker.rulebook.rules),
        titles={n: p.title for n, p in sorted(checker.rulebook.principles.items())},
        never={n: p.never for n, p in sorted(checker.rulebook.principles.items())},
        model_version=checker.classifier.model_version,
        library_version=__version__,
        review_below=checker.classifier.review_below,
    )


def _records(
    source: Any, columns: Mapping[str, str] | None, log: ReadLog, reading: Mapping[str, Any]
) -> Iterator[Record]:
    if isinstance(source, (str, Path)):
        yield from read(Path(source), columns=columns, log=log, **reading)
    elif hasattr(source, "itertuples"):
        yield from read_frame(source, columns, log)
    elif isinstance(source, (Mapping, Record)):
        raise bare_record()
    else:
        if columns or reading:
            raise setting_out_of_range("columns and reading options", "used with a file or a frame")
        log.begin("records", "records passed from Python")
        for record in source:
            log.records += 1
            yield as_record(record)


def _finding_rows(record: Record, report: RecordReport) -> Iterator[FindingRow]:
    for finding in report.findings:
        place = finding.place
        sentence = sentence_at(record, report.statements, place) if place else ""
        yield FindingRow(
            record.record_id, record.source, record.team, record.service, sentence, finding
        )


def _principle_rows(record: Record, report: RecordReport) -> Iterator[PrincipleRow]:
    for number, result in report.principles.items():
        yield PrincipleRow(
            record_id=record.record_id,
            source=record.source,
            team=record.team,
            service=record.service,
            principle=number,
            verdict=result.verdict,
            reason=result.reason,
            evidence=result.evidence[0].text if result.evidence else "",
        )


def _statement_rows(record: Record, report: RecordReport) -> Iterator[StatementRow]:
    for labelled in report.statements:
        statement, prediction = labelled.statement, labelled.prediction
        yield StatementRow(
            record_id=record.record_id,
            source=record.source,
            row=statement.place.row,
            field=statement.place.field,
            section=statement.section,
            start=statement.place.start,
            end=statement.place.end,
            text=statement.text,
            kind=prediction.kind,
            confidence=round(prediction.confidence, 4),
            needs_review=prediction.needs_review,
            reason=prediction.reason,
            probabilities=tuple(round(prediction.probabilities[k], 4) for k in Kind)
            if prediction.kind
            else (),
            team=record.team,
            service=record.service,
            date=record.date,
        )

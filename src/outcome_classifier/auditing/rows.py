"""The report of a record to the rows of an audit."""

from __future__ import annotations

from collections.abc import Iterator

from ..datatypes import Kind, Record
from ..principles import sentence_at
from ..results import FindingRow, PrincipleRow, RecordReport, StatementRow


def finding_rows(record: Record, report: RecordReport) -> Iterator[FindingRow]:
    """Yield the findings, each with the sentence it stands in."""
    for finding in report.findings:
        place = finding.place
        sentence = sentence_at(record, report.statements, place) if place else ""
        yield FindingRow(
            record.record_id, record.source, record.team, record.service, sentence, finding
        )


def principle_rows(record: Record, report: RecordReport) -> Iterator[PrincipleRow]:
    """Yield the verdicts on the 12 principles."""
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
            earned=len(result.evidence),
            review_date=record.review_date,
        )


def statement_rows(record: Record, report: RecordReport) -> Iterator[StatementRow]:
    """Yield the labelled statements, probabilities rounded to four places."""
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

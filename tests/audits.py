"""Audits built by hand, where no model is asked and every number is known; records to audit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from outcome_classifier import Audit, Finding, Kind, Place, Record, SourceRead, Verdict
from outcome_classifier.results import FindingRow, PrincipleRow, StatementRow
from outcome_classifier.shipped import MODEL_VERSION

HOPES = ("Home by Easter", "Day centre twice a week", "N/A", "Back in the choir")
PLANS_HEADER = ["ID", "Outcomes", "Notes", "Team"]
TITLES = {number: f"Principle number {number}" for number in range(1, 13)}


def said(
    text: str = "Home by Easter",
    kind: str | None = "outcome",
    *,
    record: str = "1",
    section: str = "outcomes",
    sure: bool = True,
    confidence: float = 0.97,
    reason: str | None = None,
    **where: Any,
) -> StatementRow:
    """A statement of an audit; ``where`` takes row, source, team, service, date."""
    likely = confidence if kind else 0.0
    rest = round((1 - likely) / 3, 4)
    return StatementRow(
        record_id=record,
        source=where.get("source", "plans.csv"),
        row=where.get("row", 2),
        field=section,
        section=section,
        start=0,
        end=len(text),
        text=text,
        kind=Kind(kind) if kind else None,
        confidence=likely,
        needs_review=bool(kind) and not sure,
        reason=reason if kind is None else None,
        probabilities=tuple(likely if k == kind else rest for k in Kind) if kind else (),
        team=where.get("team", ""),
        service=where.get("service", ""),
        date=where.get("date", ""),
    )


def found(
    text: str = "Day centre x2", *, record: str = "1", code: str = "PLN003", **more: Any
) -> FindingRow:
    """A finding of an audit; ``more`` takes severity, principle, message, team, service, row."""
    place = Place("outcomes", 0, 0, len(text), more.get("row", 2))
    finding = Finding(
        code, "a-rule", more.get("principle", 4), more.get("severity", "advice"),
        more.get("message", "These are words of the service."), "Who says so?", place, text,
    )  # fmt: skip
    return FindingRow(
        record, "plans.csv", more.get("team", ""), more.get("service", ""), text, finding
    )


def verdicts(statements: Iterable[StatementRow], attention: Sequence[int] = ()) -> list[Any]:
    """Twelve verdicts for each record of the statements: attention where said, else cannot tell."""
    records = {(s.source, s.record_id): (s.team, s.service) for s in statements}
    return [
        PrincipleRow(
            record_id, source, team, service, number,
            Verdict.ATTENTION if number in attention else Verdict.CANNOT_TELL, "No occasion.", "",
        )
        for (source, record_id), (team, service) in records.items()
        for number in TITLES
    ]  # fmt: skip


def audit_of(
    rows: Iterable[StatementRow],
    said_of_them: Sequence[FindingRow] = (),
    *,
    attention: Sequence[int] = (),
    **changes: Any,
) -> Audit:
    """An audit of these statements and findings; ``changes`` replaces fields of it."""
    rows = list(rows)
    principles = verdicts(rows, attention)
    records = len(principles) // 12
    plain = {
        "statements": rows,
        "findings": list(said_of_them),
        "principles": principles,
        "records": records,
        "sources": (SourceRead("plans.csv", "delimited text", "utf-8", rows=9, records=records),),
        "unread": (),
        "rules": ("PLN003",),
        "titles": TITLES,
        "never": dict.fromkeys(TITLES, "Whether it is so."),
        "model_version": MODEL_VERSION,
        "library_version": "0.1.0",
        "review_below": 0.9,
    }
    return Audit(**{**plain, **changes})


def many(count: int, *, first: int = 1, **more: Any) -> list[StatementRow]:
    """One statement in each of so many records."""
    return [said(record=str(number), **more) for number in range(first, first + count)]


def plans(count: int = 12) -> list[Record]:
    """So many records with a hope (or none) and a note."""
    return [
        Record(
            f"P{n}",
            fields={"outcomes": (f"{HOPES[n % 4]} {n}",), "notes": ("He kicked off at tea.",)},
            team="North",
        )
        for n in range(count)
    ]


def tables(result: Audit) -> list[list[object]]:
    """The rows of an audit, table by table."""
    return [list(rows) for rows in (result.statements, result.findings, result.principles)]

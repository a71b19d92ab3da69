"""An audit as CSV (one row a statement) and as JSON (everything)."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator

from ..datatypes import Kind
from ..results import Audit
from .summary import summarise

_FORMULA = re.compile(r"^\s*[=+\-@＝＋－＠]|^[\t\r\n]")
_UNSEEN = re.compile(r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u202a-\u202e\u2066-\u2069]")
STATEMENT_COLUMNS = (
    "record_id",
    "source",
    "row",
    "field",
    "section",
    "start",
    "end",
    "text",
    "kind",
    "confidence",
    "needs_review",
    "reason",
    "team",
    "service",
    "date",
)
FINDING_COLUMNS = (
    "record_id",
    "source",
    "row",
    "field",
    "sentence",
    "words",
    "code",
    "name",
    "principle",
    "principle_title",
    "severity",
    "message",
    "ask",
    "team",
    "service",
)


def without_unseen(text: object) -> str:
    """Return text without control characters and without marks that turn its direction."""
    return _UNSEEN.sub("", str(text))


def safe_cell(text: str) -> str:
    """Return text that a spreadsheet shows and never runs: ``'`` before what could be a formula."""
    text = without_unseen(text)
    return f"'{text}" if _FORMULA.match(text) else text


def render_csv(audit: Audit) -> str:
    """Return the statements as CSV, with a column of probabilities for each kind."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*STATEMENT_COLUMNS, *(f"p_{kind}" for kind in Kind)])
    for row in audit.statements:
        values = [getattr(row, name) for name in STATEMENT_COLUMNS]
        if row.kind is None:
            values = [
                None if name in ("confidence", "needs_review") else value
                for name, value in zip(STATEMENT_COLUMNS, values, strict=True)
            ]
        writer.writerow([*map(_cell, values), *(row.probabilities or [""] * len(Kind))])
    return "\ufeff" + out.getvalue()


def render_findings(audit: Audit) -> str:
    """Return the findings as CSV: where, which words, what may be missing, what to ask."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(FINDING_COLUMNS)
    writer.writerows([_cell(value) for value in values] for values in finding_values(audit))
    return "\ufeff" + out.getvalue()


def finding_values(audit: Audit) -> Iterator[tuple[object, ...]]:
    """Yield the values of each finding, in the order of `FINDING_COLUMNS`."""
    for row in audit.findings:
        finding, place = row.finding, row.finding.place
        yield (
            row.record_id,
            row.source,
            place.row if place else None,
            place.field if place else "",
            row.sentence,
            finding.text,
            finding.code,
            finding.name,
            finding.principle,
            audit.titles[finding.principle],
            finding.severity,
            finding.message,
            finding.ask,
            row.team,
            row.service,
        )


def _cell(value: object) -> object:
    return safe_cell(value) if isinstance(value, str) else "" if value is None else value


def render_json(audit: Audit) -> str:
    """Return the whole audit as one JSON object."""
    data = {
        "format": 1,
        "library_version": audit.library_version,
        "model_version": audit.model_version,
        "review_below": audit.review_below,
        "rules": audit.rules,
        "sources": [source.to_dict() for source in audit.sources],
        "summary": summarise(audit).to_dict(),
        "unread": [unread.to_dict() for unread in audit.unread],
        "statements": [row.to_dict() for row in audit.statements],
        "findings": [row.to_dict() for row in audit.findings],
        "principles": [row.to_dict() for row in audit.principles],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"

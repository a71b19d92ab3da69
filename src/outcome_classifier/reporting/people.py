"""People first: what is taken out of an audit before anything of it is written."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from ..results import Audit, FindingRow, PrincipleRow, StatementRow

#: Headings of columns that name workers: no result is given by them, whatever they were mapped to.
_WORKERS = re.compile(
    r"\b(?:worker|author|assessor|manager|practitioner|officer|owner|lead|by|staff|employee|nurse|"
    r"key ?worker|allocated|assigned|names?|initials|caseholder)\b",
    re.IGNORECASE,
)
_NO_WORDS = "The words of the records are left out: this holds numbers and places only."


def without_workers(audit: Audit) -> Audit:
    """Return the audit without teams and services that were read from a column naming workers."""
    taken = {}
    for group in ("team", "service"):
        headings = [source.columns.get(group, "") for source in audit.sources]
        found = [name for name in headings if _WORKERS.search(re.sub(r"[_-]+", " ", name))]
        if found:
            taken[group] = found[0]
    if not taken:
        return audit
    said = tuple(
        f'The column "{name}" seems to name workers, so nothing is told by {group}.'
        for group, name in taken.items()
    )
    blank: dict[str, Any] = dict.fromkeys(taken, "")
    return audit.changed(
        statements=lambda row: replace(row, **blank),
        findings=lambda row: replace(row, **blank),
        principles=lambda row: replace(row, **blank),
        privacy=(*audit.privacy, *said),
    )


def without_words(audit: Audit) -> Audit:
    """Return the audit with the places of its rows and none of the words."""
    return audit.changed(
        statements=_statement,
        findings=_finding,
        principles=_principle,
        privacy=(*audit.privacy, _NO_WORDS),
    )


def _statement(row: StatementRow) -> StatementRow:
    return replace(row, text="")


def _finding(row: FindingRow) -> FindingRow:
    blank = None if row.finding.text is None else ""
    return replace(row, sentence="", finding=replace(row.finding, text=blank))


def _principle(row: PrincipleRow) -> PrincipleRow:
    return replace(row, evidence="")

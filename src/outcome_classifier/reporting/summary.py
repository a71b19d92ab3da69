"""The numbers of a report, worked out once for every format."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ..datatypes import Kind, Value
from ..results import Audit, FindingRow, StatementRow

#: Groups with fewer records are shown together.
SMALL_GROUP = 10
_SHOWN = 20
_SEVERITY = {"gap": 0, "advice": 1, "info": 2}
_ASK = {
    Kind.NEED: "What would life look like if this were easier?",
    Kind.RESOURCE: "What would this let the person do or feel?",
    Kind.OUTPUT: "What should be different for the person afterwards?",
}
_REASON = {
    Kind.NEED: "In the outcomes field, but it reads as a need: it says what is hard or missing.",
    Kind.RESOURCE: "In the outcomes field, but it reads as a resource: who or what helps.",
    Kind.OUTPUT: "In the outcomes field, but it reads as an output: what is done or attended.",
}


@dataclass(frozen=True, slots=True)
class Look(Value):
    """One place to look at first: why, and what to ask."""

    record_id: str
    source: str
    row: int | None
    section: str
    text: str
    reason: str
    ask: str


@dataclass(frozen=True, slots=True)
class PrincipleCount(Value):
    """In how many records a principle was met, asks for attention, or cannot be told, and how
    many findings there are.
    """

    number: int
    title: str
    met: int
    attention: int
    cannot_tell: int
    findings: int
    commonest: str


@dataclass(frozen=True, slots=True)
class Summary(Value):
    """What a report says of an audit, in numbers.

    ``kinds[section][kind]`` counts labelled statements; ``to_review`` those among them with low
    confidence; ``outcomes_field`` counts what stands in the outcomes field: ``outcome`` and
    ``other`` (sure of it) and ``review``; ``teams`` maps a team to the same three counts;
    ``unlabelled`` and ``unread`` count reason codes.
    """

    records: int
    statements: int
    kinds: dict[str, dict[str, int]]
    to_review: int
    outcomes_field: dict[str, int]
    outcomes_elsewhere: int
    teams: dict[str, dict[str, int]]
    unlabelled: dict[str, int]
    unread: dict[str, int]
    principles: tuple[PrincipleCount, ...]
    look_first: tuple[Look, ...]
    hidden_outcomes: tuple[Look, ...]
    review: tuple[Look, ...]


def summarise(audit: Audit) -> Summary:
    """Go through an audit's rows once and count."""
    kinds: dict[str, Counter[str]] = {}
    unlabelled: Counter[str] = Counter()
    teams: dict[str, Counter[str]] = {}
    outcomes_field: Counter[str] = Counter()
    misplaced: list[StatementRow] = []
    hidden: list[StatementRow] = []
    review: list[StatementRow] = []
    statements = to_review = elsewhere = 0
    for row in audit.statements:
        statements += 1
        if row.kind is None:
            unlabelled[str(row.reason)] += 1
            continue
        kinds.setdefault(row.section, Counter())[row.kind] += 1
        to_review += row.needs_review
        if row.needs_review:
            review.append(row)
        if row.section == "outcomes":
            state = "review" if row.needs_review else _state(row)
            outcomes_field[state] += 1
            teams.setdefault(row.team or "not given", Counter())[state] += 1
            if state == "other":
                misplaced.append(row)
        elif row.kind == Kind.OUTCOME and row.section != "text" and not row.needs_review:
            elsewhere += 1
            hidden.append(row)
    return Summary(
        records=audit.records,
        statements=statements,
        kinds={name: {k: count[k] for k in Kind} for name, count in kinds.items()},
        to_review=to_review,
        outcomes_field={name: outcomes_field[name] for name in ("outcome", "other", "review")},
        outcomes_elsewhere=elsewhere,
        teams=_merged(teams, _records_by_team(audit)),
        unlabelled=dict(unlabelled.most_common()),
        unread=dict(Counter(u.reason for u in audit.unread).most_common()),
        principles=_principles(audit),
        look_first=_look_first(audit.findings, misplaced),
        hidden_outcomes=_looks(hidden, "An outcome outside the outcomes field."),
        review=_looks(review, "The classifier is not sure."),
    )


def _state(row: StatementRow) -> str:
    return "outcome" if row.kind == Kind.OUTCOME else "other"


def _records_by_team(audit: Audit) -> Counter[str]:
    return Counter(r.team or "not given" for r in audit.principles if r.principle == 1)


def _merged(teams: dict[str, Counter[str]], records: Counter[str]) -> dict[str, dict[str, int]]:
    """Teams by name, those with few records joined."""
    merged: dict[str, Counter[str]] = {}
    for team in sorted(teams):
        name = team if records[team] >= SMALL_GROUP else "small teams together"
        merged.setdefault(name, Counter()).update(teams[team])
    return {
        name: {state: count[state] for state in ("outcome", "other", "review")}
        for name, count in merged.items()
    }


def _principles(audit: Audit) -> tuple[PrincipleCount, ...]:
    verdicts = Counter((row.principle, str(row.verdict)) for row in audit.principles)
    commonest: dict[int, Counter[str]] = {}
    for row in audit.findings:
        commonest.setdefault(row.finding.principle, Counter())[row.finding.message] += 1
    return tuple(
        PrincipleCount(
            number,
            title,
            verdicts[number, "met"],
            verdicts[number, "attention"],
            verdicts[number, "cannot_tell"],
            sum(commonest.get(number, Counter()).values()),
            next((m for m, _ in commonest.get(number, Counter()).most_common(1)), ""),
        )
        for number, title in audit.titles.items()
    )


def _look_first(findings: Iterable[FindingRow], misplaced: list[StatementRow]) -> tuple[Look, ...]:
    """The surest misplaced statements and the gravest findings, one a record, taking turns."""
    surest = sorted(misplaced, key=lambda row: -row.confidence)
    grave = heapq.nsmallest(
        4 * _SHOWN,
        (row for row in findings if row.finding.severity != "info" and row.finding.text),
        key=lambda row: _SEVERITY[row.finding.severity],
    )
    statements = [
        _look(row, _REASON[Kind(str(row.kind))], _ASK[Kind(str(row.kind))]) for row in surest
    ]
    found = [_finding_look(row) for row in grave]
    chosen: dict[str, Look] = {}
    while (statements or found) and len(chosen) < _SHOWN:
        for queue in (statements, found):
            if queue:
                look = queue.pop(0)
                chosen.setdefault(look.record_id, look)
    return tuple(list(chosen.values())[:_SHOWN])


def _finding_look(row: FindingRow) -> Look:
    place = row.finding.place
    return Look(
        row.record_id,
        row.source,
        place.row if place else None,
        place.field if place else "",
        row.finding.text or "",
        row.finding.message,
        row.finding.ask,
    )


def _looks(rows: list[StatementRow], reason: str) -> tuple[Look, ...]:
    chosen = sorted(rows, key=lambda row: -row.confidence)[:_SHOWN]
    return tuple(_look(row, reason, "") for row in chosen)


def _look(row: StatementRow, reason: str, ask: str) -> Look:
    return Look(row.record_id, row.source, row.row, row.section, row.text, reason, ask)

"""The numbers of a report, worked out once for every format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ..datatypes import Kind, Value
from ..results import Audit, FindingRow, PrincipleRow, StatementRow

#: Groups with fewer records are shown together.
SMALL_GROUP = 10
#: In the counts, beside the kinds: labelled, but not sure.
NOT_SURE = "not sure"
_SHOWN = 20
_SEVERITY = {"gap": 0, "advice": 1}
#: What rests on the classifier alone comes after what words show.
_BY_KIND = frozenset({"PER001", "WHY001", "CPL001"})
_STATES = ("outcome", "other", NOT_SURE)


@dataclass(frozen=True, slots=True)
class Look(Value):
    """One place to look at: why, and what to ask."""

    record_id: str
    source: str
    row: int | None
    section: str
    text: str
    reason: str
    ask: str


@dataclass(frozen=True, slots=True)
class PrincipleCount(Value):
    """In how many records a principle was met, asks for attention, or cannot be told.

    ``findings`` counts what asks for attention, ``notes`` what is said for information alone;
    ``commonest`` is the commonest of the findings.
    """

    number: int
    title: str
    met: int
    attention: int
    cannot_tell: int
    findings: int
    notes: int
    commonest: str


@dataclass(frozen=True, slots=True)
class Summary(Value):
    """What a report says of an audit, in numbers.

    ``kinds[section]`` counts the labelled statements of a section by kind, those with low
    confidence apart as ``not sure``; ``outcomes_field`` counts what stands in the outcomes field
    as ``outcome``, ``other`` and ``not sure``; ``teams`` the same by team; ``unlabelled`` and
    ``unread`` count reason codes.
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
    worth_keeping: tuple[Look, ...]
    hidden_outcomes: tuple[Look, ...]


def summarise(audit: Audit) -> Summary:
    """Go through an audit's rows once and count."""
    kinds: dict[str, Counter[str]] = {}
    unlabelled: Counter[str] = Counter()
    teams: dict[str, Counter[str]] = {}
    hidden: list[StatementRow] = []
    statements = to_review = 0
    for row in audit.statements:
        statements += 1
        if row.kind is None:
            unlabelled[str(row.reason)] += 1
            continue
        to_review += row.needs_review
        kinds.setdefault(row.section, Counter())[NOT_SURE if row.needs_review else row.kind] += 1
        if row.section == "outcomes":
            teams.setdefault(row.team or "not given", Counter())[_state(row)] += 1
        elif row.kind == Kind.OUTCOME and row.section != "text" and not row.needs_review:
            hidden.append(row)
    if not teams:
        hidden = []  # no outcomes field in these records, so nothing stands outside it
    total: Counter[str] = Counter()
    for counts in teams.values():
        total.update(counts)
    return Summary(
        records=audit.records,
        statements=statements,
        kinds={name: {k: count[k] for k in (*Kind, NOT_SURE)} for name, count in kinds.items()},
        to_review=to_review,
        outcomes_field={state: total[state] for state in _STATES},
        outcomes_elsewhere=len(hidden),
        teams=_merged(teams, _records_by_team(audit)),
        unlabelled=dict(unlabelled.most_common()),
        unread=dict(Counter(u.reason for u in audit.unread).most_common()),
        principles=_principles(audit),
        look_first=_look_first(audit.findings),
        worth_keeping=_worth_keeping(audit.principles),
        hidden_outcomes=_hidden(hidden),
    )


def _state(row: StatementRow) -> str:
    if row.needs_review:
        return NOT_SURE
    return "outcome" if row.kind == Kind.OUTCOME else "other"


def _records_by_team(audit: Audit) -> Counter[str]:
    return Counter(r.team or "not given" for r in audit.principles if r.principle == 1)


def _merged(teams: dict[str, Counter[str]], records: Counter[str]) -> dict[str, dict[str, int]]:
    """Teams by name, those with few records joined."""
    merged: dict[str, Counter[str]] = {}
    for team in sorted(teams):
        name = team if records[team] >= SMALL_GROUP else "small teams together"
        merged.setdefault(name, Counter()).update(teams[team])
    together = [team for team in teams if records[team] < SMALL_GROUP]
    if sum(records[team] for team in together) < SMALL_GROUP:
        merged.pop("small teams together", None)  # too few to stand for several teams
    return {name: {state: count[state] for state in _STATES} for name, count in merged.items()}


def _principles(audit: Audit) -> tuple[PrincipleCount, ...]:
    verdicts = Counter((row.principle, str(row.verdict)) for row in audit.principles)
    said: dict[int, Counter[str]] = {}
    notes: Counter[int] = Counter()
    for row in audit.findings:
        if row.finding.severity == "info":
            notes[row.finding.principle] += 1
        else:
            said.setdefault(row.finding.principle, Counter())[row.finding.message] += 1
    return tuple(
        PrincipleCount(
            number,
            title,
            verdicts[number, "met"],
            verdicts[number, "attention"],
            verdicts[number, "cannot_tell"],
            sum(said.get(number, Counter()).values()),
            notes[number],
            next((m for m, _ in said.get(number, Counter()).most_common(1)), ""),
        )
        for number, title in audit.titles.items()
    )


def _look_first(findings: Iterable[FindingRow]) -> tuple[Look, ...]:
    """At most one finding a record and as many kinds of finding as there are, gravest first."""
    ranked = sorted(
        (row for row in findings if row.finding.severity in _SEVERITY and row.finding.text),
        key=lambda row: (row.finding.code in _BY_KIND, _SEVERITY[row.finding.severity]),
    )
    queues: dict[str, list[FindingRow]] = {}
    for row in ranked:
        queues.setdefault(row.finding.code, []).append(row)
    chosen: dict[tuple[str, str], FindingRow] = {}
    while queues and len(chosen) < _SHOWN:
        for code in list(queues):
            row = queues[code].pop(0)
            chosen.setdefault((row.source, row.record_id), row)
            if not queues[code]:
                del queues[code]
    return tuple(_finding_look(row) for row in list(chosen.values())[:_SHOWN])


def _finding_look(row: FindingRow) -> Look:
    place = row.finding.place
    return Look(
        row.record_id,
        row.source,
        place.row if place else None,
        place.field if place else "",
        row.sentence,
        row.finding.message,
        row.finding.ask,
    )


def _worth_keeping(rows: Iterable[PrincipleRow]) -> tuple[Look, ...]:
    """Sentences that earn a principle its ``met``, each principle in turn, one a record."""
    queues: dict[int, list[PrincipleRow]] = {}
    for row in rows:
        if row.verdict == "met" and row.evidence:
            queues.setdefault(row.principle, []).append(row)
    chosen: dict[tuple[str, str], PrincipleRow] = {}
    while queues and len(chosen) < _SHOWN // 2:
        for number in sorted(queues):
            row = queues[number].pop(0)
            chosen.setdefault((row.source, row.record_id), row)
            if not queues[number]:
                del queues[number]
    return tuple(
        Look(row.record_id, row.source, None, "", row.evidence, row.reason, "")
        for row in list(chosen.values())[: _SHOWN // 2]
    )


def _hidden(rows: list[StatementRow]) -> tuple[Look, ...]:
    chosen = sorted(rows, key=lambda row: -row.confidence)[:_SHOWN]
    return tuple(
        Look(row.record_id, row.source, row.row, row.section, row.text, "", "") for row in chosen
    )

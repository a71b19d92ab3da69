"""The numbers of a report, worked out once for every format, in one pass over each table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..datatypes import Value
from ..results import Audit, Verdict
from .choosing import Look, hidden_look, review_look
from .counting import (
    NOT_GIVEN,
    NOT_SURE,
    Counts,
    Group,
    Share,
    by_kind,
    joined,
    names_of_groups,
    names_of_periods,
    total_by,
)
from .passes import FindingPass, RecordPass, StatementPass
from .repeats import Repeat
from .scores import Headline, headline, published

#: The lists of a summary: words and places, not numbers.
_LISTS = ("look_first", "worth_keeping", "hidden_outcomes", "review_first", "repeats")


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
class ServicePrinciples(Value):
    """For one service: its records, and in how many each of the 12 principles asks for attention."""

    records: int
    attention: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Summary(Value):
    """What a report says of an audit.

    ``kinds[section]`` counts the labelled statements of a section by kind, those with low
    confidence apart as ``not sure``. ``headline`` tells what stands in the outcomes field;
    ``others``, ``elsewhere`` and ``sure`` are shares that can be compared with those of another
    audit: no outcome among the sure of the outcomes field, outcomes among the sure of the other
    fields, sure among all labelled. ``teams``, ``services`` and ``periods`` tell what stands in the
    outcomes field of each, small groups joined; ``left_out`` counts the records that stand in none
    of them. ``without_strength`` records show no strength of the person; ``review_passed`` records
    had their review in a month that is over, ``review_unread`` give no date for it that can be
    read. ``unlabelled`` and ``unread`` count reason codes. The lists name some of what the
    numbers count.
    """

    records: int
    statements: int
    kinds: dict[str, dict[str, int]]
    to_review: int
    headline: Headline
    others: Share
    elsewhere: Share
    sure: Share
    teams: dict[str, Group]
    services: dict[str, Group]
    periods: dict[str, Group]
    left_out: dict[str, int]
    unlabelled: dict[str, int]
    unread: dict[str, int]
    principles: tuple[PrincipleCount, ...]
    principles_by_service: dict[str, ServicePrinciples]
    findings: int
    without_strength: int
    review_passed: int
    review_unread: int
    repeated: int
    look_first: tuple[Look, ...]
    worth_keeping: tuple[Look, ...]
    hidden_outcomes: tuple[Look, ...]
    review_first: tuple[Look, ...]
    repeats: tuple[Repeat, ...]

    @property
    def outcomes_elsewhere(self) -> int:
        """How many statements in other fields surely read as outcomes."""
        return self.elsewhere.count

    def numbers(self) -> dict[str, Any]:
        """Return the numbers alone, as plain values: no words of a record, no place."""
        return {k: v for k, v in self.to_dict().items() if k not in _LISTS}

    def without_words(self) -> Summary:
        """Return the summary with the places of its lists and none of their words."""
        looks: dict[str, Any] = {
            name: tuple(replace(look, text="") for look in getattr(self, name))
            for name in ("look_first", "worth_keeping", "hidden_outcomes", "review_first")
        }
        return replace(self, **looks, repeats=tuple(replace(r, text="") for r in self.repeats))


def summarise(audit: Audit) -> Summary:
    """Go through each table of an audit once and count."""
    records, statements, findings = RecordPass(audit), StatementPass(audit), FindingPass(audit)
    repeated, repeats = statements.repeats.found()
    others = statements.everywhere.others.share()
    field = {"outcome": others.total - others.count, "other": others.count}
    apart = statements.everywhere.in_outcomes[NOT_SURE]
    teams = names_of_groups(records.teams, "small teams")
    services = names_of_groups(records.services, "small services")
    periods = names_of_periods(statements.records_by_month)
    return Summary(
        records=audit.records,
        statements=statements.count,
        kinds={name: by_kind(counts) for name, counts in statements.kinds.items()},
        to_review=statements.review.offered,
        headline=headline(field, apart, published(audit.model_version)),
        others=others,
        elsewhere=statements.elsewhere.share(),
        sure=statements.sure.share(),
        teams=_groups(statements.teams, teams, records.teams),
        services=_groups(statements.services, services, records.services),
        periods=_groups(statements.months, periods, statements.records_by_month),
        left_out={
            "team": _left_out(teams, records.teams),
            "service": _left_out(services, records.services),
            "period": _left_out(periods, statements.records_by_month),
        },
        unlabelled=dict(statements.unlabelled.most_common()),
        unread=dict(Counter(u.reason for u in audit.unread).most_common()),
        principles=_principles(audit, records, findings),
        principles_by_service=_by_service(audit, records, services),
        findings=findings.look_first.offered,
        without_strength=records.without_strength,
        review_passed=records.review_passed,
        review_unread=records.review_unread,
        repeated=repeated,
        look_first=findings.look_first.best(),
        worth_keeping=records.worth_keeping.best(),
        hidden_outcomes=tuple(map(hidden_look, statements.hidden.best())),
        review_first=tuple(map(review_look, statements.review.best())),
        repeats=repeats,
    )


def _groups(
    counts: Mapping[str, Counts], names: Mapping[str, str], records: Mapping[str, int]
) -> dict[str, Group]:
    """Groups under the names they are shown with; none where the records name no group at all."""
    if set(names) == {NOT_GIVEN}:
        return {}
    together = joined(counts, names)
    sizes = total_by(names, records)
    return {name: together.get(name, Counts()).group(sizes[name]) for name in sizes}


def _left_out(names: Mapping[str, str], records: Mapping[str, int]) -> int:
    return sum(count for name, count in records.items() if name not in names)


def _principles(
    audit: Audit, records: RecordPass, findings: FindingPass
) -> tuple[PrincipleCount, ...]:
    told = []
    for number, title in audit.titles.items():
        met, attention, cannot_tell = (records.verdicts[number, str(v)] for v in Verdict)
        messages = findings.messages[number]
        told.append(
            PrincipleCount(
                number=number,
                title=title,
                met=met,
                attention=attention,
                cannot_tell=cannot_tell,
                findings=sum(messages.values()),
                notes=findings.notes[number],
                commonest=next((message for message, _ in messages.most_common(1)), ""),
            )
        )
    return tuple(told)


def _by_service(
    audit: Audit, records: RecordPass, names: Mapping[str, str]
) -> dict[str, ServicePrinciples]:
    """Records that ask for attention, by service; the whole under one name where none is named."""
    attention: dict[str, Counter[int]] = {}
    for name, shown in names.items():
        counts = attention.setdefault(shown, Counter())
        for number in audit.titles:
            counts[number] += records.attention[name, number]
    sizes = total_by(names, records.services)
    return {
        name: ServicePrinciples(sizes[name], dict(counts)) for name, counts in attention.items()
    }

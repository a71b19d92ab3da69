"""What shows only across records: one wording for many people, no strengths, reviews that passed.

It describes writing, never people or workers: nothing here is counted by worker.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from .datatypes import Kind, Record, Value
from .principles import read_date
from .principles.checks import carry_out
from .principles.reading import Reading
from .results import LabelledStatement
from .rulebook import Rule, load_rulebook, vocabulary

#: So many people with one wording make it a formula.
LEAST_PEOPLE = 3
#: Rules that see a strength told; one is enough.
_STRENGTH_RULES = ("STR101", "STR105", "STR106")
_LEAST_WORDS = 2


@dataclass(frozen=True, slots=True)
class RepeatedOutcome(Value):
    """One wording among the outcomes of several people, names left out.

    ``words`` are its content words in order; ``record_ids`` the records, as first met.
    """

    words: str
    record_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Caseload(Value):
    """What shows across records.

    ``without_strength``, ``review_passed`` (before the day asked about) and ``review_missing``
    (no date, or none that can be read) hold record ids; ``share_without_strength`` is 0-1.
    """

    records: int
    repeated: tuple[RepeatedOutcome, ...]
    without_strength: tuple[str, ...]
    share_without_strength: float
    review_passed: tuple[str, ...]
    review_missing: tuple[str, ...]


def tell_caseload(
    records: Iterable[tuple[Record, Sequence[LabelledStatement]]], *, on: date
) -> Caseload:
    """Return what shows across records with their labelled statements.

    Records are gone through once and not kept.

    Parameters
    ----------
    records
        Each with its statements, as in `RecordReport.statements`.
    on
        The day on which review dates are looked at.
    """
    count = 0
    wordings: dict[tuple[str, ...], dict[str, None]] = {}
    no_strength: list[str] = []
    passed: list[str] = []
    missing: list[str] = []
    for record, statements in records:
        count += 1
        name = record.record_id or f"record {count}"
        for wording in _wordings(statements):
            wordings.setdefault(wording, {})[name] = None
        if not _has_strength(record, statements):
            no_strength.append(name)
        review = read_date(record.review_date)
        if review is None:
            missing.append(name)
        elif review < on:
            passed.append(name)
    repeated = [
        RepeatedOutcome(" ".join(wording), tuple(people))
        for wording, people in wordings.items()
        if len(people) >= LEAST_PEOPLE
    ]
    return Caseload(
        records=count,
        repeated=tuple(sorted(repeated, key=lambda r: (-len(r.record_ids), r.words))),
        without_strength=tuple(no_strength),
        share_without_strength=round(len(no_strength) / count, 4) if count else 0.0,
        review_passed=tuple(passed),
        review_missing=tuple(missing),
    )


def _wordings(statements: Sequence[LabelledStatement]) -> Iterable[tuple[str, ...]]:
    """Each outcome by its content words: without names, numbers, pronouns and small words."""
    for labelled in statements:
        statement = labelled.statement
        if statement.section == "outcomes" or labelled.prediction.kind is Kind.OUTCOME:
            wording = vocabulary().wording(statement.text)
            if len(wording) >= _LEAST_WORDS:
                yield wording


def _has_strength(record: Record, statements: Sequence[LabelledStatement]) -> bool:
    reading = Reading(record, statements)
    return any(carry_out(rule, reading) for rule in _strength_rules())


@cache
def _strength_rules() -> tuple[Rule, ...]:
    return tuple(rule for rule in load_rulebook().rules if rule.code in _STRENGTH_RULES)

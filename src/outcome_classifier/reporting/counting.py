"""Counts kept while an audit goes by once: shares, groups and periods. No list of statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..datatypes import Kind, Value
from ..results import StatementRow

#: Groups with fewer records are shown together.
SMALL_GROUP = 10
#: In the counts, beside the kinds: labelled, but not sure.
NOT_SURE = "not sure"
#: What statements are counted by, in this order.
KINDS = (*map(str, Kind), NOT_SURE)
NOT_GIVEN = "not given"
#: The section that holds what the person wants.
OUTCOMES = "outcomes"
#: More periods than this are joined to longer ones.
_MOST_PERIODS = 24


@dataclass(frozen=True, slots=True)
class Share(Value):
    """How many statements of how many, in how many records.

    ``effective`` is the number of unrelated statements that ``total`` is worth: statements of one
    record resemble one another, so a thousand of ten records tell less than a thousand of a
    hundred. It is ``total`` over the design effect.

    Source: Rao and Scott, "A simple method for the analysis of clustered binary data",
    *Biometrics* 48 (1992).
    """

    count: int
    total: int
    records: int
    effective: float

    @property
    def value(self) -> float:
        """The share, 0-1; 0 of nothing is 0."""
        return self.count / self.total if self.total else 0.0


class Tally:
    """Counts hits among statements, keeping what `Share` needs and nothing else.

    The statements of a record must follow one another.
    """

    __slots__ = ("_hits", "_key", "_seen", "count", "records", "squares", "total")

    def __init__(self) -> None:
        self.count = self.total = self.records = self._hits = self._seen = 0
        self.squares = [0, 0, 0]  # of hits, of hits by statements, of statements, each by record
        self._key: object = None

    def add(self, key: object, hit: bool) -> None:
        """Count one statement of the record that ``key`` names."""
        if key != self._key:
            self._close()
            self._key = key
        self._hits += hit
        self._seen += 1

    def _close(self) -> None:
        x, m = self._hits, self._seen
        if m:
            self.count, self.total, self.records = self.count + x, self.total + m, self.records + 1
            for place, more in enumerate((x * x, x * m, m * m)):
                self.squares[place] += more
        self._key, self._hits, self._seen = None, 0, 0

    def join(self, other: Tally) -> None:
        """Take the counts of another tally in."""
        self._close()
        other._close()
        self.count += other.count
        self.total += other.total
        self.records += other.records
        self.squares = [a + b for a, b in zip(self.squares, other.squares, strict=True)]

    def share(self) -> Share:
        """Return what was counted."""
        self._close()
        hits, both, statements = self.squares
        total, records = self.total, self.records
        if records < 2:
            return Share(self.count, total, records, float(records))
        share = self.count / total
        if 0 < share < 1:
            spread = hits - 2 * share * both + share * share * statements
            variance = records / (records - 1) * spread / total**2
            effect = max(variance * total / (share * (1 - share)), 1.0)
        else:
            effect = statements / total  # nothing varies: as if each record spoke with one voice
        return Share(self.count, total, records, round(total / effect, 2))


@dataclass(frozen=True, slots=True)
class Group(Value):
    """What a team, a service or a period wrote.

    ``kinds`` counts its labelled statements by kind, the unsure apart, ``in_outcomes`` those in the
    outcomes field; ``others`` is the share of what is no outcome among the sure of that field.
    """

    records: int
    kinds: Mapping[str, int]
    in_outcomes: Mapping[str, int]
    others: Share


@dataclass(slots=True)
class Counts:
    """A `Group` in the making."""

    kinds: Counter[str] = field(default_factory=Counter)
    in_outcomes: Counter[str] = field(default_factory=Counter)
    others: Tally = field(default_factory=Tally)

    def add(self, key: object, row: StatementRow) -> None:
        """Count one labelled statement."""
        kind = NOT_SURE if row.needs_review else str(row.kind)
        self.kinds[kind] += 1
        if row.section == OUTCOMES:
            self.in_outcomes[kind] += 1
            if not row.needs_review:
                self.others.add(key, kind != Kind.OUTCOME)

    def join(self, other: Counts) -> None:
        """Take the counts of another group in."""
        self.kinds.update(other.kinds)
        self.in_outcomes.update(other.in_outcomes)
        self.others.join(other.others)

    def group(self, records: int) -> Group:
        """Return what was counted."""
        return Group(records, by_kind(self.kinds), by_kind(self.in_outcomes), self.others.share())


def by_kind(counts: Mapping[str, int]) -> dict[str, int]:
    """Return counts by kind in the order of `Kind`, the unsure last."""
    return {kind: counts.get(kind, 0) for kind in KINDS}


def joined(groups: Mapping[str, Counts], names: Mapping[str, str]) -> dict[str, Counts]:
    """Join groups under the names given; a group without one is left out."""
    result: dict[str, Counts] = {}
    for name, counts in groups.items():
        if name in names:
            result.setdefault(names[name], Counts()).join(counts)
    return result


def names_of_groups(records: Mapping[str, int], small: str) -> dict[str, str]:
    """Return the name under which each group is shown, in alphabetical order.

    Groups of fewer than 10 records are shown together under ``small``; where even together they
    have fewer, they have no name and are left out.
    """
    few = [name for name, count in records.items() if count < SMALL_GROUP]
    together = sum(records[name] for name in few) >= SMALL_GROUP
    shown = {name: name for name in sorted(records, key=str.casefold) if name not in set(few)}
    return {**shown, **dict.fromkeys(few, small)} if together else shown


def names_of_periods(records: Mapping[str, int]) -> dict[str, str]:
    """Return the period of each month: the month, its quarter or its year, in order.

    The finest of the three that gives at most 24 periods and leaves four records in five in
    periods of at least 10; periods of fewer are left out.
    """
    months = sorted(name for name in records if name != NOT_GIVEN)
    whole = sum(records[name] for name in months)
    periods: dict[str, str] = {}
    for name in (_month, _quarter, _year):
        periods = {month: name(month) for month in months}
        counts: Counter[str] = Counter()
        for month_, period in periods.items():
            counts[period] += records[month_]
        enough = {period for period, count in counts.items() if count >= SMALL_GROUP}
        periods = {month: period for month, period in periods.items() if period in enough}
        if len(enough) <= _MOST_PERIODS and sum(counts[p] for p in enough) >= 0.8 * whole:
            break
    return periods


def _month(month: str) -> str:
    return month


def _quarter(month: str) -> str:
    return f"{month[:4]} Q{(int(month[5:]) + 2) // 3}"


def _year(month: str) -> str:
    return month[:4]


def total_by(names: Mapping[str, str], counts: Mapping[str, int]) -> Counter[str]:
    """Sum counts under the names given."""
    result: Counter[str] = Counter()
    for name, shown in names.items():
        result[shown] += counts[name]
    return result

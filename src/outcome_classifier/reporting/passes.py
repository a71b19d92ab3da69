"""One pass over each table of an audit, counting what a summary needs and keeping few rows."""

from __future__ import annotations

from collections import Counter
from datetime import date

from ..datatypes import Kind
from ..dates import month_of
from ..results import Audit, StatementRow, Verdict
from .choosing import LookFirst, Top, WorthKeeping
from .counting import NOT_GIVEN, NOT_SURE, OUTCOMES, Counts, Tally
from .repeats import Repeats

#: The principle about strengths.
_STRENGTHS = 3


class RecordPass:
    """What the verdicts tell: records by group, verdicts by principle, words worth keeping."""

    def __init__(self, audit: Audit) -> None:
        self.teams: Counter[str] = Counter()
        self.services: Counter[str] = Counter()
        self.verdicts: Counter[tuple[int, str]] = Counter()
        self.attention: Counter[tuple[str, int]] = Counter()
        self.worth_keeping = WorthKeeping()
        self.without_strength = self.review_passed = self.review_unread = 0
        this_month = f"{date.today():%Y-%m}"
        for row in audit.principles:
            service = row.service or NOT_GIVEN
            if row.principle == 1:
                self.teams[row.team or NOT_GIVEN] += 1
                self.services[service] += 1
                month = month_of(row.review_date)
                self.review_passed += month is not None and month < this_month
                self.review_unread += month is None
            if row.principle == _STRENGTHS and not row.earned:
                self.without_strength += 1
            self.verdicts[row.principle, str(row.verdict)] += 1
            if row.verdict == Verdict.ATTENTION:
                self.attention[service, row.principle] += 1
            self.worth_keeping.offer(row)


class FindingPass:
    """What the findings tell: how many by principle and message, and where to look first."""

    def __init__(self, audit: Audit) -> None:
        self.messages: dict[int, Counter[str]] = {number: Counter() for number in audit.titles}
        self.notes: Counter[int] = Counter()
        self.look_first = LookFirst()
        for row in audit.findings:
            if row.finding.severity == "info":
                self.notes[row.finding.principle] += 1
            else:
                self.messages[row.finding.principle][row.finding.message] += 1
            self.look_first.offer(row)


class StatementPass:
    """What the statements tell: kinds by section, group and month, shares, places to show."""

    def __init__(self, audit: Audit) -> None:
        self.count = 0
        self.kinds: dict[str, Counter[str]] = {}
        self.unlabelled: Counter[str] = Counter()
        self.everywhere = Counts()
        self.teams: dict[str, Counts] = {}
        self.services: dict[str, Counts] = {}
        self.months: dict[str, Counts] = {}
        self.records_by_month: Counter[str] = Counter()
        self.elsewhere, self.sure = Tally(), Tally()
        self.hidden: Top[StatementRow] = Top()
        self.review: Top[StatementRow] = Top()
        self.repeats = Repeats()
        self._record: object = None
        self._month = NOT_GIVEN
        for row in audit.statements:
            self._add(row)
        if not any(self.everywhere.in_outcomes.values()):
            # These records have no outcomes field, so nothing stands outside it.
            self.elsewhere, self.hidden = Tally(), Top()

    def _add(self, row: StatementRow) -> None:
        self.count += 1
        record = (row.source, row.record_id)
        if record != self._record:
            self._record, self._month = record, month_of(row.date) or NOT_GIVEN
            self.records_by_month[self._month] += 1
        if row.kind is None:
            self.unlabelled[str(row.reason)] += 1
            return
        self._add_kind(record, row)
        self.sure.add(record, not row.needs_review)
        in_field = row.section == OUTCOMES
        if in_field:
            self.repeats.add(record, row.text)
        if row.needs_review:
            self.review.offer(in_field - row.confidence, row)
        elif not in_field and row.section != "text":
            self.elsewhere.add(record, row.kind == Kind.OUTCOME)
            if row.kind == Kind.OUTCOME:
                self.hidden.offer(row.confidence, row)

    def _add_kind(self, record: object, row: StatementRow) -> None:
        kind = NOT_SURE if row.needs_review else str(row.kind)
        self.kinds.setdefault(row.section, Counter())[kind] += 1
        self.everywhere.add(record, row)
        for groups, name in (
            (self.teams, row.team or NOT_GIVEN),
            (self.services, row.service or NOT_GIVEN),
            (self.months, self._month),
        ):
            groups.setdefault(name, Counts()).add(record, row)

"""What checking and auditing give: findings, verdicts, reports of a record and of a whole run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Generic, TypeVar

from .datatypes import Place, Prediction, Shown, Statement, Value
from .readlog import SourceRead, Unread


class Verdict(StrEnum):
    """What a record's text shows about one recording principle.

    ``MET`` names the words that earn it, ``ATTENTION`` names what to look at again, and
    ``CANNOT_TELL`` says that the text gives no occasion or cannot show it.
    """

    MET = "met"
    ATTENTION = "attention"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class LabelledStatement(Value):
    """A statement with its prediction."""

    statement: Statement
    prediction: Prediction


@dataclass(frozen=True, slots=True)
class Finding(Value):
    """One place worth another look, what may be missing there, and a question to ask.

    ``place`` and ``text`` are None where something is missing from the record as a whole.
    ``status`` is ``preview`` where the rule rests on few records so far.
    """

    code: str
    name: str
    principle: int
    severity: str
    message: str
    ask: str
    place: Place | None = None
    text: str | None = None
    status: str = "stable"


@dataclass(frozen=True, slots=True)
class Quote(Value):
    """Words of a record that earn a principle its ``met``, and the rule that saw them."""

    text: str
    place: Place
    code: str


@dataclass(frozen=True, slots=True)
class PrincipleResult(Value):
    """The verdict on one of the 12 principles, the reason in one line, and what it rests on.

    ``evidence`` holds the sentences that earn ``met``.
    """

    number: int
    title: str
    verdict: Verdict
    reason: str
    findings: tuple[Finding, ...] = ()
    evidence: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Quality(Value):
    """What the text of an outcome shows of one of the five qualities; never a verdict.

    ``words`` are those that show it (of the outcome, or of a need or strength beside it), and
    ``says`` tells what they show. Where ``shown`` is False the text is silent: ``ask``.
    """

    name: str
    title: str
    shown: bool
    words: str
    says: str
    ask: str


@dataclass(frozen=True, slots=True)
class OutcomeQualities(Value):
    """One outcome of a record, with what its text shows of the five qualities."""

    text: str
    place: Place
    qualities: tuple[Quality, ...]


@dataclass(frozen=True, slots=True)
class RecordReport(Value, Shown):
    """What one record shows about the 12 principles, and each of its statements labelled.

    ``rules`` names the checks that ran: nothing found is not nothing done; ``stopped`` those that
    took too long on this record and were left out; ``local`` what an organisation's own rule file
    changed. ``qualities`` tells of each outcome what its text shows of the five qualities.
    """

    record_id: str
    principles: Mapping[int, PrincipleResult]
    findings: tuple[Finding, ...]
    statements: tuple[LabelledStatement, ...]
    rules: tuple[str, ...]
    model_version: str = ""
    stopped: tuple[str, ...] = ()
    local: tuple[str, ...] = ()
    qualities: tuple[OutcomeQualities, ...] = ()

    _repr_pretty_ = Shown._repr_pretty_

    def __repr__(self) -> str:
        """In one line, without what was written; ``print`` shows the report."""
        found = Counter(str(result.verdict) for result in self.principles.values())
        verdicts = ", ".join(f"{found[v]} {v.replace('_', ' ')}" for v in Verdict)
        return f"<RecordReport {self.record_id!r}: {verdicts}; {len(self.findings)} findings>"


@dataclass(frozen=True, slots=True)
class StatementRow(Value):
    """One statement of an audit: where it stands, what it says, what it was taken to be.

    ``probabilities`` are in the order of `Kind`; empty without a kind. ``row`` is the row of the
    source, header = row 1.
    """

    record_id: str
    source: str
    row: int | None
    field: str
    section: str
    start: int
    end: int
    text: str
    kind: str | None
    confidence: float
    needs_review: bool
    reason: str | None
    probabilities: tuple[float, ...]
    team: str
    service: str
    date: str


@dataclass(frozen=True, slots=True)
class FindingRow(Value):
    """One finding of an audit, with its record and group, and the sentence it stands in."""

    record_id: str
    source: str
    team: str
    service: str
    sentence: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class PrincipleRow(Value):
    """The verdict on one principle in one record of an audit, why, and the words it rests on.

    ``earned`` counts the places that earn `met`, shown or not; ``review_date`` is as written.
    """

    record_id: str
    source: str
    team: str
    service: str
    principle: int
    verdict: Verdict
    reason: str
    evidence: str
    earned: int = 0
    review_date: str = ""


@dataclass(frozen=True, slots=True)
class Audit(Shown):
    """Everything a run read, labelled and found.

    ``statements``, ``findings`` and ``principles`` can be gone through more than once, in the
    order of the source. ``rules`` names the checks that ran; ``titles`` the 12 principles;
    ``never`` what no text can show about each; ``local`` what an organisation's own rule file
    changed; ``privacy`` what was taken out or replaced.

    A large audit without an output folder has a temporary one, removed by `close`, at the end of
    a ``with`` block, or when the audit is no longer used.
    """

    statements: Iterable[StatementRow]
    findings: Iterable[FindingRow]
    principles: Iterable[PrincipleRow]
    records: int
    sources: tuple[SourceRead, ...]
    unread: tuple[Unread, ...]
    rules: tuple[str, ...]
    titles: Mapping[int, str]
    never: Mapping[int, str]
    model_version: str
    library_version: str
    review_below: float
    local: tuple[str, ...] = ()
    privacy: tuple[str, ...] = ()
    store: Any = field(default=None, repr=False, compare=False)

    def close(self) -> None:
        """Remove what is kept for this audit alone; its rows cannot be gone through after that."""
        if self.store is not None:
            self.store.close()

    def __enter__(self) -> Audit:
        """Use as ``with audit(…) as result:``."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    _repr_pretty_ = Shown._repr_pretty_

    def __repr__(self) -> str:
        """In one line, without what was written; ``print`` shows the numbers."""
        return f"<Audit: {self.records} records, {len(self.unread)} places unread>"

    def changed(
        self,
        *,
        statements: Callable[[StatementRow], StatementRow],
        findings: Callable[[FindingRow], FindingRow],
        principles: Callable[[PrincipleRow], PrincipleRow],
        **others: Any,
    ) -> Audit:
        """Return the audit with every row changed on the way, whenever it is gone through."""
        return replace(
            self,
            statements=_Changed(self.statements, statements),
            findings=_Changed(self.findings, findings),
            principles=_Changed(self.principles, principles),
            **others,
        )


_Row = TypeVar("_Row")


class _Changed(Generic[_Row]):
    """Rows changed one by one, each time they are gone through."""

    def __init__(self, rows: Iterable[_Row], change: Callable[[_Row], _Row]) -> None:
        self._rows, self._change = rows, change

    def __iter__(self) -> Iterator[_Row]:
        return map(self._change, self._rows)

"""What checking and auditing give: findings, verdicts, reports of a record and of a whole run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .datatypes import Place, Prediction, Statement, Value


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
class RecordReport(Value):
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


@dataclass(frozen=True, slots=True)
class Unread(Value):
    """Something that was there and could not be used: the place and the reason, never the text."""

    source: str
    row: int | None
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class SourceRead(Value):
    """One file or table that was read: how, how much, and what was noticed on the way."""

    name: str
    format: str
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    columns_left_out: tuple[str, ...] = ()
    rows: int = 0
    records: int = 0
    notes: tuple[str, ...] = ()


class ReadLog:
    """What is being read, filled while a reader runs: sources, notes, and what was left out.

    ``rows`` and ``records`` count the source begun last.
    """

    def __init__(self) -> None:
        self._finished: list[SourceRead] = []
        self._facts: dict[str, Any] | None = None
        self._notes: list[str] = []
        self.unread: list[Unread] = []
        self.rows = 0
        self.records = 0

    def begin(self, name: str, form: str, **facts: str) -> None:
        """Begin a source: its name without folder, its format, encoding, separator, sheet."""
        self._close()
        self._facts = {"name": name, "format": form, **facts}

    def map(self, used: Mapping[str, str], left_out: tuple[str, ...]) -> None:
        """Keep which column was used for what, and which were not used."""
        if self._facts is not None:
            self._facts.update(columns=dict(used), columns_left_out=left_out)

    def note(self, text: str) -> None:
        """Keep something worth knowing about the source."""
        self._notes.append(text)

    def leave_out(self, source: str, row: int | None, column: str, reason: str) -> None:
        """Keep the place of something that cannot be used, and the reason code."""
        self.unread.append(Unread(source, row, column, reason))

    def _close(self) -> None:
        if self._facts is not None:
            self._finished.append(
                SourceRead(
                    rows=self.rows, records=self.records, notes=tuple(self._notes), **self._facts
                )
            )
        self._facts, self._notes, self.rows, self.records = None, [], 0, 0

    @property
    def sources(self) -> tuple[SourceRead, ...]:
        """Every source so far."""
        self._close()
        return tuple(self._finished)


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
    """The verdict on one principle in one record of an audit, why, and the words it rests on."""

    record_id: str
    source: str
    team: str
    service: str
    principle: int
    verdict: Verdict
    reason: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Audit:
    """Everything a run read, labelled and found.

    ``statements``, ``findings`` and ``principles`` can be gone through more than once, in the
    order of the source. ``rules`` names the checks that ran; ``titles`` the 12 principles;
    ``never`` what no text can show about each.
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

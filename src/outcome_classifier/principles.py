"""One record against the 12 principles: each rule carried out, and a verdict for each principle.

There are few kinds of check; what they look for is data (`rules/*.toml`):

- ``phrase``: words that stand where they should not (or, with ``gives = "met"``, that earn it);
- ``missing``: where ``when`` gives the occasion, neither ``patterns`` nor ``kinds`` is there;
- ``kind``: a statement of one of ``kinds`` in one of ``fields``, and sure of it;
- ``ratio``: at least ``share`` of the statements are of ``kinds``;
- ``date``: more than ``days`` between the record's date and its review date.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from .datatypes import Place, Record
from .results import Finding, LabelledStatement, PrincipleResult, Quote, RecordReport, Verdict
from .rulebook import Principle, Rule, Rulebook

_QUOTED = re.compile(
    r"“[^”]{1,600}”|\"[^\"]{1,600}\"|‘(?:[^’]|’(?=\w)){1,600}’(?!\w)|(?<!\w)'(?:[^']|'(?=\w)){2,600}'(?!\w)"
)
_FIRST_PERSON = re.compile(r"\b(?:I|I'm|I’m|I'd|I’d|I've|I’ve|my|me|we|our)\b")
_ATTRIBUTED = re.compile(
    r"\b(?:says?|said|(?<!was )(?<!were )(?<!been )told|tells|feels?|felt|thinks?|thought|describes?|"
    r"described|calls (?:it|this|that|him|her|them|himself|herself|me)|called|"
    r"according to|in (?:his|her|their|my) (?:view|words|opinion))\b",
    re.IGNORECASE,
)
_DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y")


@dataclass(frozen=True, slots=True)
class _Item:
    """One written item with the spans that wording checks leave alone."""

    field: str
    number: int
    row: int | None
    text: str
    statements: tuple[LabelledStatement, ...]
    quotes: tuple[tuple[int, int], ...]


def check_principles(
    record: Record,
    statements: Sequence[LabelledStatement],
    rulebook: Rulebook,
    *,
    model_version: str = "",
) -> RecordReport:
    """Return the findings of every rule and the verdict for each principle.

    ``attention`` where a rule found something to look at again; else ``met`` where the text
    earns it; else ``cannot_tell`` with the reason.
    """
    items = _items(record, statements)
    findings: list[Finding] = []
    earned: dict[int, list[tuple[Rule, Place]]] = {}
    for rule in rulebook.rules:
        for place in _CHECKS[rule.check](rule, record, items):
            if rule.gives is Verdict.MET and place is not None:
                earned.setdefault(rule.principle, []).append((rule, place))
            elif rule.gives is Verdict.ATTENTION:
                findings.append(_finding(rule, record, place))
    results = {
        number: _verdict(
            principle,
            [f for f in findings if f.principle == number],
            [
                (rule, Quote(sentence_at(record, statements, place), place, rule.code))
                for rule, place in earned.get(number, [])
            ],
        )
        for number, principle in sorted(rulebook.principles.items())
    }
    return RecordReport(
        record_id=record.record_id,
        principles=results,
        findings=tuple(findings),
        statements=tuple(statements),
        rules=tuple(rule.code for rule in rulebook.rules),
        model_version=model_version,
    )


def _verdict(
    principle: Principle, findings: list[Finding], earned: list[tuple[Rule, Quote]]
) -> PrincipleResult:
    if any(finding.severity != "info" for finding in findings):
        verdict = Verdict.ATTENTION
        reason = next(f.message for f in findings if f.severity != "info")
    elif earned:
        verdict, reason = Verdict.MET, earned[0][0].message
    else:
        verdict, reason = Verdict.CANNOT_TELL, principle.silent
    return PrincipleResult(
        principle.number,
        principle.title,
        verdict,
        reason,
        tuple(findings),
        tuple(quote for _, quote in earned),
    )


def sentence_at(record: Record, statements: Sequence[LabelledStatement], place: Place) -> str:
    """Return the statement in which a place lies, else the words themselves."""
    for labelled in statements:
        own = labelled.statement.place
        if (own.field, own.item) == (place.field, place.item) and (
            own.start <= place.start < own.end
        ):
            return labelled.statement.text
    return record.written(place)


def _finding(rule: Rule, record: Record, place: Place | None) -> Finding:
    return Finding(
        code=rule.code,
        name=rule.name,
        principle=rule.principle,
        severity=rule.severity,
        message=rule.message,
        ask=rule.ask,
        place=place,
        text=None if place is None else record.written(place),
    )


def _items(record: Record, statements: Sequence[LabelledStatement]) -> list[_Item]:
    held: dict[tuple[str, int], list[LabelledStatement]] = {}
    for labelled in statements:
        place = labelled.statement.place
        held.setdefault((place.field, place.item), []).append(labelled)
    return [
        _Item(
            name,
            number,
            row,
            text,
            tuple(held.get((name, number), ())),
            tuple(match.span() for match in _QUOTED.finditer(text)),
        )
        for name, number, text, row in record.items()
    ]


def _in_scope(rule: Rule, items: Sequence[_Item]) -> Iterator[tuple[_Item, LabelledStatement]]:
    for item in items:
        for labelled in item.statements:
            if not rule.fields or labelled.statement.section in rule.fields:
                yield item, labelled


def _phrase(rule: Rule, record: Record, items: Sequence[_Item]) -> Iterator[Place | None]:
    for item in items:
        inside = [
            s for s in item.statements if not rule.fields or s.statement.section in rule.fields
        ]
        for start, end in rule.find("patterns", item.text):
            around = next(
                (
                    s.statement
                    for s in inside
                    if s.statement.place.start <= start < s.statement.place.end
                ),
                None,
            )
            if around is None or _is_exempt(rule, item, around.text, start):
                continue
            if not any(rule.find("unless", around.text)):
                yield _trimmed(item, start, end)


def _trimmed(item: _Item, start: int, end: int) -> Place:
    """The words of a match without the spaces round them."""
    words = item.text[start:end]
    start += len(words) - len(words.lstrip())
    return Place(item.field, item.number, start, start + len(words.strip()), item.row)


def _is_exempt(rule: Rule, item: _Item, statement: str, start: int) -> bool:
    if "quote" in rule.exempt and any(a <= start < b for a, b in item.quotes):
        return True
    if "first_person" in rule.exempt and _FIRST_PERSON.search(statement):
        return True
    return "attributed" in rule.exempt and _ATTRIBUTED.search(statement) is not None


def _missing(rule: Rule, record: Record, items: Sequence[_Item]) -> Iterator[Place | None]:
    scope = list(_in_scope(rule, items))
    occasion: Place | None = None
    if rule.when:
        found = (
            _trimmed(item, start, end)
            for item in items
            for start, end in rule.find("when", item.text)
        )
        occasion = next(found, None)
        if occasion is None:
            return
    statements = sum(len(item.statements) for item in items)
    if statements < rule.settings.get("least_statements", 1):
        return
    if any(s.prediction.kind in rule.kinds for _, s in scope):
        return
    if any(any(rule.find("patterns", s.statement.text)) for _, s in scope):
        return
    yield occasion


def _kind(rule: Rule, record: Record, items: Sequence[_Item]) -> Iterator[Place | None]:
    least = rule.settings.get("confidence", 0.0)
    for item, labelled in _in_scope(rule, items):
        prediction = labelled.prediction
        if prediction.kind not in rule.kinds or prediction.needs_review:
            continue
        text = labelled.statement.text
        if _is_exempt(rule, item, text, labelled.statement.place.start):
            continue
        if rule.patterns and not any(rule.find("patterns", text)):
            continue
        if prediction.confidence >= least and not any(rule.find("unless", text)):
            place = labelled.statement.place
            yield Place(item.field, item.number, place.start, place.end, item.row)


def _ratio(rule: Rule, record: Record, items: Sequence[_Item]) -> Iterator[Place | None]:
    kinds = [s.prediction.kind for _, s in _in_scope(rule, items) if s.prediction.kind]
    wanted = sum(kind in rule.kinds for kind in kinds)
    if len(kinds) >= rule.settings["least_statements"] and wanted / len(kinds) >= float(
        rule.settings["share"]
    ):
        yield None


def _date(rule: Rule, record: Record, items: Sequence[_Item]) -> Iterator[Place | None]:
    written, review = read_date(record.date), read_date(record.review_date)
    if written and review and (review - written).days > rule.settings["days"]:
        yield None


def read_date(text: str) -> date | None:
    """Read an ISO or UK date; None where it is neither.

    Examples
    --------
    >>> read_date("31/03/2026") == read_date("2026-03-31T09:00")
    True
    """
    words = re.split(r"(?<=\d)[T ](?=\d\d:)", text.strip())[0]
    for form in _DATE_FORMATS:
        try:
            return datetime.strptime(words, form).date()
        except ValueError:
            continue
    return None


_CHECKS: dict[str, Callable[[Rule, Record, Sequence[_Item]], Iterator[Place | None]]] = {
    "phrase": _phrase,
    "missing": _missing,
    "kind": _kind,
    "ratio": _ratio,
    "date": _date,
}

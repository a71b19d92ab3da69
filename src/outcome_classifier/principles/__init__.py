"""One record against the 12 principles: each rule carried out, and a verdict for each principle."""

from __future__ import annotations

from collections.abc import Sequence

from ..datatypes import Place, Record
from ..errors import RuleRefused
from ..qualities import tell_qualities
from ..results import Finding, LabelledStatement, PrincipleResult, Quote, RecordReport, Verdict
from ..rulebook import Principle, Rule, Rulebook
from .checks import MOST_PLACES, carry_out
from .reading import Reading

#: Sentences that earn ``met`` and outweigh one single finding, which is still shown.
_OUTWEIGHS = 2

__all__ = ["MOST_PLACES", "check_principles", "sentence_at"]


def check_principles(
    record: Record,
    statements: Sequence[LabelledStatement],
    rulebook: Rulebook,
    *,
    model_version: str = "",
) -> RecordReport:
    """Return the findings of every rule and the verdict for each principle.

    ``attention`` where a rule found something to look at again, unless that is one place and two
    sentences or more earn ``met``; else ``met`` where the text earns it; else ``cannot_tell`` with
    the reason. A rule whose patterns take too long is left
    out and named in ``stopped``.
    """
    reading = Reading(record, statements)
    findings: list[Finding] = []
    earned: dict[int, list[tuple[Rule, Place]]] = {}
    stopped: list[str] = []
    for rule in rulebook.rules:
        try:
            places = carry_out(rule, reading)
        except RuleRefused:
            stopped.append(rule.code)
            continue
        if rule.gives is Verdict.ATTENTION:
            findings += [_finding(rule, record, place) for place in places]
        else:
            own = earned.setdefault(rule.principle, [])
            own += [(rule, place) for place in places if place is not None]
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
        rules=tuple(rule.code for rule in rulebook.rules if rule.code not in stopped),
        model_version=model_version,
        stopped=tuple(stopped),
        local=rulebook.local,
        qualities=tell_qualities(statements),
    )


def _verdict(
    principle: Principle, findings: list[Finding], earned: list[tuple[Rule, Quote]]
) -> PrincipleResult:
    weighed = [finding for finding in findings if finding.severity != "info"]
    outweighed = len(weighed) == 1 and len({quote.text for _, quote in earned}) >= _OUTWEIGHS
    if weighed and not outweighed:
        verdict, reason = Verdict.ATTENTION, weighed[0].message
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
        status=rule.status,
    )

"""What a notebook and a terminal show of a prediction, a record's report and an audit.

Imported when a value is first shown. In HTML everything is escaped; as text, control characters
and marks that turn the direction of writing are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import singledispatch

from ..datatypes import Prediction
from ..results import Audit, Finding, RecordReport, Verdict
from .counting import KINDS
from .summary import summarise
from .tables import without_unseen
from .templates import template

#: Characters of one text that are shown.
_SHOWN = 2_000
#: What is said of a principle about which the text says nothing.
SILENT = "No occasion seen, or no text can show it."


@singledispatch
def as_html(value: object) -> str:
    """Return a value as HTML for a notebook: no script, nothing loaded."""
    raise NotImplementedError(type(value).__name__)


@singledispatch
def as_text(value: object) -> str:
    """Return a value as lines of plain text for a terminal."""
    raise NotImplementedError(type(value).__name__)


@as_html.register
def _(prediction: Prediction) -> str:
    return _shown(
        "prediction",
        prediction,
        list(_segments(prediction)),
        max(0, len(prediction.text) - _SHOWN),
    )


@as_html.register
def _(report: RecordReport) -> str:
    return _shown("record_report", report, _silent(report), _places(report))


@as_html.register
def _(audit: Audit) -> str:
    return _shown("audit", audit, summarise(audit), KINDS)


def _shown(name: str, *values: object) -> str:
    return str(getattr(template("shown.html.j2").module, name)(*values)).strip()


def _segments(prediction: Prediction) -> Iterator[tuple[str, bool]]:
    """The text in pieces, with a mark on the words that decided."""
    text, done = prediction.text[:_SHOWN], 0
    words = prediction.evidence.words if prediction.evidence else ()
    for span in sorted(words, key=lambda span: span.start):
        yield text[done : span.start], False
        yield text[span.start : span.end], True
        done = span.end
    yield text[done:], False


def _silent(report: RecordReport) -> list[int]:
    """The principles about which the text says nothing."""
    return [n for n, r in report.principles.items() if r.verdict is Verdict.CANNOT_TELL]


def _places(report: RecordReport) -> list[tuple[Finding, list[str]]]:
    """The findings, each check once, with all the words that it points at."""
    found: dict[str, tuple[Finding, list[str]]] = {}
    for finding in report.findings:
        words = found.setdefault(finding.code, (finding, []))[1]
        if finding.text is not None and finding.text not in words:
            words.append(finding.text)
    return list(found.values())


@as_text.register
def _(prediction: Prediction) -> str:
    if prediction.kind is None:
        head = f"none: {prediction.reason}"
    else:
        review = ", not sure" if prediction.needs_review else ""
        head = f"{prediction.kind} ({prediction.confidence:.2f}{review})"
    return "\n".join([f"{head}: {_line(prediction.text)}", *explanation_lines(prediction)])


def explanation_lines(prediction: Prediction) -> list[str]:
    """Why a text was labelled so, in plain words; empty without evidence."""
    evidence = prediction.evidence
    if evidence is None:
        return []
    words = ", ".join(_quoted(span.text) for span in evidence.words) or "the whole statement"
    return [
        f"Why: {evidence.line}",
        f"Words that decided: {words}. Next likely: {evidence.runner_up}.",
        f"Ask: {evidence.ask}",
        *(f"Part: {_quoted(part.text)} {part.kind}" for part in prediction.parts),
    ]


@as_text.register
def _(report: RecordReport) -> str:
    lines = [f"Record {_line(report.record_id)}"]
    for number, result in report.principles.items():
        if result.verdict is not Verdict.CANNOT_TELL:
            lines += [f"  {number}. {result.title}: {result.verdict}", f"     {result.reason}"]
        if result.verdict is Verdict.MET:
            lines.append(f"     {_quoted(result.evidence[0].text)}")
    if silent := _silent(report):
        lines.append(f"  {', '.join(map(str, silent))}: cannot tell. {SILENT}")
    if report.findings:
        lines.append("Worth another look")
    for finding, words in _places(report):
        where = ", ".join(map(_quoted, words)) or "the record as a whole"
        lines += [f"  {finding.code} {where}", f"     {finding.message} {finding.ask}"]
    return "\n".join(lines)


@as_text.register
def _(audit: Audit) -> str:
    summary = summarise(audit)
    widths = [max(9, len(kind)) for kind in KINDS]
    lines = [f"{audit.records:,} records, {summary.statements:,} statements"]
    lines.append(_row("Field", KINDS, widths))
    for field, counts in summary.kinds.items():
        lines.append(_row(field, [f"{counts[kind]:,}" for kind in KINDS], widths))
    lines.append(_row("Principle", ("met", "attention", "cannot tell"), [9, 9, 11]))
    for p in summary.principles:
        counted = [f"{n:,}" for n in (p.met, p.attention, p.cannot_tell)]
        lines.append(_row(f"{p.number}. {p.title}", counted, [9, 9, 11]))
    for source in audit.sources:
        left = ", ".join(map(_line, source.columns_left_out)) or "none"
        lines.append(
            f"Read {_line(source.name)}: {source.rows:,} rows, {source.records:,} records; "
            f"columns left out: {left}"
        )
        lines += [f"  {_line(note)}" for note in source.notes]
    lines.append(f"Not labelled: {_counted(summary.unlabelled)}")
    lines.append(f"Left out while reading: {_counted(summary.unread)}")
    return "\n".join(lines)


def _row(name: str, cells: list[str] | tuple[str, ...], widths: list[int]) -> str:
    shown = name if len(name) <= 60 else f"{name[:59]}…"
    return f"{shown:<60}" + "".join(f" {c:>{w}}" for c, w in zip(cells, widths, strict=True))


def _counted(reasons: dict[str, int]) -> str:
    return ", ".join(f"{reason} {count:,}" for reason, count in reasons.items()) or "none"


def _quoted(text: str) -> str:
    return "“{}”".format(_line(text).strip(' "“”'))


def _line(text: str) -> str:
    """Text as one line, shortened where it is very long."""
    words = " ".join(without_unseen(text[:_SHOWN]).split())
    return f"{words} …" if len(text) > _SHOWN else words

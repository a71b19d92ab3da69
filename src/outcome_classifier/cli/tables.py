"""Results as terminal tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.table import Table
from rich.text import Text

from ..datatypes import Prediction
from ..evaluation import SCORE_NAMES, Evaluation, Score
from ..reporting import Change, Comparison, Summary, cells
from ..reporting.counting import KINDS
from ..reporting.shown import SILENT
from ..results import Audit, Finding, RecordReport
from ..rulebook import Rule
from ..rulebook.pages import example_words, seen_words

#: Places of one rule that are shown in a table.
_SHOWN = 3


def _table(title: str, *columns: str, right: Sequence[str] = ()) -> Table:
    table = Table(
        title=Text(title) if title else None,
        title_justify="left",
        title_style="bold",
        expand=False,
    )
    for column in columns:
        table.add_column(column, justify="right" if column in right else "left")
    return table


def predictions_table(predictions: Iterable[Prediction]) -> Table:
    """One line a prediction: kind, confidence, what was written."""
    table = _table("", "kind", "confidence", "statement", right=("confidence",))
    for p in predictions:
        kind = f"{p.kind}{' (review)' if p.needs_review else ''}" if p.kind else f"none: {p.reason}"
        table.add_row(kind, f"{p.confidence:.2f}" if p.kind else "", Text(p.text))
    return table


def report_tables(report: RecordReport) -> list[Table]:
    """The 12 verdicts of a record, its findings, and what its outcomes show."""
    verdicts = _table(f"Record {report.record_id}", "principle", "verdict", "why")
    silent = []
    for number, result in report.principles.items():
        if result.verdict == "cannot_tell":
            silent.append(str(number))
            continue
        quote = f"\n“{result.evidence[0].text}”" if result.verdict == "met" else ""
        verdicts.add_row(
            f"{number}. {result.title}", str(result.verdict), Text(result.reason + quote)
        )
    if silent:
        verdicts.add_row(", ".join(silent), "cannot tell", SILENT)
    tables = [verdicts]
    if report.findings:
        tables.append(_findings_table(report))
    if report.qualities:
        tables.append(_qualities_table(report))
    return tables


def _findings_table(report: RecordReport) -> Table:
    """One line a rule, however often it spoke; words that another rule told of are left out."""
    table = _table("Worth another look", "check", "where", "why", "ask")
    told: list[Finding] = []
    for code in dict.fromkeys(finding.code for finding in report.findings):
        own = [finding for finding in report.findings if finding.code == code]
        fresh = [f for f in own if not any(_same_words(f, other) for other in told)]
        told += own
        if not fresh:
            continue
        places = list(dict.fromkeys(f.text or "the record as a whole" for f in fresh))
        where = "\n".join(places[:_SHOWN])
        if len(places) > _SHOWN:
            where += f"\nand {len(places) - _SHOWN} more"
        name = fresh[0].name + ("\n(preview)" if fresh[0].status == "preview" else "")
        count = f" x{len(own)}" if len(own) > 1 else ""
        table.add_row(f"{code}{count}\n{name}", Text(where), fresh[0].message, fresh[0].ask)
    return table


def _same_words(one: Finding, other: Finding) -> bool:
    """Tell whether two findings on one principle share words of the record."""
    a, b = one.place, other.place
    if one.principle != other.principle or a is None or b is None:
        return False
    return (a.field, a.item) == (b.field, b.item) and a.start < b.end and b.start < a.end


def _qualities_table(report: RecordReport) -> Table:
    """What the text of each outcome shows of the five qualities: information, no verdict."""
    table = _table(
        "The five qualities of an outcome, as the text shows them (no verdict)",
        "outcome",
        "shown",
        "worth asking",
    )
    for outcome in report.qualities:
        shown = ", ".join(q.name for q in outcome.qualities if q.shown) or "none of them"
        silent = [q for q in outcome.qualities if not q.shown]
        table.add_row(Text(outcome.text), shown, silent[0].ask if silent else "")
    return table


def audit_tables(audit: Audit, summary: Summary) -> list[Table]:
    """Kinds by field, verdicts by principle, what was read and what was not."""
    kinds = _table("Kinds by field", "field", *KINDS, "all", right=(*KINDS, "all"))
    for field, counts in sorted(summary.kinds.items(), key=lambda item: item[0] != "outcomes"):
        kinds.add_row(field, *(f"{counts[k]:,}" for k in KINDS), f"{sum(counts.values()):,}")
    principles = _table(
        "Records and findings by principle",
        "principle",
        "met",
        "attention",
        "cannot tell",
        "findings",
        "notes",
        right=("met", "attention", "cannot tell", "findings", "notes"),
    )
    for p in summary.principles:
        principles.add_row(
            f"{p.number}. {p.title}",
            *(f"{n:,}" for n in (p.met, p.attention, p.cannot_tell, p.findings, p.notes)),
        )
    read = _table("What was read", "source", "rows", "records", "columns left out", right=("rows",))
    for source in audit.sources:
        left = ", ".join(source.columns_left_out) or "none"
        read.add_row(Text(source.name), f"{source.rows:,}", f"{source.records:,}", Text(left))
        for note in source.notes:
            read.add_row("", "", "", Text(note))
    unread = _table("What was not read or labelled", "reason", "how many", right=("how many",))
    counts = {**summary.unlabelled}
    for reason, count in summary.unread.items():
        counts[reason] = counts.get(reason, 0) + count
    for reason, count in counts.items() or [("nothing", 0)]:
        unread.add_row(reason, f"{count:,}")
    return [kinds, principles, read, unread]


def comparison_tables(comparison: Comparison) -> list[Table]:
    """What changed, one table a group of lines."""
    tables = []
    for group in dict.fromkeys(change.group for change in comparison.changes):
        table = _table(
            group, "", "then", "now", "points (95 % interval)", "so",
            right=("then", "now", "points (95 % interval)"),
        )  # fmt: skip
        for change in comparison.changes:
            if change.group == group:
                table.add_row(Text(change.name), *cells(change))
        tables.append(table)
    return tables


def change_cells(change: Change) -> list[object]:
    """The numbers of a change, for a table of numbers: shares and ends, and what they say."""
    ends = (change.difference, change.low, change.high)
    shares = (f"{share.count}/{share.total}" for share in (change.then, change.now))
    return [*shares, *("" if end is None else end for end in ends), change.said]


def rules_table(rules: Iterable[Rule]) -> Table:
    """One line a rule."""
    table = _table("", "code", "name", "principle", "gives", "status", "title")
    table.columns[1].no_wrap = True
    for rule in rules:
        table.add_row(
            rule.code, rule.name, str(rule.principle), rule.gives, rule.status, rule.title
        )
    return table


def rule_lines(rule: Rule) -> list[str]:
    """One rule, whole."""
    return [
        f"{rule.code} {rule.name}: {rule.title}",
        f"Principle {rule.principle}. {rule.severity}, tier {rule.tier}, since {rule.since}, "
        f"{seen_words(rule)}.",
        *([f"For: {', '.join(rule.jurisdiction)}"] if rule.jurisdiction else []),
        f"Why: {rule.why}",
        f"Says: {rule.message}",
        f"Asks: {rule.ask}",
        f"Source: {rule.source}",
        *(
            f"{'Says yes to' if rule.gives == 'met' else 'Flags'}: {example_words(e)}"
            for e in rule.flag
        ),
        *(f"Leaves alone: {example_words(example)}" for example in rule.passes),
        *([f"Known problems: {rule.known_problems}"] if rule.known_problems else []),
    ]


def score_words(score: Score) -> str:
    """A score with its interval, ``0.84 (0.65 to 0.94)``."""
    return f"{score.value:.2f} ({score.low:.2f} to {score.high:.2f})"


def evaluation_tables(evaluation: Evaluation) -> list[Table]:
    """Scores with intervals, and what was labelled otherwise than its key."""
    scores = _table(evaluation.name, "score", "value (95 % interval)", "n", right=("n",))
    for name, score in evaluation.scores.items():
        scores.add_row(SCORE_NAMES.get(name, name), score_words(score), f"{score.n:,}")
    if not evaluation.misses:
        return [scores]
    misses = _table("Labelled otherwise than the key", "no.", "statement", "key", "given")
    for miss in evaluation.misses:
        misses.add_row(miss.number, Text(miss.text), miss.expected, miss.given)
    return [scores, misses]

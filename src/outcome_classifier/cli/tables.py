"""Results as terminal tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.table import Table
from rich.text import Text

from ..datatypes import Kind, Prediction
from ..evaluation import SCORE_NAMES, Evaluation, Score
from ..reporting import Change, Comparison, Summary, cells
from ..results import Audit, RecordReport
from ..rulebook import Rule


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
    """The 12 verdicts of a record, and its findings."""
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
        verdicts.add_row(
            ", ".join(silent), "cannot tell", "No occasion seen, or no text can show it."
        )
    findings = _table("Worth another look", "check", "where", "why", "ask")
    for finding in report.findings:
        findings.add_row(
            f"{finding.code}\n{finding.name}",
            Text(finding.text or "the record as a whole"),
            finding.message,
            finding.ask,
        )
    return [verdicts, findings] if report.findings else [verdicts]


def audit_tables(audit: Audit, summary: Summary) -> list[Table]:
    """Kinds by field, verdicts by principle, what was read and what was not."""
    columns = (*Kind, "not sure")
    kinds = _table("Kinds by field", "field", *columns, "all", right=(*columns, "all"))
    for field, counts in sorted(summary.kinds.items(), key=lambda item: item[0] != "outcomes"):
        kinds.add_row(field, *(f"{counts[k]:,}" for k in columns), f"{sum(counts.values()):,}")
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
    table = _table("", "code", "name", "principle", "gives", "title")
    table.columns[1].no_wrap = True
    for rule in rules:
        table.add_row(rule.code, rule.name, str(rule.principle), rule.gives, rule.title)
    return table


def rule_lines(rule: Rule) -> list[str]:
    """One rule, whole."""
    return [
        f"{rule.code} {rule.name}: {rule.title}",
        f"Principle {rule.principle}. {rule.severity}, tier {rule.tier}, since {rule.since}.",
        f"Why: {rule.why}",
        f"Says: {rule.message}",
        f"Asks: {rule.ask}",
        f"Source: {rule.source}",
        *(f"{'Says yes to' if rule.gives == 'met' else 'Flags'}: {_shown(e)}" for e in rule.flag),
        *(f"Leaves alone: {_shown(example)}" for example in rule.passes),
        *([f"Known problems: {rule.known_problems}"] if rule.known_problems else []),
    ]


def _shown(example: object) -> str:
    """An example as a person reads it: its words, with the field where it has one."""
    if not isinstance(example, dict):
        return str(example)
    parts = [(k, v if isinstance(v, list) else [v]) for k, v in example.items() if k != "kinds"]
    return "; ".join(f"in {name}: {' / '.join(map(str, values))}" for name, values in parts)


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

"""The record checker's scores on marked records, as figures and as tables.

``python -m outcome_classifier.training.record_scores development test`` scores these splits of
``data/records.jsonl`` and writes ``docs/record-checker.json``, and from it ``docs/record-checker.md``
and the README's table. The split ``test`` may be scored as often as `history.LIMITS` says, and each
time is logged.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .. import __version__
from ..auditing import RecordChecker
from ..evaluation import RECORD_SCORE_NAMES, RecordEvaluation, evaluate_records
from ..reporting import write_whole
from ..shipped import shipped_path
from .documents import HOW_MADE
from .history import History

_BLOCK = re.compile(r"(<!-- record scores -->\n).*?(<!-- /record scores -->)", re.DOTALL)
#: What the scores of the whole are called that are not shares of pairs.
_OF_RECORDS = {
    "false_attention": "attention that neither mark asks for, a good record",
    "counter_met": "cues without the practice that were taken for it",
}
_SHORT = {
    "attention_precision": "attention right",
    "attention_recall": "attention found",
    "met_precision": "met right",
    "met_recall": "met found",
    "cannot_tell_right": "cannot tell right",
}


def score_records(splits: Sequence[str]) -> dict[str, Any]:
    """Score the checker on splits of the marked records; return figures by split.

    Raises
    ------
    TrainingRefused
        A split has been scored as often as it may be.
    """
    path = shipped_path("data") / "records.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    history = History(shipped_path("models") / "metrics_history.json")
    checker = RecordChecker()
    found = {}
    for split in splits:
        logged = f"records {split}"
        history.refuse_if_used_up(logged)
        evaluation = evaluate_records(rows, checker.check, split=split)
        found[split] = _figures(evaluation)
        history.add(logged, checker.classifier.model_version, found[split]["overall"])
    return {
        "library_version": __version__,
        "model_version": checker.classifier.model_version,
        "rules": len(checker.rulebook.rules),
        "splits": found,
    }


def _figures(evaluation: RecordEvaluation) -> dict[str, Any]:
    """What is kept of an evaluation: scores, not which record was which."""
    found = evaluation.to_dict()
    names = ("records", "pairs", "agreed", "overall", "principles", *_OF_RECORDS)
    return {name: found[name] for name in names}


def overall_table(figures: Mapping[str, Any], splits: Sequence[str]) -> str:
    """Return the scores over all principles as a Markdown table."""
    lines = ["| records | score | value | 95 % interval | n |", "|---|---|---|---|---|"]
    for split in splits:
        found = figures["splits"][split]
        scores = [(said, found["overall"].get(name)) for name, said in RECORD_SCORE_NAMES.items()]
        scores += [(said, found[name]) for name, said in _OF_RECORDS.items()]
        lines += [
            f"| {split} | {said} | {s['value']:.3f} | {s['low']:.3f} to {s['high']:.3f} | {s['n']:,} |"
            for said, s in scores
            if s
        ]
    return "\n".join(lines)


def principle_table(figures: Mapping[str, Any], split: str, titles: Mapping[int, str]) -> str:
    """Return the scores of each principle as a Markdown table: value (interval, n)."""
    head = ["principle", *_SHORT.values()]
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for number, scores in figures["splits"][split]["principles"].items():
        cells = [_cell(scores.get(name)) for name in _SHORT]
        lines.append(f"| {number}. {titles[int(number)]} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(score: Mapping[str, Any] | None) -> str:
    if score is None:
        return "-"
    return f"{score['value']:.2f} ({score['low']:.2f} to {score['high']:.2f}, n {score['n']})"


def page(figures: Mapping[str, Any], titles: Mapping[int, str]) -> str:
    """Return the page of scores as Markdown."""
    splits = list(figures["splits"])
    parts = [
        "# How good is the record checker?",
        HOW_MADE,
        f"{figures['rules']} rules of outcome_classifier {figures['library_version']}, kinds by model "
        f"{figures['model_version']}. Each record was marked for each of the 12 principles by two "
        "passes that neither wrote it nor saw a rule; a record and a principle on which they agree "
        "make a pair. Records are split by writing pass: those of the test were never looked at "
        "while rules were written. Rules were written on the development records, whose scores "
        "are therefore too good. Intervals are 95 % (Wilson).",
        overall_table(figures, splits),
    ]
    for split in splits:
        found = figures["splits"][split]
        parts += [
            f"## By principle, {split}",
            f"{found['records']} records, {found['agreed']:,} pairs of {found['pairs']:,} agreed.",
            principle_table(figures, split, titles),
        ]
    return "\n\n".join(parts) + "\n"


def write_documents(root: Path) -> None:
    """Write page and README table from the figures in ``docs/record-checker.json``."""
    from ..rulebook import load_rulebook

    figures = json.loads((root / "docs" / "record-checker.json").read_text(encoding="utf-8"))
    titles = {n: p.title for n, p in load_rulebook().principles.items()}
    write_whole(root / "docs" / "record-checker.md", page(figures, titles), force=True)
    readme = root / "README.md"
    table = overall_table(figures, [list(figures["splits"])[-1]])
    text = _BLOCK.sub(lambda m: f"{m[1]}{table}\n{m[2]}", readme.read_text(encoding="utf-8"))
    write_whole(readme, text, force=True)


def main(splits: Sequence[str]) -> None:
    """Run from the command line."""
    root = shipped_path("README.md").parent
    if splits:
        figures = json.dumps(score_records(splits), indent=1, ensure_ascii=False) + "\n"
        write_whole(root / "docs" / "record-checker.json", figures, force=True)
    write_documents(root)


if __name__ == "__main__":
    main(sys.argv[1:])

"""The model card and the README's table of scores, from the figures themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..evaluation import SCORE_NAMES, Capability, Evaluation, Swap

#: The first lines of every card: what the data is.
HOW_MADE = (
    "All statements and labels were produced by an AI language model in separate passes; no "
    "practitioner and no person who uses care and support has written or checked them; agreement "
    "is between passes, not between people."
)


def score_table(evaluations: Sequence[Evaluation]) -> str:
    """Return every score as a Markdown table with its interval and n."""
    lines = ["| scored on | score | value | 95 % interval | n |", "|---|---|---|---|---|"]
    for evaluation in evaluations:
        for name, score in evaluation.scores.items():
            lines.append(
                f"| {evaluation.name} | {SCORE_NAMES.get(name, name)} | {score.value:.3f} "
                f"| {score.low:.3f} to {score.high:.3f} | {score.n:,} |"
            )
    return "\n".join(lines)


def behaviour_table(behaviour: Sequence[Capability]) -> str:
    """Return the capabilities as a Markdown table."""
    lines = ["| capability | type of test | passed | 95 % interval | n |", "|---|---|---|---|---|"]
    for c in behaviour:
        p = c.passed
        lines.append(
            f"| {c.name.replace('_', ' ')} | {c.type} | {p.value:.3f} "
            f"| {p.low:.3f} to {p.high:.3f} | {p.n:,} |"
        )
    return "\n".join(lines)


def swap_table(swaps: Sequence[Swap]) -> str:
    """Return the swaps as a Markdown table."""
    lines = [
        "| swapped | kind changed | 95 % upper bound | mean change of probability | pairs |",
        "|---|---|---|---|---|",
    ]
    for s in swaps:
        lines.append(
            f"| {s.attribute.replace('_', ' ')} | {s.flips.value:.3f} | {s.flips.high:.3f} "
            f"| {s.change:.3f} | {s.flips.n:,} |"
        )
    return "\n".join(lines)


def model_card(
    manifest: Mapping[str, Any],
    evaluations: Sequence[Evaluation],
    behaviour: Sequence[Capability],
    swaps: Sequence[Swap],
) -> str:
    """Return the model card in Markdown."""
    misses = [
        f"- {evaluation.name} {miss.number}: key {miss.expected}, given {miss.given}"
        for evaluation in evaluations
        for miss in evaluation.misses
    ]
    return "\n".join(
        [
            f"# Model card: outcome_classifier model {manifest['version']}",
            "",
            HOW_MADE,
            "",
            "## What it is for",
            "",
            "It tells whether a recorded statement is an outcome, a need, a resource or an output, "
            "so that people who write and audit care records can look again at the words. It is "
            "not for decisions about a person: not for eligibility, risk, funding or the work of "
            "a member of staff.",
            "",
            "## How it was made",
            "",
            f"- Recipe: {manifest['recipe']}",
            f"- Training statements: {manifest['data']['rows']:,} "
            f"({manifest['data']['file']}, SHA-256 {manifest['data']['sha256']})",
            f"- Seed: {manifest['seed']}; temperature: {manifest['temperature']}; review below "
            f"confidence {manifest['review_below']}",
            "",
            "## Scores",
            "",
            "Intervals are 95 %: bootstrap over documents and families for labelled statements, "
            "Wilson for the quiz and the guidance's examples. Statements are split by writing "
            "pass. The quiz has never trained or tuned anything.",
            "",
            score_table(evaluations),
            "",
            "Labelled otherwise than the key:",
            "",
            *(misses or ["- none"]),
            "",
            "## One capability at a time",
            "",
            behaviour_table(behaviour),
            "",
            "## One difference at a time",
            "",
            "Pairs that differ in one attribute of a person and in nothing that matters to the "
            "kind. A kind that changes is a fault.",
            "",
            swap_table(swaps),
            "",
            "## Limits",
            "",
            "- Written for UK English; other English is less well tried; Welsh is not labelled.",
            "- Composed statements are tidier than life: expect lower scores on real records.",
            "- Words decide, not the person's situation: a hope told in other words may be missed.",
            "",
        ]
    )

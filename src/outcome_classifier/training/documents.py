"""The model card and the README's table of scores, from the figures themselves."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..evaluation import SCORE_NAMES, Capability, Evaluation, Swap
from .plots import PLOTS, plot_file

#: The first lines of the shipped model's card: what the data is.
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


#: What the README shows of a set of labelled statements; the model card shows everything.
_HEADLINES = (
    "macro_f1", "outcome_f1", "outcome", "need", "resource", "output", "sure", "sure_right",
    "ece", "right_at_80",
)  # fmt: skip


def headline_table(evaluations: Sequence[Evaluation]) -> str:
    """Return the README's table: kept-back statements where they are scored, else validation."""
    names = {e.name.split(",")[0] for e in evaluations}
    left_out = "validation" if "test" in names else ""
    chosen = []
    for e in evaluations:
        if e.name.split(",")[0] == left_out:
            continue
        scores = {n: s for n, s in e.scores.items() if not e.curves or n in _HEADLINES}
        chosen.append(replace(e, scores=scores))
    return score_table(chosen)


def group_tables(evaluation: Evaluation) -> list[str]:
    """Return macro-F1 and share right by voice, setting and pass as Markdown lines."""
    lines = []
    for column, groups in evaluation.groups.items():
        lines += [
            f"By {column.replace('_', ' ')} ({evaluation.name}):",
            "",
            f"| {column.replace('_', ' ')} | macro-F1 | right | n |",
            "|---|---|---|---|",
        ]
        lines += [
            f"| {name} | {g['macro_f1']:.3f} | {g['accuracy']:.3f} | {g['n']:,} |"
            for name, g in groups.items()
        ]
        lines.append("")
    return lines


def confusion_table(evaluation: Evaluation) -> list[str]:
    """Return how often each kind was labelled as each, as Markdown lines."""
    given = list(next(iter(evaluation.confusion.values())))
    lines = [
        f"| {evaluation.name}: expected | {' | '.join(given)} |",
        "|---" * (len(given) + 1) + "|",
    ]
    for kind, counts in evaluation.confusion.items():
        lines.append(f"| {kind} | {' | '.join(str(counts[g]) for g in given)} |")
    return [*lines, ""]


def trials_table(trials: Sequence[Mapping[str, Any]]) -> str:
    """Return what was tried: quality on validation against rate and size."""
    lines = [
        "| recipe | training rows | macro-F1, validation | statements a second | MB | minutes |",
        "|---|---|---|---|---|---|",
    ]
    for t in trials:
        rate = f"{t['per_second']:,}" if t.get("per_second") else "-"
        size = f"{t['mb']:.0f}" if t.get("mb") else "-"
        minutes = f"{t['minutes']:.0f}" if t.get("minutes") else "-"
        lines.append(
            f"| {t['recipe']} | {t['rows']:,} | {t['macro_f1']:.3f} | {rate} | {size} | {minutes} |"
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
    behaviour: Sequence[Capability] = (),
    swaps: Sequence[Swap] = (),
    trials: Sequence[Mapping[str, Any]] = (),
    *,
    plots: Container[str] = (),
    ours: bool = False,
) -> str:
    """Return the model card in Markdown; what is not known has no section.

    ``plots`` are the plots' files that are there. ``ours`` says that the statements are those of
    the library's corpus; else the card says that the labels are the user's own.
    """
    statements = [e for e in evaluations if e.curves]
    shown = [(e, p) for e in statements for p in PLOTS if plot_file(p, e) in plots]
    groups = [e for e in statements if e.groups and "undisputed" not in e.name]
    parts = [
        f"# Model card: outcome_classifier model {manifest['version']}",
        HOW_MADE if ours else _OWN_LABELS.format(**manifest["data"]),
        "## What it is for",
        _PURPOSE,
        "## How it was made",
        _made(manifest),
        "## Scores",
        _OUR_SCORES if ours else _OWN_SCORES,
        score_table(evaluations),
        *_misses(evaluations),
        *("\n".join(confusion_table(e)).rstrip() for e in statements),
        *_section("Confidence", "\n".join(
            f"![{PLOTS[p]}, {e.name}](plots/{plot_file(p, e)})" for e, p in shown
        ), _ECE),
        *_section("By voice, setting and writing pass", "\n".join(
            line for e in groups for line in group_tables(e)
        ).rstrip(), _GROUPS),
        *_section("One capability at a time", behaviour_table(behaviour) if behaviour else ""),
        *_section("One difference at a time", swap_table(swaps) if swaps else "", _SWAPS),
        *_section("What was tried", trials_table(trials) if trials else ""),
        "## Limits",
        "\n".join(f"- {limit}" for limit in (*_LIMITS, _OUR_LIMIT if ours else _OWN_LIMIT)),
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


_OWN_LABELS = (
    "This model learnt from statements and labels of its user's own ({file}). How they were "
    "written, chosen and labelled, and by how many people, is not known here: ask before you rely "
    "on it."
)
_PURPOSE = (
    "It tells whether a recorded statement is an outcome, a need, a resource or an output, so that "
    "people who write and audit care records can look again at the words. It is not for decisions "
    "about a person: not for eligibility, risk, funding or the work of a member of staff."
)
_OUR_SCORES = (
    "Intervals are 95 %: bootstrap over documents and families for labelled statements, Wilson for "
    "the quiz and the guidance's examples. Statements are split by writing pass. The quiz has "
    "never trained or tuned anything."
)
_OWN_SCORES = (
    "Intervals are 95 %: bootstrap over documents and families where the table names them, else "
    "over statements. `held-out` are statements of the same file, each labelled by a head that had "
    "not learnt from it; temperature and review point were set on them, so the share it is sure "
    "about and the calibration error are a little flattered. Beside it stands what the shipped "
    "model says of the same statements, where it rests on the same encoder: where that is as good, "
    "use the shipped model."
)
_ECE = "ECE is the mean distance between confidence and share right over 15 bins."
_GROUPS = "Macro-F1 is over the kinds that occur in the group; small groups vary by chance."
_SWAPS = (
    "Pairs that differ in one attribute of a person and in nothing that matters to the kind. A "
    "kind that changes is a fault."
)
_LIMITS = (
    "Written for UK English; other English is less well tried; Welsh is not labelled.",
    "Words decide, not the person's situation: a hope told in other words may be missed.",
)
_OUR_LIMIT = "Composed statements are tidier than life: expect lower scores on real records."
_OWN_LIMIT = (
    "Not scored on statements from elsewhere, if none are named above: expect lower scores on "
    "records of other hands, and label some of them to see."
)


def _section(title: str, content: str, before: str = "") -> list[str]:
    """A heading, a sentence and the content; nothing where there is no content."""
    return [f"## {title}", *filter(None, (before, content))] if content else []


def _made(manifest: Mapping[str, Any]) -> str:
    data, base = manifest["data"], manifest.get("rests_on")
    lines = [
        f"Recipe: {manifest['recipe']}",
        f"Training statements: {data['rows']:,} ({data['file']}, SHA-256 {data['sha256']})",
    ]
    if base:
        lines.append(
            f"Encoder: that of model {base['model']} (SHA-256 {base['encoder']}), which learnt from "
            "the statements that its own card tells of, and nothing from these"
        )
    if "calibrated_on" in manifest:
        lines.append(f"Calibrated on: {manifest['calibrated_on']}")
    lines.append(
        f"Seed: {manifest['seed']}; temperature: {manifest['temperature']}; review below "
        f"confidence {manifest['review_below']}"
    )
    return "\n".join(f"- {line}" for line in lines)


def _misses(evaluations: Sequence[Evaluation]) -> list[str]:
    """The statements of the quiz and the guidance that were labelled otherwise than their key."""
    exams = [e for e in evaluations if e.name in ("quiz", "guidance examples")]
    missed = [
        f"- {exam.name} {miss.number}: key {miss.expected}, given {miss.given}"
        for exam in exams
        for miss in exam.misses
    ]
    if not exams:
        return []
    return ["Labelled otherwise than the key:", "\n".join(missed or ["- none"])]

"""Everything that is to be known of predictions on labelled statements."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import TYPE_CHECKING

from ..datatypes import Prediction
from .calibration import (
    expected_calibration_error,
    reliability,
    right_at_coverage,
    risk_coverage,
)
from .scores import Evaluation, confusion, macro_f1, resamples, score_all, wilson

if TYPE_CHECKING:
    import pandas as pd

#: Columns by which scores are also given.
GROUPS = ("voice", "setting", "writing_pass", "disputed")


def evaluate_statements(
    name: str, table: pd.DataFrame, predictions: Sequence[Prediction], clusters: Sequence[str]
) -> Evaluation:
    """Score predictions against rows with ``kind``, in one order.

    ``clusters`` names each row's cluster. A column ``alt`` (a second kind that could be defended)
    adds `accuracy_or_second`; ``voice``, ``setting``, ``writing_pass`` and ``disputed`` add scores
    of their groups.
    """
    expected = list(table["kind"])
    given = [str(p.kind or "none") for p in predictions]
    right = [e == g for e, g in zip(expected, given, strict=True)]
    confidence = [p.confidence for p in predictions]
    samples = resamples(clusters)
    scores = score_all(expected, given, samples)
    if "alt" in table:
        second = list(table["alt"])
        hits = sum(r or g == s for r, g, s in zip(right, given, second, strict=True))
        scores["accuracy_or_second"] = wilson(hits, len(given))
    sure = [r for r, p in zip(right, predictions, strict=True) if not p.needs_review]
    scores["sure"] = wilson(len(sure), len(expected))
    if sure:
        scores["sure_right"] = wilson(sum(sure), len(sure))
    scores["ece"] = expected_calibration_error(confidence, right, samples)
    scores["right_at_80"] = right_at_coverage(confidence, right, samples, 0.8)
    return Evaluation(
        name,
        scores,
        confusion(expected, given),
        groups={
            column: _by_group(list(table[column]), expected, given)
            for column in GROUPS
            if column in table
        },
        curves={
            "reliability": reliability(confidence, right),
            "risk_coverage": risk_coverage(confidence, right),
        },
    )


def _by_group(
    names: Sequence[str], expected: Sequence[str], given: Sequence[str]
) -> dict[str, dict[str, float]]:
    """Macro-F1 over the kinds that occur, share right and size of each group."""
    found = {}
    for name in sorted(set(names)):
        rows = [n for n, other in enumerate(names) if other == name]
        wanted, got = [expected[n] for n in rows], [given[n] for n in rows]
        found[name or "no"] = {
            "macro_f1": round(macro_f1(wanted, got), 4),
            "accuracy": round(fmean(e == g for e, g in zip(wanted, got, strict=True)), 4),
            "n": len(rows),
        }
    return found

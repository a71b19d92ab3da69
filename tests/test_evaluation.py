"""Calibration, behaviour and swaps, worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from outcome_classifier import Kind
from outcome_classifier.datatypes import Prediction
from outcome_classifier.evaluation import evaluate_behaviour, evaluate_swaps
from outcome_classifier.evaluation.calibration import (
    expected_calibration_error,
    reliability,
    right_at_coverage,
    risk_coverage,
)
from outcome_classifier.evaluation.scores import resamples


def label(texts):
    """Outcome where the text says home, else need; surer for longer texts."""
    predictions = []
    for text in texts:
        sure = min(0.99, 0.5 + len(text) / 100)
        kind = Kind.OUTCOME if "home" in text else Kind.NEED
        other = Kind.NEED if kind is Kind.OUTCOME else Kind.OUTCOME
        probabilities = {**dict.fromkeys(Kind, 0.0), kind: sure, other: 1 - sure}
        predictions.append(Prediction(text, kind, probabilities, sure, False))
    return predictions


def test_calibration_error_by_hand():
    confidence = [0.9] * 10 + [0.6] * 10
    right = [1] * 9 + [0] + [1] * 3 + [0] * 7
    samples = resamples([str(n) for n in range(20)])
    score = expected_calibration_error(confidence, right, samples)
    assert score.value == pytest.approx(0.5 * 0.0 + 0.5 * 0.3)
    assert score.low < score.value < score.high


def test_a_calibrated_model_has_a_small_error_and_a_boastful_one_has_not():
    random = np.random.default_rng(2)
    confidence = random.uniform(0.3, 1, 4000)
    right = random.uniform(size=4000) < confidence
    samples = resamples([str(n) for n in range(4000)])
    assert expected_calibration_error(confidence, right, samples).value < 0.03
    boast = expected_calibration_error(np.minimum(1, confidence + 0.2), right, samples)
    assert boast.value > 0.1


def test_reliability_counts_every_statement():
    bins = reliability([0.95, 0.96, 0.4], [True, False, True])
    assert [b["n"] for b in bins] == [1, 2]
    assert bins[1]["right"] == 0.5


def test_the_surest_are_right_more_often():
    confidence, right = [0.9, 0.8, 0.7, 0.6, 0.5], [True, True, True, True, False]
    samples = resamples(list("abcde"))
    assert right_at_coverage(confidence, right, samples, 0.8).value == 1
    assert right_at_coverage(confidence, right, samples, 1.0).value == 0.8
    assert risk_coverage(confidence, right)[-1] == {"coverage": 1.0, "risk": 0.2}


def test_behaviour_marks_each_type_of_test():
    rows = [
        ("1", "plain", "minimum function", "outcome", "home again", "", ""),
        ("2", "plain", "minimum function", "outcome", "the choir", "", ""),
        ("3", "hedge", "invariance", "outcome", "home", "home please", ""),
        ("4", "hedge", "invariance", "outcome", "home", "the sea", ""),
        ("5", "adding", "direction", "need", "a frame", "a frame, then home", "outcome"),
        ("6", "adding", "direction", "outcome", "home", "hm", "outcome"),
    ]
    columns = ["id", "capability", "type", "kind", "text", "other", "target"]
    found = evaluate_behaviour(pd.DataFrame(rows, columns=columns), label)
    assert [(c.name, c.passed.value, c.failed) for c in found] == [
        ("plain", 0.5, ("2",)), ("hedge", 0.5, ("4",)), ("adding", 0.5, ("6",)),
    ]  # fmt: skip


def test_swaps_count_flips_and_changes():
    rows = [
        ("age", "outcome", "home at 19", "home at 95"),
        ("age", "outcome", "home", "chapel"),
    ]
    table = pd.DataFrame(rows, columns=["attribute", "kind", "text", "other"])
    swap = evaluate_swaps(table, label)[0]
    assert swap.flips.value == 0.5
    assert swap.flips.high > 0.5
    assert swap.change == pytest.approx((0 + abs(0.54 - (1 - 0.56))) / 2)

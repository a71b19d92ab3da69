"""Is a confidence worth its number: calibration error, reliability, risk against coverage.

Source: Guo et al. 2017, *On Calibration of Modern Neural Networks* (expected calibration error,
equal-width bins); Geifman and El-Yaniv 2017, *Selective Classification* (risk and coverage).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from .scores import Score, with_interval

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

BINS = 15


def expected_calibration_error(
    confidence: ArrayLike, right: ArrayLike, samples: Sequence[np.ndarray]
) -> Score:
    """Return the mean distance of confidence and share right over 15 bins, with its interval.

    ``confidence`` (0-1) and ``right`` (true or false) have one entry a statement; ``samples`` are
    those of `scores.resamples`.
    """
    sure, hit = np.asarray(confidence, dtype=float), np.asarray(right, dtype=float)
    return with_interval(lambda rows: _error(sure[rows], hit[rows]), len(sure), samples)


def _error(sure: np.ndarray, hit: np.ndarray) -> float:
    place = np.minimum((sure * BINS).astype(int), BINS - 1)
    weights = np.bincount(place, minlength=BINS)
    gaps = np.abs(
        np.bincount(place, sure, minlength=BINS) - np.bincount(place, hit, minlength=BINS)
    )
    return float(gaps.sum() / weights.sum())


def reliability(confidence: ArrayLike, right: ArrayLike) -> list[dict[str, float]]:
    """Return, for each bin that holds statements, its mean confidence, share right and size."""
    sure, hit = np.asarray(confidence, dtype=float), np.asarray(right, dtype=float)
    place = np.minimum((sure * BINS).astype(int), BINS - 1)
    return [
        {
            "confidence": round(float(sure[place == n].mean()), 4),
            "right": round(float(hit[place == n].mean()), 4),
            "n": int((place == n).sum()),
        }
        for n in range(BINS)
        if (place == n).any()
    ]


def right_at_coverage(
    confidence: ArrayLike, right: ArrayLike, samples: Sequence[np.ndarray], coverage: float
) -> Score:
    """Return the share right among the surest ``coverage`` (0-1) of the statements."""
    sure, hit = np.asarray(confidence, dtype=float), np.asarray(right, dtype=float)
    score = with_interval(lambda rows: _at(sure[rows], hit[rows], coverage), len(sure), samples)
    return replace(score, n=round(coverage * len(sure)))


def _at(sure: np.ndarray, hit: np.ndarray, coverage: float) -> float:
    kept = np.argsort(-sure, kind="stable")[: max(1, round(coverage * len(sure)))]
    return float(hit[kept].mean())


def risk_coverage(confidence: ArrayLike, right: ArrayLike) -> list[dict[str, float]]:
    """Return the share wrong among the surest 5 %, 10 % … 100 % of the statements."""
    sure, hit = np.asarray(confidence, dtype=float), np.asarray(right, dtype=float)
    return [
        {"coverage": round(n / 20, 2), "risk": round(1 - _at(sure, hit, n / 20), 4)}
        for n in range(1, 21)
    ]

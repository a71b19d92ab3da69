"""Scores with intervals: how good a model is on labelled statements.

Intervals are 95 % bootstrap intervals over clusters (what one hand wrote in one go: a document or
a family), so that rows which stand together do not count as independent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from ..datatypes import Kind, Prediction, Value

if TYPE_CHECKING:
    import numpy as np

Labeller = Callable[[list[str]], Sequence[Prediction]]
_RESAMPLES = 1000
_SEED = 20260

#: What each score is called where people read it.
SCORE_NAMES = {
    "sure": "share it is sure about",
    "sure_right": "right among those",
    "english_kept": "English kept",
    "welsh_recall": "Welsh told",
    "other_recall": "other languages told",
    "mixed_labelled": "English sentence beside a Welsh one labelled",
    "accuracy": "right, four kinds",
    "accuracy_or_second": "right, or the second kind that could be defended",
    "ece": "calibration error (ECE)",
    "right_at_80": "right among the surest 80 %",
    "macro_f1": "macro-F1, four kinds",
    "outcome_f1": "F1, outcome or not",
    "three_way_f1": "macro-F1, outcome / need / input",
    "outcome_or_not": "outcome or not",
    "three_way": "outcome / need / input",
    "four_way": "four kinds",
    "four_way_or_second": "four kinds, second kind allowed",
    "personal": "personal examples",
    "other_levels": "outcomes of services, organisations, the nation",
    "outcome": "F1, outcome",
    "need": "F1, need",
    "resource": "F1, resource",
    "output": "F1, output",
}


@dataclass(frozen=True, slots=True)
class Score(Value):
    """One figure (0-1) with its number of statements and 95 % interval."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Miss(Value):
    """A statement of the quiz or the guidance that was labelled otherwise than its key."""

    number: str
    text: str
    expected: str
    given: str


@dataclass(frozen=True, slots=True)
class Evaluation(Value):
    """Scores of a model on a set of labelled statements.

    ``scores`` holds ``accuracy``, ``macro_f1`` (four kinds), ``outcome_f1`` (outcome or not),
    ``three_way_f1`` (outcome, need, input), one F1 a kind, ``sure`` (the share not set apart for
    review) and ``sure_right`` (the share right among these); ``confusion[expected][given]`` counts
    statements. ``ece`` is the expected calibration error, ``right_at_80`` the share right among
    the surest 80 %. ``groups[column][value]`` has the scores of a voice, setting or pass;
    ``curves`` the points of the reliability and the risk-coverage curve.
    """

    name: str
    scores: dict[str, Score]
    confusion: dict[str, dict[str, int]]
    misses: tuple[Miss, ...] = field(default=())
    groups: dict[str, dict[str, dict[str, float]]] = field(default_factory=dict)
    curves: dict[str, list[dict[str, float]]] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Evaluation:
        """Build an evaluation from its `to_dict`."""
        scores = {name: Score(**score) for name, score in data["scores"].items()}
        misses = tuple(Miss(**miss) for miss in data["misses"])
        return cls(**{**data, "scores": scores, "misses": misses})


def three_way(kind: str) -> str:
    """Join resource and output to ``input``, as the guidance does."""
    return "input" if kind in (Kind.RESOURCE, Kind.OUTPUT) else kind


def macro_f1(expected: Sequence[str], given: Sequence[str]) -> float:
    """Return the mean F1 (0-1) over the labels that are expected."""
    import numpy as np

    wanted, got = np.array(expected, dtype=object), np.array(given, dtype=object)
    return float(np.mean([_one_f1(wanted, got, label) for label in sorted(set(expected))]))


def score_all(
    expected: Sequence[str], given: Sequence[str], samples: Sequence[np.ndarray]
) -> dict[str, Score]:
    """Return every score of `Evaluation` that counts labels, with its interval.

    ``samples`` are those of `resamples`.
    """
    import numpy as np

    wanted, got = np.array(expected, dtype=object), np.array(given, dtype=object)
    measures: dict[str, Callable[[Any, Any], float]] = {
        "accuracy": lambda e, g: float(np.mean(e == g)),
        "macro_f1": macro_f1,
        "outcome_f1": partial(_one_f1, kind=Kind.OUTCOME),
        "three_way_f1": lambda e, g: macro_f1([*map(three_way, e)], [*map(three_way, g)]),
    }
    for kind in Kind:
        measures[kind.value] = partial(_one_f1, kind=kind)
    return {
        name: with_interval(partial(_on_rows, measure, wanted, got), len(wanted), samples)
        for name, measure in measures.items()
    }


def _on_rows(measure: Callable[[Any, Any], float], wanted: Any, got: Any, rows: Any) -> float:
    return measure(wanted[rows], got[rows])


def with_interval(
    measure: Callable[[np.ndarray], float], n: int, samples: Sequence[np.ndarray]
) -> Score:
    """Return a measure of all of ``n`` rows, and the interval of its values on ``samples``.

    ``measure`` takes positions of rows.
    """
    import numpy as np

    low, high = np.percentile([measure(rows) for rows in samples], [2.5, 97.5])
    whole = measure(np.arange(n))
    return Score(round(whole, 4), round(float(low), 4), round(float(high), 4), n)


def _one_f1(expected: Any, given: Any, kind: str) -> float:
    hit = int(((expected == kind) & (given == kind)).sum())
    total = int((expected == kind).sum() + (given == kind).sum())
    return 2 * hit / total if total else 0.0


def resamples(clusters: Sequence[str]) -> list[np.ndarray]:
    """Return bootstrap samples of rows, whole clusters at a time."""
    import numpy as np

    names, index = np.unique(np.array(clusters, dtype=str), return_inverse=True)
    rows = [np.flatnonzero(index == n) for n in range(len(names))]
    random = np.random.default_rng(_SEED)
    drawn = random.integers(0, len(names), size=(_RESAMPLES, len(names)))
    return [np.concatenate([rows[n] for n in sample]) for sample in drawn]


def confusion(expected: Sequence[str], given: Sequence[str]) -> dict[str, dict[str, int]]:
    """Count statements by expected and given kind."""
    pairs = list(zip(expected, given, strict=True))
    labels = [*Kind, *sorted({g for g in given if g not in set(Kind)})]
    return {str(e): {str(g): sum(pair == (e, g) for pair in pairs) for g in labels} for e in Kind}


def wilson(right: int, n: int) -> Score:
    """Return a share with its 95 % Wilson interval."""
    z = 1.959964
    share = right / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * ((share * (1 - share) + z * z / (4 * n)) / n) ** 0.5 / (1 + z * z / n)
    return Score(
        round(share, 4), round(max(middle - half, 0.0), 4), round(min(middle + half, 1.0), 4), n
    )

"""How good the model is known to be, from its own folder, and what that does to a count."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..datatypes import Value
from ..shipped import shipped_model

#: A share of fewer statements is told with a warning.
FEW = 50
#: Sets of statements that a model is scored on, the first that is there counts.
_SETS = ("test", "validation")
_TOLD = {
    "sure": "share it is sure about",
    "sure_right": "right among those it is sure about",
    "accuracy": "right, four kinds",
    "macro_f1": "macro-F1, four kinds",
    "outcome_f1": "F1, outcome or not",
    "outcome_or_not": "right, outcome or not",
    "four_way": "right, four kinds",
    "personal": "personal examples told",
    "english_kept": "English taken as English",
    "welsh_recall": "Welsh taken as Welsh",
}


@dataclass(frozen=True, slots=True)
class PublishedScore(Value):
    """One figure of a model (0-1) with its 95 % interval and number of statements."""

    scored_on: str
    what: str
    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Published(Value):
    """What a model's folder says of it; ``right`` is the share right among what it is sure about."""

    right: PublishedScore
    scores: tuple[PublishedScore, ...]


@dataclass(frozen=True, slots=True)
class Headline(Value):
    """What stands in the outcomes field, and how far the model's error can move the count.

    ``other`` of ``sure`` statements read as no outcome; with the published error, between ``low``
    and ``high`` of them are none (both None where the model's error is not published).
    ``wrong_at_most`` is how many of the sure labels may be wrong. ``not_sure`` ones are apart.
    """

    outcome: int
    other: int
    not_sure: int
    sure: int
    low: int | None
    high: int | None
    wrong_at_most: int | None


def published(model_version: str) -> Published | None:
    """Return the scores in the folder of the shipped model, None for a model of another version."""
    path = shipped_model() / "metrics.json"
    if not path.is_file():
        return None
    figures = json.loads(path.read_text(encoding="utf-8"))
    if figures.get("model_version") != model_version:
        return None
    evaluations: Mapping[str, Any] = figures["evaluations"]
    scores = tuple(
        PublishedScore(name, _TOLD[score], **{k: data[k] for k in ("value", "low", "high", "n")})
        for name, evaluation in evaluations.items()
        for score, data in evaluation["scores"].items()
        if score in _TOLD
    )
    for name in _SETS:
        for score in scores:
            if score.scored_on == name and score.what == _TOLD["sure_right"]:
                return Published(score, scores)
    return None


def headline(field: Mapping[str, int], not_sure: int, known: Published | None) -> Headline:
    """Return the count of what is no outcome in the outcomes field, with its interval.

    The model's published share of wrong labels, taken at the far end of its 95 % interval, gives
    the number of wrong ones that chance exceeds once in forty times; the interval supposes that
    they all lean the same way. It is wide on purpose: which way the errors lean depends on the
    mix of kinds, and the mix here is not that of the statements it was scored on.
    """
    outcome, other = field["outcome"], field["other"]
    sure = outcome + other
    low = high = wrong = None
    if known is not None:
        from scipy.stats import binom

        wrong = int(binom.ppf(0.975, sure, 1 - known.right.low)) if sure else 0
        low, high = max(other - wrong, 0), min(other + wrong, sure)
    return Headline(outcome, other, not_sure, sure, low, high, wrong)

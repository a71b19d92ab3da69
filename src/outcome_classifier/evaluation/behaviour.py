"""Behaviour and swaps: one capability at a time, one difference at a time.

Source of the three types of test: Ribeiro et al. 2020, *Beyond Accuracy: Behavioral Testing of NLP
Models with CheckList*.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..datatypes import Kind, Prediction, Value
from .scores import Labeller, Score, wilson

if TYPE_CHECKING:
    import pandas as pd

#: A probability that falls by less than this has not fallen.
_SLACK = 1e-4


@dataclass(frozen=True, slots=True)
class Capability(Value):
    """How one capability was passed, and the ids of the cases that failed.

    A case passes when its kind is the right one (``minimum function``), when both texts get one
    kind (``invariance``), or when the target's probability does not fall (``direction``).
    """

    name: str
    type: str
    passed: Score
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Swap(Value):
    """What a swap of one attribute changed.

    ``flips`` is the share of pairs with two kinds (its ``high`` is the 95 % upper bound);
    ``change`` the mean absolute change of the probability of the right kind (0-1); ``tilt`` the
    mean signed change of the probability of an outcome.
    """

    attribute: str
    flips: Score
    change: float
    tilt: float


def evaluate_behaviour(table: pd.DataFrame, label: Labeller) -> list[Capability]:
    """Try every capability of a table: id, capability, type, kind, text, other, target."""
    texts, others = list(table["text"]), list(table["other"])
    first = label(texts)
    second = label([other or text for text, other in zip(texts, others, strict=True)])
    columns = [list(table[name]) for name in ("id", "capability", "type", "kind", "target")]
    marked: dict[tuple[str, str], dict[str, bool]] = {}
    for case, one, other in zip(zip(*columns, strict=True), first, second, strict=True):
        number, name, test, kind, target = case
        marked.setdefault((name, test), {})[number] = _passes(test, kind, target, one, other)
    return [
        Capability(
            name,
            test,
            wilson(sum(cases.values()), len(cases)),
            tuple(number for number, passed in cases.items() if not passed),
        )
        for (name, test), cases in marked.items()
    ]


def _passes(test: str, kind: str, target: str, one: Prediction, other: Prediction) -> bool:
    if test == "minimum function":
        return one.kind == kind
    if test == "invariance":
        return one.kind == other.kind
    before = one.probabilities.get(Kind(target), 0.0)
    return other.probabilities.get(Kind(target), 0.0) >= before - _SLACK


def evaluate_swaps(table: pd.DataFrame, label: Labeller) -> list[Swap]:
    """Compare the two texts of each pair of a table: attribute, kind, text, other."""
    texts = list(dict.fromkeys([*table["text"], *table["other"]]))
    given = dict(zip(texts, label(texts), strict=True))
    result = []
    for attribute, rows in table.groupby("attribute", sort=False):
        pairs = [
            (Kind(kind), given[text], given[other])
            for kind, text, other in zip(rows["kind"], rows["text"], rows["other"], strict=True)
        ]
        flips = sum(one.kind != other.kind for _, one, other in pairs)
        change = [
            abs(one.probabilities.get(k, 0.0) - other.probabilities.get(k, 0.0))
            for k, one, other in pairs
        ]
        tilt = [
            other.probabilities.get(Kind.OUTCOME, 0.0) - one.probabilities.get(Kind.OUTCOME, 0.0)
            for _, one, other in pairs
        ]
        result.append(
            Swap(
                str(attribute),
                wilson(flips, len(pairs)),
                round(sum(change) / len(pairs), 4),
                round(sum(tilt) / len(pairs), 4),
            )
        )
    return result

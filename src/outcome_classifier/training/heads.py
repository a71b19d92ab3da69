"""A head on the vectors of an encoder: logistic regression, temperature, review point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .folds import Folds

if TYPE_CHECKING:
    import numpy as np

#: Labels accepted without review are to be right this often.
ACCEPTED_RIGHT = 0.97
#: Inverse strength of regularisation; chosen on validation passes, from 40 to 17,605 rows.
_C = 0.1
_SELF_TEST_PER_KIND = 3


@dataclass(frozen=True)
class Head:
    """A calibrated head, and what it gave for the statements that were held out.

    ``held_out`` is ``(n_held_out, 4)``, probabilities in the order of the held-out positions of
    the folds and of the head's classes.
    """

    head: Any
    temperature: float
    review_below: float
    held_out: np.ndarray


def fit_head(vectors: np.ndarray, kinds: Sequence[str], folds: Folds) -> Head:
    """Fit a head on vectors ``(n_texts, width)``, and calibrate it on what was held out.

    Temperature and review point are set on answers of heads that had not learnt from the row.
    """
    import numpy as np
    from scipy.special import softmax
    from sklearn.linear_model import LogisticRegression

    names, scores = np.array(kinds), []
    head = LogisticRegression(C=_C, max_iter=2000)
    for train, held_out in folds.turns:
        head.fit(vectors[train], names[train])
        if held_out:
            scores.append(head.decision_function(vectors[held_out]))
    if len(folds.turns) > 1:
        head.fit(vectors[folds.trained], names[folds.trained])
    tried = np.concatenate(scores)
    columns = [list(head.classes_).index(kinds[n]) for n in folds.held_out]
    temperature = fit_temperature(tried, columns)
    head.coef_, head.intercept_ = head.coef_ / temperature, head.intercept_ / temperature
    tried = tried / temperature
    return Head(head, temperature, review_point(tried, columns), softmax(tried, axis=1))


def fit_temperature(scores: np.ndarray, columns: Sequence[int]) -> float:
    """Return the temperature that makes softmax(scores / temperature) most likely.

    ``scores`` is ``(n, n_kinds)`` and ``columns`` the right column of each row. As if one row more
    had been wrong, so that a head which was right on a few rows is not made sure of everything.
    Sources: Guo et al. 2017, *On Calibration of Modern Neural Networks*, section 4.2; the row more
    as in Platt 1999, *Probabilistic Outputs for Support Vector Machines*, section 2.2.
    """
    import numpy as np
    from scipy.optimize import minimize_scalar
    from scipy.special import log_softmax

    rows = np.arange(len(columns))
    doubt = 1 / (len(columns) + 2)
    wanted = np.full(scores.shape, doubt / (scores.shape[1] - 1))
    wanted[rows, columns] = 1 - doubt

    def loss(log_temperature: float) -> float:
        scaled = log_softmax(scores / np.exp(log_temperature), axis=1)
        return float(-(wanted * scaled).sum(axis=1).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-3, 3), method="bounded").x))


def review_point(scores: np.ndarray, columns: Sequence[int]) -> float:
    """Return the least confidence from which at least 97 % of labels are right (1 if none)."""
    import numpy as np
    from scipy.special import softmax

    probabilities = softmax(scores, axis=1)
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == np.asarray(columns)
    order = np.argsort(-confidence, kind="stable")
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(share >= ACCEPTED_RIGHT)
    return round(float(confidence[order][enough[-1]]), 4) if len(enough) else 1.0


def widest(texts: Sequence[str], kinds: Sequence[str], head: Any, vectors: np.ndarray) -> list[str]:
    """Return the statements of each kind that are labelled right by the widest margin."""
    probabilities = head.predict_proba(vectors)
    chosen: list[str] = []
    for column, name in enumerate(head.classes_):
        own = [i for i, kind in enumerate(kinds) if kind == name]
        own.sort(key=lambda i: -probabilities[i, column])
        chosen += [texts[i] for i in own[:_SELF_TEST_PER_KIND]]
    return chosen


def surest_half(texts: Sequence[str], head: Any, vectors: np.ndarray) -> list[str]:
    """Return the half of the texts that the head is surest of, far from any other label."""
    confidence = head.predict_proba(vectors).max(axis=1)
    return [texts[n] for n in (-confidence).argsort(kind="stable")[: -(-len(texts) // 2)]]

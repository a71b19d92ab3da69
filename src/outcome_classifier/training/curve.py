"""The learning curve: what more writing passes are worth (frozen encoder: extra ``train``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..cleaning import clean
from ..evaluation import macro_f1

if TYPE_CHECKING:
    import pandas as pd

SIZES = (1, 2, 4, 8, 12, 15)
ORDERS = 4
_SEED = 20260
Fitter = Callable[[Sequence[int], Sequence[int]], list[str]]


def learning_curve(table: pd.DataFrame, label: Fitter) -> list[dict[str, float]]:
    """Train on 1, 2, 4 … passes in random order and score on the validation passes.

    ``label`` takes positions to train on and positions to label. Returns, for each number of
    passes, the mean number of rows and the mean, least and greatest macro-F1 over the orders.
    """
    passes = sorted(set(table.loc[table["split"] == "train", "writing_pass"]))
    unseen = np.flatnonzero(table["split"] == "validation")
    expected = list(table["kind"].iloc[unseen])
    random = np.random.default_rng(_SEED)
    orders = [list(random.permutation(passes)) for _ in range(ORDERS)]
    points = []
    for size in (n for n in SIZES if n <= len(passes)):
        scores, rows = [], []
        for order in orders if size < len(passes) else orders[:1]:
            inside = np.flatnonzero(table["writing_pass"].isin(order[:size]))
            rows.append(len(inside))
            scores.append(macro_f1(expected, label(inside.tolist(), unseen.tolist())))
        points.append(
            {
                "passes": size,
                "rows": round(float(np.mean(rows))),
                "mean": round(float(np.mean(scores)), 4),
                "least": round(min(scores), 4),
                "greatest": round(max(scores), 4),
            }
        )
    return points


def fit_ngrams(table: pd.DataFrame) -> Fitter:
    """TF-IDF of words 1-2 and characters 2-5, logistic regression."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_union

    grams = make_union(
        TfidfVectorizer(
            ngram_range=(1, 2),
            min_df=2,
            sublinear_tf=True,
            token_pattern=r"(?u)\b\w+\b",  # noqa: S106
        ),
        TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), min_df=3, sublinear_tf=True, max_features=60_000
        ),
    )
    texts, kinds = [clean(text) for text in table["text"]], list(table["kind"])

    def label(inside: Sequence[int], unseen: Sequence[int]) -> list[str]:
        grams.fit([texts[n] for n in inside])
        return _labels(grams.transform(texts), kinds, inside, unseen)

    return label


def fit_frozen(table: pd.DataFrame, folder: Path) -> Fitter:
    """Vectors of an encoder as it was published, logistic regression."""
    from .encoder import TrainableEncoder, vectors_of

    encoder = TrainableEncoder.load(folder)
    vectors = vectors_of(encoder, [clean(text) for text in table["text"]])
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    kinds = list(table["kind"])
    return lambda inside, unseen: _labels(vectors * 5, kinds, inside, unseen)


def _labels(
    features: Any, kinds: Sequence[str], inside: Sequence[int], unseen: Sequence[int]
) -> list[str]:
    from sklearn.linear_model import LogisticRegression

    head = LogisticRegression(C=4.0, max_iter=2000, random_state=_SEED)
    head.fit(features[inside], [kinds[n] for n in inside])
    return [str(kind) for kind in head.predict(features[unseen])]

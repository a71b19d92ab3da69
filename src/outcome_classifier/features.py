"""Cleaned texts to the matrix that every head reads.

Surface features: word and character n-grams, lower-cased.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Features:
    """Texts to a sparse matrix, ``(n_texts, n_features)``.

    Parameters
    ----------
    surface
        A fitted scikit-learn transformer over n-grams.
    """

    def __init__(self, surface: Any) -> None:
        self.surface = surface

    def transform(self, texts: Sequence[str]) -> Any:
        """Return the features of cleaned texts, one row a text, in their order."""
        return self.surface.transform(texts)


def surface_ngrams() -> Any:
    """Return an unfitted union of word 1-2 and character 2-5 TF-IDF n-grams."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import FeatureUnion

    words = TfidfVectorizer(
        ngram_range=(1, 2),
        min_df=2,
        sublinear_tf=True,
        token_pattern=r"(?u)\b\w+\b",  # noqa: S106
    )
    characters = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 5), min_df=3, sublinear_tf=True, max_features=60_000
    )
    return FeatureUnion([("words", words), ("characters", characters)])

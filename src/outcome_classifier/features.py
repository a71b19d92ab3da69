"""Cleaned texts to the matrix that every head reads.

The vector of a sentence encoder, surface n-grams (words and characters, lower-cased), or both side
by side: whatever the model folder holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .encoder import Encoder


class Features:
    """Texts to a matrix, ``(n_texts, n_features)``.

    Parameters
    ----------
    surface
        A fitted scikit-learn transformer over n-grams, or None.
    encoder
        A sentence encoder, or None.
    """

    def __init__(self, surface: Any = None, encoder: Encoder | None = None) -> None:
        self.surface = surface
        self.encoder = encoder

    def transform(self, texts: Sequence[str]) -> Any:
        """Return the features of cleaned texts, one row a text, in their order."""
        if self.encoder is None:
            return self.surface.transform(texts)
        vectors = self.encoder.encode(texts)
        if self.surface is None:
            return vectors
        from scipy.sparse import csr_matrix, hstack

        return hstack([csr_matrix(vectors), self.surface.transform(texts)]).tocsr()


def with_plain_vocabulary(union: Any) -> Any:
    """Return a fitted union of vectorizers, the places of their words as plain integers.

    scikit-learn leaves NumPy integers there, of which a saved model would hold one file a word.
    """
    for _, vectorizer in union.transformer_list:
        vectorizer.vocabulary_ = {word: int(n) for word, n in vectorizer.vocabulary_.items()}
    return union


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

"""A scikit-learn estimator over texts, for pipelines, cross-validation and grid search."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.utils.validation import check_is_fitted

from ..cleaning import clean
from ..datatypes import Kind
from ..errors import bare_string, model_kinds
from ..features import surface_ngrams

if TYPE_CHECKING:
    import numpy as np
    from sklearn.utils import Tags


class OutcomeKindClassifier(ClassifierMixin, BaseEstimator):
    """Surface n-grams and a logistic regression over the four kinds.

    Parameters
    ----------
    C
        Inverse strength of regularisation, as in `sklearn.linear_model.LogisticRegression`.
    random_state
        Seed.

    Attributes
    ----------
    classes_
        The kinds in alphabetical order, as scikit-learn has them, ``(4,)``.
    """

    def __init__(self, C: float = 4.0, random_state: int | None = 20260) -> None:  # noqa: N803
        self.C = C
        self.random_state = random_state

    def __sklearn_tags__(self) -> Tags:
        """One-dimensional text in, no two-dimensional array."""
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.one_d_array = True
        tags.input_tags.string = True
        return tags

    def fit(self, X: Iterable[str], y: Iterable[str]) -> Self:  # noqa: N803
        """Fit on texts ``(n_texts,)`` and their kinds.

        Raises
        ------
        TypeRefused
            ``X`` is one string.
        ModelRefused
            The kinds are not the four.
        """
        texts, kinds = _cleaned(X), [str(kind) for kind in y]
        if set(kinds) != set(Kind):
            raise model_kinds(sorted(set(kinds)), list(Kind))
        self.surface_ = surface_ngrams().fit(texts)
        self.head_ = LogisticRegression(
            C=self.C, max_iter=2000, random_state=self.random_state
        ).fit(self.surface_.transform(texts), kinds)
        self.classes_ = self.head_.classes_
        return self

    def predict(self, X: Iterable[str]) -> np.ndarray:  # noqa: N803
        """Return the kind of each text, ``(n_texts,)``."""
        columns = self.predict_proba(X).argmax(axis=1)
        kinds: np.ndarray = self.classes_[columns]
        return kinds

    def predict_proba(self, X: Iterable[str]) -> np.ndarray:  # noqa: N803
        """Return probabilities ``(n_texts, 4)``, columns as in ``classes_``.

        Raises
        ------
        sklearn.exceptions.NotFittedError
            `fit` was not called.
        """
        import numpy as np

        check_is_fitted(self)
        texts = _cleaned(X)
        if not texts:
            return np.empty((0, len(self.classes_)))
        rows: np.ndarray = self.head_.predict_proba(self.surface_.transform(texts))
        return rows


def _cleaned(texts: Any) -> list[str]:
    if isinstance(texts, str):
        raise bare_string()
    return [clean(str(text)) for text in texts]

"""scikit-learn estimators over texts, for pipelines, cross-validation, grid search, calibration.

`StatementEncoder` gives the vectors that a model's heads read. `OutcomeKindClassifier` learns the
four kinds on it, from labels of one's own; `OutcomeKindClassifier.pretrained` is the library's
classifier, already fitted (`sklearn.frozen.FrozenEstimator` keeps it so in cross-validation).

>>> estimator = OutcomeKindClassifier.pretrained()
>>> estimator.predict(["Referral to the falls clinic", "N/A"]).tolist()
['output', None]
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.linear_model import LogisticRegression
from sklearn.utils.validation import check_consistent_length, check_is_fitted

from ..classifier import OutcomeClassifier, default_classifier
from ..cleaning import clean, reason_without_kind
from ..columns import one_column
from ..datatypes import Kind
from ..errors import missing_text, model_kinds, training_data
from ..model_store import Model, load_model
from ..shipped import shipped_model

if TYPE_CHECKING:
    from sklearn.utils import Tags


class StatementEncoder(TransformerMixin, BaseEstimator):
    """Texts to the vectors of a model, verified when it is loaded. Learns nothing.

    Parameters
    ----------
    model
        A model folder; the shipped one if None.
    """

    def __init__(self, model: str | Path | None = None) -> None:
        self.model = model

    def __sklearn_tags__(self) -> Tags:
        """One-dimensional text in; no fitting needed."""
        tags = _of_texts(super().__sklearn_tags__())
        tags.requires_fit = False
        return tags

    def fit(self, X: Iterable[object], y: object = None) -> Self:  # noqa: N803
        """Load and verify the model.

        Raises
        ------
        ModelRefused
            The model folder is not as it should be.
        """
        _model(self.model)
        return self

    def transform(self, X: Iterable[object]) -> Any:  # noqa: N803
        """Return the vectors, ``(n_texts, width)``, one row a text, in order.

        Raises
        ------
        TypeRefused
            ``X`` is one string or a DataFrame; a value is missing or no text.
        ValueRefused
            ``X`` has more than one dimension.
        """
        texts = _column(X)
        for position, text in enumerate(texts):
            if not isinstance(text, str):
                raise missing_text(position)
        return _model(self.model).encoder.encode([clean(str(text)) for text in texts])

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:
        """Return the name of each column of the vector."""
        width = _model(self.model).encoder.width
        return np.array([f"vector{n}" for n in range(width)], dtype=object)


class OutcomeKindClassifier(ClassifierMixin, BaseEstimator):
    """A logistic regression over the four kinds, on the vectors of a model.

    A text that cannot be labelled (missing, ``TBC``, no words) has no kind: its label is None and
    its probabilities are NaN, as the library gives it a reason instead of a kind.

    Parameters
    ----------
    C
        Inverse strength of regularisation, as in `sklearn.linear_model.LogisticRegression`.
    random_state
        Seed.
    model
        The model folder whose encoder is used; the shipped one if None.

    Attributes
    ----------
    classes_
        The kinds in alphabetical order, as scikit-learn has them, ``(4,)``.
    """

    def __init__(
        self,
        C: float = 4.0,  # noqa: N803
        random_state: int | None = 20260,
        model: str | Path | None = None,
    ) -> None:
        self.C = C
        self.random_state = random_state
        self.model = model

    @classmethod
    def pretrained(cls, model: str | Path | None = None) -> Self:
        """Return a fitted estimator that answers as `outcome_classifier.classify_many` does.

        Raises
        ------
        ModelRefused
            The model folder is not as it should be.
        """
        estimator = cls(model=model)
        estimator.labeller_ = default_classifier() if model is None else OutcomeClassifier(model)
        estimator.classes_ = np.array(sorted(map(str, Kind)))
        return estimator

    def __sklearn_tags__(self) -> Tags:
        """One-dimensional text in, no two-dimensional array."""
        return _of_texts(super().__sklearn_tags__())

    def fit(
        self,
        X: Iterable[object],  # noqa: N803
        y: Iterable[object],
        sample_weight: Iterable[float] | None = None,
    ) -> Self:
        """Fit on texts ``(n_texts,)``, their kinds and, if any, their weights.

        Raises
        ------
        TypeRefused
            ``X`` is one string or a DataFrame.
        TrainingRefused
            A text cannot have a kind; its position (0 first) and the reason are named.
        ModelRefused
            The kinds are not the four.
        """
        texts, kinds = _column(X), _four_kinds(y)
        check_consistent_length(texts, kinds)
        for position, text in enumerate(texts):
            reason = reason_without_kind(text)[1]
            if reason is not None:
                what = f"position {position} cannot have a kind ({reason}); leave it out"
                raise training_data("The texts", what)
        matrix = StatementEncoder(self.model).transform(texts)
        head = LogisticRegression(C=self.C, max_iter=2000, random_state=self.random_state)
        self.head_ = head.fit(matrix, kinds, sample_weight=sample_weight)
        self.classes_ = self.head_.classes_
        self.labeller_: OutcomeClassifier | None = None
        return self

    def predict(self, X: Iterable[object]) -> np.ndarray:  # noqa: N803
        """Return the kind of each text, ``(n_texts,)``; None where it has none."""
        rows = self.predict_proba(X)
        kinds: np.ndarray = self.classes_[np.nan_to_num(rows).argmax(axis=1)]
        without = np.isnan(rows).any(axis=1)
        if without.any():
            kinds = kinds.astype(object)
            kinds[without] = None
        return kinds

    def predict_proba(self, X: Iterable[object]) -> np.ndarray:  # noqa: N803
        """Return probabilities ``(n_texts, 4)``, columns as in ``classes_``; NaN without a kind.

        Raises
        ------
        sklearn.exceptions.NotFittedError
            `fit` was not called.
        """
        check_is_fitted(self)
        texts = _column(X)
        rows = np.full((len(texts), len(self.classes_)), np.nan)
        if self.labeller_ is not None:
            for row, prediction in zip(rows, self.labeller_.classify_many(texts), strict=True):
                if prediction.kind:
                    row[:] = [prediction.probabilities[Kind(kind)] for kind in self.classes_]
            return rows
        able = [n for n, text in enumerate(texts) if reason_without_kind(text)[1] is None]
        if able:
            matrix = StatementEncoder(self.model).transform([str(texts[n]) for n in able])
            rows[able] = self.head_.predict_proba(matrix)
        return rows


def _of_texts(tags: Any) -> Any:
    tags.input_tags.two_d_array = False
    tags.input_tags.one_d_array = True
    tags.input_tags.string = True
    return tags


def _four_kinds(y: Iterable[object]) -> list[Any]:
    """The kinds of a training set; refuse any but the four.

    scikit-learn's own tools (`cross_val_predict`, calibration) number them 0 to 3 on the way.
    """
    kinds = list(y)
    if {type(kind) for kind in kinds} <= {int, np.int64} and set(kinds) == set(range(len(Kind))):
        return kinds
    names = list(map(str, kinds))
    if set(names) != set(Kind):
        raise model_kinds(sorted(set(names)), list(Kind))
    return names


def _column(texts: Any) -> list[object]:
    """One column of texts as a list; Arrow's own values become Python's."""
    values = one_column(texts)
    return list(texts.to_pylist()) if hasattr(texts, "to_pylist") else list(values)


def _model(folder: str | Path | None) -> Model:
    path = Path(folder) if folder is not None else shipped_model()
    manifest = path / "manifest.json"
    return _loaded(path, manifest.stat().st_mtime_ns if manifest.is_file() else 0)


@lru_cache(maxsize=4)
def _loaded(folder: Path, saved: int) -> Model:
    """A model folder, loaded once a process and again when it has been saved anew."""
    return load_model(folder)

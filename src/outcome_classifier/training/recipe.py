"""The recipe: surface features, a calibrated logistic regression, a model folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..cleaning import clean
from ..errors import training_data
from ..features import Features, surface_ngrams, with_plain_vocabulary
from ..model_store import Model, load_model, save_model
from ..shipped import shipped_model
from .dataset import Dataset, groups_of, refuse_unfit_for_training
from .language import train_languages

if TYPE_CHECKING:
    import numpy as np

SEED = 20260
#: Labels accepted without review are to be right this often.
ACCEPTED_RIGHT = 0.97
_FOLDS = 5
_SELF_TEST_PER_KIND = 3


def train(
    dataset: Dataset, folder: Path, *, version_name: str, languages: Path | None = None
) -> Model:
    """Train on the rows of split ``train`` (all rows where there are no splits).

    Writes the model folder and returns it loaded. The temperature and the review point come from
    predictions made without the row's own group (writing pass, else document or family): the
    review point is the least confidence from which at least 97 % of them were right.
    ``languages`` names the table of `train_languages`; without it the shipped model's language
    head is taken over.

    Raises
    ------
    TrainingRefused
        A kind is missing or too rare, or the quiz is among the statements.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict

    table = dataset.part("train")
    refuse_unfit_for_training(dataset.name, table)
    texts, kinds = [clean(text) for text in table["text"]], list(table["kind"])
    surface = with_plain_vocabulary(surface_ngrams().fit(texts))
    matrix = surface.transform(texts)
    groups = groups_of(table)
    if len(set(groups)) < 2:
        raise training_data(dataset.name, "all statements are of one document or pass")
    folds = StratifiedGroupKFold(min(_FOLDS, len(set(groups))), shuffle=True, random_state=SEED)
    splits = list(folds.split(texts, kinds, groups))
    head = LogisticRegression(C=4.0, max_iter=2000, random_state=SEED)
    held_out = cross_val_predict(head, matrix, kinds, cv=splits, method="decision_function")
    head.fit(matrix, kinds)
    columns = [list(head.classes_).index(kind) for kind in kinds]
    temperature = fit_temperature(held_out, columns)
    head.coef_, head.intercept_ = head.coef_ / temperature, head.intercept_ / temperature
    save_model(
        folder,
        version_name=version_name,
        features=Features(surface),
        head=head,
        review_below=review_point(held_out / temperature, columns),
        self_test=widest(texts, kinds, head, matrix),
        languages=train_languages(languages, texts)
        if languages
        else load_model(shipped_model()).languages,
        facts={
            "seed": SEED,
            "temperature": round(temperature, 4),
            "data": {"file": dataset.name, "sha256": dataset.sha256, "rows": len(table)},
            "recipe": "word 1-2 and character 2-5 n-grams, logistic regression, temperature",
        },
    )
    return load_model(folder)


def fit_temperature(scores: np.ndarray, columns: Sequence[int]) -> float:
    """Return the temperature that makes softmax(scores / temperature) most likely.

    ``scores`` is ``(n, n_kinds)`` and ``columns`` the right column of each row. Source: Guo et
    al. 2017, *On Calibration of Modern Neural Networks*, section 4.2.
    """
    import numpy as np
    from scipy.optimize import minimize_scalar
    from scipy.special import log_softmax

    rows = np.arange(len(columns))

    def loss(log_temperature: float) -> float:
        scaled = log_softmax(scores / np.exp(log_temperature), axis=1)
        return float(-scaled[rows, columns].mean())

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


def widest(texts: list[str], kinds: list[str], head: Any, matrix: Any) -> list[str]:
    """Return the statements of each kind that are labelled right by the widest margin."""
    probabilities = head.predict_proba(matrix)
    chosen: list[str] = []
    for column, name in enumerate(head.classes_):
        own = [i for i, kind in enumerate(kinds) if kind == name]
        own.sort(key=lambda i: -probabilities[i, column])
        chosen += [texts[i] for i in own[:_SELF_TEST_PER_KIND]]
    return chosen

"""The recipe: from labelled statements to a model folder with its scores and its card.

`train` learns a head alone, on the vectors of the shipped encoder: seconds, and nothing that the
wheel has not got. `encoder_recipe` trains an encoder first and then goes the same way.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..cleaning import clean
from ..datatypes import Kind, Prediction
from ..encoder import Encoder
from ..evaluation import Evaluation, evaluate_statements
from ..languages import LanguageHead
from ..model_store import ENCODER, Model, by_kind, load_model, parts_of_encoder, save_model
from ..shipped import shipped_model
from .dataset import Dataset, clusters_of
from .folds import SEED, Folds, folds_of
from .heads import Head, fit_head, surest_half, widest
from .language import train_languages
from .publishing import HELD_OUT, write_metrics, write_model_card


def train(
    dataset: Dataset, folder: Path, *, version_name: str = "local", languages: Path | None = None
) -> Model:
    """Train a head on labelled statements; write a model folder and return it loaded.

    Parameters
    ----------
    dataset
        The statements; see `folds_of` for what trains and what is held out.
    folder
        Where the model goes: encoder, heads, ``metrics.json``, ``MODEL_CARD.md``. None of the
        statements is written there.
    version_name
        What every prediction says it was made by.
    languages
        The table of `train_languages`; without it the shipped model's language head is taken over.

    Raises
    ------
    TrainingRefused
        As in `folds_of`.
    """
    folds = folds_of(dataset)
    shipped = load_model(shipped_model())
    parts = parts_of_encoder(shipped_model())
    return finish(
        dataset,
        folds,
        folder,
        encoder=shipped.encoder,
        encoder_parts=parts,
        languages=language_head(languages, folds, shipped),
        shipped=shipped,
        facts={
            "version": version_name,
            "rests_on": {
                "model": shipped.version,
                "encoder": shipped.manifest["files"][ENCODER],
            },
            "recipe": (
                "logistic regression on the vectors of a shipped encoder, which learnt nothing "
                "from these statements; temperature"
            ),
        },
    )


def finish(
    dataset: Dataset,
    folds: Folds,
    folder: Path,
    *,
    encoder: Encoder,
    encoder_parts: Mapping[str, bytes],
    languages: LanguageHead | None,
    facts: Mapping[str, Any],
    shipped: Model | None = None,
) -> Model:
    """Fit a head on an encoder's vectors, save the model, score it on what was held out.

    ``facts`` go into the manifest: ``version``, ``recipe`` and others. ``shipped`` is the model
    whose encoder this is, if it is one: it is scored on the same statements, and lends those on
    which the saved model tests itself at every load.
    """
    texts, kinds = [clean(text) for text in folds.table["text"]], list(folds.table["kind"])
    vectors = encoder.encode(texts)
    fitted = fit_head(vectors, kinds, folds)
    rows = folds.trained
    if shipped is not None:
        lent = [str(answer["text"]) for answer in shipped.manifest["self_test"]]
        self_test = surest_half(lent, fitted.head, encoder.encode(lent))
    else:
        chosen = [texts[n] for n in rows], [kinds[n] for n in rows]
        self_test = widest(*chosen, fitted.head, vectors[rows])
    save_model(
        folder,
        encoder_parts=encoder_parts,
        encoder=encoder,
        head=fitted.head,
        review_below=fitted.review_below,
        self_test=self_test,
        languages=languages,
        facts={
            "seed": SEED,
            "temperature": round(fitted.temperature, 4),
            "data": {"file": dataset.name, "sha256": dataset.sha256, "rows": len(rows)},
            "calibrated_on": f"{len(folds.held_out):,} statements, {folds.how}",
            **facts,
        },
    )
    if (folder / "plots").is_dir():  # of the model that stood here before
        shutil.rmtree(folder / "plots")
    model = load_model(folder)
    write_metrics(folder, _scores(folds, fitted, vectors, shipped))
    write_model_card(folder)
    return model


def language_head(
    path: Path | None, folds: Folds, shipped: Model | None = None
) -> LanguageHead | None:
    """Return a head trained on the table at ``path``; the shipped model's where there is none."""
    if path is not None:
        return train_languages(path, [clean(t) for t in folds.table["text"].iloc[folds.trained]])
    return (shipped or load_model(shipped_model())).languages


def _scores(folds: Folds, fitted: Head, vectors: Any, shipped: Model | None) -> list[Evaluation]:
    """The scores on what was held out, and those of the shipped model beside them."""
    table = folds.table.iloc[folds.held_out]
    clusters = clusters_of(table)
    texts = list(table["text"])
    own = by_kind(fitted.head.classes_, fitted.held_out)
    predictions = _predictions(texts, own, fitted.review_below)
    found = [evaluate_statements(HELD_OUT, table, predictions, clusters)]
    if shipped is not None:
        theirs = shipped.probabilities_of(vectors[folds.held_out])
        predictions = _predictions(texts, theirs, shipped.review_below)
        name = f"{HELD_OUT}, by the shipped model {shipped.version}"
        whole = evaluate_statements(name, table, predictions, clusters)
        found.append(replace(whole, confusion={}, groups={}, curves={}))
    return found


def _predictions(
    texts: Sequence[str], rows: Sequence[dict[Kind, float]], review_below: float
) -> list[Prediction]:
    predictions = []
    for text, row in zip(texts, rows, strict=True):
        kind = max(row, key=row.__getitem__)
        sure = row[kind]
        predictions.append(Prediction(text, kind, row, sure, sure < review_below))
    return predictions

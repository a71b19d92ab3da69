"""Score a model on everything it is to be scored on, and publish the figures.

``metrics.json`` in the model folder is the one source of every figure; the model card and the
README's tables are written from it (see `publishing`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..classifier import OutcomeClassifier
from ..errors import training_data
from ..evaluation import (
    Capability,
    Evaluation,
    Swap,
    evaluate_behaviour,
    evaluate_guidance,
    evaluate_languages,
    evaluate_quiz,
    evaluate_statements,
    evaluate_swaps,
)
from ..reporting import write_whole
from ..shipped import shipped_model, shipped_path
from .dataset import (
    Dataset,
    clusters_of,
    load_dataset,
    load_guidance_examples,
    load_language_tests,
    load_quiz,
    load_table,
)
from .documents import headline_table
from .history import History
from .plots import write_plots
from .publishing import (
    HELD_OUT,
    is_shipped,
    published_evaluations,
    write_metrics,
    write_model_card,
)
from .variants import pairs

_README = shipped_path("README.md")
_ORDER = ["test", "reserve", "validation", "quiz", "guidance examples", "languages"]
_BLOCK = re.compile(r"(<!-- scores -->\n).*?(<!-- /scores -->)", re.DOTALL)


def score_model(
    classifier: OutcomeClassifier, data: Path | None, splits: Sequence[str]
) -> list[Evaluation]:
    """Return the scores on labelled statements (where given), the quiz and the guidance.

    Each split is scored on all its rows and, where some are disputed, on the others alone.

    Raises
    ------
    TrainingRefused
        The table has no row of that split.
    """
    evaluations = []
    if data is not None:
        dataset = load_dataset(data)
        history = History(shipped_path("models") / "metrics_history.json")
        own = data.resolve() == (shipped_path("data") / "statements.csv").resolve()
        for split in splits:
            if own:
                history.refuse_if_used_up(split)
            found = _score_split(classifier, dataset, split)
            evaluations += found
            if own:
                history.add(split, classifier.model_version, _headlines(found))
        languages = data.parent / "languages.csv"
        if languages.is_file():
            texts = load_language_tests(languages)
            evaluations.append(evaluate_languages(texts, classifier.classify_many))
    return [
        *evaluations,
        evaluate_quiz(load_quiz(), classifier.classify_many),
        evaluate_guidance(load_guidance_examples(), classifier.classify_many),
    ]


def _headlines(found: Sequence[Evaluation]) -> dict[str, dict[str, Any]]:
    names = ("macro_f1", "outcome_f1")
    return {e.name: {name: e.scores[name].to_dict() for name in names} for e in found}


def _score_split(classifier: OutcomeClassifier, dataset: Dataset, split: str) -> list[Evaluation]:
    table = dataset.part(split)
    if table.empty:
        raise training_data(dataset.name, f'has no row of the split "{split}"')
    predictions = classifier.classify_many(table["text"])
    clusters = clusters_of(table)
    found = [evaluate_statements(split, table, predictions, clusters)]
    rows = [n for n, mark in enumerate(table.get("disputed", [])) if not mark]
    if 0 < len(rows) < len(table):
        found.append(
            evaluate_statements(
                f"{split}, undisputed",
                table.iloc[rows],
                [predictions[n] for n in rows],
                [clusters[n] for n in rows],
            )
        )
    return found


def try_model(classifier: OutcomeClassifier, folder: Path) -> tuple[list[Capability], list[Swap]]:
    """Return how the model passes the behaviour cases and the swaps of a data folder.

    The statements of split ``validation`` are varied too, in ways that keep their kind.
    """
    import pandas as pd

    cases = load_table("behaviour.csv", folder)
    texts = load_dataset(folder / "statements.csv").part("validation")["text"]
    varied = pd.DataFrame(
        [
            (f"v{n:05d}", f"validation: {name}", "invariance", "", text, other, "")
            for n, (name, text, other) in enumerate(pairs(list(texts)), 1)
        ],
        columns=["id", "capability", "type", "kind", "text", "other", "target"],
    )
    everything = pd.concat([cases[varied.columns], varied], ignore_index=True)
    return (
        evaluate_behaviour(everything, classifier.classify_many),
        evaluate_swaps(load_table("swaps.csv", folder), classifier.classify_many),
    )


def _rank(name: str) -> tuple[int, str]:
    first = name.split(",")[0]
    return (_ORDER.index(first) if first in _ORDER else len(_ORDER), name)


def publish_scores(
    classifier: OutcomeClassifier, evaluations: Sequence[Evaluation], model: Path | None
) -> list[Path]:
    """Write ``metrics.json``, plots and model card beside the model, and the README's table.

    Behaviour and swaps are tried here too. The README is written only for the shipped model in a
    checkout. Scores of the same model that were published before and are not worked out anew are
    kept; not so, for the shipped model, those from its training, since validation says more.
    """
    folder = model or shipped_model()
    everything = {e.name: e for e in (*published_evaluations(folder), *evaluations)}
    evaluations = [
        everything[name]
        for name in sorted(everything, key=_rank)
        if not (is_shipped(folder) and name.startswith(HELD_OUT))
    ]
    behaviour, swaps = try_model(classifier, shipped_path("data"))
    written = [
        write_metrics(folder, evaluations, behaviour, swaps),
        *write_plots(evaluations, folder / "plots"),
        write_model_card(folder),
    ]
    if model is None and _README.is_file():
        text = _README.read_text(encoding="utf-8")
        table = headline_table(evaluations)
        text = _BLOCK.sub(lambda m: f"{m[1]}{table}\n{m[2]}", text)
        written.append(write_whole(_README, text, force=True))
    return written

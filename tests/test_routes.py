"""One statement, one answer: whichever way it comes in."""

from __future__ import annotations

import json
from itertools import islice

import pandas as pd
import pytest
import spacy

from conftest import ROOT
from outcome_classifier import Kind, classify_many
from outcome_classifier.integrations.pandas import OutcomesAccessor
from outcome_classifier.integrations.sklearn import OutcomeKindClassifier
from outcome_classifier.integrations.spacy import OutcomeComponent

pytestmark = [pytest.mark.model, pytest.mark.slow]
N = 1_000


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Statements of the training split, and two that cannot be labelled."""
    table = pd.read_csv(ROOT / "data" / "statements.csv", dtype=str, keep_default_na=False)
    chosen = table[table["split"] == "train"].sample(N, random_state=20260)["text"].to_list()
    assert len(set(chosen)) == N
    return [*chosen, "TBC", "Mae hi eisiau mynd adref at ei theulu"]


@pytest.fixture(scope="module")
def expected(texts) -> list[tuple[str | None, list[float] | None]]:
    """What the library says: the kind and the probabilities in the order of `Kind`."""
    return [
        (p.kind and str(p.kind), [p.probabilities[k] for k in Kind] if p.kind else None)
        for p in classify_many(texts)
    ]


def test_the_statements_try_every_kind_and_none(expected):
    assert {kind for kind, _ in expected} == {None, *map(str, Kind)}


def test_pandas_answers_as_the_library(texts, expected):
    accessor = pd.DataFrame({"text": texts}).outcomes
    assert isinstance(accessor, OutcomesAccessor)
    result = accessor.classify("text")
    shares = result[[f"p_{kind}" for kind in Kind]]
    assert [
        (None, None) if pd.isna(kind) else (kind, list(row))
        for kind, row in zip(result["kind"], shares.itertuples(index=False), strict=True)
    ] == expected


def test_scikit_learn_answers_as_the_library(texts, expected):
    estimator = OutcomeKindClassifier.pretrained()
    columns = [list(estimator.classes_).index(kind) for kind in Kind]
    kinds, shares = estimator.predict(texts), estimator.predict_proba(texts)[:, columns]
    assert [
        (kind, None if kind is None else row.tolist())
        for kind, row in zip(kinds, shares, strict=True)
    ] == expected


def test_spacy_answers_as_the_library(texts, expected):
    nlp = spacy.blank("en")
    assert isinstance(nlp.add_pipe("outcome_classifier"), OutcomeComponent)
    spans = [doc.spans["statements"][0] for doc in nlp.pipe(texts)]
    assert [
        (
            s._.outcome_kind,
            [s._.outcome_probabilities[k] for k in Kind] if s._.outcome_kind else None,
        )
        for s in spans
    ] == expected


def test_the_command_line_answers_as_the_library(cli, texts, expected):
    code, out, _ = cli("classify", "-", "--format", "json", stdin="\n".join(texts))
    assert code == 0
    assert [
        (p["kind"], [p["probabilities"][k] for k in Kind] if p["kind"] else None)
        for p in json.loads(out)
    ] == expected


def test_a_text_alone_answers_as_in_a_batch(classifier, texts, expected):
    few = list(islice(texts, 0, N, 25))
    alone = [classifier.classify(text) for text in few]
    assert [str(p.kind) for p in alone] == [kind for kind, _ in expected[:N:25]]
    for prediction, (_, shares) in zip(alone, expected[:N:25], strict=True):
        assert [prediction.probabilities[k] for k in Kind] == pytest.approx(shares, abs=1e-4)

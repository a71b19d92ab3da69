"""One text, one answer: alone, in any batch, in any order, with any number of threads."""

from __future__ import annotations

import csv
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT
from outcome_classifier import Kind, OutcomeClassifier
from outcome_classifier.cleaning import clean
from outcome_classifier.model_store import Model, load_model
from outcome_classifier.shipped import shipped_model

pytestmark = pytest.mark.model
CLOSE = 1e-4


@pytest.fixture(scope="module")
def texts() -> list[str]:
    with (ROOT / "data" / "statements.csv").open(encoding="utf-8", newline="") as file:
        rows = [clean(row["text"]) for row in csv.DictReader(file) if row["split"] == "validation"]
    return random.Random(5).sample(rows, 150)


@pytest.fixture(scope="module")
def alone(texts) -> dict[str, dict[Kind, float]]:
    model = load_model(shipped_model(), threads=1)
    return {text: model.probabilities([text])[0] for text in texts}


@pytest.fixture(scope="module")
def threaded() -> Model:
    return load_model(shipped_model())


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_statement_gets_the_same_answer_in_any_batch_and_order(data, texts, alone, threaded):
    chosen = data.draw(st.lists(st.sampled_from(texts), min_size=1, max_size=40, unique=True))
    for text, row in zip(chosen, threaded.probabilities(chosen), strict=True):
        assert max(row, key=row.get) == max(alone[text], key=alone[text].get)
        assert all(abs(row[kind] - alone[text][kind]) < CLOSE for kind in Kind)


def test_the_public_call_gives_what_the_model_gives_alone(texts, alone):
    for prediction in OutcomeClassifier().classify_many(texts):
        if prediction.kind is not None:
            row = alone[prediction.text]
            assert all(abs(prediction.probabilities[k] - row[k]) < CLOSE for k in Kind)


def test_a_repeated_statement_is_labelled_once_and_alike(texts, monkeypatch):
    classifier = OutcomeClassifier()
    first = classifier.classify_many(texts)
    monkeypatch.setattr(type(classifier._model), "probabilities", nothing_new)
    assert classifier.classify_many([*texts, *reversed(texts)]) == [*first, *reversed(first)]


def nothing_new(model, texts):
    assert not texts
    return []


def test_changing_a_prediction_changes_no_other():
    classifier = OutcomeClassifier()
    classifier.classify("Home by Easter").probabilities.clear()
    assert classifier.classify("Home by Easter").probabilities

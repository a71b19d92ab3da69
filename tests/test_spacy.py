"""The spaCy component: found by its entry point, batched, in two processes, saved and loaded."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys

import pytest
import spacy
from confection import Config, ConfigValidationError
from spacy.lang.en import English

import outcome_classifier.integrations.spacy as component
from conftest import ROOT
from outcome_classifier import ModelRefused, classify_many

pytestmark = pytest.mark.model
TEXTS = [
    "She wants to be home by Easter. Referral to the falls clinic.",
    "",
    "Her neighbour Dilys has a key.  TBC",
    "   ",
    "£" * 60 + " wants 🐑 (home)! Mae hi eisiau mynd adref. He can't manage the stairs?",
    "Weekly visit",
]


@pytest.fixture
def nlp():
    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    pipeline.add_pipe("outcome_classifier")
    return pipeline


def rounded(shares):
    """Another batch may change the last digits."""
    return shares and {kind: round(share, 3) for kind, share in shares.items()}


def seen(doc, key="statements"):
    return [
        (s.text, s._.outcome_kind, rounded(s._.outcome_probabilities), s._.outcome_needs_review,
         s._.outcome_reason)
        for s in doc.spans[key]
    ]  # fmt: skip


def expected(texts):
    return [
        (p.text, p.kind and str(p.kind), rounded({str(k): v for k, v in p.probabilities.items()}),
         p.needs_review, p.reason)
        for p in classify_many(texts)
    ]  # fmt: skip


def test_spans_are_the_sentences_with_the_library_s_labels(nlp):
    doc = nlp(TEXTS[0])
    assert seen(doc) == expected(
        ["She wants to be home by Easter.", "Referral to the falls clinic."]
    )
    assert [span.text for span in doc.sents] == [span.text for span in doc.spans["statements"]]


def test_without_sentences_a_doc_is_one_statement():
    pipeline = spacy.blank("en")
    pipeline.add_pipe("outcome_classifier", config={"spans_key": "mine"})
    doc = pipeline(TEXTS[0])
    assert seen(doc, "mine") == expected([TEXTS[0]])
    assert "statements" not in doc.spans


@pytest.mark.parametrize("text", ["", "   ", "TBC"])
def test_a2_b1_what_is_no_statement_has_no_kind(nlp, text):
    found = seen(nlp(text))
    assert [row[1] for row in found] == [None] * len(found)
    assert len(found) == (1 if text else 0)


def test_a_stream_is_labelled_as_each_doc_alone(nlp):
    alone = [seen(nlp(text)) for text in TEXTS]
    assert [seen(doc) for doc in nlp.pipe(TEXTS)] == alone
    assert [seen(doc) for doc in nlp.pipe(TEXTS, batch_size=2)] == alone
    assert sum(map(len, alone)) >= 8


@pytest.mark.slow
def test_two_processes_label_as_one(nlp):
    alone = [seen(nlp(text)) for text in TEXTS]
    docs = list(nlp.pipe(TEXTS, n_process=2, batch_size=2))
    assert [seen(doc) for doc in docs] == alone
    assert [doc.text for doc in docs] == TEXTS


@pytest.mark.slow
def test_a_process_that_is_handed_the_component_can_use_it(nlp):
    packed = pickle.dumps(nlp.get_pipe("outcome_classifier"))
    assert len(packed) < 10_000
    code = (
        "import pickle, sys, spacy; part = pickle.loads(sys.stdin.buffer.read());"
        "doc = part(spacy.blank('en').make_doc('Weekly visit'));"
        "print([s._.outcome_kind for s in doc.spans['statements']])"
    )
    done = subprocess.run([sys.executable, "-c", code], input=packed, capture_output=True)
    assert done.stdout.decode().strip() == str([expected(["Weekly visit"])[0][1]]), done.stderr


def test_a_forked_process_makes_its_own_encoder(nlp, monkeypatch):
    part = nlp.get_pipe("outcome_classifier")
    made = []

    class Encoding:
        def __init__(self, model):
            made.append(model)

    monkeypatch.setattr(component, "OutcomeClassifier", Encoding)
    part._classifier, part._process = Encoding("first"), -1
    own = part._own()
    assert made == ["first", None]
    assert part._own() is own


def test_a_pipeline_is_saved_and_loaded(nlp, tmp_path):
    nlp.to_disk(tmp_path / "pipeline")
    loaded = spacy.load(tmp_path / "pipeline")
    assert [seen(loaded(text)) for text in TEXTS] == [seen(nlp(text)) for text in TEXTS]
    assert English.from_config(nlp.config).from_bytes(nlp.to_bytes()).pipe_names == [
        "sentencizer", "outcome_classifier",
    ]  # fmt: skip


def test_a_doc_with_its_labels_is_saved_and_loaded(nlp):
    doc = nlp(TEXTS[0])
    again = spacy.tokens.Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert seen(again) == seen(doc)


def test_a_pipeline_saved_with_another_model_is_refused(nlp, tmp_path):
    nlp.to_disk(tmp_path / "pipeline")
    path = tmp_path / "pipeline" / "outcome_classifier" / "model.json"
    saved = json.loads(path.read_text(encoding="utf-8"))
    saved["version"], saved["files"]["heads/kind.skops"] = "0.0.9", "0" * 64
    path.write_text(json.dumps(saved), encoding="utf-8")
    with pytest.raises(ModelRefused, match=r"\[E307\] The pipeline was saved with model 0\.0\.9"):
        spacy.load(tmp_path / "pipeline")


def test_the_config_makes_the_same_pipeline_again(nlp):
    text = nlp.config.to_str()
    again = English.from_config(Config().from_str(text, interpolate=False))
    assert again.config.to_str() == text
    assert again.get_pipe("outcome_classifier").spans_key == "statements"
    assert again.get_pipe_config("outcome_classifier") == {
        "factory": "outcome_classifier", "model": None, "spans_key": "statements",
    }  # fmt: skip


@pytest.mark.parametrize("config", [{"spans_key": ["a"]}, {"model": 7}, {"colour": "red"}])
def test_a_wrong_setting_is_refused(config):
    with pytest.raises(ConfigValidationError, match=r"Config (?:validation )?error"):
        spacy.blank("en").add_pipe("outcome_classifier", config=config)


def test_g1_a_folder_that_is_no_model_is_refused(tmp_path):
    with pytest.raises(ModelRefused, match="is not a model folder"):
        spacy.blank("en").add_pipe("outcome_classifier", config={"model": str(tmp_path)})


def test_spacy_knows_what_the_component_writes(nlp):
    assert nlp.analyze_pipes()["summary"]["outcome_classifier"]["assigns"] == [
        "doc.spans", "span._.outcome_kind", "span._.outcome_probabilities",
        "span._.outcome_needs_review", "span._.outcome_reason",
    ]  # fmt: skip


def test_spacy_finds_the_component_by_its_entry_point():
    code = (
        "import sys, spacy; nlp = spacy.blank('en'); nlp.add_pipe('outcome_classifier');"
        "print(sys.modules['outcome_classifier.integrations.spacy'].__file__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip().startswith(str(ROOT / "src")), done.stderr[-500:]

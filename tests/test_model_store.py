"""Section G of the list of bad inputs, models: what is not trusted is not loaded."""

from __future__ import annotations

import json
import pickle
import shutil
from pathlib import Path

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from skops.io import dumps, get_untrusted_types

from conftest import ROOT
from outcome_classifier import Kind, ModelRefused, OutcomeClassifier, classify_many
from outcome_classifier.languages import GRAMS
from outcome_classifier.model_store import ALLOWED_TYPES, _digest, load_model
from outcome_classifier.shipped import shipped_model

pytestmark = pytest.mark.model


class Bomb:
    def __reduce__(self):
        return (Path.touch, (Path("bomb-went-off"),))


@pytest.fixture
def folder(tmp_path) -> Path:
    """A copy of the shipped model."""
    return Path(shutil.copytree(shipped_model(), tmp_path / "model"))


def rewrite(folder: Path, **changes) -> None:
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**manifest, **changes}), encoding="utf-8")


def replace_head(folder: Path, content: bytes, name: str = "heads/kind.skops") -> None:
    """Put another head in place, with its hash, as somebody who tampers would."""
    (folder / name).write_bytes(content)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    rewrite(folder, files={**manifest["files"], name: _digest(content)})


def counting(**part) -> dict:
    """A language head whose counted terms are this."""
    return {"head": 1, **dict.fromkeys(GRAMS, part)}


@pytest.mark.parametrize("name", ["model.pkl", "model.joblib"])
def test_g1_a_pickle_is_refused_and_nothing_in_it_runs(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_bytes(pickle.dumps(Bomb()))
    with pytest.raises(ModelRefused, match="Pickle and joblib files are never loaded"):
        OutcomeClassifier(tmp_path / name)
    assert not Path("bomb-went-off").exists()


def test_g1_a_pickle_in_the_place_of_a_part_is_refused(folder, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    replace_head(folder, pickle.dumps(Bomb()))
    with pytest.raises(ModelRefused, match="not as it was saved"):
        load_model(folder)
    assert not Path("bomb-went-off").exists()


@pytest.mark.parametrize(
    "part", ["encoder.onnx", "tokenizer.json", "heads/kind.skops", "heads/language.skops"]
)
def test_g2_one_byte_changed_a_cut_or_missing_part_is_refused(folder, part):
    content = bytearray((folder / part).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / part).write_bytes(content)
    with pytest.raises(ModelRefused, match=part):
        load_model(folder)
    (folder / part).write_bytes(bytes(content[:100]))
    with pytest.raises(ModelRefused, match=part):
        load_model(folder)
    (folder / part).unlink()
    with pytest.raises(ModelRefused, match=part):
        load_model(folder)


@pytest.mark.parametrize("part", ["encoder.onnx", "tokenizer.json", "heads/kind.skops"])
def test_g2_a_manifest_that_names_no_needed_part_is_refused(folder, part):
    files = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    rewrite(folder, files={name: digest for name, digest in files.items() if name != part})
    with pytest.raises(ModelRefused, match=f"{part} is missing"):
        load_model(folder)


def test_a_model_without_a_language_head_takes_every_text_for_english(folder):
    files = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    del files["heads/language.skops"]
    rewrite(folder, files=files)
    assert OutcomeClassifier(folder).classify("Mae hi eisiau mynd adref").reason is None


@pytest.mark.parametrize("number", [1, 99, None])
def test_g2_another_format_is_refused_with_advice(folder, number):
    rewrite(folder, format=number)
    expected = (
        rf"\[E303\] model has model format {number}; this version reads format 2\. Train it again"
    )
    with pytest.raises(ModelRefused, match=expected):
        load_model(folder)


@pytest.mark.parametrize("content", ["{", "[]", '{"format": 2}'])
def test_g2_a_manifest_that_is_none_is_refused(folder, content):
    (folder / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(ModelRefused, match=r"E30[23]"):
        load_model(folder)


def test_g3_unknown_types_are_named(folder):
    replace_head(folder, dumps(FunctionTransformer(Path.touch)))
    with pytest.raises(ModelRefused, match=r"types that are not allowed: .*touch"):
        load_model(folder)


@pytest.mark.parametrize("part", ["heads/kind.skops", "heads/language.skops"])
def test_g3_no_part_needs_a_type_beyond_those_that_skops_trusts(folder, part):
    assert not ALLOWED_TYPES
    assert get_untrusted_types(data=(folder / part).read_bytes()) == []
    replace_head(folder, dumps({"head": FunctionTransformer(Path.touch)}), part)
    with pytest.raises(ModelRefused, match=r"types that are not allowed: .*touch"):
        load_model(folder)


@pytest.mark.parametrize(
    "parts",
    [
        make_pipeline(TfidfVectorizer()),  # as format 1 had it
        {"head": 1},
        counting(terms=np.array(["a", "b"]), idf=np.ones(3)),
        counting(terms=["a"], idf=np.ones(1)),
        counting(terms=np.array(["a"]), other=np.ones(1)),
    ],
    ids=["pipeline", "no terms", "other sizes", "no array", "other names"],
)
def test_g2_a_language_head_of_another_form_is_refused(folder, parts):
    replace_head(folder, dumps(parts), "heads/language.skops")
    with pytest.raises(
        ModelRefused, match=r"heads/language\.skops is missing or not as it was saved"
    ):
        load_model(folder)


def test_a13_a_model_with_other_kinds_names_the_four(folder):
    replace_head(folder, dumps(DummyClassifier().fit([[0], [1]], ["yes", "no"])))
    with pytest.raises(ModelRefused, match='must be "outcome", "need", "resource", "output"'):
        load_model(folder)


def test_a_model_that_fails_its_own_test_is_not_used(folder):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    answers = manifest["self_test"]
    answers[0]["probability"] -= 0.03
    rewrite(folder, self_test=answers)
    with pytest.raises(ModelRefused, match=f"failed 1 of {len(answers)}"):
        load_model(folder)
    rewrite(folder, self_test=[])
    with pytest.raises(ModelRefused, match="failed 0 of 0"):
        load_model(folder)


def test_the_answers_survive_saving_and_loading(folder, classifier):
    texts = ["Home by Easter", "Stairs are hard now", "Her sister rings", "Visit on Tuesday"]
    assert OutcomeClassifier(folder).classify_many(texts) == classifier.classify_many(texts)


def test_batch_and_order_change_no_answer():
    texts = [f"Wants to be at chapel {n} times a month, her hip is bad" for n in range(30)]
    alone = [classify_many([text])[0] for text in texts]
    assert classify_many(texts) == alone
    assert classify_many(texts[::-1]) == alone[::-1]


def test_the_shipped_model_is_found_in_a_checkout():
    assert shipped_model().is_relative_to(ROOT)
    assert list(load_model(shipped_model()).manifest["kinds"]) == list(Kind)

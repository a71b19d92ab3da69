"""Scores of kept-back statements: what they hold, how seldom they may be taken, where they go."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pandas as pd
import pytest

from outcome_classifier import Kind, TrainingRefused
from outcome_classifier.datatypes import Prediction
from outcome_classifier.evaluation import Evaluation, evaluate_statements
from outcome_classifier.training.documents import headline_table, model_card
from outcome_classifier.training.history import LIMITS, History
from outcome_classifier.training.plots import write_plots

ROWS = pd.DataFrame(
    {
        "text": list("abcdefgh"),
        "kind": ["outcome", "need", "resource", "output"] * 2,
        "alt": ["", "", "output", "", "", "", "", ""],
        "voice": ["adult"] * 4 + ["child"] * 4,
        "disputed": [""] * 7 + ["yes"],
    }
)
GIVEN = ["outcome", "need", "output", "output", "outcome", "outcome", "resource", "need"]


def predictions() -> list[Prediction]:
    sure = [0.99, 0.9, 0.6, 0.9, 0.9, 0.7, 0.9, 0.5]
    return [
        Prediction(text, Kind(kind), {}, confidence, confidence < 0.65)
        for text, kind, confidence in zip(ROWS["text"], GIVEN, sure, strict=True)
    ]


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    return evaluate_statements("test", ROWS, predictions(), list("aabbccdd"))


def test_an_evaluation_counts_the_second_kind_and_what_is_sure(evaluation):
    assert evaluation.scores["accuracy"].value == 0.625
    assert evaluation.scores["accuracy_or_second"].value == 0.75
    assert evaluation.scores["sure"].value == 0.75
    assert evaluation.scores["sure_right"].value == pytest.approx(5 / 6, abs=1e-4)
    assert evaluation.scores["right_at_80"].n == 6


def test_an_evaluation_is_told_by_group(evaluation):
    assert evaluation.groups["voice"]["adult"] == {"macro_f1": 0.6667, "accuracy": 0.75, "n": 4}
    assert evaluation.groups["disputed"]["yes"]["n"] == 1
    assert "setting" not in evaluation.groups


def test_an_evaluation_comes_back_from_its_json(evaluation):
    assert Evaluation.from_dict(json.loads(json.dumps(evaluation.to_dict()))) == evaluation


def test_the_card_shows_groups_confusion_and_plots(evaluation):
    manifest = {"version": "9", "recipe": "r", "data": {"rows": 1, "file": "f", "sha256": "s"},
                "seed": 1, "temperature": 1.0, "review_below": 0.5}  # fmt: skip
    trials = [{"recipe": "n-grams", "rows": 10, "macro_f1": 0.8, "per_second": 9000}]
    card = model_card(manifest, [evaluation], [], [], trials)
    assert "| child | 0.417 | 0.500 | 4 |" in card
    assert "| need | 1 | 1 | 0 | 0 |" in card
    assert "plots/reliability-test.svg" in card
    assert "| n-grams | 10 | 0.800 | 9,000 | - | - |" in card


def test_the_readme_shows_validation_only_until_test_is_scored(evaluation):
    validation = Evaluation("validation", evaluation.scores, evaluation.confusion,
                            curves=evaluation.curves)  # fmt: skip
    assert "validation" in headline_table([validation])
    both = headline_table([evaluation, validation])
    assert "| test | macro-F1, four kinds |" in both
    assert "validation" not in both


def test_plots_are_whole_svg_files_and_the_same_every_time(evaluation, tmp_path):
    first = [path.read_bytes() for path in write_plots([evaluation], tmp_path / "plots")]
    second = [path.read_bytes() for path in write_plots([evaluation], tmp_path / "plots")]
    assert len(first) == 2
    assert first == second
    assert all(ElementTree.fromstring(svg).tag.endswith("svg") for svg in first)


def test_test_statements_are_scored_three_times_at_most(tmp_path, evaluation):
    path = tmp_path / "history.json"
    for n in range(LIMITS["test"]):
        history = History(path)
        history.refuse_if_used_up("test")
        history.add("test", f"0.{n}", {})
    with pytest.raises(TrainingRefused, match='split "test" has been scored 3 times, its limit'):
        History(path).refuse_if_used_up("test")
    entries = json.loads(path.read_text("utf-8"))
    assert [entry["model_version"] for entry in entries] == ["0.0", "0.1", "0.2"]
    assert all({"date", "commit", "scores"} <= entry.keys() for entry in entries)


def test_validation_may_be_scored_as_often_as_wanted(tmp_path):
    history = History(tmp_path / "history.json")
    history.add("validation", "0", {})
    history.refuse_if_used_up("validation")
    assert not history.path.exists()

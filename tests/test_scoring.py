"""Scores of kept-back statements: what they hold, how seldom they may be taken, where they go."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pandas as pd
import pytest

from outcome_classifier import Kind, TrainingRefused
from outcome_classifier.datatypes import Prediction
from outcome_classifier.evaluation import Evaluation, evaluate_statements
from outcome_classifier.training import publishing, scoring
from outcome_classifier.training.documents import HOW_MADE, headline_table, model_card
from outcome_classifier.training.history import LIMITS, History
from outcome_classifier.training.plots import write_plots
from outcome_classifier.training.publishing import write_metrics
from outcome_classifier.training.scoring import try_model

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


MANIFEST = {"version": "9", "recipe": "r", "data": {"rows": 1, "file": "own.csv", "sha256": "s"},
            "seed": 1, "temperature": 1.0, "review_below": 0.5}  # fmt: skip


def test_the_card_shows_groups_confusion_and_the_plots_that_were_written(evaluation, tmp_path):
    trials = [{"recipe": "n-grams", "rows": 10, "macro_f1": 0.8, "per_second": 9000}]
    named = Evaluation("test, all of it", evaluation.scores, evaluation.confusion, (),
                       evaluation.groups, evaluation.curves)  # fmt: skip
    plots = [path.name for path in write_plots([named], tmp_path)]
    card = model_card(MANIFEST, [named], trials=trials, plots=plots, ours=True)
    assert "| child | 0.417 | 0.500 | 4 |" in card
    assert "| need | 1 | 1 | 0 | 0 |" in card
    assert len(plots) == 2
    assert all(f"](plots/{name})" in card for name in plots)
    assert "| n-grams | 10 | 0.800 | 9,000 | - | - |" in card


def test_a_card_has_no_section_on_what_is_not_known(evaluation):
    card = model_card(MANIFEST, [evaluation])
    for title in ("Confidence", "One capability", "One difference", "What was tried", "otherwise"):
        assert title not in card
    assert "## By voice" in card
    assert "## By voice" not in model_card(MANIFEST, [Evaluation("held-out", {}, {})])


def test_only_the_shipped_card_says_how_our_statements_were_made(evaluation):
    own = model_card(MANIFEST, [evaluation])
    assert HOW_MADE not in own
    assert own.split("\n")[2].startswith(
        "This model learnt from statements and labels of its user's own"
    )
    assert "(own.csv)" in own.split("\n")[2]
    ours = model_card(MANIFEST, [evaluation], ours=True)
    assert ours.split("\n")[2] == HOW_MADE
    assert "of its user's own" not in ours


def test_variants_of_validation_are_invariance_tests_under_a_name_of_their_own(tmp_path):
    (tmp_path / "behaviour.csv").write_text(
        "id,capability,type,kind,text,other,target\n1,age,direction,need,a,b,outcome\n", "utf-8"
    )
    (tmp_path / "statements.csv").write_text(
        "text,kind,split\nGwen sings,outcome,validation\nGwen rests,need,train\n", "utf-8"
    )
    (tmp_path / "swaps.csv").write_text("attribute,kind,text,other\nage,need,a,b\n", "utf-8")

    class Labels:
        def classify_many(self, texts):
            return [Prediction(t, Kind.NEED, dict.fromkeys(Kind, 0.25), 0.25, True) for t in texts]

    behaviour, _ = try_model(Labels(), tmp_path)
    assert {(c.name, c.type) for c in behaviour} >= {
        ("age", "direction"), ("validation: another_name", "invariance"),
    }  # fmt: skip
    assert {c.type for c in behaviour} == {"direction", "invariance"}
    assert all(c.passed.n == 1 for c in behaviour)


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


@pytest.mark.parametrize("ours", [True, False])
def test_scores_from_training_are_kept_on_publishing_but_for_our_model(
    evaluation, tmp_path, monkeypatch, ours
):
    (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST), encoding="utf-8")
    held_out = Evaluation("held-out", evaluation.scores, evaluation.confusion)
    write_metrics(tmp_path, [held_out])
    for module in (scoring, publishing):
        monkeypatch.setattr(module, "is_shipped", lambda folder: ours)
    monkeypatch.setattr(scoring, "try_model", lambda classifier, folder: ([], []))
    written = scoring.publish_scores(None, [evaluation], tmp_path)
    assert {path.name for path in written} == {
        "metrics.json", "MODEL_CARD.md", "reliability-test.svg", "risk-coverage-test.svg",
    }  # fmt: skip
    names = [e.name for e in publishing.published_evaluations(tmp_path)]
    assert names == (["test"] if ours else ["test", "held-out"])
    card = (tmp_path / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert ("| held-out |" in card) is not ours
    assert (HOW_MADE in card) is ours
    assert "plots/reliability-test.svg" in card


def test_figures_of_another_model_are_not_taken_for_this_one(evaluation, tmp_path):
    (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST), encoding="utf-8")
    write_metrics(tmp_path, [evaluation])
    assert publishing.published_evaluations(tmp_path) == [evaluation]
    (tmp_path / "manifest.json").write_text(json.dumps({**MANIFEST, "seed": 2}), encoding="utf-8")
    assert publishing.published_evaluations(tmp_path) == []
    assert "| test |" not in publishing.card_of(tmp_path)


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

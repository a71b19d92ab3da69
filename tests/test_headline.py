"""What the outcomes field holds that is no outcome: the count, its interval, where it comes from."""

from __future__ import annotations

import json

import pytest

from outcome_classifier.reporting import scores
from outcome_classifier.reporting.scores import Published, PublishedScore, headline, published
from outcome_classifier.shipped import MODEL_VERSION, shipped_model


def known(low: float, value: float = 0.97, high: float = 0.98) -> Published:
    score = PublishedScore("test", "right", value, low, high, 500)
    return Published(score, (score,))


@pytest.mark.parametrize(
    "outcome, other, right_at_least, wrong, low, high",
    [
        (41, 17, 1.0, 0, 17, 17),
        (41, 17, 0.9477, 7, 10, 24),  # binom.ppf(0.975, 58, 0.0523) is 7
        (0, 10, 0.9, 3, 7, 10),  # binom.ppf(0.975, 10, 0.1) is 3; never more than there are
        (10, 0, 0.9, 3, 0, 3),
        (500, 500, 0.95, 64, 436, 564),  # binom.ppf(0.975, 1000, 0.05) is 64
        (0, 0, 0.9, 0, 0, 0),
    ],
)
def test_the_interval_is_the_count_less_and_more_the_labels_that_may_be_wrong(
    outcome, other, right_at_least, wrong, low, high
):
    told = headline({"outcome": outcome, "other": other}, 5, known(right_at_least))
    assert (told.wrong_at_most, told.low, told.high) == (wrong, low, high)
    assert (told.sure, told.not_sure) == (outcome + other, 5)


def test_without_published_error_there_is_no_interval():
    told = headline({"outcome": 3, "other": 4}, 0, None)
    assert (told.low, told.high, told.wrong_at_most, told.other) == (None, None, None, 4)


def test_the_error_is_that_of_the_models_own_folder():
    figures = json.loads((shipped_model() / "metrics.json").read_text("utf-8"))
    told = published(MODEL_VERSION)
    assert told is not None
    score = figures["evaluations"][told.right.scored_on]["scores"]["sure_right"]
    assert told.right.low == score["low"]
    assert len({(s.scored_on, s.what) for s in told.scores}) == len(told.scores)


def test_another_models_scores_are_never_used():
    assert published("another") is None


def test_the_held_back_set_comes_before_the_one_that_chose(tmp_path, monkeypatch):
    figures = {
        "model_version": "9",
        "evaluations": {
            name: {"scores": {"sure_right": {"value": v, "low": v, "high": v, "n": 9}}}
            for name, v in (("validation", 0.9), ("test", 0.8))
        },
    }
    (tmp_path / "metrics.json").write_text(json.dumps(figures), "utf-8")
    monkeypatch.setattr(scores, "shipped_model", lambda: tmp_path)
    assert published("9").right.value == 0.8


def test_a_folder_without_scores_publishes_none(tmp_path, monkeypatch):
    monkeypatch.setattr(scores, "shipped_model", lambda: tmp_path)
    assert published(MODEL_VERSION) is None

"""The record checker's published scores: from the figures, logged, seldom."""

from __future__ import annotations

import json

import pytest

from conftest import ROOT
from outcome_classifier import TrainingRefused
from outcome_classifier.rulebook import load_rulebook
from outcome_classifier.training import record_scores
from outcome_classifier.training.history import LIMITS, History

FIGURES = json.loads((ROOT / "docs" / "record-checker.json").read_text("utf-8"))


def test_page_and_readme_are_written_from_the_figures():
    titles = {n: p.title for n, p in load_rulebook().principles.items()}
    page = (ROOT / "docs" / "record-checker.md").read_text("utf-8")
    assert page == record_scores.page(FIGURES, titles)
    assert record_scores.HOW_MADE in page.split("\n\n")[1]
    table = record_scores.overall_table(FIGURES, [list(FIGURES["splits"])[-1]])
    assert table in (ROOT / "README.md").read_text("utf-8")


def test_every_scoring_of_the_test_records_is_logged():
    scored = History(ROOT / "models" / "metrics_history.json").entries
    logged = [e["scores"] for e in scored if e["split"] == "records test"]
    assert FIGURES["splits"]["test"]["overall"] in logged


def test_the_test_records_are_not_scored_beyond_their_limit(monkeypatch, tmp_path):
    (tmp_path / "models").mkdir()
    used = [{"split": "records test"}] * LIMITS["records test"]
    (tmp_path / "models" / "metrics_history.json").write_text(json.dumps(used), "utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "records.jsonl").write_text("", "utf-8")
    monkeypatch.setattr(record_scores, "shipped_path", lambda name: tmp_path / name)
    with pytest.raises(TrainingRefused, match=r"has been scored \d times, its limit"):
        record_scores.score_records(["test"])

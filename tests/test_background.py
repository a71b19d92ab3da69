"""Ordinary notes: rules hit there what they hit when the hits were last read, and little of it."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from conftest import ROOT
from outcome_classifier.rulebook import load_rulebook
from outcome_classifier.training.background import background_hits, kept_hits

DATA = ROOT / "data"


@pytest.mark.slow
def test_rules_hit_in_ordinary_notes_what_was_read_and_frozen():
    assert list(background_hits(DATA / "background.csv")) == kept_hits(DATA / "background_hits.csv")


def test_a_rule_with_more_than_one_wrong_hit_there_is_a_preview():
    with (DATA / "background_judged.csv").open(encoding="utf-8", newline="") as file:
        wrong = Counter(row["code"] for row in csv.DictReader(file) if row["verdict"] == "wrong")
    assert sum(wrong.values()) > 0
    stable = {rule.code for rule in load_rulebook().rules if rule.status == "stable"}
    assert {code for code in stable if wrong[code] > 1} == set()

"""Ordinary notes: rules hit there what they hit when the hits were last read, and little of it."""

from __future__ import annotations

import pytest

from conftest import ROOT
from outcome_classifier.training.background import background_hits, kept_hits

DATA = ROOT / "data"


@pytest.mark.slow
def test_rules_hit_in_ordinary_notes_what_was_read_and_frozen():
    assert list(background_hits(DATA / "background.csv")) == kept_hits(DATA / "background_hits.csv")

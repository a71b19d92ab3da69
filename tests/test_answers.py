"""Answers shared by the workers of a run: labelled once, the same as alone, no words kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import CANARY
from outcome_classifier.auditing.answers import answers_of_a_run, label

pytestmark = pytest.mark.model
TEXTS = [
    f"{CANARY} wants to go home so that he can see his dog",
    "Mam keeps losing her way home, she wants a phone that shows where she is",
    "Mae hi eisiau mynd adref at ei theulu cyn y Nadolig",
    "N/A",
    "odd \ud800 text",
    "I want to go home",
]


class Forbidden:
    """A classifier that has nothing left to do."""

    def __init__(self, classifier):
        self.model_version, self.review_below = classifier.model_version, classifier.review_below

    def classify_many(self, texts):
        assert texts == []
        return []


def test_what_one_worker_labelled_another_takes_over_unchanged(classifier):
    alone = classifier.classify_many(TEXTS)
    with answers_of_a_run() as place:
        assert label([*TEXTS, *TEXTS], classifier, place) == [*alone, *alone]
        assert label(TEXTS[::-1], Forbidden(classifier), place) == alone[::-1]


def test_g9_no_words_are_kept_and_nothing_is_left_behind(classifier):
    with answers_of_a_run() as place:
        label(TEXTS, classifier, place)
        files = list(Path(place.path).parent.iterdir())
        assert files
        assert not any(b"Quillfeather" in file.read_bytes() for file in files)
        assert Path(place.path).parent.stat().st_mode & 0o077 == 0
        assert "key" not in repr(place)
    assert not Path(place.path).parent.exists()

"""The composed tables beside the corpus: languages, behaviour, swaps, marked records."""

from __future__ import annotations

import json
from collections import Counter

import pandas as pd
import pytest

from conftest import ROOT
from outcome_classifier import Kind, Record
from outcome_classifier.training.corpus import quiz_echoes, words_of
from outcome_classifier.training.dataset import load_quiz

DATA = ROOT / "data"
KINDS = {str(kind) for kind in Kind}
VERDICTS = {"met", "attention", "cannot_tell"}


def load(name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / name, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def records() -> list[dict]:
    return [json.loads(line) for line in (DATA / "records.jsonl").read_text("utf-8").splitlines()]


def test_languages_are_tried_on_another_writing_pass():
    table = load("languages.csv")
    assert table["id"].is_unique
    assert (table.groupby("writing_pass")["split"].nunique() == 1).all()
    test = Counter(table.loc[table["split"] == "test", "language"])
    assert test["welsh"] >= 500
    assert test["english"] >= 500
    words = table["text"].map(lambda text: " ".join(words_of(text)) or text)
    assert words.is_unique


def test_behaviour_has_25_capabilities_of_40_cases():
    table = load("behaviour.csv")
    counts = table.groupby("capability").size()
    assert len(counts) >= 25
    assert counts.min() >= 40
    assert set(table["kind"]) == KINDS
    by_type = table.groupby("type")
    assert set(by_type.groups) == {"minimum function", "invariance", "direction"}
    plain = table["type"] == "minimum function"
    assert (table.loc[plain, "other"] == "").all()
    assert (table.loc[~plain, "other"] != "").all()
    assert set(table.loc[table["type"] == "direction", "target"]) <= KINDS


@pytest.mark.parametrize("name", ["behaviour.csv", "swaps.csv"])
def test_no_case_echoes_the_quiz(name):
    quiz = list(load_quiz()["text"])
    table = load(name)
    assert quiz_echoes(list(table["text"].unique()), quiz) == []
    assert quiz_echoes([text for text in table["other"].unique() if text], quiz) == []


def test_swaps_have_600_pairs_an_attribute_that_differ():
    table = load("swaps.csv")
    assert (table.groupby("attribute").size() >= 600).all()
    assert table["attribute"].nunique() == 8
    assert (table["text"] != table["other"]).all()
    assert not table["text"].str.contains(r"[{}]", regex=True).any()
    assert not table.duplicated(["text", "other"]).any()


def test_records_are_many_whole_and_marked_twice(records):
    assert len(records) >= 300
    assert len({record["id"] for record in records}) == len(records)
    assert len({record["writing_pass"] for record in records}) >= 6
    quality = Counter(record["quality"] for record in records)
    assert quality["good"] >= 0.4 * len(records)
    assert quality["mixed"] >= len(records) / 3
    assert sum(len(record["counter"]) for record in records) >= 40
    for record in records:
        assert sorted(record["marks"], key=int) == [str(n) for n in range(1, 13)]
        for mark in record["marks"].values():
            assert {mark["first"]["verdict"], mark["second"]["verdict"]} <= VERDICTS


def test_records_are_split_by_writing_pass(records):
    splits = {}
    for record in records:
        splits.setdefault(record["writing_pass"], set()).add(record["split"])
    assert all(len(found) == 1 for found in splits.values())
    assert {next(iter(found)) for found in splits.values()} == {"development", "test"}


def test_evidence_of_a_mark_stands_in_its_record(records):
    for data in records:
        record = Record.from_dict(
            {k: data[k] for k in ("id", "text", "fields", "date", "review_date") if k in data}
        )
        written = " ".join(" ".join(text.split()) for _, _, text, _ in record.items())
        for mark in data["marks"].values():
            for one in mark.values():
                assert " ".join(one["evidence"].split()) in written, data["id"]

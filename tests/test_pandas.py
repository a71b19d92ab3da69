"""``df.outcomes``: the library's labels and verdicts, with the frame's own index and missing values."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from outcome_classifier import (
    FileRefused,
    Kind,
    Record,
    TypeRefused,
    ValueRefused,
    check_record,
    classify_many,
)
from outcome_classifier.integrations.pandas import classify_series

pytestmark = pytest.mark.model
TEXTS = ["Home by Easter", None, "Referral to OT", "Hoist"]
DTYPES = [
    "object",
    "str",
    "string[python]",
    "string[pyarrow]",
    "category",
    pd.ArrowDtype(pa.string()),
]
INDEXES = {
    "duplicate": pd.Index([3, 3, 9, 1]),
    "dates": pd.date_range("2026-01-01", periods=4, name="seen"),
    "multi": pd.MultiIndex.from_tuples(
        [("N", 1), ("N", 1), ("S", 2), ("S", 1)], names=["team", "no"]
    ),
    "texts": pd.Index(["d", "c", "b", "a"], dtype="str"),
    "holes": pd.Index([1.5, np.nan, np.nan, 4.0]),
}
DTYPES_OUT = {
    "kind": "str",
    "confidence": "float64",
    "needs_review": "bool",
    "reason": "str",
    **{f"p_{kind}": "float64" for kind in Kind},
}
PLANS = pd.DataFrame(
    {
        "What matters": ["I want to walk to the shop for my own paper", "Day centre x2", None],
        "Notes": ["He kicked off at tea.", None, None],
        "Shoe size": [6, 7, 8],
    },
    index=[5, 5, 2],
)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_a1_a7_every_dtype_gives_the_library_s_labels_and_keeps_what_is_missing(dtype):
    result = pd.DataFrame({"goal": pd.Series(TEXTS, dtype=dtype)}).outcomes.classify("goal")
    expected = classify_many(TEXTS)
    assert result["kind"].isna().tolist() == [False, True, False, False]
    assert result["kind"].dropna().tolist() == [str(p.kind) for p in expected if p.kind]
    assert result["reason"].dropna().to_dict() == {1: "empty"}
    assert result["confidence"].dropna().tolist() == [p.confidence for p in expected if p.kind]
    for kind in Kind:
        shares = [p.probabilities[kind] for p in expected if p.kind]
        assert result[f"p_{kind}"].dropna().tolist() == shares
    assert result["needs_review"].tolist() == [p.needs_review for p in expected]
    assert result.dtypes.astype(str).to_dict() == DTYPES_OUT


@pytest.mark.parametrize("index", INDEXES)
def test_a6_the_index_is_kept_whatever_it_is(index):
    frame = pd.DataFrame({"goal": TEXTS}).set_axis(INDEXES[index], axis=0)
    result = frame.outcomes.classify("goal")
    pd.testing.assert_index_equal(result.index, frame.index)
    assert result["kind"].iloc[2] == str(classify_many(TEXTS)[2].kind)
    checked = frame.outcomes.check({"outcomes": "goal"})
    pd.testing.assert_index_equal(checked.index, frame.index)


def test_a5_an_empty_frame_gives_the_same_columns_and_types():
    empty = pd.DataFrame({"goal": TEXTS}).iloc[:0]
    assert empty.outcomes.classify("goal").dtypes.astype(str).to_dict() == DTYPES_OUT
    checked = PLANS.outcomes.check()
    assert PLANS.iloc[:0].outcomes.check().dtypes.to_dict() == checked.dtypes.to_dict()


def test_a4_values_that_are_no_text_get_their_reason():
    frame = pd.DataFrame({"goal": ["Home by Easter", 7, True, ["x"]]})
    result = frame.outcomes.classify("goal")
    assert result["reason"].dropna().to_dict() == dict.fromkeys([1, 2, 3], "not_text")


def test_a11_a_column_that_is_not_there_or_twice_is_named():
    frame = pd.DataFrame([["a", "b"]], columns=["goal", "goal"])
    with pytest.raises(FileRefused, match=r'no column "aim"\. Columns: "goal", "goal"'):
        frame.outcomes.classify("aim")
    with pytest.raises(FileRefused, match='more than one column called "goal"'):
        frame.outcomes.classify("goal")
    with pytest.raises(FileRefused, match='no column "aim"'):
        frame.outcomes.check({"outcomes": "aim"})
    with pytest.raises(FileRefused, match='more than one column called "goal"'):
        frame.outcomes.check({"outcomes": "goal"})


def test_a_column_may_have_any_name():
    frame = pd.DataFrame({0: TEXTS, ("plan", "goal"): TEXTS})
    expected = classify_series(frame[0])
    pd.testing.assert_frame_equal(frame.outcomes.classify(0), expected)
    pd.testing.assert_frame_equal(frame.outcomes.classify(("plan", "goal")), expected)


def test_a10_a_frame_is_refused_where_a_series_belongs():
    with pytest.raises(TypeRefused, match='Text columns: "What matters", "Notes"'):
        classify_series(PLANS)


def test_a12_the_frame_is_not_changed():
    before = PLANS.copy(deep=True)
    PLANS.outcomes.classify("Notes")
    PLANS.outcomes.check()
    pd.testing.assert_frame_equal(PLANS, before)


def test_check_gives_the_verdicts_and_findings_of_each_row_s_record():
    result = PLANS.outcomes.check({"outcomes": "What matters"})
    records = [
        Record("1", fields={"outcomes": (PLANS["What matters"].iloc[0],)}),
        Record("2", fields={"outcomes": ("Day centre x2",)}),
        Record("3"),
    ]
    for row, record in enumerate(records):
        report = check_record(record)
        for number, verdict in report.principles.items():
            assert result[f"principle_{number}"].iloc[row] == verdict.verdict
        assert result["findings"].iloc[row] == len(report.findings)
        assert set(filter(None, result["codes"].iloc[row].split(", "))) == {
            f.code for f in report.findings
        }


def test_check_finds_known_columns_and_counts_what_it_cannot_read():
    result = PLANS.assign(Needs=["Unsteady", 7, None]).outcomes.check()
    assert "PLN005" in result["codes"].iloc[0]
    assert result["unread"].tolist() == [0, 1, 0]


def test_check_takes_the_rules_settings():
    assert PLANS.outcomes.check(disable=["PLN"])["codes"].str.contains("PLN").sum() == 0
    with pytest.raises(ValueRefused, match='No rule has the code, name or prefix "NOPE"'):
        PLANS.outcomes.check(disable=["NOPE"])


def test_a_classifier_of_one_s_own_is_used(classifier):
    class Own:
        model_version = "own"

        def classify_many(self, texts):
            return [
                replace(p, kind=Kind.NEED, confidence=1.0, needs_review=False)
                for p in classifier.classify_many(texts)
            ]

    frame = pd.DataFrame({"goal": ["Referral to the falls clinic"]})
    assert frame.outcomes.classify("goal", classifier=Own())["kind"].tolist() == ["need"]
    checked = frame.outcomes.check({"outcomes": "goal"}, classifier=Own())
    assert checked["principle_1"].tolist() == ["attention"]

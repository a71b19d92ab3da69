"""Section A of the list of bad inputs: values passed from Python."""

from __future__ import annotations

import datetime
import threading

import numpy as np
import pandas as pd
import pytest

from outcome_classifier import (
    OutcomeClassifier,
    TypeRefused,
    ValueRefused,
    audit,
    classify,
    classify_iter,
    classify_many,
)

pytestmark = pytest.mark.model
GOOD = "I want to go home"


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT])
def test_a1_a_missing_value_is_empty_and_leaves_other_rows_alone(missing):
    first, second = classify_many([missing, GOOD])
    assert (first.kind, first.reason) == (None, "empty")
    assert second == classify(GOOD)


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u00a0\u00a0"])
def test_a2_white_space_is_empty(text):
    assert classify(text).reason == "empty"


def test_a3_a_bare_string_is_refused_where_a_list_belongs():
    with pytest.raises(TypeRefused, match=r"Pass a list, or use classify\(\)"):
        classify_many("I want to go home")
    with pytest.raises(TypeError, match="E101"):
        classify_iter("I want to go home")


@pytest.mark.parametrize(
    "value", [7, True, datetime.date(2026, 3, 1), ["x"], {"a": 1}, b"I want to go home"]
)
def test_a4_another_type_is_not_text(value):
    assert [p.reason for p in classify_many([value, GOOD])] == ["not_text", None]


def test_a5_nothing_gives_nothing(classifier):
    assert classify_many([]) == []
    assert classify_many(pd.Series([], dtype="str")) == []


def test_a7_every_text_dtype_gives_the_same_labels():
    texts = [GOOD, "Referral to OT", "Hoist"]
    expected = [p.probabilities for p in classify_many(texts)]
    for dtype in ("object", "str", "category"):
        assert [p.probabilities for p in classify_many(pd.Series(texts, dtype=dtype))] == expected


def test_a8_a_generator_is_streamed_one_batch_at_a_time():
    taken = 0

    def endless():
        nonlocal taken
        while True:
            taken += 1
            yield GOOD

    stream = classify_iter(endless(), batch_size=16)
    assert next(stream).kind is not None
    assert taken == 16


def test_a9_arrays_of_strings_are_read_and_tables_of_them_refused():
    assert len(classify_many(np.array([GOOD, "Hoist"], dtype="<U20"))) == 2
    with pytest.raises(ValueRefused, match=r"\(1, 2\)"):
        classify_many(np.array([[GOOD, "Hoist"]]))


def test_a10_a_frame_is_refused_with_its_text_columns():
    frame = pd.DataFrame({"note": [GOOD], "n": [1]})
    with pytest.raises(TypeRefused, match='Text columns: "note"'):
        classify_many(frame)


def test_a11_a_missing_or_repeated_column_is_named():
    frame = pd.DataFrame([["1", GOOD, "x"]], columns=["id", "text", "text"])
    with pytest.raises(Exception, match='more than one column called "text"'):
        audit(frame)
    with pytest.raises(Exception, match=r'no column "Narrative"\. Columns: "id", "note"'):
        audit(pd.DataFrame({"id": ["1"], "note": [GOOD]}), columns={"text": "Narrative"})


def test_a12_the_input_is_not_changed():
    texts = ["  I wnat to go home  ", None, 7]
    frame = pd.DataFrame({"id": ["1"], "outcomes": ["Home by Easter; no fuss"]})
    before = frame.copy(deep=True)
    classify_many(texts)
    audit(frame)
    assert texts == ["  I wnat to go home  ", None, 7]
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize("point", [-1, 1.5, "high", float("nan"), True])
def test_a14_a_review_point_outside_its_range_is_refused(point):
    with pytest.raises(ValueRefused, match="review_below must be a number from 0 to 1"):
        OutcomeClassifier(review_below=point)


@pytest.mark.parametrize("size", [0, -3, 2.5, True])
def test_a14_a_batch_size_outside_its_range_is_refused(size):
    with pytest.raises(ValueRefused, match="batch_size must be a whole number from 1"):
        classify_iter([GOOD], batch_size=size)


def test_a15_eight_threads_give_the_answers_of_one(classifier):
    texts = [f"Wants to be back at the choir by week {n}, but her knee is bad" for n in range(40)]
    expected = classifier.classify_many(texts)
    answers = {}

    def work(number):
        answers[number] = classifier.classify_many(texts)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(answers[n] == expected for n in range(8))


def test_a_list_is_refused_where_one_text_belongs():
    with pytest.raises(TypeRefused, match="one text, not list"):
        classify([GOOD])

"""Scores of the checker on marked records, worked out by hand."""

from __future__ import annotations

import pytest

from outcome_classifier import Finding, Place, PrincipleResult, Quote, RecordReport, Verdict
from outcome_classifier.evaluation.records import RECORD_SCORE_NAMES, evaluate_records

TEXT = "She wants the sea. Settled shift. All well."
SEA, SHIFT = Place("text", 0, 0, 18), Place("text", 0, 19, 33)


def mark(verdict, words=""):
    return {"verdict": verdict, "evidence": words, "reason": ""}


def row(number, first, second, *, quality="mixed", split="development", principle=4):
    return {
        "id": f"{number}",
        "text": TEXT,
        "split": split,
        "quality": quality,
        "writing_pass": "r1",
        "marks": {str(principle): {"first": first, "second": second}},
    }


def checker(**given):
    """A checker that gives record ``number`` the verdict and place written down for it."""

    def check(record):
        verdict, place = given[f"r{record.record_id}"]
        result = PrincipleResult(
            4,
            "Plain",
            Verdict(verdict),
            "",
            (Finding("PLN007", "vague", 4, "advice", "", "", place),)
            if verdict == "attention"
            else (),
            (Quote("", place, "PLN102"),) if verdict == "met" else (),
        )
        return RecordReport(record.record_id, {4: result}, result.findings, (), ())

    return check


ROWS = [
    row(1, mark("attention", "Settled shift"), mark("attention", "All well")),
    row(2, mark("attention", "wants"), mark("attention", "sea")),
    row(3, mark("met", "She wants the sea."), mark("met", "sea"), quality="good"),
    row(4, mark("cannot_tell"), mark("cannot_tell"), quality="good"),
    row(5, mark("met", "sea"), mark("cannot_tell"), quality="good"),
    row(6, mark("attention", "All well"), mark("attention", "All well")),
]
CHECK = checker(
    r1=("attention", SHIFT),
    r2=("attention", SHIFT),
    r3=("attention", SHIFT),
    r4=("cannot_tell", SEA),
    r5=("attention", SHIFT),
    r6=("met", SEA),
)


@pytest.mark.parametrize(
    "name, right, n",
    [("attention_precision", 2, 3), ("attention_recall", 2, 3), ("attention_overlap", 1, 2),
     ("met_precision", 0, 1), ("met_recall", 0, 1), ("cannot_tell_right", 1, 1)],
)  # fmt: skip
def test_pairs_on_which_both_marks_agree_are_scored(name, right, n):
    score = evaluate_records(ROWS, CHECK).overall[name]
    assert (score.value, score.n) == (round(right / n, 4), n)
    assert score.low <= score.value <= score.high


def test_a_pair_on_which_the_marks_differ_counts_for_false_attention_alone():
    found = evaluate_records(ROWS, CHECK)
    assert (found.pairs, found.agreed) == (6, 5)
    assert found.false_attention.value == round(2 / 3, 4)
    assert found.false_attention.n == 3


def test_counts_name_what_was_marked_and_given():
    found = evaluate_records(ROWS, CHECK)
    assert found.counts[4]["attention"] == {"met": 1, "attention": 2, "cannot_tell": 0}
    assert found.rules["PLN007"] == {"attention": 2, "met": 1}
    assert found.passes["PLN007"] == {"r1": 3}


def test_a_score_without_a_pair_is_left_out():
    found = evaluate_records(ROWS[3:4], CHECK)
    assert set(found.overall) == {"cannot_tell_right"}
    assert set(evaluate_records(ROWS, CHECK).overall) <= set(RECORD_SCORE_NAMES)


def test_only_the_split_that_is_named_is_looked_at():
    rows = [*ROWS[:1], row(99, mark("met"), mark("met"), split="test")]
    assert evaluate_records(rows, CHECK, split="development").records == 1


def test_evidence_overlaps_where_the_sentence_of_a_finding_holds_marked_words():
    rows = [row(1, mark("attention", "All"), mark("attention", "Settled"))]
    within = checker(r1=("attention", Place("text", 0, 27, 32)))
    assert evaluate_records(rows, within).overall["attention_overlap"].value == 0
    from outcome_classifier import LabelledStatement, Prediction, Statement

    def with_sentences(record):
        report = within(record)
        statement = Statement("1", "Settled shift.", SHIFT, "text")
        labelled = LabelledStatement(statement, Prediction("", None, {}, 0.0, False, "x"))
        return RecordReport("1", report.principles, report.findings, (labelled,), ())

    assert evaluate_records(rows, with_sentences).overall["attention_overlap"].value == 1


def test_a_counter_example_counts_where_neither_mark_is_met():
    rows = [{**r, "counter": [4]} for r in ROWS]
    score = evaluate_records(rows, CHECK).counter_met
    told = [r for r in ROWS if "met" not in {m["verdict"] for m in r["marks"]["4"].values()}]
    assert (score.n, round(score.value * score.n)) == (len(told), 1)
    assert evaluate_records(ROWS, CHECK).counter_met is None

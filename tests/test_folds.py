"""What trains and what is held out: never both at once, never of one document, never the quiz."""

from __future__ import annotations

import pandas as pd
import pytest

from outcome_classifier import TrainingRefused
from outcome_classifier.training.dataset import Dataset
from outcome_classifier.training.folds import folds_of
from test_training import ROWS, WORDS

DOCUMENTS = [f"d{n % 12}" for n in range(48)]
QUIZ_LINE = ("mum needs HOMECARE.", "resource")


def dataset(rows=ROWS, columns="text,kind", **more) -> Dataset:
    """A labelled table; columns beyond those of the rows by their names."""
    return Dataset("own.csv", pd.DataFrame(rows, columns=columns.split(",")).assign(**more), "", ())


@pytest.mark.parametrize("more", [{"document": DOCUMENTS}, {"family": DOCUMENTS}, {}])
def test_every_statement_is_held_out_once_with_its_whole_document(more):
    folds = folds_of(dataset(**more))
    assert len(folds.turns) == 6
    assert sorted(folds.held_out) == folds.trained == list(range(48))
    for learnt, held_out in folds.turns:
        assert not set(learnt) & set(held_out)
        for column in more:
            parts = folds.table[column].iloc[learnt], folds.table[column].iloc[held_out]
            assert not set(parts[0]) & set(parts[1])
    assert ("no column says which document" in folds.how) is not bool(more)


def test_what_is_to_train_once_trains_on_the_first_turn_alone():
    many = [(f"{text} {n}", kind) for text, kind in ROWS for n in range(3)]
    whole = dataset(many, document=[f"d{n // 3}" for n in range(144)])
    folds = folds_of(whole, once=True)
    assert len(folds.turns) == 1
    assert folds.turns == folds_of(whole).turns[:1]
    assert folds.trained == sorted(folds.turns[0][0])
    assert 20 <= len(folds.held_out) <= 30
    assert not set(folds.trained) & set(folds.held_out)


def test_where_there_are_splits_the_last_pass_of_validation_is_held_out():
    rows = [(*row, "train", "p1") for row in ROWS]
    rows += [(f"{text} again", kind, "validation", "p2") for text, kind in ROWS]
    rows += [(f"{text} too", kind, "validation", "p3") for text, kind in ROWS[::2]]
    rows += [(f"{text} here", kind, "test", "p4") for text, kind in ROWS]
    folds = folds_of(dataset(rows, "text,kind,split,writing_pass"))
    assert set(folds.table["split"].iloc[folds.trained]) == {"train"}
    assert set(folds.table["writing_pass"].iloc[folds.held_out]) == {"p3"}
    assert (len(folds.trained), len(folds.held_out)) == (48, 24)
    assert "`p3` in split validation" in folds.how


def test_words_that_train_are_not_held_out():
    doubled = [*ROWS, *[(f"  {text.upper()}. ", kind) for text, kind in ROWS[:12]]]
    folds = folds_of(dataset(doubled))
    words = [text.strip(" .").lower() for text in folds.table["text"]]
    for learnt, held_out in folds.turns:
        assert not {words[n] for n in learnt} & {words[n] for n in held_out}
    assert len(folds.trained) == 60
    assert 36 <= len(folds.held_out) < 60


def test_g8_one_kind_only_is_refused():
    with pytest.raises(TrainingRefused, match="no statement of the kind need, resource, output"):
        folds_of(dataset([("Home", "outcome")] * 30))


def test_g8_one_example_of_a_kind_is_refused():
    rows = [row for row in ROWS if row[1] != "need" or row[0].startswith("The no0 ")]
    with pytest.raises(TrainingRefused, match=r"at least 10 of each kind; too few: need \(1\)"):
        folds_of(dataset(rows))


def test_a_table_with_splits_that_has_none_to_train_on_is_refused():
    with pytest.raises(
        TrainingRefused, match="no statement of the kind outcome, need, resource, o"
    ):
        folds_of(dataset(split="test"))


def test_statements_of_one_document_are_refused():
    with pytest.raises(TrainingRefused, match="all statements are of one document or pass"):
        folds_of(dataset(document="d1"))


def test_a_kind_that_is_all_of_one_document_is_refused():
    documents = [kind if kind == "need" else f"d{n % 7}" for n, (_, kind) in enumerate(ROWS)]
    with pytest.raises(TrainingRefused, match="too few documents or passes to hold one back: need"):
        folds_of(dataset(document=documents))


def test_too_few_that_are_left_to_try_the_head_on_are_refused():
    with pytest.raises(
        TrainingRefused, match=r"8 statement\(s\) are left to try the head on; at l"
    ):
        folds_of(dataset(document=DOCUMENTS), once=True)
    same = [(WORDS[kind], kind) for _, kind in ROWS]
    with pytest.raises(TrainingRefused, match=r"0 statement\(s\) are left .* words that do not tr"):
        folds_of(dataset(same))


def test_the_quiz_neither_trains_nor_calibrates():
    with pytest.raises(TrainingRefused, match=r"1 statement\(s\) of the quiz, which is the exam"):
        folds_of(dataset([*ROWS, QUIZ_LINE]))
    rows = [(*row, "train") for row in ROWS]
    rows += [(f"{text} again", kind, "validation") for text, kind in ROWS]
    assert len(folds_of(dataset(rows, "text,kind,split")).held_out) == 48
    with pytest.raises(TrainingRefused, match=r"1 statement\(s\) of the quiz, which is the exam"):
        folds_of(dataset([*rows, (*QUIZ_LINE, "validation")], "text,kind,split"))

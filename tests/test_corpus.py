"""The labelled corpus is what the data card says, and leaks nowhere."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from conftest import ROOT
from outcome_classifier import Kind
from outcome_classifier.training import corpus
from outcome_classifier.training.card import card_tables, typing_faults_read
from outcome_classifier.training.dataset import load_quiz

COLUMNS = (
    "id text kind kind_first kind_second disputed alt writing_pass document family voice setting "
    "group country split hard"
).split()
FIGURES = json.loads((ROOT / "data" / "corpus.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    path = ROOT / "data" / "statements.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")


def test_columns_and_ids(table):
    assert list(table.columns) == COLUMNS
    assert table["id"].is_unique
    assert (table["text"].str.strip() == table["text"]).all()
    assert not table["text"].str.contains(r"[\x00-\x1f\ufffd\ufeff]|â€", regex=True).any()


def test_kinds_are_decided_by_the_passes(table):
    kinds = {str(kind) for kind in Kind}
    for column in ("kind", "kind_first", "kind_second"):
        assert set(table[column]) == kinds
    assert set(table["alt"]) <= {*kinds, ""}
    assert (table["alt"] != table["kind"]).all()
    differ = table["kind_first"] != table["kind_second"]
    assert ((table["disputed"] == "yes") == differ).all()
    review = pd.read_csv(ROOT / "data" / "label_review.csv", dtype=str).set_index("id")
    moved = review.loc[review["before"] != review["after"], "after"]
    changed = table[~differ & (table["kind"] != table["kind_first"])].set_index("id")["kind"]
    assert dict(changed) == dict(moved)
    card = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    assert f"{len(review)} labels were read again and {len(moved)} was changed" in " ".join(
        card.split()
    )


def test_the_corpus_is_as_broad_as_it_should_be(table):
    found = corpus.breadth(table)
    rows = found["rows"]
    assert rows >= 8000
    assert len(found["passes"]) >= 12
    assert min(found["passes"].values()) >= 500
    assert found["in_documents"] >= rows / 2
    assert found["families"] >= 400
    assert found["in_families"] <= rows / 4
    assert found["over_25_words"] >= rows / 10
    assert found["under_4_words"] >= rows / 10
    assert found["longest"] <= 45
    assert found["other_english"] >= 0.15 * rows
    for voice, kinds in found["cells"].items():
        for kind, count in kinds.items():
            impossible = voice == "directory" and kind in ("outcome", "need")
            assert count == 0 if impossible else count >= 60, (voice, kind)


def test_documents_hold_five_to_fifteen_statements(table):
    sizes = table.loc[table["document"] != ""].groupby("document").size()
    assert sizes.max() <= 15
    assert (sizes >= 5).mean() > 0.98  # a few lost a row that echoed another


@pytest.mark.parametrize("group", ["writing_pass", "document", "family"])
def test_nothing_written_together_is_split(table, group):
    rows = table[table[group] != ""]
    assert (rows.groupby(group)["split"].nunique() == 1).all()


def test_splits_are_whole_passes_of_enough_rows(table):
    splits = table.groupby("split")
    passes, rows = splits["writing_pass"].nunique(), splits.size()
    assert passes["test"] >= 2
    assert rows["test"] >= 1500
    assert passes["validation"] == 2
    assert passes["reserve"] == 1
    assert rows["reserve"] >= 500


def test_no_two_rows_are_near_duplicates(table):
    assert corpus.near_duplicates(table, least=0.75) == []


def test_no_rows_of_two_splits_mean_nearly_the_same(table):
    """By vectors: n-grams brought to 150 dimensions. A sentence encoder saw them too, once."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import normalize

    grams = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), min_df=3, sublinear_tf=True)
    matrix = grams.fit_transform(table["text"].str.lower())
    vectors = normalize(TruncatedSVD(150, random_state=1).fit_transform(matrix))
    splits, families = table["split"].to_numpy(), table["family"].to_numpy()
    long = (table["text"].str.split().str.len() >= 4).to_numpy()
    near = []
    for start in range(0, len(table), 1000):
        rows, others = (vectors[start : start + 1000] @ vectors.T >= 0.985).nonzero()
        rows = rows + start
        apart = (splits[rows] != splits[others]) & long[rows] & long[others]
        apart &= (families[rows] == "") | (families[rows] != families[others])
        near += list(
            zip(table["id"].iloc[rows[apart]], table["id"].iloc[others[apart]], strict=True)
        )
    assert near == []


def test_no_row_echoes_the_quiz(table):
    assert corpus.quiz_echoes(list(table["text"]), list(load_quiz()["text"])) == []


def test_an_echo_of_the_quiz_would_be_seen():
    quiz = list(load_quiz()["text"])
    assert corpus.quiz_echoes(["Dad is getting very forgetful, he wants a memory box"], quiz) == [0]
    assert corpus.quiz_echoes(["Her sister rings on Sundays"], quiz) == []


def test_a_near_duplicate_would_be_seen():
    texts = ["Her sister Ann rings on Sundays", "His sister Ann rings on Sundays", "Home", "home."]
    rows = pd.DataFrame({"id": list("abcd"), "text": texts, "family": [""] * 4})
    assert [(a, b) for a, b, _ in corpus.near_duplicates(rows)] == [("a", "b"), ("c", "d")]


def test_no_cue_alone_gives_the_kind_away(table):
    found = corpus.shortcuts(table)
    assert max(found.values()) < 0.4


def test_the_figures_of_the_data_card_are_those_of_the_corpus(table):
    apart = ("learning_curve", "typing_faults_read")
    assert corpus.describe(table) == {k: v for k, v in FIGURES.items() if k not in apart}
    assert typing_faults_read(ROOT / "data") == FIGURES["typing_faults_read"]
    assert FIGURES["typing_faults_read"]["value"] >= 0.05
    card = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    assert card_tables(FIGURES) in card


def test_kappa_by_hand():
    first = ["outcome"] * 5 + ["need"] * 5
    second = ["outcome"] * 4 + ["need"] * 6
    found = corpus.agreement(first, second)
    assert found["share"] == 0.9
    assert found["kappa"] == pytest.approx(0.8)

"""Training and scoring: what is refused, and what the figures are."""

from __future__ import annotations

import numpy as np
import pytest
from skops.io import dumps, loads

from outcome_classifier import Kind, OutcomeClassifier, TrainingRefused
from outcome_classifier.evaluation import (
    confusion,
    evaluate_guidance,
    evaluate_quiz,
    macro_f1,
    score_all,
    wilson,
)
from outcome_classifier.evaluation.scores import resamples
from outcome_classifier.languages import LanguageHead, as_head_sees
from outcome_classifier.training.dataset import (
    load_dataset,
    load_guidance_examples,
    load_quiz,
    refuse_unfit_for_training,
)
from outcome_classifier.training.language import train_languages
from outcome_classifier.training.recipe import fit_temperature, review_point, train

WORDS = {
    "outcome": "I hope to be dancing at the wedding with my {} in spring",
    "need": "The {} stairs are steep and breath is short",
    "resource": "A {} neighbour and a folding ramp",
    "output": "Weekly {} meeting and visit arranged by the team",
}


@pytest.fixture
def small(tmp_path):
    """A tiny labelled table and a way to write it."""

    def write(rows=None):
        rows = rows or [(WORDS[k].format(f"no{n}"), k) for k in WORDS for n in range(12)]
        path = tmp_path / "small.csv"
        lines = ["text,kind", *(f'"{text}",{kind}' for text, kind in rows)]
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return write


def test_a_model_trained_on_a_table_loads_and_labels(small, tmp_path):
    model = train(load_dataset(small()), tmp_path / "model", version_name="tiny")
    classifier = OutcomeClassifier(tmp_path / "model")
    assert classifier.model_version == model.version == "tiny"
    assert classifier.classify("A tall neighbour and a folding ramp").kind is Kind.RESOURCE


def test_training_twice_gives_the_same_model(small, tmp_path):
    dataset = load_dataset(small())
    first = train(dataset, tmp_path / "a", version_name="x").manifest["self_test"]
    assert train(dataset, tmp_path / "b", version_name="x").manifest["self_test"] == first


def test_g8_one_kind_only_is_refused(small):
    dataset = load_dataset(small([("Home", "outcome")] * 30))
    with pytest.raises(TrainingRefused, match="no statement of the kind need, resource, output"):
        refuse_unfit_for_training(dataset.name, dataset.table)


def test_g8_one_example_of_a_kind_is_refused(small):
    rows = [(WORDS[k].format(n), k) for k in WORDS for n in range(12 if k != "need" else 1)]
    dataset = load_dataset(small(rows))
    with pytest.raises(TrainingRefused, match=r"at least 10 of each kind; too few: need \(1\)"):
        refuse_unfit_for_training(dataset.name, dataset.table)


def test_g8_a_text_with_two_kinds_is_listed(small):
    dataset = load_dataset(small([("Home", "outcome"), ("Stairs", "need"), ("home.", "need")]))
    assert dataset.conflicts == (2, 4)


def test_the_quiz_never_trains(small):
    rows = [(WORDS[k].format(n), k) for k in WORDS for n in range(12)]
    dataset = load_dataset(small([*rows, ("mum needs HOMECARE.", "resource")]))
    with pytest.raises(TrainingRefused, match=r"1 statement\(s\) of the quiz, which is the exam"):
        refuse_unfit_for_training(dataset.name, dataset.table)


@pytest.mark.parametrize(
    "rows, expected",
    [([("Home", "wish")], "row 2: the kind must be one of"), ([("  ", "need")], "row 2: the text")],
)
def test_a_row_that_cannot_be_used_is_named(small, rows, expected):
    with pytest.raises(TrainingRefused, match=expected):
        load_dataset(small(rows))


def test_a_language_head_answers_as_the_vectorizers_that_it_was_trained_with(tmp_path):
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import FeatureUnion, make_pipeline

    spoken = {
        "english": "She wants to be home again with her cat",
        "welsh": "Mae hi eisiau mynd adref at ei chath eto",
        "other": "Chce wrócić do domu do swojego kota",
    }
    rows = [f"{text} {n},{language},train" for language, text in spoken.items() for n in range(9)]
    path = tmp_path / "languages.csv"
    path.write_text("\n".join(["text,language,split", *rows, "Na,english,test"]), encoding="utf-8")
    head = train_languages(path, ["The choir meets on Mondays"])
    whole = make_pipeline(
        FeatureUnion(
            [
                ("c", TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 5), min_df=2,
                                      sublinear_tf=True, max_features=20_000)),
                ("w", TfidfVectorizer(min_df=2, sublinear_tf=True, token_pattern=r"(?u)\b\w+~?")),
            ]
        ),
        LogisticRegression(C=30.0, max_iter=2000),
    )  # fmt: skip
    texts = [*(row.rsplit(",", 2)[0] for row in rows), "The choir meets on Mondays", "Mondays"]
    labels = [*(row.split(",")[1] for row in rows), "english", "english"]
    whole.fit([as_head_sees(text) for text in texts], labels)
    tried = [*spoken.values(), "Mynd i Mondays", "xyz"]
    expected = whole.predict_proba([as_head_sees(text) for text in tried])
    for same in (head, LanguageHead(loads(dumps(head.parts)))):
        assert np.abs(same.probabilities(tried) - expected).max() < 1e-9
    assert head.reasons(list(spoken.values())) == [None, "welsh", "other_language"]


def test_the_quiz_has_25_statements_and_12_outcomes():
    quiz = load_quiz()
    assert len(quiz) == 25
    assert sum(quiz["kind"] == "outcome") == 12


def test_the_guidance_examples_have_a_role_and_a_line():
    examples = load_guidance_examples()
    assert len(examples) == 60
    assert set(examples["role"]) == {"outcome", "need", "resource", "output", "input"}
    assert all(line.isdigit() for line in examples["source_line"])


def test_scores_of_a_perfect_and_a_blind_model():
    expected = [kind for kind in Kind for _ in range(5)]
    samples = resamples([str(n) for n in range(20)])
    perfect = score_all(expected, expected, samples)
    assert all(score.value == 1 for score in perfect.values())
    blind = score_all(expected, ["outcome"] * 20, samples)
    assert blind["accuracy"].value == 0.25
    assert blind["outcome_f1"].value == pytest.approx(0.4)
    assert blind["accuracy"].low < 0.25 < blind["accuracy"].high


def test_macro_f1_by_hand():
    assert macro_f1(["a", "a", "b"], ["a", "b", "b"]) == pytest.approx(2 / 3, abs=1e-4)


def test_macro_f1_is_that_of_scikit_learn_over_the_expected_labels():
    from sklearn.metrics import f1_score

    random = np.random.default_rng(3)
    expected, given = random.choice(list("abcd"), 200), random.choice(list("abcdx"), 200)
    for n in (3, 40, 200):
        wanted, got = list(expected[:n]), list(given[:n])
        labels = sorted(set(wanted))
        theirs = f1_score(wanted, got, labels=labels, average="macro", zero_division=0)
        assert macro_f1(wanted, got) == pytest.approx(theirs, abs=1e-12)


def test_confusion_counts_every_statement():
    table = confusion(["need", "need", "output"], ["need", "outcome", "none"])
    assert table["need"] == {"outcome": 1, "need": 1, "resource": 0, "output": 0, "none": 0}
    assert sum(sum(row.values()) for row in table.values()) == 3


def test_wilson_interval_as_published():
    score = wilson(81, 263)  # Newcombe 1998, method 3: 0.2553 to 0.3662
    assert (score.low, score.high) == (0.2553, 0.3662)


def test_temperature_cools_a_boastful_model():
    random = np.random.default_rng(1)
    scores = random.normal(size=(2000, 4))
    truth = [int(random.choice(4, p=np.exp(s) / np.exp(s).sum())) for s in scores]
    assert fit_temperature(scores * 3, truth) == pytest.approx(3, rel=0.1)


def test_the_review_point_keeps_97_in_100_right():
    scores = np.log(np.array([[0.9, 0.1]] * 97 + [[0.8, 0.2]] * 3 + [[0.6, 0.4]] * 50))
    truth = [0] * 97 + [1] * 3 + [1] * 50
    assert review_point(scores, truth) == pytest.approx(0.8)
    assert review_point(scores, [1] * 150) == 1.0


def test_quiz_and_guidance_are_marked_by_their_key(classifier):
    class Known:
        def __init__(self, kind):
            self.kind = kind

    quiz = load_quiz()
    key = dict(zip(quiz["text"], quiz["kind"], strict=True))
    result = evaluate_quiz(quiz, lambda texts: [Known(key[text]) for text in texts])
    assert result.scores["four_way"].value == 1
    assert result.misses == ()
    wrong = evaluate_quiz(quiz, lambda texts: [Known("output") for _ in texts])
    assert wrong.scores["outcome_or_not"].value == pytest.approx(13 / 25)
    guided = evaluate_guidance(load_guidance_examples(), lambda t: [Known("resource")] * len(t))
    assert guided.scores["personal"].value == pytest.approx(11 / 35, abs=1e-4)

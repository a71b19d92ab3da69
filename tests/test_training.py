"""Training and scoring: what is refused, and what the figures are."""

from __future__ import annotations

import json
import zipfile

import numpy as np
import pandas as pd
import pytest
from scipy.special import softmax
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
from outcome_classifier.model_store import load_model
from outcome_classifier.shipped import shipped_model
from outcome_classifier.training import load_dataset, train
from outcome_classifier.training.dataset import Dataset, load_guidance_examples, load_quiz
from outcome_classifier.training.documents import HOW_MADE
from outcome_classifier.training.folds import folds_of
from outcome_classifier.training.heads import (
    fit_head,
    fit_temperature,
    review_point,
    surest_half,
)
from outcome_classifier.training.language import train_languages

WORDS = {
    "outcome": "I hope to be dancing at the wedding with my {} in spring",
    "need": "The {} stairs are steep and breath is short",
    "resource": "A {} neighbour and a folding ramp",
    "output": "Weekly {} meeting and visit arranged by the team",
}
ROWS = [(WORDS[k].format(f"no{n}"), k) for k in WORDS for n in range(12)]


@pytest.fixture
def small(write_csv):
    """A tiny labelled table and a way to write it."""

    def write(rows=ROWS, columns="text,kind"):
        return write_csv([columns.split(","), *rows], "small.csv")

    return write


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """The folder of a model whose head learnt from a tiny table, four statements a plan."""
    folder = tmp_path_factory.mktemp("trained")
    rows = [(text, kind, f"d{n % 12}") for n, (text, kind) in enumerate(ROWS)]
    rows[0] = ("I hope to dance with Zephaniah Quillfeather again", "outcome", "d0")
    pd.DataFrame(rows, columns=["text", "kind", "document"]).to_csv(folder / "own.csv", index=False)
    train(load_dataset(folder / "own.csv"), folder / "model", version_name="tiny")
    return folder / "model"


def test_a_model_trained_on_a_table_loads_and_labels(trained):
    classifier = OutcomeClassifier(trained)
    assert classifier.model_version == "tiny"
    prediction = classifier.classify("A tall neighbour and a folding ramp")
    assert (prediction.kind, prediction.model_version) == (Kind.RESOURCE, "tiny")
    assert classifier.classify("Mae hi eisiau mynd adref at ei theulu").reason == "welsh"


def test_a_head_rests_on_the_shipped_encoder_and_says_so(trained):
    manifest = json.loads((trained / "manifest.json").read_text("utf-8"))
    shipped = json.loads((shipped_model() / "manifest.json").read_text("utf-8"))
    for part in ("encoder.onnx", "tokenizer.json"):
        assert manifest["files"][part] == shipped["files"][part]
        assert (trained / part).read_bytes() == (shipped_model() / part).read_bytes()
    assert manifest["files"]["heads/kind.skops"] != shipped["files"]["heads/kind.skops"]
    lent = [answer["text"] for answer in shipped["self_test"]]
    assert len(manifest["self_test"]) == len(lent) / 2
    assert all(answer["text"] in lent for answer in manifest["self_test"])
    assert manifest["rests_on"] == {
        "model": shipped["version"], "encoder": shipped["files"]["encoder.onnx"],
    }  # fmt: skip
    own = load_model(trained).head.coef_
    assert own.shape == (4, load_model(shipped_model()).head.coef_.shape[1])


def test_training_twice_gives_the_same_model(trained, tmp_path):
    dataset = load_dataset(trained.parent / "own.csv")
    again = train(dataset, tmp_path / "b", version_name="tiny")
    first = load_model(trained)
    assert np.array_equal(again.head.coef_, first.head.coef_)
    assert {**again.manifest, "files": {}} == {**first.manifest, "files": {}}


def test_g9_no_statement_is_kept_in_a_model_folder(trained):
    whole = [path for path in trained.rglob("*") if path.is_file()]
    assert len(whole) == 7
    for path in whole:
        content = path.read_bytes()
        if path.suffix == ".skops":
            with zipfile.ZipFile(path) as archive:
                content = b"".join(archive.read(name) for name in archive.namelist())
        for words in ("Quillfeather", "dancing at the wedding", "folding ramp"):
            assert words.encode() not in content, path.name
            assert words.encode("utf-32-le") not in content, path.name


def test_the_card_of_a_trained_model_is_its_own(trained):
    card = (trained / "MODEL_CARD.md").read_text("utf-8")
    manifest = json.loads((trained / "manifest.json").read_text("utf-8"))
    metrics = json.loads((trained / "metrics.json").read_text("utf-8"))
    first = card.split("\n")[2]
    assert first.startswith(
        "This model learnt from statements and labels of its user's own (own.csv)"
    )
    assert HOW_MADE not in card
    assert f"48 (own.csv, SHA-256 {manifest['data']['sha256']})" in card
    assert f"Encoder: that of model {shipped_model().name}" in card
    assert "Calibrated on: 48 statements, each labelled by a head that had not learnt" in card
    assert "Not scored on statements from elsewhere" in card
    names = list(metrics["evaluations"])
    assert names == ["held-out", f"held-out, by the shipped model {shipped_model().name}"]
    for name in names:
        score = metrics["evaluations"][name]["scores"]["macro_f1"]
        assert score["n"] == 48
        assert (
            f"| {name} | macro-F1, four kinds | {score['value']:.3f} | {score['low']:.3f} " in card
        )


def test_a_head_is_tried_on_rows_that_it_did_not_learn_from():
    """Vectors that have nothing in common: what was seen is known, what was not is guessed."""
    folds = folds_of(Dataset("own.csv", pd.DataFrame(ROWS, columns=["text", "kind"]), "", ()))
    kinds = list(folds.table["kind"])
    fitted = fit_head(np.eye(48) * 50, kinds, folds)
    given = fitted.head.classes_[fitted.held_out.argmax(axis=1)]
    wanted = [kinds[n] for n in folds.held_out]
    assert list(fitted.head.predict(np.eye(48) * 50)) == kinds
    assert np.mean(given == np.array(wanted)) < 0.4
    assert fitted.held_out.max() < 0.5


def test_a_saved_model_tests_itself_on_what_it_is_surest_of():
    class Head:
        def predict_proba(self, vectors):
            return np.array([[sure, 1 - sure] for sure in vectors])

    assert surest_half(list("abcde"), Head(), [0.5, 0.9, 0.1, 0.6, 0.02]) == ["e", "b", "c"]


def test_a_head_that_was_right_on_few_rows_is_not_made_sure_of_everything():
    scores = np.eye(4)[[0, 1, 2, 3] * 12] * 5
    columns = [0, 1, 2, 3] * 12
    temperature = fit_temperature(scores, columns)
    sure = softmax(scores / temperature, axis=1).max()
    assert sure == pytest.approx(49 / 50, abs=2e-4)


def test_g8_a_text_with_two_kinds_is_listed(small):
    dataset = load_dataset(small([("Home", "outcome"), ("Stairs", "need"), ("home.", "need")]))
    assert dataset.conflicts == (2, 4)


def test_the_quiz_never_trains(small, tmp_path):
    dataset = load_dataset(small([*ROWS, ("mum needs HOMECARE.", "resource")]))
    with pytest.raises(TrainingRefused, match=r"1 statement\(s\) of the quiz, which is the exam"):
        train(dataset, tmp_path / "model")
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize(
    "rows, expected",
    [([("Home", "wish")], "row 2: kind must be one of"), ([("  ", "need")], "row 2: the text")],
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


def test_a_second_kind_that_is_none_is_named_by_its_row(small):
    rows = [("Home", "outcome", ""), ("Stairs", "need", "output"), ("Ramp", "resource", "wish")]
    with pytest.raises(TrainingRefused, match=r"row 4: alt must be one of .* or nothing"):
        load_dataset(small(rows, "text,kind,alt"))
    assert len(load_dataset(small(rows[:2], "text,kind,alt")).table) == 2


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

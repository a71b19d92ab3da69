"""scikit-learn: the battery that `check_estimator` has not for estimators over texts."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import skops.io
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.exceptions import NotFittedError
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_predict, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.utils import get_tags

from outcome_classifier import (
    Kind,
    ModelRefused,
    TrainingRefused,
    TypeRefused,
    ValueRefused,
    classify_many,
)
from outcome_classifier.integrations import sklearn as integration
from outcome_classifier.integrations.sklearn import OutcomeKindClassifier, StatementEncoder

pytestmark = pytest.mark.model
WORDS = {
    "outcome": "I hope to be dancing at the wedding with my {} in spring",
    "need": "The {} stairs are steep and breath is short",
    "resource": "A {} neighbour and a folding ramp",
    "output": "Weekly {} meeting and visit arranged by the team",
}
X = [WORDS[kind].format(f"no{n}") for n in range(12) for kind in WORDS]
Y = [kind for _ in range(12) for kind in WORDS]
HOLDERS = {
    "list": list,
    "tuple": tuple,
    "generator": iter,
    "array": np.array,
    "object array": lambda texts: np.array(texts, dtype=object),
    "series": lambda texts: pd.Series(texts, index=range(5, 5 + len(texts))),
    "category": lambda texts: pd.Series(texts, dtype="category"),
    "arrow series": lambda texts: pd.Series(texts, dtype="string[pyarrow]"),
    "arrow": pa.array,
    "chunked arrow": lambda texts: pa.chunked_array([texts[:1], texts[1:]]),
}


class Vectors:
    """An encoder of three numbers, as the shipped one is of 768."""

    width = 3

    def encode(self, texts):
        rows = [[len(t), t.count("e"), t.count(" ")] for t in texts]
        return np.array(rows, dtype=np.float32).reshape(-1, self.width)


@pytest.fixture
def few(monkeypatch):
    """Let the model's encoder be a small one."""

    class Few:
        encoder = Vectors()

    monkeypatch.setattr(integration, "_model", lambda folder: Few)


@pytest.fixture(scope="module")
def fitted():
    return OutcomeKindClassifier().fit(X, Y)


@pytest.fixture(scope="module")
def pretrained():
    return OutcomeKindClassifier.pretrained()


def test_parameters_are_got_set_and_cloned():
    estimator = OutcomeKindClassifier(C=2.0, random_state=3)
    assert estimator.get_params() == {"C": 2.0, "random_state": 3, "model": None}
    assert clone(estimator.set_params(C=5.0)).get_params()["C"] == 5.0
    assert clone(StatementEncoder("a folder")).get_params() == {"model": "a folder"}


@pytest.mark.parametrize("estimator", [OutcomeKindClassifier(), StatementEncoder()], ids=repr)
def test_tags_say_that_texts_go_in(estimator):
    tags = get_tags(estimator).input_tags
    assert (tags.string, tags.one_d_array, tags.two_d_array) == (True, True, False)


def test_a13_predict_before_fit_is_refused():
    with pytest.raises(NotFittedError, match="not fitted yet"):
        OutcomeKindClassifier().predict(["Home"])


@pytest.mark.parametrize("kinds", [["yes", "no"] * 24, [0, 1] * 24, [1, 2, 3, 4] * 12, Y[:3] * 16])
def test_a13_other_kinds_name_the_four(kinds):
    with pytest.raises(ModelRefused, match='must be "outcome", "need", "resource", "output"'):
        OutcomeKindClassifier().fit(X, kinds)


def test_classes_are_in_alphabetical_order(fitted, pretrained):
    assert list(fitted.classes_) == list(pretrained.classes_) == sorted(Kind)


@pytest.mark.parametrize("holder", HOLDERS)
def test_a7_a9_every_holder_of_texts_gives_the_same(fitted, pretrained, holder):
    texts = X[:6]
    held = HOLDERS[holder]
    for estimator in (fitted, pretrained):
        assert np.array_equal(estimator.predict_proba(held(texts)), estimator.predict_proba(texts))
    rows = StatementEncoder().transform(held(texts))
    assert np.array_equal(rows, StatementEncoder().transform(texts))


def test_a_fitted_estimator_learns_from_every_holder(fitted):
    other = OutcomeKindClassifier().fit(pd.Series(X, index=range(7, 55)), np.array(Y))
    assert np.array_equal(other.predict_proba(X), fitted.predict_proba(X))
    assert fitted.predict(X).tolist() == Y
    assert fitted.score(X, Y) == 1.0


def test_a5_nothing_gives_nothing_of_the_right_shape(fitted, pretrained):
    for estimator in (fitted, pretrained):
        assert estimator.predict_proba([]).shape == (0, 4)
        assert estimator.predict([]).shape == (0,)
    assert StatementEncoder().transform([]).shape == (
        0,
        StatementEncoder().transform(["a"]).shape[1],
    )


def test_a1_a4_what_cannot_be_labelled_has_no_kind_and_leaves_the_rest_alone(fitted, pretrained):
    texts = [X[0], None, float("nan"), "", "TBC", 7, X[1]]
    for estimator in (fitted, pretrained):
        kinds, rows = estimator.predict(texts), estimator.predict_proba(texts)
        assert kinds.tolist()[1:6] == [None] * 5
        assert np.isnan(rows[1:6]).all()
        assert np.array_equal(rows[[0, 6]], estimator.predict_proba([X[0], X[1]]))


def test_what_cannot_be_labelled_cannot_teach():
    with pytest.raises(TrainingRefused, match=r"position 2 cannot have a kind \(placeholder\)"):
        OutcomeKindClassifier().fit([*X[:2], "TBC", *X[3:]], Y)
    with pytest.raises(TrainingRefused, match=r"position 0 cannot have a kind \(empty\)"):
        OutcomeKindClassifier().fit([None, *X[1:]], Y)
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        OutcomeKindClassifier().fit(X[1:], Y)


def test_g9_an_error_about_a_text_shows_no_text():
    with pytest.raises(
        TypeRefused, match=r"\[E110\] The value at position 1 \(0 first\)"
    ) as caught:
        StatementEncoder().transform(["Zephaniah wants to go home", None])
    assert "Zephaniah" not in str(caught.value)


@pytest.mark.parametrize("method", ["predict", "predict_proba", "transform"])
def test_a3_a9_a10_what_is_not_one_column_is_refused(fitted, method):
    call = getattr(StatementEncoder() if method == "transform" else fitted, method)
    with pytest.raises(TypeRefused, match="Pass a list"):
        call("Home by Easter")
    with pytest.raises(ValueRefused, match=r"the shape here is \(2, 1\)"):
        call(np.array([["Home"], ["Hoist"]]))
    with pytest.raises(TypeRefused, match='Text columns: "goal"'):
        call(pd.DataFrame({"goal": ["Home"], "n": [1]}))
    with pytest.raises(ValueRefused, match=r"the shape here is \(1, 1\)"):
        call(pa.table({"goal": ["Home"]}))


def test_a_text_gets_one_answer_alone_in_a_batch_and_in_any_order(fitted, pretrained):
    for estimator in (fitted, pretrained):
        whole = estimator.predict_proba(X)
        assert np.allclose(estimator.predict_proba(X[::-1])[::-1], whole, atol=1e-12)
        alone = np.vstack([estimator.predict_proba([text]) for text in X[:8]])
        assert np.allclose(alone, whole[:8], atol=1e-12)
        assert np.allclose(whole.sum(axis=1), 1)


def test_the_pretrained_estimator_answers_as_the_library(pretrained):
    expected = classify_many(X)
    assert pretrained.predict(X).tolist() == [str(p.kind) for p in expected]
    shares = [[p.probabilities[Kind(kind)] for kind in pretrained.classes_] for p in expected]
    assert pretrained.predict_proba(X).tolist() == shares


def test_fitting_a_pretrained_estimator_anew_makes_it_one_s_own(fitted):
    own = OutcomeKindClassifier.pretrained().fit(X, Y)
    assert np.array_equal(own.predict_proba(X), fitted.predict_proba(X))


def test_weights_of_texts_are_heeded(fitted):
    weighted = OutcomeKindClassifier().fit(
        X, Y, sample_weight=[5.0 if y == "need" else 1 for y in Y]
    )
    need = list(fitted.classes_).index("need")
    text = ["Something else altogether"]
    assert weighted.predict_proba(text)[0, need] > fitted.predict_proba(text)[0, need]


@pytest.mark.parametrize("which", ["fitted", "pretrained"])
def test_the_same_answers_after_pickling_for_another_process(request, which):
    estimator = request.getfixturevalue(which)
    packed = pickle.dumps(estimator)
    assert len(packed) < 3_000_000
    assert np.array_equal(pickle.loads(packed).predict_proba(X[:4]), estimator.predict_proba(X[:4]))


def test_the_same_answers_after_saving_with_skops(fitted, tmp_path):
    skops.io.dump(fitted, tmp_path / "own.skops")
    types = skops.io.get_untrusted_types(file=tmp_path / "own.skops")
    assert types == ["outcome_classifier.integrations.sklearn.OutcomeKindClassifier"]
    loaded = skops.io.load(tmp_path / "own.skops", trusted=types)
    assert np.array_equal(loaded.predict_proba(X), fitted.predict_proba(X))


def test_cross_validation_and_grid_search_work():
    assert cross_val_score(OutcomeKindClassifier(), X, Y, cv=3).mean() > 0.9
    assert cross_val_predict(OutcomeKindClassifier(), X, Y, cv=2, method="predict_proba").shape == (
        len(X), 4,
    )  # fmt: skip
    search = GridSearchCV(OutcomeKindClassifier(), {"C": [0.5, 4.0]}, cv=2).fit(pd.Series(X), Y)
    assert search.best_params_["C"] in (0.5, 4.0)
    assert search.predict(X[:4]).tolist() == Y[:4]


def test_a_frozen_pretrained_estimator_stays_as_it_is_in_cross_validation(pretrained):
    found = cross_val_predict(FrozenEstimator(pretrained), X, Y, cv=2)
    assert found.tolist() == pretrained.predict(X).tolist()


@pytest.mark.parametrize("method", ["temperature", "sigmoid"])
def test_calibration_works_on_one_s_own_and_on_the_pretrained(pretrained, method):
    for estimator in (OutcomeKindClassifier(), FrozenEstimator(pretrained)):
        calibrated = CalibratedClassifierCV(estimator, method=method, cv=2).fit(X, Y)
        rows = calibrated.predict_proba(X)
        assert rows.shape == (len(X), 4)
        assert np.allclose(rows.sum(axis=1), 1)
        assert list(calibrated.classes_) == sorted(Kind)
        assert calibrated.score(X, Y) > 0.7


def test_the_encoder_works_in_a_pipeline_and_a_column_transformer():
    pipeline = make_pipeline(StatementEncoder(), LogisticRegression(C=4.0))
    assert cross_val_score(pipeline, X, Y, cv=2).mean() > 0.9
    search = GridSearchCV(pipeline, {"logisticregression__C": [1.0, 4.0]}, cv=2).fit(X, Y)
    assert search.predict(X[:4]).tolist() == Y[:4]
    columns = ColumnTransformer([("goal", StatementEncoder(), "goal"), ("n", "passthrough", ["n"])])
    frame = pd.DataFrame({"goal": X, "n": range(len(X))})
    width = StatementEncoder().transform(X[:1]).shape[1]
    assert columns.fit_transform(frame).shape == (len(X), width + 1)


def test_the_shipped_model_gives_a_dense_matrix_with_names():
    encoder = StatementEncoder().fit(X)
    rows = encoder.transform(X)
    assert isinstance(rows, np.ndarray)
    assert rows.shape == (len(X), len(encoder.get_feature_names_out()))


def test_an_encoder_keeps_the_index_and_names_its_columns(few):
    rows = StatementEncoder().fit_transform(X)
    assert isinstance(rows, np.ndarray)
    assert rows.shape == (len(X), 3)
    framed = (
        StatementEncoder()
        .set_output(transform="pandas")
        .fit_transform(pd.Series(X, index=range(7, 55)))
    )
    assert list(framed.columns) == ["vector0", "vector1", "vector2"]
    assert framed.index.equals(pd.RangeIndex(7, 55))
    assert StatementEncoder().transform([]).shape == (0, 3)


def test_learning_works_on_the_vectors_of_another_encoder(few):
    estimator = OutcomeKindClassifier(C=100.0).fit(X, Y)
    assert estimator.predict_proba([*X, None]).shape == (len(X) + 1, 4)
    assert estimator.score(X, Y) > 0.9
    assert (
        cross_val_score(
            make_pipeline(StatementEncoder(), LogisticRegression(max_iter=5000)), X, Y, cv=2
        ).size
        == 2
    )


def test_g1_a_folder_that_is_no_model_is_refused(tmp_path):
    for use in (StatementEncoder(tmp_path).fit, OutcomeKindClassifier(model=tmp_path).fit):
        with pytest.raises(ModelRefused, match="is not a model folder"):
            use(X, Y)
    with pytest.raises(ModelRefused, match="is not a model folder"):
        OutcomeKindClassifier.pretrained(tmp_path)

"""pandas, scikit-learn and spaCy give the labels that the library gives."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import spacy
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score

from outcome_classifier import Kind, ModelRefused, TypeRefused, classify_many
from outcome_classifier.integrations.sklearn import OutcomeKindClassifier

pytestmark = pytest.mark.model
WORDS = {
    "outcome": "I hope to be dancing at the wedding with my {} in spring",
    "need": "The {} stairs are steep and breath is short",
    "resource": "A {} neighbour and a folding ramp",
    "output": "Weekly {} meeting and visit arranged by the team",
}
X = [WORDS[kind].format(f"no{n}") for n in range(12) for kind in WORDS]
Y = [kind for _ in range(12) for kind in WORDS]


def test_a13_predict_before_fit_is_refused():
    with pytest.raises(NotFittedError, match="not fitted yet"):
        OutcomeKindClassifier().predict(["Home"])


def test_a13_other_kinds_name_the_four():
    with pytest.raises(ModelRefused, match='must be "outcome", "need", "resource", "output"'):
        OutcomeKindClassifier().fit(["a", "b"], ["yes", "no"])


def test_the_estimator_works_where_estimators_work():
    estimator = OutcomeKindClassifier().fit(X, Y)
    assert list(estimator.classes_) == sorted(Kind)
    assert estimator.predict_proba([]).shape == (0, 4)
    assert estimator.predict(np.array(X)).tolist() == Y
    assert estimator.predict(pd.Series(X, index=range(5, 53))).tolist() == Y
    assert clone(estimator).get_params() == estimator.get_params()
    assert cross_val_score(OutcomeKindClassifier(), X, Y, cv=3).mean() > 0.9
    search = GridSearchCV(OutcomeKindClassifier(), {"C": [1.0, 4.0]}, cv=2).fit(X, Y)
    assert search.best_params_["C"] in (1.0, 4.0)


def test_the_estimator_refuses_a_bare_string():
    estimator = OutcomeKindClassifier().fit(X, Y)
    with pytest.raises(TypeRefused, match="Pass a list"):
        estimator.predict("Home by Easter")


def test_the_estimator_gives_one_answer_alone_and_in_any_order():
    estimator = OutcomeKindClassifier().fit(X, Y)
    whole = estimator.predict_proba(X)
    assert np.allclose(estimator.predict_proba(X[::-1])[::-1], whole)
    assert np.allclose(estimator.predict_proba(X[:1]), whole[:1])


@pytest.fixture
def nlp():
    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    pipeline.add_pipe("outcome_classifier")
    return pipeline


def test_spacy_spans_have_the_library_s_labels(nlp):
    doc = nlp("She wants to be home by Easter. Referral to the falls clinic.")
    spans = doc.spans["statements"]
    expected = classify_many([span.text for span in spans])
    assert len(spans) == 2
    assert [span._.outcome_kind for span in spans] == [str(p.kind) for p in expected]
    assert [span._.outcome_needs_review for span in spans] == [p.needs_review for p in expected]


def test_a_spacy_pipeline_is_saved_and_loaded(nlp, tmp_path):
    nlp.to_disk(tmp_path / "pipeline")
    loaded = spacy.load(tmp_path / "pipeline")
    text = "Her neighbour Dilys has a key."
    one, other = nlp(text), loaded(text)
    kind = one.spans["statements"][0]._.outcome_kind
    assert kind is not None
    assert other.spans["statements"][0]._.outcome_kind == kind


def test_spacy_finds_the_component_by_its_entry_point():
    from importlib.metadata import entry_points

    found = [e for e in entry_points(group="spacy_factories") if e.name == "outcome_classifier"]
    assert found
    assert found[0].load().__name__ == "OutcomeComponent"

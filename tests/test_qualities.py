"""The five qualities of an outcome: what text shows, and a question where it is silent."""

from __future__ import annotations

import pytest

from examples import example_record, example_statements
from outcome_classifier import check_record
from outcome_classifier.qualities import tell_qualities

NAMES = ["aspiration", "realistic", "achievable", "meaningful", "evolving"]


def shown(text, **fields):
    count = 1 + sum(len(items) for items in fields.values())
    example = {"outcomes": [text], **fields, "kinds": ["outcome", *["resource"] * (count - 1)]}
    if count == 1:
        example["kinds"] = ["outcome"]
    (outcome,) = tell_qualities(example_statements(example_record(example), example))
    return {q.name: q.words for q in outcome.qualities if q.shown}


def test_every_outcome_has_the_five_qualities_of_the_guidance_in_its_order():
    example = {"outcomes": ["Home by Easter", "Day centre"], "kinds": ["outcome", "output"]}
    found = tell_qualities(example_statements(example_record(example), example))
    assert [o.text for o in found] == ["Home by Easter"]
    assert [q.name for q in found[0].qualities] == NAMES


@pytest.mark.parametrize(
    "text, name, words",
    [("I want to be back at the forge", "aspiration", "I"),
     ("Gwen would love to see Bala again", "aspiration", "would love"),
     ("To sing from her chair, most days", "realistic", "from her chair"),
     ("To swim with his brother on Fridays", "achievable", "with his brother"),
     ("Never to miss the darts because it is where his friends are", "meaningful", "because"),
     ("To cook for the boys by Easter", "evolving", "by")],
)  # fmt: skip
def test_a_quality_is_shown_by_words(text, name, words):
    assert shown(text)[name] == words


def test_a_strength_and_a_need_beside_an_outcome_show_something_too():
    found = shown("To bake for chapel", strengths=["Bakes every Friday"], needs=["No chapel lift"])
    assert found["achievable"] == "Bakes every Friday"
    assert found["meaningful"] == "No chapel lift"


def test_stock_words_show_no_aspiration():
    assert "aspiration" not in shown("I want to have my care needs met")
    assert shown("To maintain independence") == {}


def test_where_the_text_is_silent_there_is_a_question_and_never_a_verdict():
    example = {"outcomes": ["To maintain independence"], "kinds": ["outcome"]}
    (outcome,) = tell_qualities(example_statements(example_record(example), example))
    for quality in outcome.qualities:
        assert quality.ask.endswith("?")
        assert (quality.shown, quality.words, quality.says) == (False, "", "")


@pytest.mark.model
def test_a_report_holds_the_qualities():
    report = check_record("What matters:\nI want to walk to the shop with Dev by Easter.")
    (outcome,) = report.qualities
    assert {q.name for q in outcome.qualities if q.shown} >= {"aspiration", "evolving"}
    assert report.to_dict()["qualities"][0]["qualities"][0]["name"] == "aspiration"

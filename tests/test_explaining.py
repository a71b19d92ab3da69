"""Reasons: the words that decided, the line of the guide, a question. None contradicts the label."""

from __future__ import annotations

import pytest

from outcome_classifier import Kind, classify_many
from outcome_classifier.datatypes import Span
from outcome_classifier.explaining import MAX_VARIANTS, explain, guide_lines, line_for

EVERY_LINE = [(kind, line) for kind, lines in guide_lines().items() for line in lines]


def test_every_kind_has_a_line_that_always_applies():
    for lines in guide_lines().values():
        assert [line.words is None for line in lines] == [False] * (len(lines) - 1) + [True]


@pytest.mark.parametrize(
    ("kind", "line"), EVERY_LINE, ids=lambda value: getattr(value, "name", value)
)
def test_a_line_says_something_and_asks_something(kind, line):
    assert line.line.endswith(".")
    assert line.ask.endswith("?")
    if kind is not Kind.OUTCOME:
        assert "not said" in line.line


@pytest.mark.parametrize(
    ("kind", "text", "line"),
    [
        (Kind.RESOURCE, "She wants a phone", "It names a thing"),
        (Kind.RESOURCE, "Would like some respite", "It names a service or a worker"),
        (Kind.RESOURCE, "Something else", "It names who or what is there"),
        (Kind.OUTPUT, "Referral to the falls clinic", "It says what is arranged"),
        (Kind.NEED, "Can't manage the stairs", "It says what is hard"),
        (Kind.NEED, "Refuses the shower", "It says what the person does not accept"),
        (Kind.OUTCOME, "No more waking up scared", "It says what the person does not want"),
        (Kind.OUTCOME, "Still going to chapel", "It says what the person wants to keep"),
    ],
)
def test_the_line_fits_the_words(kind, text, line):
    assert line_for(kind, text, ())[0].startswith(line)


def test_the_question_names_the_thing():
    assert line_for(Kind.RESOURCE, "She wants a phone", ())[1] == (
        "What would the phone let the person do, or feel?"
    )


def test_a_line_rests_on_the_words_that_decided():
    text = "The chair is by the window, says Gwen"
    on_other_words = (Span("Gwen", 33, 37, 0.5),)
    assert line_for(Kind.RESOURCE, text, ())[0].startswith("It names a thing")
    assert line_for(Kind.RESOURCE, text, on_other_words)[0].startswith("It names who or what")


def test_the_number_of_variants_is_bounded():
    asked = []

    def scores(texts):
        asked.extend(texts)
        return [dict.fromkeys(Kind, 0.25)] * len(texts)

    words = explain("word " * 300, {**dict.fromkeys(Kind, 0.1), Kind.NEED: 0.7}, scores).words
    assert len(asked) <= MAX_VARIANTS
    assert words


@pytest.mark.model
def test_no_reason_contradicts_the_label():
    texts = [
        "I want a frame so I can walk to the shop for my paper",
        "Ramp to be fitted to enable garden access",
        "Mam keeps losing her way home, she wants a phone that shows where she is",
        "Needs reminding to eat",
        "Wants a live-in carer",
        "He needs to feel that he is still the one who decides",
        "Would love to do the detox but can't leave the dog",
    ]
    for prediction in classify_many(texts, explain=True):
        own = {(line.line) for line in guide_lines()[prediction.kind]}
        assert prediction.evidence.line in own
        assert prediction.evidence.runner_up is not prediction.kind
        for span in prediction.evidence.words:
            assert prediction.text[span.start : span.end] == span.text
            assert span.weight > 0


@pytest.mark.model
def test_a_mixed_statement_is_told_part_by_part():
    text = "Mam keeps losing her way home, she wants a phone that shows where she is"
    parts = classify_many([text])[0].parts
    assert [text[part.start : part.end] for part in parts] == [part.text for part in parts]
    assert len({part.kind for part in parts}) == len(parts) == 2

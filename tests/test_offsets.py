"""Properties of segmenting: offsets give back what was written."""

from __future__ import annotations

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_classifier import Record, segmenting
from outcome_classifier.segmenting import clauses, split_record, split_text

WRITTEN = st.text(
    alphabet=st.one_of(
        st.sampled_from(list("abc ABC .,;:!?\n\r\t-•*()\"'’“”1)…/&–")),
        st.characters(codec=None),
    ),
    max_size=300,
)


@settings(max_examples=200, deadline=None)
@given(WRITTEN, st.lists(WRITTEN, max_size=3))
def test_statements_are_exactly_what_was_written(text, outcomes):
    record = Record("1", text=text, fields={"outcomes": tuple(outcomes)})
    for statement in split_record(record):
        assert record.written(statement.place) == statement.text
        assert statement.text.strip() == statement.text != ""


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab AB,;:'’-/(1)é.!?…。\n", max_size=60))
def test_a_text_without_a_mark_inside_is_cut_as_the_sentencizer_would(text):
    quick = [*split_text(text)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segmenting, "_ONE_SENTENCE", re.compile(r"(?!)"))
        assert [*split_text(text)] == quick


@settings(max_examples=200, deadline=None)
@given(WRITTEN)
def test_statements_follow_each_other_without_overlap(text):
    spans = [(start, end) for start, end, _ in split_text(text)]
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


@settings(max_examples=200, deadline=None)
@given(st.text(min_size=1, max_size=200))
def test_clauses_lie_inside_the_statement_in_order(text):
    spans = clauses(text)
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


@pytest.mark.parametrize(
    "text, expected",
    [
        ("Lives alone. Wants to be out more.", ["Lives alone.", "Wants to be out more."]),
        ("- Home by Easter\n• Rail fitted", ["Home by Easter", "Rail fitted"]),
        ("1) OT visit Tues\n2) Ring dtr", ["OT visit Tues", "Ring dtr"]),
        ("Mr. Evans sees Dr. Rao weekly.", ["Mr. Evans sees Dr. Rao weekly."]),
        ("Unst. on feet since Jan. approx. 3 falls.", ["Unst. on feet since Jan. approx. 3 falls."]),
        ("Pad checked; tea given", ["Pad checked", "tea given"]),
        ("Dtr visits w/e,\nbrings shopping.", ["Dtr visits w/e,\nbrings shopping."]),
        ("OUTCOMES\nBack at chapel", ["Back at chapel"]),
        ("Outcomes: back at chapel", ["back at chapel"]),
        ("", []),
    ],
)  # fmt: skip
def test_statements_of_care_notes(text, expected):
    assert [text[start:end] for start, end, _ in split_text(text)] == expected


def test_a_heading_names_the_section_of_what_follows():
    text = "What matters to me:\nHome by Easter\nBackground\nBorn in Bala."
    assert [section for _, _, section in split_text(text)] == ["outcomes", "story"]


@pytest.mark.parametrize("attack", ["(" * 20_000, "£" * 20_000, "()" * 10_000, "!?" * 10_000])
def test_runs_of_punctuation_are_cut_before_the_tokeniser(attack):
    list(split_text("warm up."))
    start = time.process_time()
    list(split_text(attack))
    assert time.process_time() - start < 5  # the bare tokeniser takes over 40 s


def test_two_kinds_in_one_sentence_are_two_clauses():
    text = "Mam keeps losing her way home, she wants a phone that shows where she is"
    assert [text[start:end] for start, end in clauses(text)] == [
        "Mam keeps losing her way home",
        "she wants a phone that shows where she is",
    ]


def sections(text):
    return [(s.text, s.section) for s in split_record(Record("1", text=text))]


def test_a_heading_that_shares_its_line_names_its_paragraph_alone():
    text = "Risks: Falls. Fire.\nWater too.\n\nShe sang.\n\nReview: Met.\nBelongings: two bags."
    assert sections(text) == [
        ("Falls.", "risks"),
        ("Fire.", "risks"),
        ("Water too.", "risks"),
        ("She sang.", "text"),
        ("Met.", "review"),
        ("Belongings: two bags.", "text"),
    ]


def test_a_heading_of_its_own_names_what_follows_until_the_next():
    text = "Outcomes\nHome.\n\nRisks: Fire.\n\nThe choir.\n\nNotes\nCalm."
    assert [section for _, section in sections(text)] == ["outcomes", "risks", "outcomes", "notes"]

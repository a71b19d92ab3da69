"""What shows across records: one wording for many, strengths, reviews."""

from __future__ import annotations

from datetime import date

import pytest

from examples import example_record, example_statements
from outcome_classifier.caseload import tell_caseload
from outcome_classifier.datatypes import Record

ON = date(2026, 3, 1)


def caseload(*examples):
    rows = []
    for number, example in enumerate(examples, 1):
        record = example_record(example)
        rows.append(
            (
                Record(f"P{number}", record.text, record.fields, review_date=record.review_date),
                example_statements(record, example),
            )
        )
    return tell_caseload(rows, on=ON)


def outcome(text):
    return {"outcomes": [text]}


def test_one_wording_in_three_records_is_found_with_names_left_out():
    found = caseload(
        outcome("Gwen to remain safe at home."),
        outcome("For Mr Ali to remain safe at home"),
        outcome("Zephaniah will remain safe at home!"),
        outcome("To see the sea with Huw"),
    )
    assert [(r.words, r.record_ids) for r in found.repeated] == [
        ("remain safe home", ("P1", "P2", "P3"))
    ]
    assert "Zephaniah" not in str(found.to_dict())


def test_two_people_are_not_enough_nor_one_person_three_times():
    twice = [outcome("To remain safe at home"), outcome("To remain safe at home")]
    assert caseload(*twice).repeated == ()
    assert caseload({"outcomes": ["To remain safe at home"] * 3}).repeated == ()


def test_a_wording_of_ones_own_is_not_taken_for_another():
    found = caseload(
        outcome("To swim with Ned"), outcome("To cook with Ned"), outcome("To sing with Ned")
    )
    assert found.repeated == ()


def test_outcomes_are_taken_by_kind_where_no_field_names_them():
    example = {"text": "Remain safe at home.", "kinds": ["outcome"]}
    assert len(caseload(example, example, example).repeated) == 1
    other = {"text": "Remain safe at home.", "kinds": ["need"]}
    assert caseload(other, other, other).repeated == ()


def test_records_without_a_strength_are_counted():
    found = caseload(
        {"strengths": ["He knows every bus time in Bala and tells everybody."]},
        {"strengths": ["Pleasant."]},
        outcome("Home"),
        {"text": "She still sings alto."},
    )
    assert found.without_strength == ("P2", "P3")
    assert found.share_without_strength == 0.5


@pytest.mark.parametrize(
    "written, where",
    [("2026-02-28", "review_passed"), ("28/02/2026", "review_passed"), ("", "review_missing"),
     ("when needed", "review_missing"), ("2026-03-01", None), ("1 April 2026", None)],
)  # fmt: skip
def test_review_dates_have_passed_are_missing_or_lie_ahead(written, where):
    found = caseload({"outcomes": ["Home"], "review_date": written})
    shown = {name for name in ("review_passed", "review_missing") if getattr(found, name)}
    assert shown == ({where} if where else set())


def test_no_record_gives_an_empty_answer():
    found = tell_caseload([], on=ON)
    assert (found.records, found.repeated, found.share_without_strength) == (0, (), 0.0)

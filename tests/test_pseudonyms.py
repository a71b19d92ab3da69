"""What points at a person becomes a token, and what does not promise more says so."""

from __future__ import annotations

import re

import openpyxl
import pytest

from audits import audit_of, found, said
from outcome_classifier import SourceRead, Unread, ValueRefused, pseudonymise
from outcome_classifier.pseudonyms import NO_PROMISE, Pseudonymiser, is_nhs_number
from outcome_classifier.reporting import write_folder

KEY = b"a key of sixteen"
CANARY = "Zephaniah Quillfeather"


def clear(text: str, *, names=("Gwen Pritchard", "O'Neill", "Siân"), key=KEY) -> str:
    return Pseudonymiser(key, names)(text)


@pytest.mark.parametrize(
    "text, kind",
    [
        ("9434765919", "NHS number"),
        ("943 476 5919", "NHS number"),
        ("943-476-5919", "NHS number"),
        ("943\u00a0476\u00a05919", "NHS number"),
        ("QQ 12 34 56 C", "National Insurance number"),
        ("qq123456c", "National Insurance number"),
        ("SY23 1AB", "postcode"),
        ("sy231ab", "postcode"),
        ("EC1A 1BB", "postcode"),
        ("01970 621234", "phone"),
        ("(01970) 62-1234", "phone"),
        ("+44 (0)7700 900123", "phone"),
        ("07700900123", "phone"),
        ("gwen.p+a@example.org.uk", "email"),
        ("12/03/1948", "date"),
        ("12.3.48", "date"),
        ("1948-03-12", "date"),
        ("12th of March 1948", "date"),
        ("March 12, 1948", "date"),
        ("4 May", "date"),
        ("May 2026", "date"),
        ("12/05", "date"),
        ("Gwen", "name"),
        ("PRITCHARD", "name"),
        ("gwen", "name"),
        ("Gw\u200ben", "name"),
        ("Sia\u0302n", "name"),
        ("O’Neill", "name"),
    ],
)
def test_what_points_at_a_person_becomes_a_token(text, kind):
    told = clear(f"Seen: {text}, at home")
    assert re.fullmatch(rf"Seen: \[{kind} [a-z2-7]{{10}}\], at home", told)


@pytest.mark.parametrize(
    "text",
    [
        "9434765918", "B12 5mg daily", "BP 120/80", "half past three", "1/2 tablet", "call on 999",
        "may go in the garden", "10.30 to 11.15", "Gwenllian", "ref 12345678", "30 minutes x 4",
    ],
)  # fmt: skip
def test_other_words_and_numbers_stay(text):
    assert clear(text) == text


def test_a_number_called_nhs_number_goes_even_if_its_check_digit_is_wrong():
    assert "9434765918" not in clear("NHS No: 9434765918")


def test_the_possessive_stays_and_a_hyphen_parts_names():
    assert re.fullmatch(
        r"\[name \w+\]'s sister, \[name \w+\]-Jones", clear("Gwen's sister, Pritchard-Jones")
    )


def test_one_thing_written_two_ways_has_one_token_and_two_things_have_two():
    def token(text):
        return re.search(r"\[.*?\]", clear(text))[0]

    assert token("943 476 5919") == token("9434765919")
    assert token("+44 1970 621234") == token("(01970) 621234") == token("0044 1970 621234")
    assert token("12/03/1948") == token("12 March 1948")
    assert token("SY23 1AB") == token("sy231ab")
    assert token("Gwen") == token("GWEN") != token("Pritchard")


def test_the_key_makes_the_tokens():
    assert clear("Gwen", key=KEY) == clear("Gwen", key=KEY)
    assert clear("Gwen", key=KEY) != clear("Gwen", key=KEY[::-1])
    assert clear("Gwen", key=None) != clear("Gwen", key=None)


@pytest.mark.parametrize("key", [b"", b"short", b"x" * 15])
def test_a_weak_key_is_refused(key):
    with pytest.raises(ValueRefused, match=r"\[E121\] .* at least 16 bytes"):
        pseudonymise(audit_of([]), key=key)


@pytest.mark.parametrize(
    "number, right",
    [("9434765919", True), ("4010232137", True), ("9434765910", False), ("1234567890", False)],
)
def test_the_check_digit_of_an_nhs_number_by_hand(number, right):
    assert is_nhs_number(number) is right


@pytest.mark.parametrize(
    "text", ["0 " * 5000, "a@" * 5000, "1/" * 5000, "." * 20_000, "+44" * 3000]
)
def test_long_odd_texts_cost_little(text):
    import time

    start = time.process_time()
    clear(text)
    assert time.process_time() - start < 1


def test_a_lone_surrogate_is_no_trouble():
    assert "Gwen" not in clear("\ud800 Gwen")


def test_g9_no_name_number_or_identifier_is_left_in_any_form(tmp_path):
    text = f"{CANARY}, 943 476 5919, SY23 1AB, ref CA-0101, wants to be home by 12/03/2027"
    statements = [said(text, record="CA-0101", source=f"{CANARY}.csv", team=f"{CANARY}'s team",
                       service="Home care", date="12/03/2026")]  # fmt: skip
    source = SourceRead(f"{CANARY}.csv", "delimited text", sheet=CANARY, notes=(f"{CANARY} was",))
    audit = audit_of(
        statements, [found(text, record="CA-0101")], sources=(source,),
        unread=(Unread(f"{CANARY}.csv", 3, "", "empty"),),
    )  # fmt: skip
    write_folder(pseudonymise(audit, names=[CANARY]), tmp_path, tables=("csv", "jsonl"))
    cells = [
        c for s in openpyxl.load_workbook(tmp_path / "audit.xlsx") for r in s.values for c in r
    ]
    contents = [path.read_text("utf-8") for path in tmp_path.iterdir() if path.suffix != ".xlsx"]
    for told in (*contents, " ".join(map(str, cells))):
        for secret in ("Zephaniah", "Quillfeather", "943 476", "SY23", "CA-0101", "12/03"):
            assert secret not in told
    assert all(NO_PROMISE in text for text in contents if text.startswith("<!DOCTYPE"))
    assert NO_PROMISE in cells


def test_the_numbers_stay_the_same_and_the_month_of_a_date_is_kept(tmp_path):
    audit = audit_of([said(f"Hope {n}", record=f"CA-{n:04}", date="12/03/2026") for n in range(12)])
    plain = write_folder(audit, tmp_path, tables=())
    told = write_folder(pseudonymise(audit, key=KEY), tmp_path, tables=(), force=True)
    assert told.numbers() == plain.numbers()
    assert list(told.periods) == ["2026-03"]


def test_an_audit_is_changed_on_the_way_and_not_in_place():
    audit = audit_of([said("Gwen hopes to sing")])
    other = pseudonymise(audit, names=["Gwen"], key=KEY)
    assert [row.text for row in other.statements] == [row.text for row in other.statements]
    assert next(iter(audit.statements)).text == "Gwen hopes to sing"
    assert "Gwen" not in next(iter(other.statements)).text

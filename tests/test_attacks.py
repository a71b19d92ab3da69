"""Hostile text: every pattern of every rule, and whole records, within bounded work."""

from __future__ import annotations

import time

import pytest

from examples import example_record, example_statements
from outcome_classifier import Place, Prediction, Record, Statement
from outcome_classifier.principles import MOST_PLACES, check_principles
from outcome_classifier.principles.spared import attributed, quotations
from outcome_classifier.results import LabelledStatement
from outcome_classifier.rulebook import load_rulebook, vocabulary
from outcome_classifier.rulebook.pages import example_words
from outcome_classifier.rulebook.rules import PATTERN_LISTS
from outcome_classifier.segmenting import split_record

BOOK = load_rulebook()
LONG, WHOLE = 5_000, 100_000
#: Section B of the list of bad inputs, and runs of the words that patterns repeat.
RUNS = [
    "a", "(", "£", '"', "*", "!?", "()", "“", "‘a", "'a ", "a ", "A B C ", "ABC ", "x2 ", "- ", "\n",
    ". ", "a; ", "a: ", "1/7 ", "é", "\u0301", "\x00", "\u200b", "\u202e", "\u00a0", "\ud800", "😀",
    "&amp;", "<p>", "no no ", "the ", "and ", "he was ", "very ", "not ", "I want ", "so that ",
    "to be ", "Mr A ", "goals met ", "no concerns ", "was told ", "views ", "as per the ", "of the ",
]  # fmt: skip


def run(words, length):
    return (words * (length // len(words) + 1))[:length]


def seconds(work):
    start = time.process_time()
    work()
    return time.process_time() - start


def attacks(rule):
    """Runs, and the rule's own examples said over and over without their end."""
    own = [example_words(e) for e in (*rule.flag, *rule.passes[:4])]
    return [run(words, LONG) for words in (*RUNS, *own, *(w[:-1] + " " for w in own))]


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.code)
def test_b3_a_pattern_is_quick_on_hostile_text(rule):
    for which in PATTERN_LISTS:
        if which == "elsewhere":
            continue
        for attack in attacks(rule):
            assert seconds(lambda w=which, a=attack: rule.find(w, a)) < 0.4, (which, attack[:20])


def labelled(record):
    return [
        LabelledStatement(s, Prediction(s.text, None, {}, 0.0, False, "x"))
        for s in split_record(record)
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    ["Dementia sufferer, settled shift, no concerns. ", "LAC PEP IRO CHC. ", "He said: “no”. ",
     "Goals met. ", "Not appropriate. ", "'a ", "“", "ABC DEF ", "Falls.\n", "Views sought. "],
)  # fmt: skip
def test_b4_a_record_of_a_hundred_thousand_characters_is_checked(words):
    record = Record("1", text=run(words, WHOLE))
    statements = labelled(record)
    assert seconds(lambda: check_principles(record, statements, BOOK)) < 20


def test_b4_a_rule_speaks_of_so_many_places_and_no_more():
    record = Record("1", text=run("Dementia sufferer. ", WHOLE))
    report = check_principles(record, labelled(record), BOOK)
    assert sum(f.code == "PLN004" for f in report.findings) == MOST_PLACES


@pytest.mark.slow
def test_different_initials_without_end_cost_no_more_than_they_should():
    letters = "BCDFGHJKLMNPQRSTVWXZ"
    words = [a + b + c for a in letters for b in letters for c in letters]
    record = Record("1", text=" ".join(f"{word} seen." for word in words)[:WHOLE])
    statements = labelled(record)
    assert seconds(lambda: check_principles(record, statements, BOOK)) < 20


@pytest.mark.parametrize("words", RUNS)
def test_b3_quotations_and_attributions_are_found_in_linear_time(words):
    short, long = run(words, 20_000), run(words, 200_000)
    quick = seconds(lambda: (quotations(short), attributed(short)))
    assert seconds(lambda: (quotations(long), attributed(long))) < 0.3 + 40 * quick


@pytest.mark.parametrize("words", RUNS)
def test_b3_stock_words_are_counted_quickly(words):
    assert seconds(lambda: vocabulary().share(run(words, WHOLE))) < 0.5


def test_b27_distress_is_read_like_any_text_and_leaves_no_trace(caplog, capsys):
    example = {"notes": ["She says she would rather be dead than sit in that chair."]}
    record = example_record(example)
    check_principles(record, example_statements(record, example), BOOK)
    assert (caplog.text, capsys.readouterr().out) == ("", "")


def test_a_place_is_always_what_was_written():
    text = "  Reviewed.\u00a0Goals met, continue.\r\n\u2022 Settled shift 😀 no concerns."
    record = Record("1", text=text)
    report = check_principles(record, labelled(record), BOOK)
    assert report.findings
    for finding in report.findings:
        if finding.place:
            assert isinstance(finding.place, Place)
            assert record.written(finding.place) == finding.text
    assert all(isinstance(s.statement, Statement) for s in report.statements)

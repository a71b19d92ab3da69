"""All examples of all rules run against their rule; every pattern is timed on hostile text."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from examples import example_record, example_statements
from outcome_classifier import Verdict
from outcome_classifier.principles import check_principles
from outcome_classifier.rulebook import Rulebook, load_rulebook, patterns
from outcome_classifier.rulebook.loading import check_patterns
from outcome_classifier.rulebook.patterns import prepared
from outcome_classifier.rulebook.rules import PATTERN_LISTS

BOOK = load_rulebook()
FLAGGED = [(rule, example) for rule in BOOK.rules for example in rule.flag]
PASSED = [(rule, example) for rule in BOOK.rules for example in rule.passes]
ATTACKS = ["a" * 5000, "a " * 2500, "(" * 5000, "no no " * 900, "I want " * 800, "so that " * 600]


def hits(rule, example) -> int:
    record = example_record(example)
    book = Rulebook(BOOK.principles, (rule,))
    report = check_principles(record, example_statements(record, example), book)
    result = report.principles.get(rule.principle)
    earned = len(result.evidence) if rule.gives is Verdict.MET and result else 0
    return len(report.findings) + earned


def named(value) -> str:
    return getattr(value, "code", str(value)[:60])


@pytest.mark.parametrize("rule, example", FLAGGED, ids=named)
def test_a_rule_flags_its_examples(rule, example):
    assert hits(rule, example) > 0


@pytest.mark.parametrize("rule, example", PASSED, ids=named)
def test_a_rule_passes_its_near_misses(rule, example):
    assert hits(rule, example) == 0


@pytest.mark.parametrize("rule", BOOK.rules, ids=named)
def test_a_pattern_is_quick_on_hostile_text(rule):
    for which in ("patterns", "unless", "when"):
        for attack in ATTACKS:
            start = time.process_time()
            list(rule.find(which, attack))
            assert time.process_time() - start < 0.3


def test_every_principle_is_there_under_its_own_title():
    assert sorted(BOOK.principles) == list(range(1, 13))


def test_codes_belong_to_one_family_a_principle():
    families = {}
    for rule in BOOK.rules:
        families.setdefault(rule.code[:3], set()).add(rule.principle)
    assert all(len(principles) == 1 for principles in families.values())


def test_every_principle_has_a_rule():
    assert {rule.principle for rule in BOOK.rules} >= set(range(1, 13))


def test_every_pattern_of_every_rule_can_be_used():
    for rule in BOOK.rules:
        check_patterns("own", rule.code, rule)


def test_words_looked_for_first_hide_no_match():
    examples = [
        item
        for rule in BOOK.rules
        for example in (*rule.flag, *rule.passes)
        for _, _, item, _ in example_record(example).items()
    ]
    odd = ["THE \u017fTAFF \u212aIC\u212aED OFF", "PERſON CENTRED", "STRAßE", "i̇ n"]
    texts = [*examples[::3], *(text.upper() for text in examples[::9]), *odd]
    for rule in BOOK.rules:
        for which in PATTERN_LISTS:
            quick = prepared(getattr(rule, which), rule.case)
            if which != "elsewhere" and quick.patterns:
                nothing = tuple(() for _ in quick.patterns)
                slow = replace(quick, words=nothing, of_all=frozenset())
                assert [quick.find(t) for t in texts] == [slow.find(t) for t in texts], rule.code


def test_what_is_remembered_of_a_text_is_that_of_the_same_patterns_and_of_short_texts():
    one, other = prepared((r"\bkeys?\b",), False), prepared((r"\blamp\b",), False)
    text = "A key by the lamp."
    for _ in range(2):
        assert ([*one.find(text)], [*other.find(text)]) == ([(2, 5)], [(13, 17)])
        assert one.found(text)
        assert not one.found("A lamp.")
    before = patterns._memory_of.cache_info().currsize
    assert not one.found("No lamp here. " * 40)
    assert patterns._memory_of.cache_info().currsize == before


def test_the_patterns_of_a_rule_share_one_limit(monkeypatch):
    times = iter([0.0, 0.1, patterns.PATTERN_SECONDS + 0.1])
    monkeypatch.setattr(patterns, "process_time", lambda: next(times))
    two = prepared(("one", "two"), False)
    with pytest.raises(TimeoutError):
        two.find("one or two")

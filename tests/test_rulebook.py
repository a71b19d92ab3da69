"""Section G of the list of bad inputs, rules: what a rule file must be."""

from __future__ import annotations

import pytest

from outcome_classifier import RuleRefused, ValueRefused, check_record
from outcome_classifier.rulebook import load_rulebook

RULE = {
    "code": "LOC001",
    "name": "local-word",
    "title": "A local word",
    "principle": 4,
    "source": "Our style guide, page 2",
    "why": "Nobody outside knows it.",
    "check": "phrase",
    "severity": "advice",
    "tier": 1,
    "message": "A local word stands here.",
    "ask": "What would a neighbour call it?",
    "since": "2026",
    "patterns": [r"\bdoss list\b"],
    "flag": [f"On the doss list, {n}" for n in range(5)],
    "pass": [f"On the list, {n}" for n in range(10)],
}


def toml(rule: dict) -> str:
    lines = ["[[rule]]"]
    for key, value in rule.items():
        if isinstance(value, list):
            quoted = ", ".join(f"'{v}'" for v in value)
            lines.append(f"{key} = [{quoted}]")
        else:
            lines.append(f"{key} = {value!r}")
    return "\n".join(lines) + "\n"


@pytest.fixture
def write(tmp_path):
    def write_rule(*, drop: tuple[str, ...] = (), **changes):
        rule = {k: v for k, v in {**RULE, **changes}.items() if k not in drop}
        path = tmp_path / "local.toml"
        path.write_text(toml(rule), encoding="utf-8")
        return path

    return write_rule


def test_a_local_rule_runs_beside_ours(write):
    report = check_record("She is on the doss list for now.", rules=write())
    assert "LOC001" in {f.code for f in report.findings}
    assert len(report.rules) > 1


def test_g4_a_pattern_without_end_is_stopped_and_named(write):
    path = write(patterns=[r"^(a|aa)+$"])
    with pytest.raises(RuleRefused, match="A pattern of rule LOC001 took longer than"):
        check_record("a" * 90 + " !", rules=path)


@pytest.mark.parametrize(
    "change, expected",
    [({"patterns": ["(open"]}, "invalid pattern in patterns"),
     ({"kinds": ["wish"]}, "kinds has an unknown word"),
     ({"fields": ["hopes"]}, "fields has an unknown word"),
     ({"check": "magic"}, "check must be one of"),
     ({"principle": 13}, "principle must be one of"),
     ({"colour": "red"}, "unknown key"),
     ({"code": "PER001"}, "repeats a code in use"),
     ({"flag": ["one"]}, "needs 5 examples to flag and 10 to pass"),
     ({"source": " "}, "needs source")],
)  # fmt: skip
def test_g5_a_wrong_rule_says_where_and_what(write, change, expected):
    with pytest.raises(RuleRefused, match=f"local.toml, rule 1 .*{expected}"):
        load_rulebook(write(**change))


@pytest.mark.parametrize("key", ["source", "why", "message", "ask", "flag", "pass"])
def test_a_rule_that_lacks_something_does_not_load(write, key):
    with pytest.raises(RuleRefused, match="needs"):
        load_rulebook(write(drop=(key,)))


def test_g5_broken_toml_names_its_line(tmp_path):
    path = tmp_path / "broken.toml"
    path.write_text("[[rule]]\ncode = \n", encoding="utf-8")
    with pytest.raises(RuleRefused, match=r"broken.toml, TOML: .*line 2"):
        load_rulebook(path)


def test_g5_a_huge_missing_or_undecodable_file_is_refused(tmp_path):
    huge = tmp_path / "huge.toml"
    huge.write_bytes(b"#" * 1_000_001)
    with pytest.raises(RuleRefused, match="larger than"):
        load_rulebook(huge)
    with pytest.raises(RuleRefused, match="No such file"):
        load_rulebook(tmp_path / "none.toml")
    other = tmp_path / "other.toml"
    other.write_bytes(b"\xff\xfe")
    with pytest.raises(RuleRefused, match="is not UTF-8"):
        load_rulebook(other)


@pytest.mark.parametrize("word", ["PLN001", "pln", "PLN", "unexpanded-initials"])
def test_rules_are_switched_off_by_code_prefix_or_name(word):
    whole, less = load_rulebook(), load_rulebook().without([word])
    gone = {r.code for r in whole.rules} - {r.code for r in less.rules}
    assert "PLN001" in gone
    assert all(code.startswith("PLN") for code in gone)


def test_a_word_that_names_no_rule_is_refused():
    with pytest.raises(ValueRefused, match='"XYZ"'):
        check_record("Home by Easter", disable=["XYZ"])

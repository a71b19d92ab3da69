"""Section G of the list of bad inputs, rules: what a rule file must be."""

from __future__ import annotations

import pytest

from making import RULE, toml
from outcome_classifier import RuleRefused, ValueRefused, audit, check_record
from outcome_classifier.rulebook import load_rulebook
from outcome_classifier.rulebook.loading import STABLE_FROM


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
    report = check_record("a" * 90 + " !", rules=path)
    assert report.stopped == ("LOC001",)
    assert "LOC001" not in report.rules


def test_g4_a_stopped_rule_is_named_where_records_are_read(write):
    log_notes = [
        note
        for source in audit([{"id": "1", "text": "a" * 90 + " !"}], rules=write(
            patterns=[r"^(a|aa)+$"]
        )).sources
        for note in source.notes
    ]  # fmt: skip
    assert log_notes == ["Rule LOC001 took too long on 1 records and was left out there"]


@pytest.mark.parametrize(
    "change, expected",
    [({"patterns": ["(open"]}, "invalid pattern in patterns"),
     ({"kinds": ["wish"]}, "kinds has an unknown word"),
     ({"fields": ["hopes"]}, "fields has an unknown word"),
     ({"check": "magic"}, "check must be one of"),
     ({"principle": 13}, "principle must be one of"),
     ({"colour": "red"}, "unknown key"),
     ({"code": "PER001"}, "repeats a code that is or was in use"),
     ({"code": "PER009"}, "repeats a code that is or was in use"),
     ({"flag": ["one"]}, "needs 5 examples to flag and 10 to pass"),
     ({"source": " "}, "needs source"),
     ({"status": "trial"}, "status must be one of stable, preview"),
     ({"jurisdiction": ["France"]}, "jurisdiction has an unknown word"),
     ({"when_fields": ["hopes"]}, "when_fields has an unknown word"),
     ({"elsewhere": ["({words}"]}, "invalid pattern in elsewhere")],
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


def local(tmp_path, text):
    path = tmp_path / "local.toml"
    path.write_text(text, encoding="utf-8")
    return path


def codes(report):
    return {finding.code for finding in report.findings}


def test_an_organisation_adds_words_to_a_rule_and_spares_others(tmp_path):
    path = local(tmp_path, '[words.PLN003]\nextra = ["huddle board"]\nexempt = ["service user"]\n')
    assert "PLN003" in codes(check_record("Up on the huddle board.", rules=path))
    assert "PLN003" not in codes(check_record("Up on the huddle board."))
    assert "PLN003" in codes(check_record("The service user sang."))
    assert "PLN003" not in codes(check_record("The service user sang.", rules=path))


def test_words_can_be_given_as_one_list(tmp_path):
    path = local(tmp_path, '[words]\nPLN003 = ["(huddle)"]\n')
    assert "PLN003" in codes(check_record("Up on the (huddle) wall.", rules=path))


def test_words_are_added_to_a_rule_of_stock_words_and_to_an_occasion(tmp_path):
    path = local(
        tmp_path,
        '[words]\nPER005 = ["choir", "hymns"]\n[words.COP005]\nextra = ["the panel"]\n',
    )
    record = {"id": "1", "fields": {"outcomes": ["Choir and hymns"]}}
    assert "PER005" in codes(check_record(record, rules=path))
    assert "PER005" not in codes(check_record(record))
    text = "The panel met. It rained. It closed."
    assert "COP005" in codes(check_record(text, rules=path))


def test_an_organisation_switches_families_off(tmp_path):
    report = check_record("Dementia sufferer.", rules=local(tmp_path, 'off = ["PLN"]\n'))
    assert not any(code.startswith("PLN") for code in report.rules)


def test_a_report_names_what_an_organisation_changed(write, tmp_path):
    assert check_record("Home").local == ()
    assert check_record("Home", rules=write()).local == ("LOC001 added",)
    path = local(tmp_path, 'off = ["JOI"]\n[words]\nPLN003 = ["hub"]\n')
    assert check_record("Home", rules=path).local == ("PLN003 words", "JOI off")


@pytest.mark.parametrize(
    "text, expected",
    [('off = "PLN"', "off: must be a list"), ('off = ["XYZ"]', "off: names a rule that is not"),
     ("[words]\nXYZ001 = ['a']", "words.XYZ001: names no rule"),
     ("[words]\nPLN003 = 'a'", "words.PLN003: write lists of words"),
     ("[words.PLN003]\nmore = ['a']", "words.PLN003: write lists of words"),
     ("[words]\nPLN003 = [' ']", "words.PLN003: write lists of words"),
     ("words = 3", r"words: write \[words.CODE\]"), ("[settings]", "may hold off, rule, words")],
)  # fmt: skip
def test_g5_a_wrong_local_file_says_where_and_what(tmp_path, text, expected):
    with pytest.raises(RuleRefused, match=expected):
        load_rulebook(local(tmp_path, text))


DATED = {"id": "1", "text": "Home", "date": "2026-01-01", "review_date": "2027-06-01"}


@pytest.mark.parametrize(
    "nation, expected",
    [("Wales", {"REV001"}), ("England", {"REV008"}), ("Scotland", set()),
     ("Northern Ireland", set())],
)  # fmt: skip
def test_review_dates_are_checked_by_the_law_of_the_nation(nation, expected):
    found = codes(check_record(DATED, jurisdiction=nation))
    assert found & {"REV001", "REV008"} == expected


def test_wales_is_meant_where_no_nation_is_named_and_an_unknown_one_is_refused():
    assert codes(check_record(DATED)) == codes(check_record(DATED, jurisdiction="Wales"))
    with pytest.raises(ValueRefused, match="jurisdiction must be one of England"):
        check_record(DATED, jurisdiction="wales")


def test_a_rule_of_another_nation_can_be_switched_off_all_the_same():
    assert check_record(DATED, disable=["REV008"]).findings


def test_a_rule_seen_in_few_records_is_a_preview():
    for rule in load_rulebook().rules:
        if rule.seen["records"] < STABLE_FROM:
            assert rule.status == "preview", rule.code
        assert rule.seen["right"] <= rule.seen["records"]

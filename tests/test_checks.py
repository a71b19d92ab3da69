"""Each kind of check, and each key that excuses or gives the occasion, on one small rule."""

from __future__ import annotations

from dataclasses import replace

import pytest

from examples import example_record, example_statements
from outcome_classifier import Kind, Verdict
from outcome_classifier.principles import check_principles
from outcome_classifier.principles.spared import attributed, quotations
from outcome_classifier.rulebook import Rule, Rulebook, linked, load_rulebook, vocabulary

PRINCIPLES = load_rulebook().principles
PLAIN = Rule(
    code="LOC001",
    name="local",
    title="A word",
    principle=4,
    source="here",
    why="so",
    check="phrase",
    gives=Verdict.ATTENTION,
    severity="advice",
    tier=1,
    message="A word.",
    ask="Which?",
    since="1",
    flag=(),
    passes=(),
    patterns=(r"\bdoss\b",),
)


def found(rule, example):
    record = example_record(example)
    book = Rulebook(PRINCIPLES, (rule,))
    report = check_principles(record, example_statements(record, example), book)
    return [finding.text for finding in report.findings]


def rule(**changes):
    return replace(PLAIN, **changes)


def test_a_phrase_is_found_once_for_each_place():
    assert found(PLAIN, "On the doss. Off the doss.") == ["doss", "doss"]


def test_a_phrase_rule_with_an_occasion_speaks_only_where_it_is_given():
    reviewed = rule(when=(r"\breview\b",))
    assert found(reviewed, {"review": ["Review in May."], "notes": ["On the doss."]}) == ["doss"]
    assert found(reviewed, "On the doss.") == []


def test_an_occasion_can_be_tied_to_a_field():
    reviewed = rule(when=(r"\w",), when_fields=("review",))
    assert found(reviewed, {"review": ["May."], "notes": ["On the doss."]}) == ["doss"]
    assert found(reviewed, {"notes": ["May.", "On the doss."]}) == []


def test_words_near_excuse_as_far_as_a_rule_says():
    text = "On the doss. Seen with my own eyes. Later on."
    assert found(rule(unless=(r"\bseen\b",)), text) == ["doss"]
    assert found(rule(unless=(r"\bseen\b",), settings={"near": 1}), text) == []
    assert found(rule(unless=(r"\blater\b",), settings={"near": 1}), text) == ["doss"]


def test_what_stands_anywhere_in_the_fields_excuses_all():
    excused = rule(excused=(r"“",), fields=("notes",))
    assert found(excused, {"notes": ["On the doss."]}) == ["doss"]
    assert found(excused, {"notes": ["On the doss.", "“So be it.”"]}) == []
    assert found(excused, {"notes": ["On the doss."], "story": ["“So be it.”"]}) == ["doss"]


def test_a_rule_can_ask_for_several_places_that_excuse():
    often = rule(excused=(r"“",), fields=("notes",), settings={"excuses": 2})
    assert found(often, {"notes": ["On the doss.", "“So be it.”"]}) == ["doss"]
    assert found(often, {"notes": ["On the doss.", "“So be it.”", "“Aye.”"]}) == []
    assert found(often, {"notes": ["On the doss.", "“Aye.”"], "story": ["“No.”"]}) == ["doss"]


def test_initials_explained_elsewhere_in_the_record_are_fine():
    initials = rule(
        patterns=(r"\b[A-Z]{3}\b",),
        elsewhere=(r"{words} \([a-z]", r"\({words}\)"),
        case=True,
    )
    assert found(initials, "PEP due.") == ["PEP"]
    assert found(initials, {"notes": ["PEP due."], "story": ["Her PEP (school plan)."]}) == []
    assert found(initials, {"notes": ["PEP due."], "story": ["The school plan (PEP)."]}) == []


def test_a_rule_can_ask_for_several_different_words():
    several = rule(patterns=(r"\b[A-Z]{3}\b",), settings={"distinct": 2}, case=True)
    assert found(several, "PEP, PEP and PEP.") == []
    assert found(several, "PEP and IRO.") == ["PEP", "IRO"]


def test_a_rule_can_ask_for_several_places():
    several = rule(settings={"least": 2})
    assert found(several, "On the doss.") == []
    assert found(several, "On the doss. Off the doss.") == ["doss", "doss"]


def test_a_spared_word_is_left_alone():
    assert found(rule(spared=("doss",)), "On the Doss.") == []


def test_words_that_begin_in_a_heading_are_seen():
    assert found(rule(patterns=(r"Notes: none",)), "Notes: none.") == ["Notes: none"]


@pytest.mark.parametrize(
    "text",
    ["“On the doss. All day.” That was it.", '"On the doss. All day."', "‘On the doss. It’s so.’",
     "'On the doss. All day.' he said"],
)  # fmt: skip
def test_a_quotation_of_several_sentences_is_spared_as_a_whole(text):
    assert found(rule(exempt=("quote",)), text) == []
    assert found(PLAIN, text) == ["doss"]


@pytest.mark.parametrize(
    "text",
    ["Her son’s view: it is all wrong. He is on the doss. Nobody works.",
     "What Dad says\nHe is on the doss.\nNobody works.\n\nPlan\nMonday.",
     "Mum said: he is on the doss."],
)  # fmt: skip
def test_what_is_told_as_somebodys_is_spared_over_several_sentences(text):
    assert found(rule(exempt=("attributed",)), text) == []


def test_a_view_ends_where_its_lines_end():
    text = "What Dad says\nHe works.\n\nPlan\nOn the doss."
    assert found(rule(exempt=("attributed",)), text) == ["doss"]
    assert found(rule(exempt=("attributed",)), "Her view: fine.\nOn the doss.") == ["doss"]


@pytest.mark.parametrize("text", ["It's the boys' doss, isn't it", "“On the doss", "6' by 3' doss"])
def test_apostrophes_and_open_marks_quote_nothing(text):
    assert quotations(text) == ()
    assert found(rule(exempt=("quote",)), text) == ["doss"]


def test_spans_are_in_order_and_apart():
    text = '“He said ‘no’ twice.” Then "yes". Her view: no. “One.”'
    spans = quotations(text)
    assert list(spans) == sorted(spans)
    assert all(a[1] < b[0] for a, b in zip(spans, spans[1:], strict=False))
    assert attributed(text)


MISSING = rule(check="missing", patterns=(r"\bbecause\b",), when=(r"\bclosed\b",))


def test_something_missing_is_told_at_every_occasion():
    assert found(MISSING, "Closed. Cold. Closed again.") == ["Closed", "Closed"]
    assert found(MISSING, "Closed. Because of snow.") == []
    assert found(MISSING, "Cold.") == []


def test_the_occasion_of_something_missing_can_be_tied_to_a_field_and_excused():
    tied = replace(MISSING, when_fields=("review",), unless=(r"\bshop\b",))
    assert found(tied, {"notes": ["Closed."]}) == []
    assert found(tied, {"review": ["Closed."]}) == ["Closed"]
    assert found(tied, {"review": ["The shop closed."]}) == []


def test_something_may_be_missing_though_it_is_there_a_little():
    few = replace(MISSING, settings={"most": 1})
    assert found(few, "Closed. Because of snow.") == ["Closed"]
    assert found(few, "Closed. Because of snow. Because of ice.") == []


def test_something_missing_may_need_several_occasions():
    often = replace(MISSING, settings={"least": 2})
    assert found(often, "Closed. Cold.") == []
    assert found(often, "Closed. Cold. Closed again.") == ["Closed", "Closed"]


def test_a_statement_of_stock_words_is_found():
    stock = rule(check="stock", patterns=(), settings={"share": 0.75, "least_words": 2})
    assert found(stock, "To maintain independence. To sing in the choir.") == [
        "To maintain independence."
    ]
    assert found(replace(stock, words=("choir", "sing")), "To sing in the choir.") != []
    assert found(replace(stock, spared=("independence", "maintain")), "Maintain independence") == []


def test_a_portion_of_the_fields_must_be_stock():
    stock = rule(
        check="stock",
        patterns=(),
        fields=("outcomes",),
        settings={"share": 0.75, "least_words": 2, "portion": 0.5},
    )
    one = "To maintain independence"
    assert found(stock, {"outcomes": [one, "The choir"]}) == [one]
    assert found(stock, {"outcomes": [one, "The choir", "The sea"]}) == []


def test_a_bare_statement_is_found():
    bare = rule(check="bare", patterns=(r"\bshe\b",), settings={"most_words": 3})
    assert found(bare, "Falls. She falls. Falls on the stone stairs.") == ["Falls."]


LINK = rule(check="link", patterns=(), fields=("outcomes",), linked=("actions",))


def test_an_outcome_that_no_action_speaks_of_is_found():
    assert found(LINK, {"outcomes": ["The choir"], "actions": ["Key safe"]}) == ["The choir"]
    assert found(LINK, {"outcomes": ["The choir"], "actions": ["Lift to choirs"]}) == []
    assert found(LINK, {"outcomes": ["The choir"]}) == []


def test_two_names_link_nothing():
    assert not linked(vocabulary().own("Gwen swims"), vocabulary().own("Gwen sings"))
    assert linked(vocabulary().own("Swimming"), vocabulary().own("to swim"))


def test_a_kind_is_excused_by_a_reason_elsewhere():
    kind = rule(check="kind", patterns=(), kinds=(Kind.OUTPUT,), excused=(r"\bbecause\b",))
    assert found(kind, {"actions": ["Visit"], "kinds": ["output"]}) == ["Visit"]
    example = {"actions": ["Visit", "Because she asked"], "kinds": ["output", "need"]}
    assert found(kind, example) == []


def test_stock_words_can_bar_a_phrase_from_being_credited():
    wish = rule(gives=Verdict.MET, patterns=(r"\bwants\b",), settings={"most_stock": 0.5})
    for text, verdict in (("He wants the sea.", "met"), ("He wants support.", "cannot_tell")):
        record = example_record(text)
        book = Rulebook(PRINCIPLES, (wish,))
        report = check_principles(record, example_statements(record, text), book)
        assert report.principles[4].verdict == verdict


def test_g4_a_rule_that_takes_too_long_is_left_out_and_named():
    slow = rule(code="LOC002", patterns=(r"^(a|aa)+$",))
    record = example_record("a" * 90 + " ! On the doss.")
    statements = example_statements(record, "x")
    report = check_principles(record, statements, Rulebook(PRINCIPLES, (PLAIN, slow)))
    assert (report.stopped, report.rules) == (("LOC002",), ("LOC001",))
    assert [f.text for f in report.findings] == ["doss"]


def test_a_preview_is_marked_as_one():
    preview = rule(status="preview")
    record = example_record("On the doss.")
    report = check_principles(
        record, example_statements(record, ""), Rulebook(PRINCIPLES, (preview,))
    )
    assert [f.status for f in report.findings] == ["preview"]
    assert report.principles[4].verdict == "attention"

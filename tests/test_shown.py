"""What a notebook and a terminal show: everything that was written, as text and never as markup."""

from __future__ import annotations

import subprocess
import sys
from html.parser import HTMLParser

import pytest

from outcome_classifier import (
    Evidence,
    Kind,
    Part,
    Prediction,
    Record,
    Span,
    audit,
    check_record,
    classify,
)

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><b>bold</b><style>",
    "</p></td></table></div><iframe src='javascript:alert(1)'>",
    "{{1234*1234}} {% raw %} {# no #}",
    "javascript:alert(1) &lt;b&gt; &amp;",
]
TAGS = set(
    "div style p mark span strong em table caption thead tbody tr th td q br details summary".split()
)


class Page(HTMLParser):
    """The tags, attributes and words of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] != ["style"]:
            self.words += data


def labelled(text: str, *words: tuple[int, int], kind: Kind = Kind.OUTCOME) -> Prediction:
    """A prediction made by hand: no model is asked."""
    spans = tuple(Span(text[start:end], start, end, 0.2) for start, end in words)
    return Prediction(
        text=text,
        kind=kind,
        probabilities={k: 0.7 if k is kind else 0.1 for k in Kind},
        confidence=0.7,
        needs_review=True,
        evidence=Evidence(spans, Kind.NEED, "It says how life is to be.", "What would that be?"),
        parts=(Part(text[:4], 0, 4, kind),),
        model_version="0",
    )


def hostile_values(text: str) -> list[object]:
    """A prediction, a report and an audit that hold a text wherever text can stand."""
    record = Record(
        text,
        fields={"outcomes": (text + " day centre",), "notes": (text + " kicked off",)},
        team=text,
        service=text,
        source=text,
    )
    whole = audit([record] * 2)
    return [labelled(text, (0, 3), (5, 9)), labelled(text), check_record(record), whole]


@pytest.mark.model
@pytest.mark.parametrize("text", HOSTILE)
def test_f3_hostile_text_is_shown_as_text_in_a_notebook(text):
    for value in hostile_values(text):
        html = value._repr_html_()
        page = Page(html)
        assert page.tags <= TAGS
        assert page.attributes <= {"class", "style", "scope"}
        assert page.open == []
        assert html.count("<style>") == 1
        assert "1522756" not in page.words


@pytest.mark.model
@pytest.mark.parametrize("text", HOSTILE)
def test_what_was_written_is_there_whole_in_a_notebook_and_a_terminal(text):
    prediction, _, report, _ = hostile_values(text)
    assert text in Page(prediction._repr_html_()).words
    assert text in str(prediction)
    assert text in Page(report._repr_html_()).words
    assert f"Record {text}" in str(report)


@pytest.mark.model
def test_f3_hostile_names_of_files_and_columns_are_shown_as_text(write_csv):
    path = write_csv([["ID", "Outcomes", HOSTILE[0]], ["1", "Home", "x"]], name="<b>plans.csv")
    page = Page(audit(path)._repr_html_())
    assert page.tags <= TAGS
    assert "<b>plans.csv" in page.words
    assert HOSTILE[0] in page.words


def test_b9_direction_marks_and_terminal_codes_are_left_out():
    prediction = labelled("\x1b[31mHome\u202e by\x07 Easter\x00\nin  spring")
    assert (
        str(prediction).splitlines()[0] == "outcome (0.70, not sure): [31mHome by Easter in spring"
    )
    assert not {"\u202e", "\x1b", "\x07", "\x00"} & set(prediction._repr_html_())


def test_the_words_that_decided_are_marked_where_they_stand():
    html = labelled("Home by Easter & <spring>", (8, 14), (0, 4))._repr_html_()
    assert "<mark>Home</mark> by <mark>Easter</mark> &amp; &lt;spring&gt;" in html


def test_a_text_without_a_kind_shows_its_reason():
    prediction = Prediction("Goals:", None, {}, 0.0, False, reason="not_a_statement")
    assert str(prediction) == "none: not_a_statement: Goals:"
    assert "No kind: not a statement." in Page(prediction._repr_html_()).words


def test_b4_a_very_long_text_is_shown_cut_with_a_mark():
    prediction = Prediction("a" * 50_000, None, {}, 0.0, False, reason="too_long")
    assert "48,000 characters more" in Page(prediction._repr_html_()).words
    assert len(prediction._repr_html_()) < 8_000
    assert len(str(prediction)) < 2_100


@pytest.mark.model
def test_a_report_shows_every_verdict_finding_and_statement(plan):
    report = check_record(plan)
    words, lines = Page(report._repr_html_()).words, str(report)
    for number, result in report.principles.items():
        assert (f"{number}. {result.title}" in lines) is (result.verdict != "cannot_tell")
        assert (f"{number}. {result.title}" in words) is (result.verdict != "cannot_tell")
    assert report.findings
    for finding in report.findings:
        for shown in (words, lines):
            assert finding.code in shown
            assert finding.ask in shown
    for statement in report.statements:
        assert statement.statement.text in words


@pytest.mark.model
def test_an_audit_shows_the_numbers_of_its_report(write_csv):
    from outcome_classifier.reporting import summarise

    path = write_csv(
        [["ID", "Outcomes", "Shoe size"], ["1", "Home by Easter", "6"], ["2", "N/A", "7"]]
    )
    result = audit(path)
    summary = summarise(result)
    for shown in (str(result), Page(result._repr_html_()).words):
        assert "2 records, 2 statements" in shown
        assert "columns left out: Shoe size" in shown
        assert "placeholder 1" in shown
        assert all(p.title[:40] in shown for p in summary.principles)


@pytest.mark.model
def test_a_short_form_holds_nothing_that_was_written(plan):
    report, whole = check_record(plan), audit([plan])
    assert repr(report).startswith("<RecordReport 'P7': ")
    assert repr(whole) == "<Audit: 1 records, 0 places unread>"
    assert "shop" not in repr(report)


@pytest.mark.model
def test_a_terminal_notebook_shows_plain_text():
    from IPython.lib.pretty import pretty

    prediction = classify("Home by Easter")
    assert pretty(prediction) == str(prediction)
    assert str(prediction).startswith(f"{prediction.kind} (")


def test_the_writing_is_imported_when_a_value_is_first_shown():
    code = (
        "import sys; from outcome_classifier import Prediction;"
        "p = Prediction('Home', None, {}, 0.0, False, 'empty');"
        "print('outcome_classifier.reporting' in sys.modules, 'jinja2' in sys.modules); str(p);"
        "print('outcome_classifier.reporting' in sys.modules, 'pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False", "True", "False"]

"""The quiz as a page: it marks itself, lets nothing else run, and prints with answers overleaf."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from html import unescape

import pytest

from outcome_classifier import Kind, OutputRefused
from outcome_classifier.quiz import Question, load_questions
from outcome_classifier.quiz.page import render_quiz, write_quiz

HOSTILE = "</p></script><script>document.title='ran'</script><img src=x onerror=alert(1)>{{7*7}}"
#: Plays the quiz in a frame, from outside: answers one statement after the other.
PROBE = """<!DOCTYPE html><body><iframe width=%d height=900 src='quiz.html'></iframe><script>
onload = () => {
  const page = document.querySelector('iframe').contentDocument;
  const score = () => page.getElementById('score').textContent;
  const click = (n, value) => page.querySelector(`#q${n} button[value=${value}]`).click();
  const told = {shown: getComputedStyle(page.querySelector('.key')).display, start: score()};
  click(1, 'yes'); click(1, 'no'); click(2, 'yes');
  told.marks = [1, 2].map((n) => page.querySelector(`#q${n} .mark`).textContent);
  told.pressed = page.querySelectorAll('[aria-pressed=true]').length;
  told.partly = score();
  page.querySelectorAll('.questions > li').forEach((q) => click(q.id.slice(1), 'yes'));
  told.end = score();
  told.links = [...page.querySelectorAll('#score a')].map((a) => a.getAttribute('href'));
  told.wide = page.documentElement.scrollWidth;
  told.small = [...page.querySelectorAll('.answers button')]
    .filter((b) => b.offsetHeight < 44 || b.offsetWidth < 44).length;
  document.body.dataset.told = JSON.stringify(told);
};
</script>"""


@pytest.fixture
def page(tmp_path):
    return write_quiz(tmp_path / "quiz.html")


def test_every_statement_has_a_reason_and_every_other_kind_a_question():
    questions = load_questions()
    assert [q.number for q in questions] == list(range(1, 26))
    for question in questions:
        assert question.why.endswith(".")
        assert question.ask.endswith("?") is not question.is_outcome


def test_the_command_writes_the_page_and_not_over_another(cli, tmp_path):
    target = tmp_path / "quiz.html"
    code, out, _ = cli("quiz", "--html", str(target))
    assert code == 0
    assert "quiz.html" in "".join(out.split())
    assert target.read_text(encoding="utf-8") == render_quiz(load_questions())
    code, _, err = cli("quiz", "--html", str(target))
    assert (code, "[E601] quiz.html is already there" in err) == (3, True)
    assert cli("quiz", "--html", str(target), "--force")[0] == 0
    with pytest.raises(OutputRefused, match="could not be written"):
        write_quiz(tmp_path / "none" / "quiz.html")


def test_the_policy_allows_the_page_s_own_script_and_style_alone(page):
    text = page.read_text(encoding="utf-8")
    policy = unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1])
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    for rule, tag in (("script-src", "script"), ("style-src", "style")):
        inline = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = b64encode(sha256(inline[0].encode()).digest()).decode()
        assert len(inline) == 1
        assert rules.pop(rule) == f"'sha256-{digest}'"
    assert set(rules) == {"default-src", "base-uri", "form-action"}
    assert set(rules.values()) == {"'none'"}
    assert not re.search(r"\s(?:style|on[a-z]+)=", text)
    assert not re.search(r"(?:src|href)=[\"'](?!#)", text)


def test_f3_a_hostile_statement_is_shown_as_text():
    question = Question(1, HOSTILE, Kind.NEED, None, HOSTILE, HOSTILE)
    text = render_quiz([question])
    assert text.count("<script") == 1
    assert "<img" not in text
    assert text.count("{{7*7}}") == 3


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_marks_itself_and_fits_a_phone_and_a_desk(browser, page, width):
    probe = page.with_name("probe.html")
    probe.write_text(PROBE % width, encoding="utf-8")
    found = re.search(r'data-told="([^"]*)"', browser(probe, "--dump-dom"))
    assert found
    told = json.loads(unescape(found[1]))
    assert told["shown"] == "none"
    assert told["start"] == "0 of 25 answered, 0 right."
    assert "✗ Not quite." in told["marks"][0]
    assert "Where would you go first" in told["marks"][0]
    assert "✓ That is right." in told["marks"][1]
    assert told["pressed"] == 2
    assert told["partly"] == "2 of 25 answered, 1 right."
    wrong = [q.number for q in load_questions() if not q.is_outcome]
    assert told["end"] == (
        f"You got 12 of 25 right. Worth talking about: {', '.join(map(str, wrong))}."
    )
    assert told["links"] == [f"#q{number}" for number in wrong]
    assert told["wide"] <= width
    assert told["small"] == 0


@pytest.mark.slow
def test_a_script_that_is_not_the_page_s_own_does_not_run(browser, page):
    text = page.read_text(encoding="utf-8")
    sneaked = "<script>document.body.dataset.ran = 'yes'</script><p id='hit' onclick='x'>"
    page.write_text(text.replace("<main>", f"{sneaked}<main>"), encoding="utf-8")
    seen = browser(page, "--dump-dom")
    assert "0 of 25 answered" in seen
    assert "data-ran" not in seen


@pytest.mark.slow
def test_without_its_script_the_page_still_gives_the_answers(browser, page):
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace('"use strict";', '"use strict"; '), encoding="utf-8")
    seen = browser(page, "--dump-dom")
    assert '<html lang="en-GB">' in seen
    assert "0 of 25 answered" not in seen
    assert seen.index("Answers and reasons") > seen.index('id="q25"')


@pytest.mark.slow
def test_the_sheet_prints_on_one_leaf_with_the_answers_overleaf(browser, page, tmp_path):
    from pypdf import PdfReader

    browser(page, "--no-pdf-header-footer", f"--print-to-pdf={tmp_path / 'quiz.pdf'}")
    front, back = (p.extract_text() for p in PdfReader(tmp_path / "quiz.pdf").pages)
    for question in load_questions():
        words = question.text.split()[-1]
        assert words in front
    assert "Tick yes or no" in front
    assert "This is" not in front
    assert front.count("Yes") == 25
    assert "Start again" not in front + back
    assert back.count("This is a") == 25

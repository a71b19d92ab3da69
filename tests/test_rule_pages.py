"""A page for each rule, written from the rule."""

from __future__ import annotations

import subprocess
import sys

import pytest

from conftest import ROOT
from outcome_classifier.rulebook import load_rulebook
from outcome_classifier.rulebook.pages import rule_pages, write_pages

PAGES = ROOT / "docs" / "rules"


def test_the_pages_are_up_to_date():
    written = {path.name: path.read_text(encoding="utf-8") for path in PAGES.glob("*.md")}
    expected = rule_pages()
    assert sorted(written) == sorted(expected)
    stale = [name for name, text in expected.items() if written[name] != text]
    assert stale == [], "run: python -m outcome_classifier.rulebook docs/rules"


@pytest.mark.parametrize("rule", load_rulebook().rules, ids=lambda rule: rule.code)
def test_a_page_holds_all_that_a_worker_needs(rule):
    page = rule_pages()[f"{rule.code}.md"]
    needed = [rule.title, rule.why, rule.source, rule.message, rule.ask, rule.known_problems]
    assert all(text in page for text in needed)
    assert page.count("\n- ") == len(rule.flag) + len(rule.passes)
    assert f"[{rule.code}]({rule.code}.md)" in rule_pages()["README.md"]


def test_a_page_of_a_rule_that_is_gone_is_taken_away(tmp_path):
    (tmp_path / "OLD001.md").write_text("gone", encoding="utf-8")
    write_pages(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(rule_pages())


def test_the_command_writes_pages_and_says_how_it_is_used(tmp_path):
    command = [sys.executable, "-m", "outcome_classifier.rulebook"]
    subprocess.run([*command, str(tmp_path / "rules")], check=True)
    assert (tmp_path / "rules" / "README.md").exists()
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "FOLDER" in refused.stderr

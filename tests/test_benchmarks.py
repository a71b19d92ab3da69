"""The tables of benchmarks are those of the figures that were kept, and the README quotes them."""

from __future__ import annotations

import sys

from conftest import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))
import results


def test_the_page_shows_what_was_kept():
    shown = results.PAGE.read_text(encoding="utf-8")
    assert results.page(shown) == shown
    for name in results.kept():
        assert f"<!-- {name} -->\n| " in shown


def test_a_row_takes_the_place_of_one_with_its_key(monkeypatch, tmp_path):
    monkeypatch.setattr(results, "RESULTS", tmp_path / "results.json")
    monkeypatch.setattr(results, "PAGE", tmp_path / "README.md")
    results.RESULTS.write_text("{}")
    results.PAGE.write_text("Before\n<!-- a -->\n<!-- /a -->\nAfter\n")
    for count in (1000, 2000):
        results.keep("a", {"run": "one", "count": count, "same": True, "left": None}, key=("run",))
    assert results.kept() == {"a": [{"run": "one", "count": 2000, "same": True, "left": None}]}
    assert results.PAGE.read_text() == (
        "Before\n<!-- a -->\n| run | count | same | left |\n|---|---|---|---|\n"
        "| one | 2,000 | yes |  |\n<!-- /a -->\nAfter\n"
    )

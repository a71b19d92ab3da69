"""README's examples run, and every figure in a document is the one in the metrics."""

from __future__ import annotations

import doctest
import importlib
import json
import pkgutil
import re
import runpy
from pathlib import Path

import pytest

import outcome_classifier
from conftest import ROOT
from outcome_classifier.shipped import shipped_model

pytestmark = pytest.mark.model
README = (ROOT / "README.md").read_text(encoding="utf-8")
METRICS = json.loads((shipped_model() / "metrics.json").read_text(encoding="utf-8"))
MODULES = [
    name
    for _, name, _ in pkgutil.walk_packages(outcome_classifier.__path__, "outcome_classifier.")
    if not name.endswith("__main__")
]
#: The reference repeats the docstrings, whose examples run from where they stand.
WITH_EXAMPLES = sorted(
    {*ROOT.glob("docs/*.md"), *ROOT.glob("docs/how-to/*.md")} - {ROOT / "docs" / "reference.md"}
)
NEEDS_TORCH = {
    f"outcome_classifier.training.{name}" for name in ("encoder", "encoder_recipe", "export")
}
HOW_MADE = (
    "All statements and labels were produced by an AI language model in separate passes; no "
    "practitioner and no person who uses care and support has written or checked them; agreement "
    "is between passes, not between people."
)


def test_the_examples_of_the_readme_run():
    result = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert result.attempted >= 8
    assert result.failed == 0


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=lambda path: path.name)
def test_the_examples_of_the_documents_run(path):
    assert doctest.testfile(str(path), module_relative=False).failed == 0


def test_the_commands_of_the_page_on_training_run(cli, tmp_path, monkeypatch):
    statements = (ROOT / "notebooks" / "own_statements.csv").read_text(encoding="utf-8")
    for name in ("my-statements.csv", "held-back.csv"):
        (tmp_path / name).write_text(statements, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "how-to" / "train.md").read_text(encoding="utf-8")
    train, evaluate, encoder = re.findall(r"^ *outcome-classifier (.+)$", page, re.MULTILINE)
    assert cli(*train.split())[0] == 0
    code, out, _ = cli(*evaluate.split())
    assert code == 0
    assert "right, four kinds" in out
    assert "| held-out, by the shipped model" in Path("my-model/MODEL_CARD.md").read_text("utf-8")
    code, _, err = cli(*encoder.split())
    assert code == 3
    assert re.search(r"E801.*\[train\]|E501.*these packages are needed", flat(err))


@pytest.mark.parametrize("path", sorted(ROOT.glob("docs/**/*.md")), ids=lambda path: path.name)
def test_the_links_of_the_documents_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        assert target.startswith("https://") or (path.parent / target).exists(), target


def test_the_reference_is_the_docstrings():
    path = ROOT / "docs" / "build_reference.py"
    build = runpy.run_path(str(path), run_name="build")
    assert build["page"]() == (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["outcome_classifier", *MODULES])
def test_the_examples_of_docstrings_run(name):
    if name in NEEDS_TORCH:
        pytest.importorskip("torch", reason="the extra train is not installed")
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("path", ["README.md", "data/README.md", "models/{}/MODEL_CARD.md"])
def test_scores_begin_with_how_the_data_was_made(path):
    text = (ROOT / path.format(shipped_model().name)).read_text(encoding="utf-8")
    assert flat(HOW_MADE) in flat(text)


@pytest.mark.parametrize("path", ["README.md", "models/{}/MODEL_CARD.md"])
def test_every_score_is_the_one_in_the_metrics(path):
    text = (ROOT / path.format(shipped_model().name)).read_text(encoding="utf-8")
    text = text.split("## One capability")[0].split("<!-- record scores -->")[0]
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([\d.]+) \| ([\d.]+) to ([\d.]+) \|", text, re.M)
    published = {
        (name, f"{s['value']:.3f}", f"{s['low']:.3f}", f"{s['high']:.3f}")
        for name, evaluation in METRICS["evaluations"].items()
        for s in evaluation["scores"].values()
    }
    assert rows
    for name, _, value, low, high in rows:
        assert (name.strip(), value, low, high) in published


def test_the_review_point_is_told_as_it_is_set():
    from outcome_classifier.training.heads import ACCEPTED_RIGHT

    assert f"where {100 * ACCEPTED_RIGHT:.0f} in 100 are" in flat(README)
    assert METRICS["evaluations"]["validation"]["scores"]["sure_right"]["value"] > 0.95


def test_the_model_card_is_written_from_the_metrics_of_this_model():
    from outcome_classifier.training.publishing import card_of

    card = (shipped_model() / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert card == card_of(shipped_model())
    assert len(METRICS["behaviour"]) >= 25
    assert {c["type"] for c in METRICS["behaviour"]} == {
        "minimum function", "invariance", "direction",
    }  # fmt: skip
    for capability in METRICS["behaviour"]:
        assert f"| {capability['name'].replace('_', ' ')} | {capability['type']} |" in card
    for swap in METRICS["swaps"]:
        assert f"| {swap['attribute'].replace('_', ' ')} | {swap['flips']['value']:.3f} |" in card


def test_the_changelog_names_this_version():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {outcome_classifier.__version__}" in changelog

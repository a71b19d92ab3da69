"""The house: levels of imports, light import, public names, module sizes."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import outcome_classifier
from conftest import ROOT

PACKAGE = ROOT / "src" / "outcome_classifier"
LEVELS = {
    **dict.fromkeys(
        ("datatypes", "results", "readlog", "errors", "cleaning", "dates", "fieldnames", "shipped"),
        0,
    ),
    **dict.fromkeys(
        (
            "reading",
            "segmenting",
            "rulebook",
            "reporting",
            "encoder",
            "languages",
            "pseudonyms",
            "columns",
        ),
        1,
    ),
    **dict.fromkeys(("qualities", "explaining"), 2),
    **dict.fromkeys(("model_store", "principles", "quiz"), 3),
    "classifier": 4,
    **dict.fromkeys(("auditing", "evaluation"), 5),
    **dict.fromkeys(("training", "schema"), 6),
    **dict.fromkeys(("integrations", "_api", "_audits", "__init__"), 7),
    "cli": 8,
}
MODULES = sorted(PACKAGE.rglob("*.py"))
#: Level 0 holds the values themselves: what results are made of comes first.
#: A value that is shown asks, when it is, the room that writes for people.
WITHIN_LEVEL = {
    ("results", "datatypes"),
    ("results", "readlog"),
    ("readlog", "datatypes"),
    ("datatypes", "errors"),
    ("datatypes", "reporting"),
    ("__init__", "_api"),
    ("__init__", "_audits"),
}


def room(path: Path) -> str:
    inside = path.relative_to(PACKAGE)
    return inside.parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    found = set()
    depth = len(path.relative_to(PACKAGE).parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == depth:
            names = [node.module] if node.module else [alias.name for alias in node.names]
            found |= {name.split(".")[0] for name in names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("outcome_class"):
            found.add((node.module or "").split(".")[1] if "." in (node.module or "") else "api")
    return found - {"__version__"}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_imports_only_from_lower_levels(path):
    own = room(path)
    assert own in LEVELS, f"{own} has no level"
    for other in imported_rooms(path) - {own}:
        allowed = LEVELS[other] < LEVELS[own] or (own, other) in WITHIN_LEVEL
        assert allowed, f"{own} (level {LEVELS[own]}) imports {other} (level {LEVELS[other]})"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_is_at_most_300_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_only_the_command_line_prints(path):
    calls = [
        node.func.id
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    assert "print" not in calls


def test_importing_the_library_loads_no_heavy_package():
    heavy = (
        "matplotlib",
        "pandas",
        "spacy",
        "sklearn",
        "onnxruntime",
        "numpy",
        "scipy",
        "skops",
        "rich",
    )
    code = f"import sys, outcome_classifier; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_public_names_are_sorted_and_there():
    names = outcome_classifier.__all__
    assert names == sorted(names)
    assert all(hasattr(outcome_classifier, name) for name in names)


def test_public_names_are_all_that_stands_in_the_module():
    shown = {
        name
        for name, value in vars(outcome_classifier).items()
        if not name.startswith("_") and not hasattr(value, "__path__")
        if getattr(value, "__module__", "").startswith("outcome_classifier")
    }
    assert shown | {"OutcomeClassifier"} == set(outcome_classifier.__all__)


def test_versions_agree():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packed = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    from outcome_classifier.shipped import MODEL_VERSION

    assert project["project"]["version"] == outcome_classifier.__version__
    assert f"models/{MODEL_VERSION}" in packed


def test_every_exception_derives_from_one():
    from outcome_classifier import errors

    classes = [
        value
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, Exception)
    ]
    assert all(issubclass(value, errors.OutcomeClassifierError) for value in classes)

"""The built wheel in an empty environment: found, light, and able to do the main job."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from conftest import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def installed(tmp_path_factory) -> Path:
    """An environment that holds the wheel and what it needs; returns its bin folder."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    venv.create(folder / "env", with_pip=True)
    wheel = next(folder.glob("*.whl"))
    pip = [str(folder / "env" / "bin" / "python"), "-m", "pip", "install", "-q"]
    subprocess.run(
        [*pip, "-c", str(ROOT / "constraints.txt"), str(wheel)], check=True, capture_output=True
    )
    return folder / "env" / "bin"


@pytest.fixture
def run(installed, blocked_environment, tmp_path):
    """Run an installed command away from the checkout, without network."""

    def command(*words: str, stdin: str = "") -> str:
        done = subprocess.run(
            [str(installed / words[0]), *words[1:]],
            input=stdin,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=blocked_environment,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    return command


def test_the_wheel_carries_its_own_model(run):
    code = (
        "from outcome_classifier.shipped import shipped_model; import outcome_classifier as o;"
        "print(shipped_model().is_relative_to(o.__path__[0]))"
    )
    assert run("python", "-c", code).strip() == "True"


def test_the_wheel_labels_plays_and_audits(run, tmp_path):
    assert json.loads(run("outcome-classifier", "classify", "Home", "--format", "json"))[0]["kind"]
    assert "12 of 25 right" in run("outcome-classifier", "quiz", stdin="y\n" * 25)
    (tmp_path / "plans.csv").write_text("ID,Outcomes\n1,Home by Easter\n", encoding="utf-8")
    out = run("outcome-classifier", "audit", "plans.csv", "--out", "report")
    assert "report.html" in out
    assert (tmp_path / "report" / "report.html").stat().st_size > 5000


def test_the_wheel_trains_a_head_of_one_s_own(run):
    own = str(ROOT / "notebooks" / "own_statements.csv")
    assert "Trained on 60 statements" in run("outcome-classifier", "train", own, "--out", "own")
    words = ("classify", "Home", "--model", "own", "--format", "json")
    assert json.loads(run("outcome-classifier", *words))[0]["model_version"] == "local"

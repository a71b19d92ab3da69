"""Fixtures for the whole suite. No test reaches the network: sockets are blocked here."""

from __future__ import annotations

import csv
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from audits import PLANS_HEADER, plans
from outcome_classifier import OutcomeClassifier, Record

ROOT = Path(__file__).parents[1]
CANARY = "Zephaniah Quillfeather"


@pytest.fixture(autouse=True, scope="session")
def no_network():
    """Refuse every connection but those inside this machine's own processes."""
    real = socket.socket.connect

    def refuse(self, address, *args):
        if self.family == socket.AF_UNIX or (
            isinstance(address, tuple) and address[0] in ("127.0.0.1", "::1")
        ):
            return real(self, address, *args)
        raise AssertionError("the library reached for the network")

    socket.socket.connect = refuse
    yield
    socket.socket.connect = real


@pytest.fixture
def blocked_environment() -> dict[str, str]:
    """An environment in which a child process has no network either, and no home of its own."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT / "tests" / "blocked"),
        "PYTHONUTF8": "1",
        "HOME": "/nonexistent",
    }


@pytest.fixture(scope="session")
def classifier() -> OutcomeClassifier:
    """The shipped model."""
    return OutcomeClassifier()


@pytest.fixture
def cli(capfd, monkeypatch) -> Callable[..., tuple[int, str, str]]:
    """Run a command in this process: exit code, stdout, stderr."""
    from outcome_classifier.cli import main

    def run(*words: str, stdin: str | None = None) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["outcome-classifier", *words])
        if stdin is not None:
            import io

            monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 0 if stop.code is None else 1
        out, err = capfd.readouterr()
        return code, out, err

    return run


@pytest.fixture
def plan() -> Record:
    """A record with fields."""
    return Record.from_dict(
        {
            "id": "P7",
            "fields": {
                "outcomes": ["I want to walk to the shop for my own paper.", "Day centre x2"],
                "needs": ["Unsteady on the stairs since the fall"],
                "actions": ["OT to visit on Tuesday so that Ifor can use his own bath again"],
            },
            "team": "North",
        }
    )


@pytest.fixture
def write_csv(tmp_path) -> Callable[..., Path]:
    """Write rows as a CSV file, the first one its header."""

    def write(rows: list[list[str]], name: str = "plans.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows(rows)
        return path

    return write


@pytest.fixture
def plans_csv(write_csv) -> Path:
    """The twelve records of `audits.plans` as a CSV file."""
    rows = [[r.record_id, *r.fields["outcomes"], *r.fields["notes"], r.team] for r in plans()]
    return write_csv([PLANS_HEADER, *rows])


@pytest.fixture
def browser(tmp_path) -> Callable[..., str]:
    """Open a page in headless Chromium, without network: what ``--dump-dom`` gives, or a PDF."""
    if shutil.which("chromium") is None:
        pytest.skip("Chromium is not installed; .ci/run installs it")

    def visit(page: Path, *options: str) -> str:
        done = subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
             "--no-first-run", "--disable-background-networking", "--disable-component-update",
             "--disable-sync", "--allow-file-access-from-files", "--virtual-time-budget=4000",
             f"--user-data-dir={tmp_path / 'chromium'}", *options, page.as_uri()],
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        return done.stdout

    return visit

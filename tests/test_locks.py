"""An output folder is written by one audit at a time: tried with other processes and threads."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

import pytest

from audits import tables
from outcome_classifier import RunRefused, audit

pytestmark = pytest.mark.model
WAITING = """
import sys, time
from pathlib import Path
from outcome_classifier import audit
folder = Path(sys.argv[2])
def wait(progress):
    if progress.parts == 2:
        (folder / "begun").touch()
        while not (folder / "go on").exists():
            time.sleep(0.02)
audit(sys.argv[1], out=folder / "out", part_size=3, progress=wait)
"""


@pytest.fixture
def waiting(plans_csv, tmp_path):
    """Another process half way through an audit into ``out``, until there is a file ``go on``."""
    other = subprocess.Popen([sys.executable, "-c", WAITING, plans_csv, tmp_path])
    while not (tmp_path / "begun").exists():
        assert other.poll() is None
        time.sleep(0.02)
    yield other
    other.kill()
    other.wait()


@pytest.mark.parametrize("options", [{}, {"resume": True}, {"force": True}], ids=str)
def test_a_folder_that_another_audit_writes_is_refused_and_left_alone(
    waiting, plans_csv, tmp_path, options, cli
):
    out = tmp_path / "out"
    with pytest.raises(
        RunRefused, match=r"\[E908\] .*out is being written by another audit\. Wait"
    ):
        audit(plans_csv, out=out, part_size=3, **options)
    code, said, err = cli("audit", str(plans_csv), "--out", str(out), "--no-text")
    assert (code, said) == (3, "")
    assert err.startswith("[E908]")
    assert len(list((out / "parts").glob("0*"))) == 2
    (tmp_path / "go on").touch()
    assert waiting.wait() == 0
    assert [p.name for p in out.iterdir()] == ["parts"]
    resumed = audit(plans_csv, out=out, part_size=3, resume=True)
    assert tables(resumed) == tables(audit(plans_csv))


def test_a_lock_that_a_killed_audit_left_behind_keeps_nobody_out(waiting, plans_csv, tmp_path):
    waiting.kill()
    waiting.wait()
    assert (tmp_path / "out" / ".audit.lock").exists()
    resumed = audit(plans_csv, out=tmp_path / "out", part_size=3, resume=True)
    assert tables(resumed) == tables(audit(plans_csv))
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["parts"]


def test_a_thread_beside_is_kept_out_of_the_folder_too(plans_csv, tmp_path):
    refused: list[Exception] = []

    def beside(progress):
        if progress.parts == 1:
            thread = threading.Thread(target=again)
            thread.start()
            thread.join()

    def again():
        with pytest.raises(RunRefused, match="E908") as caught:
            audit(plans_csv, out=tmp_path / "out", force=True)
        refused.append(caught.value)

    result = audit(plans_csv, out=tmp_path / "out", part_size=3, progress=beside)
    assert len(refused) == 1
    assert tables(result) == tables(audit(plans_csv))


def test_the_report_is_written_while_the_folder_is_locked(cli, plans_csv, tmp_path, monkeypatch):
    from outcome_classifier import reporting

    write, refused = reporting.write_folder, []

    def beside(*arguments, **options):
        thread = threading.Thread(target=again)
        thread.start()
        thread.join()
        return write(*arguments, **options)

    def again():
        with pytest.raises(RunRefused, match="E908") as caught:
            audit(plans_csv, out=tmp_path / "out", force=True)
        refused.append(caught.value)

    monkeypatch.setattr(reporting, "write_folder", beside)
    assert cli("audit", str(plans_csv), "--out", str(tmp_path / "out"))[0] == 0
    assert len(refused) == 1
    assert not (tmp_path / "out" / ".audit.lock").exists()

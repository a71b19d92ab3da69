"""A Dask cluster gives the library's tables, and survives the loss of a worker."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace

import pytest

from audits import PLANS_HEADER, plans, tables
from conftest import CANARY
from outcome_classifier import ExtraMissing, Record, RunRefused, audit
from outcome_classifier.auditing import running
from outcome_classifier.auditing.parts import part_settings
from outcome_classifier.integrations.dask import DaskBackend
from outcome_classifier.rulebook import load_rulebook

pytestmark = [pytest.mark.model, pytest.mark.slow]
LOCAL = {"host": "127.0.0.1", "dashboard_address": None, "threads_per_worker": 1}


@pytest.fixture
def cluster():
    """Two worker processes on this machine, started for one test."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, processes=True, **LOCAL) as running:
        yield running


def models_loaded() -> int:
    from outcome_classifier.auditing.parts import classifier_with

    return classifier_with.cache_info().misses


def test_a_cluster_gives_the_tables_of_one_process_and_loads_the_model_once(cluster, tmp_path):
    from distributed import Client

    with Client(cluster) as client:
        result = audit(plans(24), out=tmp_path, part_size=3, backend=DaskBackend(client))
        assert set(client.run(models_loaded).values()) == {1}
    assert tables(result) == tables(audit(plans(24)))
    resumed = audit(plans(24), out=tmp_path, part_size=3, resume=True)
    assert tables(resumed) == tables(result)


def test_a_killed_worker_is_survived(cluster):
    from distributed import Client

    with Client(cluster) as client:
        workers = list(client.run(os.getpid).values())

        def kill_one(progress):
            if progress.parts == 1:
                os.kill(workers[0], signal.SIGKILL)

        backend = DaskBackend(cluster.scheduler_address)
        result = audit(plans(30), part_size=3, backend=backend, progress=kill_one)
        assert workers[0] not in client.run(os.getpid).values()
    assert tables(result) == tables(audit(plans(30)))


def test_g9_what_a_worker_refuses_is_raised_here_and_no_log_has_its_text(monkeypatch, capfd):
    from distributed import LocalCluster

    other = replace(part_settings(load_rulebook(), 1), model="another")
    monkeypatch.setattr(running, "part_settings", lambda *_: other)
    record = Record(CANARY, text=f"{CANARY} hopes to be home by Easter.")
    with (
        LocalCluster(n_workers=1, processes=True, **LOCAL) as cluster,
        pytest.raises(RunRefused, match=r"\[E906\]"),
    ):
        audit([record], backend=DaskBackend(cluster.scheduler_address))
    out, err = capfd.readouterr()
    assert "Compute Failed" in out + err
    assert "Quillfeather" not in out + err


def test_the_command_hands_parts_to_a_cluster(cluster, cli, write_csv, tmp_path):
    path = write_csv([PLANS_HEADER, ["P1", "Home by Easter", "He kicked off.", "North"]])
    out = tmp_path / "out"
    code, shown, _ = cli("audit", str(path), "--out", str(out), "--dask", cluster.scheduler_address)
    assert (code, (out / "report.html").exists()) == (0, True)
    assert "Records and findings by principle" in shown


def test_a_cluster_without_workers_or_without_an_answer_is_one_sentence():
    from distributed import LocalCluster

    with (
        LocalCluster(n_workers=0, **LOCAL) as empty,
        pytest.raises(RunRefused, match=r"\[E907\] The Dask cluster at tcp.* has no workers"),
    ):
        audit(plans(), backend=DaskBackend(empty.scheduler_address, patience=0.5))
    with pytest.raises(RunRefused, match=r"at tcp://127.0.0.1:9 does not answer"):
        audit(plans(), backend=DaskBackend("tcp://127.0.0.1:9", patience=0.5))


def test_g6_without_dask_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ExtraMissing, match=r'pip install "outcome-classifier\[dask\]"'):
        DaskBackend("tcp://127.0.0.1:9")


def test_a_cluster_lost_on_the_way_is_one_sentence_and_finished_parts_stay(tmp_path):
    from distributed import LocalCluster

    running = LocalCluster(n_workers=1, processes=True, **LOCAL)
    with pytest.raises(RunRefused, match=r"\[E907\] .* was lost on the way"):
        audit(
            plans(30),
            out=tmp_path,
            part_size=3,
            backend=DaskBackend(running.scheduler_address),
            progress=lambda _: running.close(),
        )
    assert len(list((tmp_path / "parts").glob("0*"))) == 1

"""Rate, memory and tables of whole audits, beside classifying alone and beside each other.

python benchmarks/audit.py --keep
python benchmarks/audit.py --sizes 1000000 --runs two --keep
python benchmarks/audit.py --sizes 20000 --distinct 1.0 --keep

Ten statements a record; a tenth of the statements distinct, as records repeat themselves, or the
share that is asked for. Every row is a fresh process. Memory is the peak resident set, in MB: of
the parent, and of its largest worker (Linux). "Classifying alone" labels the same statements in the
same order, in one process with one encoder thread. Tables are the same where every row of
statements, findings and principles is.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import results

if TYPE_CHECKING:
    from outcome_classifier import Audit

A_RECORD = 10
FIELDS = ("outcomes", "needs", "resources", "actions", "notes")
STATEMENTS = Path(__file__).parents[1] / "data" / "statements.csv"
#: Records of a part of an audit.
PART = 200
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def compose(path: Path, size: int, distinct: float) -> None:
    """Write JSON Lines with ``size`` statements, a share of them distinct."""
    choose = random.Random(20260)
    with STATEMENTS.open(encoding="utf-8", newline="") as file:
        written = [row["text"] for row in csv.DictReader(file)]
    pool: dict[str, None] = {}
    while len(pool) < max(A_RECORD, int(size * distinct)):
        text = choose.choice(written)
        day = f"{choose.choice(DAYS)} {choose.randrange(1, 53)}"
        pool[text if text not in pool else f"{text} ({day})"] = None
    texts = list(pool)
    told = iter(texts) if distinct == 1.0 else iter(lambda: choose.choice(texts), None)
    with path.open("w", encoding="utf-8") as file:
        for number in range(size // A_RECORD):
            fields: dict[str, list[str]] = {}
            for text in islice(told, A_RECORD):
                fields.setdefault(choose.choice(FIELDS), []).append(text)
            record = {"id": f"P{number}", "team": f"Team {number % 20}", "fields": fields}
            file.write(json.dumps(record) + "\n")


def statements(path: Path) -> Iterator[str]:
    """Yield the statements of a file."""
    from outcome_classifier import read_records
    from outcome_classifier.segmenting import split_record

    for record in read_records(path):
        for statement in split_record(record):
            yield statement.text


def classify_alone(path: Path) -> dict[str, Any]:
    """Time labelling, the model loaded and the statements read before."""
    from outcome_classifier import OutcomeClassifier

    classifier = OutcomeClassifier(threads=1)
    texts = list(statements(path))
    start = time.perf_counter()
    for _ in classifier.classify_iter(texts):
        pass
    return {"statements": len(texts), "seconds": time.perf_counter() - start}


def peak(process: str) -> float:
    """Peak resident set of a process, in MB; 0 if it is gone."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    return next((int(n) / 1024 for n in re.findall(r"VmHWM:\s+(\d+) kB", status)), 0.0)


def watch_workers() -> list[float]:
    """Return a list to which the peaks of child processes are added while they run."""
    seen = [0.0]

    def watch() -> None:
        while True:
            for children in Path("/proc/self/task").glob("*/children"):
                try:
                    seen.extend(map(peak, children.read_text(encoding="utf-8").split()))
                except OSError:  # the thread has ended meanwhile
                    continue
            seen[:] = [max(seen)]
            time.sleep(0.2)

    threading.Thread(target=watch, daemon=True).start()
    return seen


def digest(result: Audit) -> str:
    """One hash of all rows of an audit, in order."""
    whole = hashlib.sha256()
    for row in chain(result.statements, result.findings, result.principles):
        whole.update(repr(row).encode())
    return whole.hexdigest()


def timed(path: Path, **how: Any) -> dict[str, Any]:
    """Time an audit and one pass over its rows; loading is part of it."""
    from outcome_classifier import audit

    seen = watch_workers()
    with tempfile.TemporaryDirectory() as folder:
        how = {"out": folder, **how}
        start = time.perf_counter()
        result = audit(path, **how)
        count = sum(1 for _ in result.statements)
        seconds = time.perf_counter() - start
        tables = digest(result)
    return {
        "statements": count,
        "seconds": seconds,
        "parent": peak("self"),
        "worker": max(seen),
        "tables": tables,
    }


def resumed(path: Path) -> dict[str, Any]:
    """Time what is left of an audit that was killed half-way, with all its processes."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        command = [sys.executable, __file__, "--one", str(path), "two", "--out", str(out)]
        killed = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
        half = sum(1 for _ in path.open(encoding="utf-8")) // PART // 2
        while len(list((out / "parts").glob("0*"))) < half:
            if killed.poll() is not None:
                raise SystemExit("the audit ended before it was killed")
            time.sleep(0.5)
        os.killpg(killed.pid, signal.SIGKILL)
        killed.wait()
        return timed(path, workers=2, out=out, resume=True)


def on_dask(path: Path, processes: int, *, lose_one: bool = False) -> dict[str, Any]:
    """Time an audit on a cluster that is up; ``lose_one`` kills a worker on the way."""
    from distributed import Client, LocalCluster

    from outcome_classifier.integrations.dask import DaskBackend

    with (
        LocalCluster(
            n_workers=processes, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
        ) as cluster,
        Client(cluster) as client,
    ):
        victim = next(iter(client.run(os.getpid).values()))

        def kill_one(progress: Any) -> None:
            if lose_one and progress.parts == 5:
                os.kill(victim, signal.SIGKILL)

        return timed(path, backend=DaskBackend(client), progress=kill_one)


#: Ways of running, and what a row calls them.
RUNS: dict[str, tuple[str, Callable[[Path], dict[str, Any]]]] = {
    "alone": ("classifying alone", classify_alone),
    "one": ("one worker", partial(timed, workers=1)),
    "two": ("two workers", partial(timed, workers=2)),
    "resumed": ("two workers, killed half-way: the rest", resumed),
    "dask-one": ("Dask, one process", partial(on_dask, processes=1)),
    "dask-two": ("Dask, two processes", partial(on_dask, processes=2)),
    "dask-lost": ("Dask, two processes, one killed", partial(on_dask, processes=2, lose_one=True)),
}


def measured(path: Path, run: str) -> dict[str, Any]:
    """Run one measurement in a fresh process."""
    command = [sys.executable, __file__, "--one", str(path), run]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def rows(path: Path, distinct: float, runs: list[str]) -> Iterator[dict[str, Any]]:
    """Measure a file in each way and yield a row of the table for each."""
    alone = one = tables = None
    for run in runs:
        found = measured(path, run)
        rate = found["statements"] / found["seconds"]
        if run == "alone":
            alone = found["seconds"]
        if run == "one":
            one = found["seconds"]
        tables = tables or found.get("tables")
        whole = run not in ("alone", "resumed")
        yield {
            "statements": found["statements"],
            "distinct": distinct,
            "run": RUNS[run][0],
            "a second": round(rate) if run != "resumed" else None,
            "times one worker": round(one / found["seconds"], 2) if one and whole else None,
            "times classifying alone": round(found["seconds"] / alone, 2)
            if alone and whole
            else None,
            "parent MB": round(found["parent"]) if whole else None,
            "worker MB": round(found["worker"]) if found.get("worker") else None,
            "same tables": found["tables"] == tables if "tables" in found else None,
        }


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    options.add_argument("--sizes", type=int, nargs="+", default=[20_000, 60_000, 200_000])
    options.add_argument("--distinct", type=float, default=0.1)
    options.add_argument("--runs", choices=list(RUNS), nargs="+", default=["alone", "one", "two"])
    options.add_argument("--keep", action="store_true", help="write into results.json")
    options.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options.add_argument("--out", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.one:
        path, run = Path(given.one[0]), given.one[1]
        print(json.dumps(RUNS[run][1](path, **({"out": given.out} if given.out else {}))))
        return
    with tempfile.TemporaryDirectory() as folder:
        for size in given.sizes:
            path = Path(folder) / f"{size}.jsonl"
            compose(path, size, given.distinct)
            for row in rows(path, given.distinct, given.runs):
                print(results.line(row), flush=True)
                if given.keep:
                    results.keep("audit", row, key=("statements", "distinct", "run"))


if __name__ == "__main__":
    main()

"""Rate and memory of whole audits: three sizes, one and two workers, beside classifying alone.

python benchmarks/audit.py
python benchmarks/audit.py --sizes 20000 60000 200000 --workers 1 2

Ten statements a record, about a tenth of the statements distinct, as records repeat themselves.
Every row of the table is a fresh process. Memory is the peak resident set, in MB: of the parent,
and of its largest worker (Linux). "Classifying alone" labels the same statements in the same order, in one
process with one encoder thread; the ratio is the time of the whole audit to it.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

A_RECORD, DISTINCT_SHARE = 10, 0.1
FIELDS = ("outcomes", "needs", "resources", "actions", "notes")
STATEMENTS = Path(__file__).parents[1] / "data" / "statements.csv"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def compose(path: Path, size: int) -> None:
    """Write JSON Lines with ``size`` statements."""
    choose = random.Random(20260)
    with STATEMENTS.open(encoding="utf-8", newline="") as file:
        written = [row["text"] for row in csv.DictReader(file)]
    pool: dict[str, None] = {}
    while len(pool) < max(A_RECORD, int(size * DISTINCT_SHARE)):
        text = choose.choice(written)
        pool[text if text not in pool else f"{text} ({choose.choice(DAYS)})"] = None
    texts = list(pool)
    with path.open("w", encoding="utf-8") as file:
        for number in range(size // A_RECORD):
            fields: dict[str, list[str]] = {}
            for text in choose.choices(texts, k=A_RECORD):
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


def classify_alone(path: Path) -> dict[str, float]:
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


def audit_whole(path: Path, workers: int) -> dict[str, float]:
    """Time an audit and one pass over its rows; loading is part of it."""
    from outcome_classifier import audit

    seen = watch_workers()
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as out:
        result = audit(path, out=out, workers=workers)
        count = sum(1 for _ in result.statements)
    seconds = time.perf_counter() - start
    return {
        "statements": count,
        "seconds": seconds,
        "parent": peak("self"),
        "worker": max(seen),
    }


def measured(path: Path, workers: int) -> dict[str, float]:
    """Run one measurement in a fresh process; ``workers`` 0 is classifying alone."""
    command = [sys.executable, __file__, "--one", str(path), str(workers)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=[20_000, 60_000, 200_000])
    options.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    options.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.one:
        path, workers = Path(given.one[0]), int(given.one[1])
        print(json.dumps(audit_whole(path, workers) if workers else classify_alone(path)))
        return
    print(
        "| statements | workers | statements/s | times one worker | times classifying alone "
        "| parent MB | worker MB |\n|---|---|---|---|---|---|---|"
    )
    with tempfile.TemporaryDirectory() as folder:
        for size in given.sizes:
            path = Path(folder) / f"{size}.jsonl"
            compose(path, size)
            alone = measured(path, 0)["seconds"]
            first = 0.0
            for workers in given.workers:
                run = measured(path, workers)
                first = run["seconds"] if workers == 1 else first
                cells = (
                    f"{run['statements']:,}",
                    str(workers),
                    f"{run['statements'] / run['seconds']:,.0f}",
                    f"{first / run['seconds']:.2f}" if first else "",
                    f"{run['seconds'] / alone:.2f}",
                    f"{run['parent']:,.0f}",
                    f"{run['worker']:,.0f}" if workers > 1 else "",
                )
                print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()

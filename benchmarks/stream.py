"""Memory and rate of a stream of statements, for three lengths; seconds to the first label.

python benchmarks/stream.py [--distinct SHARE] [--keep]

A tenth of the statements are distinct, as in real exports; the others repeat them. Each length runs
in a process of its own, whose whole peak memory is shown.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import results

ROOT = Path(__file__).parents[1]
LENGTHS = (20_000, 50_000, 100_000)


def statements(count: int, share: float) -> Iterator[str]:
    """Composed statements, ``share`` of them distinct, the others repeats, in random order."""
    with (ROOT / "data" / "statements.csv").open(encoding="utf-8", newline="") as file:
        base = [row["text"] for row in csv.DictReader(file) if row["split"] == "train"]
    chance = random.Random(1)
    distinct = max(1, int(count * share))
    numbered = itertools.chain(base, (f"{chance.choice(base)} ({n})" for n in itertools.count()))
    met: list[str] = []
    for n in range(count):
        if len(met) < distinct and n * share >= len(met):
            met.append(next(numbered))
            yield met[-1]
        else:
            yield chance.choice(met)


def measure(count: int, share: float) -> dict[str, float]:
    """Label a stream in this process."""
    began = time.perf_counter()
    from outcome_classifier import classify, classify_iter

    classify("Home by Easter")
    first = time.perf_counter() - began
    began = time.perf_counter()
    labelled = sum(p.kind is not None for p in classify_iter(statements(count, share)))
    return {
        "statements": count,
        "labelled": labelled,
        "first_label_seconds": round(first, 2),
        "per_second": round(count / (time.perf_counter() - began)),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def main() -> None:
    """Print a row for each length."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--distinct", type=float, default=0.1)
    parser.add_argument("--keep", action="store_true", help="write into results.json")
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.measure, options.distinct)))
        return
    for count in LENGTHS:
        done = subprocess.run(
            [
                sys.executable,
                __file__,
                "--measure",
                str(count),
                "--distinct",
                str(options.distinct),
            ],
            check=True,
            capture_output=True,
            text=True,
        )
        found = json.loads(done.stdout)
        row = {
            "statements": found["statements"],
            "distinct": options.distinct,
            "a second": found["per_second"],
            "peak MB": found["peak_mb"],
            "seconds to the first label": found["first_label_seconds"],
        }
        print(results.line(row), flush=True)
        if options.keep:
            results.keep("stream", row, key=("statements", "distinct"))


if __name__ == "__main__":
    main()

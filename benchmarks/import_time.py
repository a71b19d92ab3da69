"""How long ``import outcome_classifier`` takes beside ``import spacy``, in one run.

python benchmarks/import_time.py
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

RUNS = 7


def seconds(statement: str) -> float:
    """Median seconds of a fresh interpreter that runs a statement, less one that runs nothing."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", statement], check=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Print the ratio."""
    nothing = seconds("pass")
    ours = seconds("import outcome_classifier") - nothing
    spacy = seconds("import spacy") - nothing
    print("| import | milliseconds | share of spaCy |\n|---|---|---|")
    print(f"| outcome_classifier | {1000 * ours:.0f} | {ours / spacy:.3f} |")
    print(f"| spacy | {1000 * spacy:.0f} | 1 |")


if __name__ == "__main__":
    main()

"""How long ``import outcome_classifier`` takes beside ``import spacy``, in one run.

python benchmarks/import_time.py [--keep]
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

import results

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
    """Print the rows."""
    nothing = seconds("pass")
    ours = seconds("import outcome_classifier") - nothing
    spacy = seconds("import spacy") - nothing
    for name, taken in (("outcome_classifier", ours), ("spacy", spacy)):
        share = round(taken / spacy, 3)
        row = {"import": name, "milliseconds": round(1000 * taken), "share of spaCy's": share}
        print(results.line(row))
        if "--keep" in sys.argv:
            results.keep("imports", row, key=("import",))


if __name__ == "__main__":
    main()

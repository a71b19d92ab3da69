"""What checking a record costs beside classifying its statements, in one run.

python benchmarks/checking.py [--records N] [--keep]

Whole composed records, each of other statements, so that nothing is remembered.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import results

RECORDS = Path(__file__).parents[1] / "data" / "records.jsonl"
KEYS = ("id", "text", "fields", "date", "review_date")


def main() -> None:
    """Print the row."""
    from outcome_classifier import Record
    from outcome_classifier.auditing import RecordChecker
    from outcome_classifier.principles import check_principles
    from outcome_classifier.results import LabelledStatement
    from outcome_classifier.segmenting import split_record

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--records", type=int, default=100)
    options.add_argument("--keep", action="store_true", help="write into results.json")
    given = options.parse_args()
    count = given.records
    rows = [json.loads(line) for line in RECORDS.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["split"] == "development"][: count + 1]
    records = [Record.from_dict({k: row[k] for k in KEYS if k in row}) for row in rows]
    checker = RecordChecker()
    checker.check(records.pop())  # loads everything
    classifying = checking = 0.0
    statements = 0
    for record in records:
        split = split_record(record)
        start = time.perf_counter()
        predictions = checker.classifier.classify_many([s.text for s in split])
        middle = time.perf_counter()
        labelled = [LabelledStatement(s, p) for s, p in zip(split, predictions, strict=True)]
        check_principles(record, labelled, checker.rulebook)
        checking += time.perf_counter() - middle
        classifying += middle - start
        statements += len(split)
    row = {
        "records": len(records),
        "statements": statements,
        "classifying, ms a record": round(1000 * classifying / len(records)),
        "checking, ms a record": round(1000 * checking / len(records)),
        "checking to classifying": round(checking / classifying, 2),
    }
    print(results.line(row))
    if given.keep:
        results.keep("checking", row, key=("records",))


if __name__ == "__main__":
    main()

"""What checking a record costs beside classifying its statements, in one run.

python benchmarks/checking.py [--records N]

Whole composed records, each of other statements, so that nothing is remembered.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

RECORDS = Path(__file__).parents[1] / "data" / "records.jsonl"
KEYS = ("id", "text", "fields", "date", "review_date")


def main() -> None:
    """Print the table."""
    from outcome_classifier import Record
    from outcome_classifier.auditing import RecordChecker
    from outcome_classifier.principles import check_principles
    from outcome_classifier.results import LabelledStatement
    from outcome_classifier.segmenting import split_record

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--records", type=int, default=100)
    count = options.parse_args().records
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
    print("| records | statements | classifying, ms a record | checking, ms | share |")
    print("|---|---|---|---|---|")
    print(
        f"| {len(records)} | {statements:,} | {1000 * classifying / len(records):.0f} "
        f"| {1000 * checking / len(records):.0f} | {checking / classifying:.2f} |"
    )


if __name__ == "__main__":
    main()
